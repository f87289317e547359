"""A report as a page: one HTML file that needs nothing else, and opens from `file://`.

Figures come in, the text of a page goes out. It has the look of Longtake's other pages. Everything
out of files and models is escaped, and no script but the page's own may run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from longtake.bench.reports import plots, several, words
from longtake.bench.reports.browser import NO_PICTURES, Pictures, data, without_pictures
from longtake.bench.reports.figures import Figures
from longtake.bench.reports.markdown import ERRORS


def page(figures: Sequence[Figures], pictures: Pictures = NO_PICTURES) -> str:
    """The page of one run or of several; `pictures` are the frames that it shows."""
    style, script = _style(), _asset("longtake.bench.reports", "run.js")
    text = (
        _templates()
        .get_template("run.html")
        .render(
            policy=_policy(style, script),
            style=Markup(style),
            script=Markup(script),
            data=Markup(data(figures, pictures)),
            title=_title(figures),
            runs=figures,
            pairs=several.against_first(figures) if len(figures) > 1 else [],
            apart=several.alone(figures) if len(figures) > 1 else [],
            by_frames=several.by_frames(figures),
            by_length=several.by_length(figures) if len(figures) > 1 else [],
            by_length_of={one.name: several.by_length([one]) for one in figures},
            unpictured=without_pictures(figures, pictures) if pictures else 0,
            errors_listed=ERRORS,
        )
    )
    return text.encode("utf-8", "replace").decode("utf-8")


def tied(text: str) -> str:
    """With each percent sign on the line of its number."""
    return text.replace(" %", "\u00a0%")


def _title(figures: Sequence[Figures]) -> str:
    return words.title(figures[0]) if len(figures) == 1 else f"{len(figures)} runs compared"


def _policy(style: str, script: str) -> str:
    """Pictures out of the page itself, its own style and script, and nothing else."""
    return "; ".join(
        [
            "default-src 'none'",
            "img-src data:",
            f"style-src '{_fingerprint(style)}'",
            f"script-src '{_fingerprint(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _fingerprint(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _style() -> str:
    """That of all pages, and what only reports have."""
    own = _asset("longtake.bench.reports", "run.css")
    return f"{_asset('longtake.show', 'page.css')}\n{own}"


@cache
def _asset(package: str, name: str) -> str:
    return (files(package) / "templates" / name).read_text(encoding="utf-8").strip()


@cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("longtake.bench.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(
        percent=lambda share: tied(words.percent(share)),
        tied=tied,
        spread=words.spread,
        points=words.points,
        thousands=lambda number: f"{number:,.0f}",
    )
    found.globals.update(words=words, plots=plots)
    return found
