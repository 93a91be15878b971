"""The one door to feedparser: a document that shape.py wrote goes in, plain dicts come out.

feedparser never fetches, never opens a file (it is always given a stream of
bytes: bytes that look like a path are opened by it), never sanitises and never
resolves addresses in HTML: clean does both, once.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import feedparser
import feedparser.api

from aggregator.parse import expat

# xml.sax takes the first driver of this list that it can import.
if expat.__name__ not in feedparser.api.PREFERRED_XML_PARSERS:
    feedparser.api.PREFERRED_XML_PARSERS.insert(0, expat.__name__)

_MARK = re.compile("\ue000([0-9]{1,7})\ue000")

Told = Mapping[str, Any]
"""What feedparser says of a feed or an entry, under its names; text_of and its like read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What feedparser made of a document."""

    version: str
    header: Told
    entries: Sequence[Told]

    @property
    def is_atom(self) -> bool:
        """Whether texts are of the type that they say, instead of what they look like."""
        return self.version.startswith("atom")


_ITS_ERRORS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What feedparser was seen to raise, on dates and addresses that it did not expect."""


def read_feed(document: bytes, base: str, texts: Sequence[str] = ()) -> Reading | None:
    """Let feedparser read a well-formed UTF-8 document that came from `base`; None when it fails.

    Where the document has the mark of a text (see mark_of), what comes out has
    the text: feedparser says what it is, and its bytes stay as they were.
    """
    try:
        parsed = feedparser.parse(
            io.BytesIO(document),
            response_headers={
                "content-location": base,
                "content-type": "application/xml; charset=utf-8",
            },
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _ITS_ERRORS:
        return None
    return Reading(
        version=parsed.version,
        header=_restored(parsed.feed, texts),
        entries=[_restored(entry, texts) for entry in parsed.entries],
    )


def mark_of(number: int) -> str:
    """Return what stands in a document for the text of this number."""
    return f"\ue000{number}\ue000"


def text_of(said: Told, key: str) -> str:
    """Return a text that feedparser stored under a key, or ""."""
    value = said.get(key)
    return value if isinstance(value, str) else ""


def part_of(said: Told, key: str) -> Told:
    """Return the details that feedparser stored under a key, or an empty mapping."""
    value = said.get(key)
    return value if isinstance(value, dict) else {}


def parts_of(said: Told, key: str) -> Sequence[Told]:
    """Return the list of details that feedparser stored under a key, or an empty one."""
    value = said.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _restored(said: Told, texts: Sequence[str]) -> dict[str, Any]:
    """Return plain dicts (feedparser's own take `updated` from `published`), marks undone."""
    return {key: _value(each, texts) for key, each in dict(said).items()}


def _value(value: object, texts: Sequence[str]) -> object:
    if isinstance(value, str):
        match = _MARK.fullmatch(value)
        return texts[int(match[1])] if match and int(match[1]) < len(texts) else value
    if isinstance(value, dict):
        return _restored(value, texts)
    if isinstance(value, list):
        return [_value(each, texts) for each in value]
    return value
