"""A page without a feed, read by the CSS selectors of its user (`entries = {…}`) or its markup."""

from collections.abc import Callable
from datetime import datetime

from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from aggregator import dom
from aggregator.parse.dates import read_date
from aggregator.parse.hfeed import parse_hfeed
from aggregator.parse.identity import identify
from aggregator.parse.people import read_person
from aggregator.parse.tree import Element, elements_of, html_of
from aggregator.records import (
    Defect,
    EntrySelectors,
    FeedInfo,
    ParsedFeed,
    ParseFailed,
    RawEntry,
)
from aggregator.urls import absolute

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
Find = Callable[[Element], list[Element]]


def parse_page(
    text: str,
    selectors: EntrySelectors | None,
    base: str,
    now: datetime,
    max_entries: int,
) -> ParsedFeed | ParseFailed:
    """Return what the selectors find, in the order of the page; without any, its h-entries."""
    text, bomb = dom.defuse(text)
    if bomb:
        return ParseFailed(reason=f"a page with {bomb}")
    page = dom.parse_document(text)
    if page is None:
        return ParseFailed(reason="a page that nothing can be read of")
    base = _base_of(page, base)
    if selectors is not None:
        return _parse_selected(page, selectors, base, now, max_entries)
    title = _title_of(page)
    named = f' with the title "{title[:100]}"' if title else ""
    marked = None if _declares_feed(page) else parse_hfeed(page, base, now, max_entries)
    return marked or ParseFailed(reason=f"a web page{named}, not a feed")


def _declares_feed(page: Element) -> bool:
    """Tell whether the page has a feed to turn to: what it marks up is for those without."""
    return any(
        "alternate" in link.get("rel", "").lower().split()
        and link.get("type", "").partition(";")[0].strip().lower() in _FEED_TYPES
        for link in page.iter("link")
    )


def _parse_selected(
    page: Element, selectors: EntrySelectors, base: str, now: datetime, max_entries: int
) -> ParsedFeed | ParseFailed:
    try:
        items = _select(selectors.item)(page)[:max_entries]
    except SelectorError as error:
        return ParseFailed(reason=f"entries.item is no CSS selector: {error}")
    if not items:
        return ParseFailed(reason=f"the page has nothing that matches {selectors.item!r}")
    found = [_map_item(item, selectors, base, now) for item in items]
    entries, _, repeated = identify([entry for entry, _ in found if entry.title or entry.content])
    defects = (*(flaw for _, flaws in found for flaw in flaws), *repeated)
    info = FeedInfo(title=_title_of(page), link=base, language=page.get("lang"))
    return ParsedFeed(format="html", info=info, entries=entries, defects=defects)


def _map_item(
    item: Element, selectors: EntrySelectors, base: str, now: datetime
) -> tuple[RawEntry, tuple[Defect, ...]]:
    date = _first(item, selectors.date)
    published, flaw = read_date(_date_text(date), now)
    body = _first(item, selectors.content) if selectors.content else None
    person = read_person(_text(_first(item, selectors.author)))
    entry = RawEntry(
        identity="",
        raw_hash="",
        link=_link(item, selectors, base),
        base=base,
        title=_text(_first(item, selectors.title)) or _text(_first(item, "h1, h2, h3, h4, a")),
        authors=(person,) if person else (),
        published=published,
        content="" if body is None else html_of(body),
        language=item.get("lang"),
        image=_image(item, base),
    )
    return entry, (flaw,) if flaw else ()


def _link(item: Element, selectors: EntrySelectors, base: str) -> str | None:
    places = [selectors.link] if selectors.link else [selectors.title, None]
    for place in places:
        root = _first(item, place) if place else item
        for each in [] if root is None else (root, *root.iterdescendants("a")):
            if url := absolute(each.get("href", ""), base) if each.get("href") else None:
                return url
    return None


def _image(item: Element, base: str) -> str | None:
    for picture in item.iterdescendants("img"):
        if url := absolute(picture.get("src", ""), base):
            return url
    return None


def _first(item: Element, selector: str | None) -> Element | None:
    if selector is None:
        return None
    try:
        return next(iter(_select(selector)(item)), None)
    except SelectorError:
        return None


def _select(selector: str) -> Find:
    find = CSSSelector(selector, translator="html")
    # A CSS selector selects elements; XPath in general could give anything.
    return lambda root: elements_of(find(root))


def _text(element: Element | None) -> str:
    return "" if element is None else dom.text_of(element)


def _date_text(element: Element | None) -> str:
    if element is None:
        return ""
    return element.get("datetime") or element.get("content") or _text(element)


def _title_of(page: Element) -> str | None:
    return _text(next(page.iter("title"), None)) or None


def _base_of(page: Element, base: str) -> str:
    for element in page.iter("base"):
        if href := element.get("href"):
            return absolute(href, base) or base
    return base
