"""Cheap checks of a text before any parser sees it: is it a document or a bomb?

Seen on this stack: 100,000 attributes on one tag hang libxml2 for 12 seconds,
long runs of `&` and misnested formatting hang or abort the sanitizer. All
checks are one pass over the text; none of them parses.
"""

import re
from collections.abc import Iterator

MAX_LENGTH = 4_000_000
"""Characters of one entry; the longest real articles have under a million."""
MAX_TAGS = 100_000
MAX_ATTRIBUTES = 400
"""On one tag; real ones have under 60."""
MAX_AMPERSANDS = 200_000

_ATTRIBUTES = re.compile(r"[\s/]+[^\s=/>\"'][^\s=/>]*")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_LONG_TAG = 1_200
"""Characters in which 400 attributes cannot stand (three for each)."""


def find_bomb(html: str) -> str | None:
    """Say why a text must not be parsed; None when it may."""
    if len(html) > MAX_LENGTH:
        return f"{len(html)} characters, more than {MAX_LENGTH}"
    if (tags := html.count("<")) > MAX_TAGS:
        return f"{tags} tags, more than {MAX_TAGS}"
    if (signs := html.count("&")) > MAX_AMPERSANDS:
        return f"{signs} ampersands, more than {MAX_AMPERSANDS}"
    for tag in _long_tags(html):
        if (count := _count_attributes(tag)) > MAX_ATTRIBUTES:
            return f"{count} attributes on one tag, more than {MAX_ATTRIBUTES}"
    return None


def _long_tags(html: str) -> Iterator[str]:
    """Yield what stands between one `<` and the next, where that is long."""
    start = html.find("<")
    while start >= 0:
        end = html.find("<", start + 1)
        stop = len(html) if end < 0 else end
        if stop - start > _LONG_TAG:
            yield html[start:stop]
        start = end


def _count_attributes(tag: str) -> int:
    """Count as many attributes as a parser could see: quotes may not be what they seem."""
    bare = _QUOTED.sub("", tag)
    inside = bare.partition(">")[0]
    return sum(1 for _ in _ATTRIBUTES.finditer(inside))
