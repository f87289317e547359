"""Passwords in addresses: taken out at the door, so that none is ever shown or kept.

An address such as `https://user:password@host/talk.mp4` comes in; the same without its login goes
out, and the login is remembered until the process ends, for that server alone. Whoever connects
asks for it here.
"""

from __future__ import annotations

import re
from base64 import b64encode
from urllib.parse import SplitResult, unquote, urlsplit

_LOGIN = re.compile(r"^([a-z][a-z0-9+.-]+://)[^/?#]*@", re.IGNORECASE)
_logins: dict[str, str] = {}
"""Server, as `https://host:port` → `user:password` as it was written."""


def without_login(source: str) -> str:
    """The URL without user and password, which are remembered; any other source as it is.

    `HTTP://` comes out as `http://`. An address that is not a proper one loses its login too.
    """
    parts = _web(source)
    if parts is None:
        return _bare(source)
    login, _, host = parts.netloc.rpartition("@")
    clean = parts._replace(netloc=host)
    if login:
        _logins[_server(clean)] = login
    return f"{parts.scheme}:{_bare(source).partition(':')[2]}"


def with_login(source: str) -> str:
    """The URL with the login of its server, if one is remembered: to be opened, not to be shown."""
    parts = _web(source)
    login = _logins.get(_server(parts)) if parts else None
    return parts._replace(netloc=f"{login}@{parts.netloc}").geturl() if parts and login else source


def authorization(url: str) -> dict[str, str]:
    """The header that logs in to the URL's server; empty when no login is remembered."""
    parts = _web(url)
    login = _logins.get(_server(parts)) if parts else None
    if not login:
        return {}
    return {"Authorization": f"Basic {b64encode(unquote(login).encode()).decode()}"}


def _bare(source: str) -> str:
    return _LOGIN.sub(r"\1", source)


def _web(source: str) -> SplitResult | None:
    """The parts of an http(s) URL; None for anything else, and for what is not a proper URL."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") else None


def _server(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc.lower()}"
