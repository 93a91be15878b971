"""Stage 2's front door: a document that arrived, whatever it is, to entries.

It tells what the document is and hands it to who can read it. Nothing here
asks for anything: what is not in the document is not known.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from aggregator import dom
from aggregator.parse.encoding import decode
from aggregator.parse.jsonfeed import parse_json_feed
from aggregator.parse.linkheader import add_told_links
from aggregator.parse.scrape import parse_page
from aggregator.parse.sniff import Kind, sniff
from aggregator.parse.xmlfeed import Request, parse_xml
from aggregator.records import Defect, EntrySelectors, Fetched, ParsedFeed, ParseFailed
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
    order of the document, `max_entries` at most, from its newer end. With `known`, the `parts` of
    an earlier ParsedFeed of this source, items whose digest is in it are not
    read again: their identities are in the result's `known`. Raises nothing.
    """
    if len(document.body) > LARGEST:
        return ParseFailed(reason=f"too large: {len(document.body) >> 20} MB, at most 32")
    request = Request(
        base=_base_of(document), now=document.fetched_at, max_entries=max_entries, known=known
    )
    outcome = _parse(document, request, selectors)
    if isinstance(outcome, ParsedFeed):
        info = add_told_links(outcome.info, document.link, document.final_url)
        return replace(outcome, info=info, defects=count_defects(outcome.defects))
    return outcome


def count_defects(defects: Sequence[Defect]) -> tuple[Defect, ...]:
    """Return each kind of flaw once: how often it was seen, and where first."""
    often = Counter(defect.code for defect in defects)
    first = {defect.code: defect for defect in reversed(defects)}
    return tuple(
        first[code] if count == 1 else replace(first[code], detail=_often(count, first[code]))
        for code, count in often.items()
    )


def _often(count: int, first: Defect) -> str:
    return f"{count} times, first: {first.detail}" if first.detail else f"{count} times"


def _parse(
    document: Fetched, request: Request, selectors: EntrySelectors | None
) -> ParsedFeed | ParseFailed:
    text, defects = decode(document.body, document.content_type)
    match sniff(text):
        case Kind.JSON:
            return parse_json_feed(text, request.base, request.now, request.max_entries)
        case Kind.XML:
            return parse_xml(text, request, defects)
        case Kind.HTML:
            page = dom.decode(document.body, document.content_type)  # a page has a say in <meta>
            return parse_page(page, selectors, request.base, request.now, request.max_entries)
        case Kind.EMPTY:
            return ParseFailed(reason="the document is empty")
        case Kind.OTHER:
            return ParseFailed(reason="neither XML, JSON nor HTML")


def _base_of(document: Fetched) -> str:
    location = document.content_location
    return (absolute(location, document.final_url) if location else None) or document.final_url
