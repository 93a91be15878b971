"""Entries that a page marks up as such (microformats2 h-entry), where it has nothing else."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from aggregator.dom import text_of
from aggregator.parse.dates import read_date
from aggregator.parse.entry import unique_tags
from aggregator.parse.identity import identify
from aggregator.parse.microformats import Item, has_microformats, read_microformats
from aggregator.parse.people import read_person
from aggregator.parse.prose import body_html
from aggregator.parse.tree import Element
from aggregator.records import (
    Defect,
    Enclosure,
    FeedInfo,
    ParsedFeed,
    Person,
    Place,
    RawEntry,
    Reply,
)
from aggregator.urls import absolute, is_web_url

_ENTRIES = frozenset({"h-entry", "h-event", "h-recipe", "h-review"})
_DEEPEST = 10


def parse_hfeed(page: Element, base: str, now: datetime, max_entries: int) -> ParsedFeed | None:
    """Return the entries of a page, in its order; None for a page that marks up none.

    A single h-entry is an article's own page, not a feed. The page is of no
    use afterwards.
    """
    if not has_microformats(page):
        return None
    title = text_of(found) if (found := next(page.iter("title"), None)) is not None else ""
    items = read_microformats(page, base) or ()
    feed = next(_find(items, frozenset({"h-feed"})), None)
    entries = list(islice(_find(items, _ENTRIES), max_entries))
    if len(entries) < 2:
        return None
    cards = {url: card for card in _find(items, frozenset({"h-card"})) for url in _urls(card)}
    authors = tuple(_people(feed, cards)) if feed else ()
    found_entries = [_map_item(item, authors, cards, base, now) for item in entries]
    sealed, _, repeated = identify([entry for entry, _ in found_entries])
    info = FeedInfo(
        title=(_text(feed, "name") if feed and _is_named(feed) else "") or title or None,
        link=base,
        authors=authors,
    )
    flaws = tuple(flaw for _, flaw in found_entries if flaw)
    return ParsedFeed(format="hfeed", info=info, entries=sealed, defects=(*flaws, *repeated))


def _find(items: Sequence[Item], kinds: frozenset[str], depth: int = 0) -> Iterator[Item]:
    """Yield the microformats of these kinds, but none that are inside another of them."""
    for item in items:
        if kinds & set(item.get("type", ())):
            yield item
        elif depth < _DEEPEST:
            named = item.get("properties", {}).get("entry", ())
            inner = (each for each in named if isinstance(each, dict))
            yield from _find([*inner, *item.get("children", ())], kinds, depth + 1)


def _map_item(
    item: Item, authors: tuple[Person, ...], cards: dict[str, Item], base: str, now: datetime
) -> tuple[RawEntry, Defect | None]:
    published, flaw = read_date(_text(item, "published") or _text(item, "start"), now)
    updated, _ = read_date(_text(item, "updated"), now)
    content = next((each["html"] for each in _values(item, "content") if "html" in each), "")
    entry = RawEntry(
        identity="",
        raw_hash="",
        link=_address(item, "url", base) or _address(item, "uid", base),
        base=base,
        title=_title(item),
        authors=tuple(_people(item, cards)) or authors,
        tags=tuple(unique_tags(_plain(each) for each in _values(item, "category"))),
        published=published,
        updated=updated,
        summary=body_html(_text(item, "summary"), "text"),
        content=content.strip() or body_html(_text(item, "content"), "text"),
        language=item.get("lang") or None,
        image=_address(item, "photo", base) or _address(item, "featured", base),
        enclosures=tuple(_files(item, base)),
        replies_to=tuple(_replies(item, base)),
        place=_place(item),
        via=_address(item, "repost-of", base) or _address(item, "bookmark-of", base),
    )
    return entry, flaw


def _title(item: Item) -> str:
    """Return the name; a note has none: what is read as one is all its text."""
    name = _text(item, "name")
    texts = (_text(item, "content"), _text(item, "summary"))
    is_note = any(name == text for text in texts) or not _is_named(item)
    return "" if is_note else name


def _is_named(item: Item) -> bool:
    # A name that nobody gave is the text of the whole: that of a link, or of all that there is.
    return len(_text(item, "name")) <= 300


def _people(item: Item, cards: dict[str, Item]) -> Iterator[Person]:
    """Yield the authors; one that is but an address is looked for among the page's h-cards."""
    for each in _values(item, "author"):
        told = _plain(each)
        card = each if "properties" in each else cards.get(told, {})
        name = _text(card, "name") or ("" if is_web_url(told) else told)
        if person := read_person(name, _text(card, "email") or None, next(_urls(card), None)):
            yield person


def _files(item: Item, base: str) -> Iterator[Enclosure]:
    for name in ("audio", "video"):
        for each in _values(item, name):
            if url := absolute(_plain(each), base):
                yield Enclosure(url=url)


def _replies(item: Item, base: str) -> Iterator[Reply]:
    for each in _values(item, "in-reply-to"):
        told = next(_urls(each), _plain(each))
        if (url := absolute(told, base)) and is_web_url(url):
            yield Reply(ref=url, link=url)


def _place(item: Item) -> Place | None:
    for each in (*_values(item, "location"), item):
        try:
            degrees = (float(_text(each, "latitude")), float(_text(each, "longitude")))
        except ValueError:
            continue
        if abs(degrees[0]) <= 90 and abs(degrees[1]) <= 180:
            return Place(shape="point", degrees=degrees, name=_text(each, "name") or None)
    return None


def _address(item: Item, name: str, base: str) -> str | None:
    for each in _values(item, name):
        told = next(_urls(each), _plain(each))
        if url := absolute(told, base) if told else None:
            return url
    return None


def _urls(item: Item) -> Iterator[str]:
    yield from (told for each in _values(item, "url") if (told := _plain(each)))


def _text(item: Item, name: str) -> str:
    return next((told for each in _values(item, name) if (told := _plain(each))), "")


def _plain(value: Item) -> str:
    told = value.get("value", "")
    return " ".join(told.split()) if isinstance(told, str) else ""


def _values(item: Item, name: str) -> list[dict[str, Any]]:
    """Return the values of a property, each as an object with its plain `value`."""
    values = item.get("properties", {}).get(name, ())
    return [each if isinstance(each, dict) else {"value": each} for each in values]
