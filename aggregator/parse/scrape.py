"""A page without a feed, read by the CSS selectors that its user configured (`entries = {…}`)."""

from collections.abc import Callable, Iterator
from datetime import datetime

from cssselect import SelectorError
from lxml import etree, html
from lxml.cssselect import CSSSelector

from aggregator.parse.dates import read_date
from aggregator.parse.identity import identify
from aggregator.parse.people import read_person
from aggregator.parse.tree import Element
from aggregator.records import (
    Defect,
    EntrySelectors,
    FeedInfo,
    ParsedFeed,
    ParseFailed,
    RawEntry,
)
from aggregator.text import collapse
from aggregator.urls import absolute

Find = Callable[[Element], list[Element]]


def read_page(text: str, base: str) -> Element | None:
    """Parse a page; None for one without any element."""
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return html.document_fromstring(text.encode(errors="replace"), parser, base_url=base)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def parse_page(
    text: str, selectors: EntrySelectors, base: str, now: datetime, max_entries: int
) -> ParsedFeed | ParseFailed:
    """Return what the selectors find, in the order of the page."""
    page = read_page(text, base)
    if page is None:
        return ParseFailed(reason="a page that nothing can be read of")
    base = _base_of(page, base)
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
        content=""
        if body is None
        else etree.tostring(body, encoding="unicode", method="html", with_tail=False),
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
    return lambda root: [each for each in _listed(find(root)) if isinstance(each, etree._Element)]


def _listed(found: object) -> list[object]:
    return list(found) if isinstance(found, list) else []


def _text(element: Element | None) -> str:
    return "" if element is None else collapse("".join(_strings(element)))


def _strings(element: Element) -> Iterator[str]:
    yield from (str(text) for text in element.itertext())


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
