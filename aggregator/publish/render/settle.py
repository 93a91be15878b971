"""Edition → Channel: what a format would refuse is repaired or left out before it. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from aggregator.publish.render.addresses import make_id, make_public, make_uri, repair_addresses
from aggregator.publish.render.characters import cut, make_legal, make_line, make_plain
from aggregator.publish.render.context import settle_place, settle_replies
from aggregator.publish.render.episode import settle_episode
from aggregator.publish.render.parts import ICON, Also, Attachment, Channel, Item, Origin
from aggregator.records.feed import Defect, Enclosure, Person
from aggregator.records.publication import Chapter, Edition, SourceTitle, Withdrawn
from aggregator.records.stored import Member, StoredEntry

SUBTITLE = "What its sources publish: each story once, and nothing around it"

LONGEST_CONTENT = 8_000_000
"""Bytes: libxml2, and so many readers, refuse a feed with a text of 10 MB in it."""

BEGINNING = 80
"""Characters of an entry without a title that stand in for one."""

_EARLIEST_YEAR = 1900
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_EMAIL = re.compile(
    r"[\w.+-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+", re.ASCII
)
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
_TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "torrent": "application/x-bittorrent",
}


def settle(edition: Edition, chapter: Chapter | None = None) -> Channel:
    """Return all that is published, in its order, and what is left out and why.

    With a chapter, its entries as one archive document instead of the edition's own.
    """
    output, base = edition.output, make_base(edition.base_url)
    items: dict[str, Item] = {}
    left_out = []
    for stored in edition.entries if chapter is None else chapter.entries:
        flaw = _find_flaw(stored, items)
        if flaw is not None:
            left_out.append(flaw)
            continue
        item = _settle_entry(stored, edition.sources, base)
        items[item.id] = item
    feeds = f"{base}/feeds/{output.name}"
    withdrawn = _settle_withdrawn(edition, items) if chapter is None else ()
    return Channel(
        name=output.name,
        id=feeds,
        title=make_line(output.title) or output.name,
        subtitle=SUBTITLE,
        base=base,
        path=output.name if chapter is None else name_chapter(output.name, chapter.label),
        alternate=f"{feeds}.html" if "html" in output.formats else f"{base}/",
        links=_list_links(edition, chapter, base),
        icon=f"{base}/feeds/{ICON}",
        ttl=edition.ttl,
        is_archive=chapter is not None,
        formats=output.formats,
        updated=_find_newest(items.values(), withdrawn),
        items=tuple(items.values()),
        withdrawn=withdrawn,
        left_out=tuple(left_out),
    )


def make_base(base_url: str) -> str:
    """Return the address under which all is served, without a slash at its end."""
    return (make_uri(base_url) or "http://localhost").rstrip("/")


def name_chapter(output: str, label: str) -> str:
    """Return where a chapter lies below `feeds/`, without its ending."""
    return f"{output}/archive/{label}"


def _list_links(
    edition: Edition, chapter: Chapter | None, base: str
) -> tuple[tuple[str, str], ...]:
    """Return the hub and the chain of archives (RFC 5005, 4).

    No next-archive: it would change a document that is to stay as it is.
    """
    name, links = edition.output.name, []
    labels = sorted({*edition.archived, *(each.label for each in edition.chapters)})
    if chapter is not None:
        labels = [label for label in labels if label < chapter.label]
        links.append(("current", f"{base}/feeds/{name}.atom"))
    elif hub := make_uri(edition.hub):
        links.append(("hub", hub))
    if labels:
        links.append(("prev-archive", f"{base}/feeds/{name_chapter(name, labels[-1])}.atom"))
    return tuple(links)


def _find_flaw(stored: StoredEntry, items: Mapping[str, Item]) -> Defect | None:
    """Return why an entry cannot be published at all."""
    if make_id(stored.id) in items:
        return Defect(code="entry-id-twice", detail=stored.id)
    size = len(stored.entry.content.encode("utf-8", "replace"))
    if size > LONGEST_CONTENT:
        return Defect(code="entry-too-long", detail=f"{stored.id}: {size} bytes")
    return None


def _find_newest(items: Iterable[Item], withdrawn: Iterable[Withdrawn]) -> datetime:
    """Return when the content changed, whatever the clock: the same store gives the same bytes."""
    changes = [*(item.updated for item in items), *(each.at for each in withdrawn)]
    return max(changes, default=_EPOCH)


def _settle_withdrawn(edition: Edition, items: Mapping[str, Item]) -> tuple[Withdrawn, ...]:
    """Return them under the ids that were published; what is there is not withdrawn."""
    return tuple(
        replace(each, id=make_id(each.id), at=_utc(each.at), why=make_line(each.why))
        for each in edition.withdrawn
        if make_id(each.id) not in items
    )


def _settle_entry(stored: StoredEntry, sources: Mapping[str, SourceTitle], base: str) -> Item:
    entry = stored.entry
    content = repair_addresses(make_legal(entry.content).strip())
    summary = make_legal(entry.summary).strip()
    origin = _settle_source(entry.source, sources, base)
    title = make_line(entry.title)
    published, updated = _settle_dates(stored)
    return Item(
        id=make_id(stored.id),
        title=title or cut(summary or make_plain(content), BEGINNING) or origin.title,
        is_titled=bool(title),
        link=make_uri(entry.link),
        authors=_settle_people(entry.authors),
        tags=_unique(make_line(tag) for tag in entry.tags),
        language=_settle_language(entry.language),
        attachments=_settle_enclosures(entry.enclosures),
        summary=summary,
        content=content,
        published=published,
        updated=updated,
        image=make_uri(entry.image),
        comments=make_uri(entry.comments),
        comments_feed=make_uri(entry.comments_feed),
        replies_to=settle_replies(entry.replies_to),
        place=settle_place(entry.place),
        episode=settle_episode(entry.episode),
        origin=origin,
        also=tuple(_settle_member(each, sources, entry.link) for each in stored.also),
    )


def _settle_dates(stored: StoredEntry) -> tuple[datetime, datetime]:
    """Return when it was published and last changed.

    Nothing was published after it was seen: a claim from the future would keep
    the entry at the top of every reader. What we saw change counts as changed.
    """
    first, revised = _utc(stored.first_seen), _utc(stored.revised_at)
    entry = stored.entry
    claimed = _plausible(entry.published)
    changed = _plausible(entry.updated)
    published = min(claimed or changed or first, first)
    if revised > first:
        return published, revised
    return published, max(published, min(changed or published, first))


def _plausible(claimed: datetime | None) -> datetime | None:
    """Return the claim in UTC; years like 1 stand for a date that the source did not know."""
    return _utc(claimed) if claimed is not None and claimed.year >= _EARLIEST_YEAR else None


def _utc(moment: datetime) -> datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)


def _settle_source(name: str, sources: Mapping[str, SourceTitle], base: str) -> Origin:
    """Return what is known of the source; one that left the configuration has but its name."""
    known = sources.get(name)
    if known is None:
        known = SourceTitle(name=name, title=name, link=None, feed_url="")
    feed_url, link = make_public(known.feed_url), make_uri(known.link)
    told = known.feed_id and (make_uri(known.feed_id) is None or make_public(known.feed_id))
    claimed = (known.feed_id if told else feed_url) or f"{base}/sources/{name}"
    return Origin(
        name=name,
        title=make_line(known.title) or make_line(name) or "?",
        id=make_id(claimed),
        link=link,
        feed_url=feed_url,
        icon=make_uri(known.icon),
    )


def _settle_member(member: Member, sources: Mapping[str, SourceTitle], shown: str | None) -> Also:
    """Return a source that tells the story too; where it leads to what is shown, only its name."""
    known = sources.get(member.source)
    source = make_line(known.title if known else member.source) or member.source
    return Also(
        title=make_line(member.title) or source,
        source=source,
        link=None if member.link == shown else make_uri(member.link),
        reason=make_line(member.reason),
    )


def _settle_people(people: Sequence[Person]) -> tuple[Person, ...]:
    """Return the people that have a name, each once; an address stands in for a missing name."""
    named: dict[str, Person] = {}
    for person in people:
        email = person.email if person.email and _EMAIL.fullmatch(person.email) else None
        name = make_line(person.name) or (email or "").partition("@")[0]
        if name:
            named.setdefault(name, Person(name=name, email=email, uri=make_uri(person.uri)))
    return tuple(named.values())


def _settle_enclosures(enclosures: Sequence[Enclosure]) -> tuple[Attachment, ...]:
    attachments: dict[str, Attachment] = {}
    for enclosure in enclosures:
        url = make_uri(enclosure.url)
        if url is not None and ":" in url and url not in attachments:
            attachments[url] = Attachment(
                url=url,
                type=_settle_type(enclosure.type, url),
                length=_positive(enclosure.length),
                title=make_line(enclosure.title or "") or None,
                duration=_positive(enclosure.duration),
            )
    return tuple(attachments.values())


def _settle_type(claimed: str | None, url: str) -> str:
    """Return the media type: claimed, else by the address, else that of any file."""
    essence = (claimed or "").partition(";")[0].strip().lower()
    if _MEDIA_TYPE.fullmatch(essence):
        return essence
    ending = url.partition("?")[0].rpartition(".")[2].lower()
    return _TYPES.get(ending, "application/octet-stream")


def _positive(number: int | None) -> int | None:
    return number if number is not None and number > 0 else None


def _settle_language(language: str | None) -> str | None:
    tag = (language or "").strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None


def _unique(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for line in lines if line))
