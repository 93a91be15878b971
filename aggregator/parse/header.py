"""What a feed says of itself, and when it wishes to be asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.parse.dates import read_date
from aggregator.parse.feed import Reading, Told, part_of, parts_of, text_of
from aggregator.parse.people import read_people
from aggregator.parse.prose import title_text
from aggregator.parse.tree import Element, local
from aggregator.parse.vocabulary import split_tag
from aggregator.records import Defect, FeedInfo
from aggregator.urls import absolute, is_web_url

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST = timedelta(days=365)


def read_wishes(header: Element) -> FeedInfo:
    """Return what the header says that feedparser is not shown: polling, pictures, people."""
    return FeedInfo(
        ttl=_ttl(header),
        skip_hours=tuple(sorted(set(_hours(header)))),
        skip_days=tuple(sorted(set(_days(header)))),
        icon=_icon(header),
        authors=read_people(header, ("author", "creator", "managingeditor")),
    )


def map_header(
    reading: Reading, wishes: FeedInfo, base: str, now: datetime
) -> tuple[FeedInfo, tuple[Defect, ...]]:
    """Return all that the feed says of itself, and the flaws that were seen in it."""
    said = reading.header
    updated, defect = read_date(text_of(said, "updated") or text_of(said, "published"), now)
    icon = text_of(said, "icon") or text_of(said, "logo") or wishes.icon
    info = replace(
        wishes,
        title=_plain(reading, "title"),
        link=_link(said, base),
        subtitle=_plain(reading, "subtitle"),
        feed_id=text_of(said, "id").strip() or None,
        language=text_of(said, "language").strip() or None,
        icon=absolute(icon, base) if icon else None,
        updated=updated,
        hub=_related(said, "hub", base),
        self_url=_related(said, "self", base),
        next_url=_related(said, "next", base) or _related(said, "prev-archive", base),
        generator=title_text(text_of(said, "generator")) or None,
    )
    return info, (defect,) if defect else ()


def _plain(reading: Reading, key: str) -> str | None:
    # Only Atom says which of its texts are plain (RFC 4287, 3.1.1).
    kind = text_of(part_of(reading.header, f"{key}_detail"), "type") if reading.is_atom else "html"
    return title_text(text_of(reading.header, key), kind) or None


def _link(said: Told, base: str) -> str | None:
    links = [each for each in parts_of(said, "links") if each.get("rel") == "alternate"]
    for address in (*(text_of(each, "href") for each in links), text_of(said, "link")):
        url = absolute(address, base) if address else None
        if url and is_web_url(url):
            return url
    return None


def _related(said: Told, rel: str, base: str) -> str | None:
    for link in parts_of(said, "links"):
        if rel in text_of(link, "rel").split() and text_of(link, "href"):
            return absolute(text_of(link, "href"), base)
    return None


def _icon(header: Element) -> str | None:
    for child in _shallow(header):
        if local(child) == "image":
            inner = (each.text for each in child if local(each) == "url" and each.text)
            if url := child.get("href") or next(inner, None):
                return url.strip()
    return None


def _shallow(header: Element) -> Iterator[Element]:
    """Yield the header's children, and in RDF those beside it."""
    yield from header
    parent = header.getparent()
    if parent is not None:
        yield from (child for child in parent if child is not header)


def _ttl(header: Element) -> timedelta | None:
    said = {split_tag(child.tag): (child.text or "").strip() for child in header}
    minutes = said.get(("feed", "ttl"), "")
    if minutes.isascii() and minutes.isdigit() and int(minutes[:9]) > 0:
        return min(timedelta(minutes=int(minutes[:9])), _LONGEST)
    period = _PERIODS.get(said.get(("sy", "updateperiod"), "").lower())
    if period is None:
        return None
    often = said.get(("sy", "updatefrequency"), "")
    times = int(often[:6]) if often.isascii() and often.isdigit() else 1
    return period / max(times, 1)


def _hours(header: Element) -> Iterator[int]:
    for text in _listed(header, "skiphours", "hour"):
        # RSS 0.91 counted from 1 to 24, RSS 2.0 counts from 0 to 23.
        if text.isascii() and text.isdigit() and int(text[:3]) <= 24:
            yield int(text[:3]) % 24


def _days(header: Element) -> Iterator[int]:
    for text in _listed(header, "skipdays", "day"):
        if text.lower() in _DAYS:
            yield _DAYS.index(text.lower())


def _listed(header: Element, name: str, part: str) -> Iterator[str]:
    for child in header:
        if local(child) == name:
            yield from ((each.text or "").strip() for each in child if local(each) == part)
