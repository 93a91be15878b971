"""Stage 2's front door: a document that arrived, whatever it is, to entries.

It tells what the document is and hands it to who can read it. Nothing here
asks for anything: what is not in the document is not known.
"""

from collections.abc import Mapping
from types import MappingProxyType

from aggregator.parse.encoding import decode
from aggregator.parse.jsonfeed import parse_json_feed
from aggregator.parse.scrape import parse_page
from aggregator.parse.sniff import Kind, page_title, sniff
from aggregator.parse.xmlfeed import Request, parse_xml
from aggregator.records import EntrySelectors, Fetched, ParsedFeed, ParseFailed
from aggregator.urls import absolute

LARGEST = 32 << 20
"""Bytes; a document over it is refused unread."""
_NOTHING: Mapping[str, str] = MappingProxyType({})


def parse_feed(
    document: Fetched,
    *,
    selectors: EntrySelectors | None = None,
    max_entries: int = 500,
    known: Mapping[str, str] = _NOTHING,
) -> ParsedFeed | ParseFailed:
    """Return the entries of a feed, or of a page by its selectors; or why there are none.

    `document.fetched_at` is the present for judging dates. Entries come in the
    order of the document, `max_entries` at most. With `known`, the `parts` of
    an earlier ParsedFeed of this source, items whose digest is in it are not
    read again: their identities are in the result's `known`. Raises nothing.
    """
    if len(document.body) > LARGEST:
        return ParseFailed(reason=f"too large: {len(document.body) >> 20} MB, at most 32")
    request = Request(
        base=_base_of(document), now=document.fetched_at, max_entries=max_entries, known=known
    )
    text, defects = decode(document.body, document.content_type)
    match sniff(text):
        case Kind.JSON:
            return parse_json_feed(text, request.base, request.now, max_entries)
        case Kind.XML:
            return parse_xml(text, request, defects)
        case Kind.HTML if selectors is not None:
            return parse_page(text, selectors, request.base, request.now, max_entries)
        case other:
            return ParseFailed(reason=_refusal(other, text))


def _refusal(kind: Kind, text: str) -> str:
    if kind is Kind.EMPTY:
        return "the document is empty"
    if kind is Kind.OTHER:
        return "neither XML, JSON nor HTML"
    title = page_title(text)
    named = f' with the title "{title}"' if title else ""
    return f"a web page{named}, not a feed"


def _base_of(document: Fetched) -> str:
    location = document.content_location
    return (absolute(location, document.final_url) if location else None) or document.final_url
