"""One entry, from what feedparser tells of it and what its tree says besides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.parse.dates import read_date
from aggregator.parse.extras import Extras
from aggregator.parse.feed import Told, part_of, parts_of, text_of
from aggregator.parse.prose import body_html, title_text
from aggregator.records import Defect, Enclosure, Person, RawEntry
from aggregator.urls import absolute, is_home_page, is_web_url

_TAG_LENGTH = 200
_PAGE_TYPES = ("", "text/html", "application/xhtml+xml", "html", "xhtml")
_OWN_SCHEME = "http://schemas.google.com/g/2005#kind"
"""Blogger files every entry under what kind of entry it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a document says of all its entries."""

    is_atom: bool
    home: str | None
    authors: tuple[Person, ...]
    language: str | None
    now: datetime


def map_entry(said: Told, extras: Extras, setting: Setting) -> tuple[RawEntry, tuple[Defect, ...]]:
    """Return the entry, not yet identified, and the flaws that were seen in it."""
    published, updated, defects = _dates(said, setting)
    title = _title(said, setting) or extras.title
    summary, content = _bodies(said, extras, setting)
    if not title:
        summary, content = _with_pictures(summary, content, extras.pictures)
    enclosures = tuple(_enclosures(said, extras))
    entry = RawEntry(
        identity="",
        raw_hash="",
        entry_id=extras.entry_id,
        link=_link(said, extras, setting),
        base=extras.base,
        title=title,
        authors=_authors(extras, setting),
        tags=tuple(_tags(said, extras)),
        published=published,
        updated=updated,
        summary=summary,
        content=content,
        language=extras.language or setting.language,
        image=extras.image or _picture(enclosures),
        enclosures=enclosures,
        comments=_comments(said, extras),
        comments_feed=extras.comments_feed,
        comment_count=extras.comment_count,
        replies_to=extras.replies_to,
        place=extras.place,
        via=extras.via,
        episode=extras.episode,
    )
    return entry, defects


def _dates(
    said: Told, setting: Setting
) -> tuple[datetime | None, datetime | None, tuple[Defect, ...]]:
    first = text_of(said, "published") or text_of(said, "created")
    published, one = read_date(first, setting.now)
    updated, other = read_date(text_of(said, "updated"), setting.now)
    if not first and not setting.is_atom:
        # dc:date is the only date of RSS 1.0; feedparser calls it `updated`.
        published, updated = updated, None
    if published and updated and updated < published:
        updated = None
    return published, updated, tuple(flaw for flaw in (one, other) if flaw)


def _title(said: Told, setting: Setting) -> str:
    return title_text(text_of(said, "title"), _kind(part_of(said, "title_detail"), setting))


def _bodies(said: Told, extras: Extras, setting: Setting) -> tuple[str, str]:
    """Return summary and content; the content is empty when there is only one text."""
    parts = [part for part in parts_of(said, "content") if _is_text(part)]
    texts = [_html(part, text_of(part, "value"), setting) for part in parts]
    content = max(texts, key=len, default="")
    told = text_of(said, "summary")
    if any(told == text_of(part, "value") for part in parts):
        told = ""  # feedparser copies the content where there is no summary
    summary = _html(part_of(said, "summary_detail"), told, setting)
    return summary or ("" if content else extras.text), content


def _with_pictures(summary: str, content: str, pictures: str) -> tuple[str, str]:
    """Show the pictures of a post without a title: in a post they are what it says."""
    if "<img" in summary or "<img" in content:
        return summary, content
    return (summary, content + pictures) if content else (summary + pictures, "")


def _is_text(part: Told) -> bool:
    kind = text_of(part, "type")
    return not part.get("src") and (kind.startswith("text/") or "html" in kind or "xml" in kind)


def _html(detail: Told, value: str, setting: Setting) -> str:
    return body_html(value, _kind(detail, setting))


def _kind(detail: Told, setting: Setting) -> str:
    # Only Atom says which of its texts are plain (RFC 4287, 3.1.1).
    return text_of(detail, "type") or "html" if setting.is_atom else "html"


# --- links -------------------------------------------------------------------


def _link(said: Told, extras: Extras, setting: Setting) -> str | None:
    """Return the entry's page: origLink, the first alternate, or a guid that is one."""
    for address in (extras.link or "", *_alternates(said)):
        url = absolute(address, extras.base)
        if url and is_web_url(url):
            guid = _permanent(extras)
            # A link to the whole site says nothing of the entry; a permanent guid does.
            if guid and (url == setting.home or is_home_page(url)) and not is_home_page(guid):
                return guid
            return url
    return _permanent(extras)


