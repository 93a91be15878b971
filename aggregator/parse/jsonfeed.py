"""JSON Feed 1.0 and 1.1 (jsonfeed.org), mapped directly: feedparser reads none of them."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from aggregator.parse.dates import read_date
from aggregator.parse.entry import unique_tags
from aggregator.parse.identity import identify
from aggregator.parse.people import read_person
from aggregator.parse.prose import body_html, title_text
from aggregator.records import (
    Defect,
    Enclosure,
    FeedInfo,
    ParsedFeed,
    ParseFailed,
    Person,
    RawEntry,
)
from aggregator.urls import absolute, is_web_url

_MARK = "jsonfeed.org/version/"
_MANY = 1000
"""Authors, tags or attachments of one item."""


def parse_json_feed(
    text: str, base: str, now: datetime, max_entries: int
) -> ParsedFeed | ParseFailed:
    """Return the entries of a JSON Feed; items that are no objects are left out with a defect."""
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        return ParseFailed(reason=f"JSON that cannot be read: {str(error)[:200]}")
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return ParseFailed(reason="JSON, but no JSON Feed: it has no list of items")
    version = _text(feed, "version")
    defects = [] if _MARK in version else [Defect(code="json-version", detail=version[:100])]
    info = _map_header(feed, base)
    entries: list[RawEntry] = []
    for item in feed["items"][:max_entries]:
        if isinstance(item, dict):
            entry, flaws = _map_item(item, info, base, now)
            entries.append(entry)
            defects += flaws
        else:
            defects.append(Defect(code="item-unreadable", detail=str(item)[:100]))
    sealed, _, repeated = identify(entries)
    kind = "json10" if version.rstrip("/").endswith("version/1") else "json11"
    return ParsedFeed(format=kind, info=info, entries=sealed, defects=(*defects, *repeated))


def _map_header(feed: Mapping[str, Any], base: str) -> FeedInfo:
    hubs = [hub for hub in _objects(feed, "hubs") if _text(hub, "type").lower() == "websub"]
    return FeedInfo(
        title=title_text(_text(feed, "title"), "text") or None,
        link=_url(feed, "home_page_url", base),
        subtitle=title_text(_text(feed, "description"), "text") or None,
        language=_text(feed, "language") or None,
        icon=_url(feed, "icon", base) or _url(feed, "favicon", base),
        authors=tuple(_people(feed)),
        hub=next((url for hub in hubs if (url := _url(hub, "url", base))), None),
        self_url=_url(feed, "feed_url", base),
        next_url=_url(feed, "next_url", base),
    )


def _map_item(
    item: Mapping[str, Any], info: FeedInfo, base: str, now: datetime
) -> tuple[RawEntry, list[Defect]]:
    published, one = read_date(_text(item, "date_published"), now)
    updated, other = read_date(_text(item, "date_modified"), now)
    content = body_html(_text(item, "content_html"))
    content = content or body_html(_text(item, "content_text"), "text")
    identifier = _text(item, "id")
    enclosures = tuple(_enclosures(item, base))
    entry = RawEntry(
        identity="",
        raw_hash="",
        entry_id=identifier or None,
        link=_link(item, identifier, base),
        base=base,
        title=title_text(_text(item, "title"), "text"),
        authors=tuple(_people(item)) or info.authors,
        tags=tuple(unique_tags(tag for tag in _list(item, "tags") if isinstance(tag, str))),
        published=published,
        updated=updated,
        summary=body_html(_text(item, "summary"), "text"),
        content=content,
        language=_text(item, "language") or info.language,
        image=_url(item, "image", base) or _url(item, "banner_image", base),
        enclosures=enclosures,
        via=_url(item, "external_url", base) if _text(item, "url") else None,
    )
    return entry, [flaw for flaw in (one, other) if flaw]


def _link(item: Mapping[str, Any], identifier: str, base: str) -> str | None:
    """Return the item's page, else what it is about, else an id that is an address."""
    named = _url(item, "url", base) or _url(item, "external_url", base)
    if named:
        return named
    return absolute(identifier, base) if is_web_url(identifier) else None


def _people(of: Mapping[str, Any]) -> Iterator[Person]:
    """Yield all authors (1.1), or the one of 1.0."""
    listed = _objects(of, "authors")
    single = of.get("author")
    for each in listed or ([single] if isinstance(single, dict) else []):
        person = read_person(_text(each, "name"), None, _text(each, "url") or None)
        if person:
            yield person


def _enclosures(item: Mapping[str, Any], base: str) -> Iterator[Enclosure]:
    for each in _objects(item, "attachments"):
        if url := _url(each, "url", base):
            yield Enclosure(
                url=url,
                type=_text(each, "mime_type") or None,
                length=_count(each, "size_in_bytes"),
                title=title_text(_text(each, "title"), "text") or None,
                duration=_count(each, "duration_in_seconds"),
            )


def _text(of: Mapping[str, Any], key: str) -> str:
    """Return a string; ids that are numbers are taken as they would be written."""
    value = of.get(key)
    if isinstance(value, str):
        return value.strip().encode(errors="replace").decode()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _url(of: Mapping[str, Any], key: str, base: str) -> str | None:
    address = _text(of, key)
    return absolute(address, base) if address else None


def _count(of: Mapping[str, Any], key: str) -> int | None:
    value = of.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e15:
        return None
    return int(value)


def _list(of: Mapping[str, Any], key: str) -> list[Any]:
    value = of.get(key)
    return value[:_MANY] if isinstance(value, list) else []


def _objects(of: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    return [each for each in _list(of, key) if isinstance(each, dict)]
