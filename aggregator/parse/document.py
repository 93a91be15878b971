"""Stage 2's front door: a document that arrived, whatever it is, to entries.

It tells what the document is and hands it to who can read it. Nothing here
asks for anything: what is not in the document is not known.
"""

from datetime import datetime

from aggregator.parse.encoding import decode
from aggregator.parse.entry import Setting, map_entry
from aggregator.parse.extras import read_extras
from aggregator.parse.feed import read_feed
from aggregator.parse.header import map_header, read_wishes
from aggregator.parse.identity import identify
from aggregator.parse.jsonfeed import parse_json_feed
from aggregator.parse.scrape import parse_page
from aggregator.parse.shape import Shape, find_shape, write_document
from aggregator.parse.sniff import Kind, page_title, sniff
from aggregator.parse.tree import local, read_tree
from aggregator.records import Defect, EntrySelectors, Fetched, ParsedFeed, ParseFailed
from aggregator.urls import absolute

LARGEST = 32 << 20
"""Bytes; a document over it is refused unread."""
_FORMATS = {"rss": "rss", "feed": "atom", "rdf": "rss10", "channel": "cdf"}
"""What a format is called that feedparser cannot name, by its root."""


def parse_feed(
    document: Fetched, *, selectors: EntrySelectors | None = None, max_entries: int = 500
) -> ParsedFeed | ParseFailed:
    """Return the entries of a feed, or of a page by its selectors; or why there are none.

    `document.fetched_at` is the present for judging dates. Entries come in the
    order of the document, `max_entries` at most. Raises nothing.
    """
    if len(document.body) > LARGEST:
        return ParseFailed(reason=f"too large: {len(document.body) >> 20} MB, at most 32")
    base = _base_of(document)
    text, defects = decode(document.body, document.content_type)
    now = document.fetched_at
    match sniff(text):
        case Kind.JSON:
            return parse_json_feed(text, base, now, max_entries)
        case Kind.XML:
            return _parse_xml(text, base, now, max_entries, defects)
        case Kind.HTML if selectors is not None:
            return parse_page(text, selectors, base, now, max_entries)
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


def _parse_xml(
    text: str, base: str, now: datetime, max_entries: int, defects: tuple[Defect, ...]
) -> ParsedFeed | ParseFailed:
    tree = read_tree(text, base)
    if tree is None:
        return ParseFailed(reason="XML that nothing can be read of")
    shape = find_shape(tree)
    if shape is None:
        return ParseFailed(reason=f"XML, but no feed: its root is <{local(tree.root)}>")
    return _read_shape(shape, base, now, max_entries, (*defects, *tree.defects))


def _read_shape(
    shape: Shape, base: str, now: datetime, max_entries: int, defects: tuple[Defect, ...]
) -> ParsedFeed:
    items = shape.items[:max_entries]
    base = absolute(shape.header.base or base, base) or base
    extras = [read_extras(item, absolute(item.base or base, base) or base) for item in items]
    wishes = read_wishes(shape.header)
    reading = read_feed(write_document(shape, items), base)
    info, flaws = map_header(reading, wishes, base, now)
    setting = Setting(
        is_atom=reading.is_atom,
        home=info.link,
        authors=info.authors,
        language=info.language,
        now=now,
    )
    found = [
        map_entry(said, extra, setting) for said, extra in zip(reading.entries, extras, strict=True)
    ]
    entries, repeated = identify([entry for entry, _ in found])
    seen = (*defects, *flaws, *(flaw for _, flaws in found for flaw in flaws), *repeated)
    return ParsedFeed(
        format=reading.version or _FORMATS[shape.kind], info=info, entries=entries, defects=seen
    )
