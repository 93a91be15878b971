"""Entries that a page marks up as such (microformats2 h-entry), where it has nothing else.

Only what an entry of ours is made of is read: this is no microformats parser.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from lxml import etree

from aggregator.dom import text_of
from aggregator.parse.dates import read_date
from aggregator.parse.identity import identify
from aggregator.parse.people import read_person
from aggregator.parse.tree import Element, html_of
from aggregator.records import Defect, FeedInfo, ParsedFeed, Person, RawEntry
from aggregator.urls import absolute

_ROOTS = frozenset({"h-entry", "h-event", "h-recipe", "h-review"})
_EMBEDDED = "h-cite"


def parse_hfeed(page: Element, base: str, now: datetime, max_entries: int) -> ParsedFeed | None:
    """Return the entries of a page, in its order; None for a page that marks up none.

    A single h-entry is an article's own page, not a feed.
    """
    items = list(islice(_entries(page), max_entries))
    if len(items) < 2:
        return None
    found = [_map_item(item, base, now) for item in items]
    entries, _, repeated = identify([entry for entry, _ in found])
    flaws = tuple(flaw for _, flaw in found if flaw)
    feed = next((each for each in page.iter(etree.Element) if "h-feed" in _classes(each)), None)
    title = _name(feed) if feed is not None else ""
    info = FeedInfo(title=title or _text(next(page.iter("title"), None)) or None, link=base)
    return ParsedFeed(format="hfeed", info=info, entries=entries, defects=(*flaws, *repeated))


def _entries(page: Element) -> Iterator[Element]:
    for element in page.iter(etree.Element):
        classes = _classes(element)
        if classes & _ROOTS and _EMBEDDED not in classes and not _is_inside(element):
            yield element


def _is_inside(element: Element) -> bool:
    """Tell whether an entry is a reply to, or a quotation in, another."""
    return any(_classes(up) & _ROOTS for up in element.iterancestors())


def _map_item(item: Element, base: str, now: datetime) -> tuple[RawEntry, Defect | None]:
    published, flaw = read_date(_time(_first(item, "dt-published")), now)
    updated, _ = read_date(_time(_first(item, "dt-updated")), now)
    content = _first(item, "e-content")
    entry = RawEntry(
        identity="",
        raw_hash="",
        link=_address(_first(item, "u-url"), base) or _address(_first(item, "u-uid"), base),
        base=base,
        title=_name(item),
        authors=tuple(_authors(item)),
        tags=tuple(dict.fromkeys(_text(each) for each in _all(item, "p-category"))),
        published=published,
        updated=updated,
        summary=_text(_first(item, "p-summary")).replace("&", "&amp;").replace("<", "&lt;"),
        content=_html(content),
        image=_address(_first(item, "u-photo"), base) or _address(_first(item, "u-featured"), base),
    )
    return entry, flaw


def _authors(item: Element) -> Iterator[Person]:
    for each in _all(item, "p-author"):
        inner = _first(each, "p-name")
        if person := read_person(_text(each if inner is None else inner)):
            yield person


def _all(item: Element, name: str) -> Iterator[Element]:
    """Yield the elements that are this property of the item itself."""
    for element in item.iterdescendants(etree.Element):
        if name in _classes(element) and _owner(element) is item:
            yield element


def _owner(element: Element) -> Element | None:
    return next((up for up in element.iterancestors() if _roots(up)), None)


def _roots(element: Element) -> bool:
    return any(name.startswith("h-") for name in _classes(element))


def _first(item: Element, name: str) -> Element | None:
    return next(_all(item, name), None)


def _name(item: Element) -> str:
    """Return the title; a note without one has no title, whatever its text begins with."""
    return _text(_first(item, "p-name"))


def _address(element: Element | None, base: str) -> str | None:
    if element is None:
        return None
    address = element.get("href") or element.get("src") or element.get("value") or _text(element)
    return absolute(address, base) if address else None


def _time(element: Element | None) -> str:
    if element is None:
        return ""
    return element.get("datetime") or element.get("value") or element.get("title") or _text(element)


def _html(element: Element | None) -> str:
    return "" if element is None else html_of(element)


def _text(element: Element | None) -> str:
    return "" if element is None else text_of(element)


def _classes(element: Element) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())
