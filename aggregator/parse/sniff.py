"""What a document is, by its first characters: servers' Content-Type is wrong too often."""

import re
from enum import StrEnum

# Possessive: what was read as a comment stays one, or a thousand of them take for ever.
_HTML = re.compile(
    r"\s*+(?:(?><\?xml[^>]*+>|<!--.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_FEED = re.compile(
    r"<(?:[A-Za-z]\w{0,20}:)?(?:rss|feed|rdf|channel|urlset)(?=[\s>/])", re.IGNORECASE
)
_WINDOW = 1 << 16


class Kind(StrEnum):
    """What a document looks like."""

    EMPTY = "empty"
    JSON = "json"
    HTML = "html"
    XML = "xml"
    OTHER = "other"


def sniff(text: str) -> Kind:
    """Tell what a document looks like."""
    head = text[:_WINDOW].lstrip("\ufeff \t\r\n\0")
    if not head:
        return Kind.EMPTY
    if head[0] in "{[":
        return Kind.JSON
    if _HTML.match(head):
        return Kind.HTML
    if _FEED.search(head) or head.startswith("<?xml"):
        return Kind.XML
    return Kind.XML if head[0] == "<" and "xmlns" in head else _page_or_other(head)


def _page_or_other(head: str) -> Kind:
    return Kind.HTML if re.search(r"<(?:html|body|div|p|h1|table)\b", head, re.I) else Kind.OTHER
