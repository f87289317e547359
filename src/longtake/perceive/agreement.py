"""How far two texts of the same stretch say the same: a check of speech against subtitles.

Word error rate turned round: 1 minus edits per word that was said, over the best matching stretch
of the subtitles, so it lies in [0, 1]. Knows nothing of sound or pictures. Observations come in and
go out; what overlaps no other text is left as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from longtake.types import Observation, Span

SLACK_S = 1.0
"""Subtitles may come this much early or late."""

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_ASIDE = re.compile(r"\[[^\]]*\]|\([^)]*\)|[♪♫#]")
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def compared(speech: Iterable[Observation], subtitles: Sequence[Observation]) -> list[Observation]:
    """The speech Observations, those that overlap subtitles with `data["agreement"]`.

    Only subtitles of the language spoken are compared, and of several tracks the best counts.
    """
    return [_checked(said, subtitles) for said in speech]


def _checked(said: Observation, subtitles: Sequence[Observation]) -> Observation:
    wide = Span(max(0.0, said.span.start_s - SLACK_S), said.span.end_s + SLACK_S)
    tracks: dict[str, list[Observation]] = {}
    for written in subtitles:
        if written.span.overlap(wide) > 0 and _same_language(said, written):
            tracks.setdefault(str(written.data.get("track", "")), []).append(written)
    scores = [
        agreement(said.text, " ".join(one.text for one in track)) for track in tracks.values()
    ]
    if not scores:
        return said
    return replace(said, data={**said.data, "agreement": round(max(scores), 3)})


def agreement(said: str, written: str) -> float:
    """How much of what was said stands in order in what is written, in [0, 1].

    Words before and after the said ones cost nothing, as subtitles seldom break where speech does.
    Case, punctuation and notes in brackets do not count. 0 when either has no words.
    """
    heard, read = words(said), words(_ASIDE.sub(" ", written))
    if not heard or not read:
        return 0.0
    return max(0.0, 1 - _edits_within(heard, read) / len(heard))


def words(text: str) -> list[str]:
    """Comparable words; single characters for scripts that put no spaces between words."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return _WORD.findall(_WITHOUT_SPACES.sub(lambda letter: f" {letter[0]} ", plain))


def _edits_within(heard: list[str], read: list[str]) -> int:
    """Fewest insertions, deletions and swaps that turn `heard` into some stretch of `read`."""
    above = [0] * (len(read) + 1)
    for row, word in enumerate(heard, start=1):
        here = [row]
        for column, other in enumerate(read, start=1):
            swap = above[column - 1] + (word != other)
            here.append(min(swap, above[column] + 1, here[-1] + 1))
        above = here
    return min(above)


def _same_language(said: Observation, written: Observation) -> bool:
    """True also when either language is unknown: the words will tell."""
    from longtake.media.languages import short_code

    spoken, shown = (short_code(str(one.data.get("language", ""))) for one in (said, written))
    return not spoken or not shown or spoken == shown
