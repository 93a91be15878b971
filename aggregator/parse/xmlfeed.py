"""A feed in XML: its tree taken apart, the unknown items given to feedparser, all of it mapped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.parse.entry import Setting, map_entry
from aggregator.parse.extras import read_extras
from aggregator.parse.feed import Reading, Told, mark_of, read_feed
from aggregator.parse.header import map_header, read_wishes
from aggregator.parse.identity import identify
from aggregator.parse.letters import settle_letters
from aggregator.parse.parts import digest_items
from aggregator.parse.shape import Shape, find_shape, put_texts_aside, write_document
from aggregator.parse.sitemap import parse_sitemap
from aggregator.parse.tree import Element, drop_attributes, find_excess, local, read_tree
from aggregator.records import Defect, ParsedFeed, ParseFailed
from aggregator.urls import absolute

_FORMATS = {"rss": "rss", "feed": "atom", "rdf": "rss10", "channel": "cdf"}
"""What a format is called that feedparser cannot name, by its root."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """How a document is to be read."""

    base: str
    now: datetime
    max_entries: int
    known: Mapping[str, str]
    """Digests of items that need not be read, and the identities of their entries."""


def parse_xml(
    text: str, request: Request, defects: tuple[Defect, ...] = ()
) -> ParsedFeed | ParseFailed:
    """Return the entries of a feed in XML that are not known; or why there are none."""
    text, changed = settle_letters(text)
    tree = read_tree(text, request.base)
    if tree is None:
        return ParseFailed(reason="XML that nothing can be read of")
    if excess := find_excess(tree, text):
        return ParseFailed(reason=f"XML with {excess}")
    if local(tree.root) == "urlset":
        return parse_sitemap(tree.root, request.base, request.now, request.max_entries)
    drop_attributes(tree.root)
    shape = find_shape(tree, request.max_entries)
    if shape is None:
        return ParseFailed(reason=f"XML, but no feed: its root is <{local(tree.root)}>")
    return _read_shape(shape, request, (*defects, *changed, *tree.defects))


def _read_shape(shape: Shape, request: Request, defects: tuple[Defect, ...]) -> ParsedFeed:
    base = absolute(shape.header.base or request.base, request.base) or request.base
    digests = digest_items(shape, base)
    fresh = [number for number, digest in enumerate(digests) if digest not in request.known]
    items = [shape.items[number] for number in fresh]
    origins = [absolute(shape.bases[number], base) or base for number in fresh]
    comments = [shape.comments[number] for number in fresh]
    held = tuple(dict.fromkeys(request.known[each] for each in digests if each in request.known))
    extras = list(map(read_extras, items, origins, comments))
    wishes = read_wishes(shape.header)
    reading, unread = _read(shape, items, base)
    info, flaws = map_header(reading, wishes, base, request.now)
    setting = Setting(
        is_atom=reading.is_atom,
        home=info.link,
        authors=info.authors,
        language=info.language,
        now=request.now,
    )
    pairs = zip(reading.entries, extras, strict=True)
    found = [map_entry(said, extra, setting) for said, extra in pairs]
    entries, names, repeated = identify([entry for entry, _ in found], held)
    told = zip((digests[number] for number in fresh), names, found, strict=True)
    settled = {digest: name for digest, name, (_, flaws) in told if not _has_come_early(flaws)}
    parts = {digest: request.known.get(digest) or settled.get(digest) for digest in digests}
    seen = (*defects, *unread, *flaws, *(flaw for _, flaws in found for flaw in flaws), *repeated)
    return ParsedFeed(
        format=reading.version or _FORMATS[shape.kind],
        info=info,
        entries=entries,
        defects=seen,
        known=held,
        parts=tuple((digest, name) for digest, name in parts.items() if name),
    )


def _has_come_early(flaws: Sequence[Defect]) -> bool:
    """Tell whether an entry is to be read again when its date has come."""
    return any(flaw.code == "date-in-future" for flaw in flaws)


def _read(shape: Shape, items: Sequence[Element], base: str) -> tuple[Reading, tuple[Defect, ...]]:
    """Return what feedparser says of each item; one by one if it fails on them together."""
    texts = put_texts_aside(shape, items, mark_of)

    def read(some: Sequence[Element]) -> Reading | None:
        reading = read_feed(write_document(shape, some), base, texts)
        return reading if reading and len(reading.entries) == len(some) else None

    reading = read(items)
    if reading is not None:
        return reading, ()
    alone = [read([item]) for item in items]
    failed = alone.count(None)
    defects = (Defect(code="entry-unreadable", detail=f"{failed} entries"),) if failed else ()
    entries = [one.entries[0] if one else _NOTHING for one in alone]
    return replace(read([]) or _EMPTY, entries=entries), defects


_NOTHING: Told = {}
_EMPTY = Reading(version="", header=_NOTHING, entries=())
