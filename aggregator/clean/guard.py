"""Cheap checks of a text before any parser sees it: is it a document or a bomb?

Seen on this stack: 100,000 attributes on one tag hang libxml2 for 12 seconds,
long runs of `&` and misnested formatting hang or abort the sanitizer. All
checks are one pass over the text; none of them parses.
"""

from aggregator.dom import ILLEGAL_REFERENCE, MAX_ATTRIBUTES, is_overloaded
from aggregator.text import legal

MAX_LENGTH = 4_000_000
"""Characters of one entry; the longest real articles have under a million."""
MAX_TAGS = 60_000
MAX_AMPERSANDS = 200_000


def legal_html(html: str) -> str:
    """Return a text without what XML forbids, however it is written: parsers read `&#8;` too."""
    return ILLEGAL_REFERENCE.sub(" ", legal(html))


def find_bomb(html: str) -> str | None:
    """Say why a text must not be parsed; None when it may."""
    if len(html) > MAX_LENGTH:
        return f"{len(html)} characters, more than {MAX_LENGTH}"
    if (tags := html.count("<")) > MAX_TAGS:
        return f"{tags} tags, more than {MAX_TAGS}"
    if (signs := html.count("&")) > MAX_AMPERSANDS:
        return f"{signs} ampersands, more than {MAX_AMPERSANDS}"
    if is_overloaded(html):
        return f"more than {MAX_ATTRIBUTES} attributes on one tag"
    return None