def _alternates(said: Told) -> Iterator[str]:
    links = [link for link in parts_of(said, "links") if _rel(link) == "alternate"]
    links.sort(key=lambda link: text_of(link, "type").lower() not in _PAGE_TYPES)
    yield from (text_of(link, "href") for link in links)
    for part in parts_of(said, "content"):
        yield text_of(part, "src")  # RFC 4287, 4.1.3.2: the content is elsewhere


def _rel(link: Told) -> str:
    return (text_of(link, "rel") or "alternate").rpartition("/")[2].lower()


def _permanent(extras: Extras) -> str | None:
    """Return the guid where it is an address; `tag:`, `urn:` and the like never are."""
    guid = extras.entry_id or ""
    if guid.startswith("/"):
        guid = absolute(guid, extras.base) or ""
    return absolute(guid, extras.base) if extras.permanent and is_web_url(guid) else None


def _comments(said: Told, extras: Extras) -> str | None:
    replies = [
        text_of(link, "href")
        for link in parts_of(said, "links")
        if _rel(link) == "replies" and text_of(link, "type") in _PAGE_TYPES
    ]
    for address in (text_of(said, "comments"), *replies):
        if address and (url := absolute(address, extras.base)):
            return url
    return None


# --- the rest ----------------------------------------------------------------


def _authors(extras: Extras, setting: Setting) -> tuple[Person, ...]:
    # An entry of Atom without an author has those of its feed (RFC 4287, 4.2.1).
    return extras.authors or (setting.authors if setting.is_atom else ())


def _tags(said: Told, extras: Extras) -> Iterator[str]:
    terms = [
        text_of(tag, "label") or text_of(tag, "term")
        for tag in parts_of(said, "tags")
        if tag.get("scheme") != _OWN_SCHEME
    ]
    yield from unique_tags([*terms, *extras.tags])


def unique_tags(terms: Iterable[str]) -> Iterator[str]:
    """Yield each tag once, as plain text, whatever its case."""
    seen: set[str] = set()
    for term in terms:
        tag = title_text(term)
        if tag and len(tag) <= _TAG_LENGTH and tag.casefold() not in seen:
            seen.add(tag.casefold())
            yield tag


def _enclosures(said: Told, extras: Extras) -> Iterator[Enclosure]:
    """Yield every file once: enclosures in their order, then what Media RSS adds."""
    seen: set[str] = set()
    duration = extras.duration
    for each in (*_links_to_files(said, extras), *extras.media):
        if each.url in seen:
            continue
        seen.add(each.url)
        if duration and not each.duration and not (each.type or "").startswith("image"):
            each, duration = replace(each, duration=duration), None
        yield each


def _links_to_files(said: Told, extras: Extras) -> Iterator[Enclosure]:
    for link in parts_of(said, "links"):
        url = absolute(text_of(link, "href"), extras.base) if _rel(link) == "enclosure" else None
        if url:
            yield Enclosure(
                url=url,
                type=text_of(link, "type") or None,
                length=_length(text_of(link, "length")),
                title=title_text(text_of(link, "title")) or None,
            )


def _length(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _picture(enclosures: tuple[Enclosure, ...]) -> str | None:
    pictures = (each.url for each in enclosures if (each.type or "").startswith("image/"))
    return next(pictures, None)
