"""A URL in its five parts, split and joined without losing a character (RFC 3986, appendix B).

urllib.parse raises on brackets and drops empty parts; this does neither.
"""

import re
from typing import NamedTuple

_SPLIT = re.compile(
    r"(?:([A-Za-z][A-Za-z0-9+.\-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL
)


class Parts(NamedTuple):
    """The parts of a URL; None for a part that is absent, "" for one that is empty."""

    scheme: str | None
    authority: str | None
    path: str
    query: str | None
    fragment: str | None

    def join(self) -> str:
        """Return the URL that these are the parts of."""
        return "".join(
            (
                "" if self.scheme is None else f"{self.scheme}:",
                "" if self.authority is None else f"//{self.authority}",
                self.path,
                "" if self.query is None else f"?{self.query}",
                "" if self.fragment is None else f"#{self.fragment}",
            )
        )


def split(url: str) -> Parts:
    """Take a URL apart; every string has parts."""
    match = _SPLIT.fullmatch(url)
    if match is None:  # cannot be: each part may be empty and together they take every character
        return Parts(None, None, url, None, None)
    scheme, authority, path, query, fragment = match.groups()
    return Parts(scheme, authority, path or "", query, fragment)


def parameters(query: str | None) -> list[tuple[str, str]]:
    """Return (name, the parameter as written) for each parameter of a query."""
    if not query:
        return []
    return [(_name(raw), raw) for raw in query.split("&")]


def _name(raw: str) -> str:
    """Return a parameter's name for comparing; feeds that escape twice leave `amp;` before it."""
    name = raw.partition("=")[0].lower()
    while name.startswith("amp;"):
        name = name[4:]
    return name


def without_dot_segments(path: str) -> str:
    """Resolve `.` and `..` in an absolute path (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    done: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(done) > 1:
                done.pop()
        elif segment != ".":
            done.append(segment)
    if segments[-1] in (".", ".."):
        done.append("")
    return "/".join(done)
