"""What an item's tree says that feedparser loses, mixes up or does not know.

Media RSS, iTunes, podcast and FeedBurner elements, `xml:base`, and the source
that an entry was taken from. Read before shape.py takes them off.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aggregator.parse.discussion import read_comments_feed, read_replies_to
from aggregator.parse.episode import read_episode
from aggregator.parse.named import Named, first_text
from aggregator.parse.people import read_people, read_person
from aggregator.parse.pictures import find_image, is_picture, show_pictures
from aggregator.parse.place import read_place
from aggregator.parse.prose import body_html, title_text
from aggregator.parse.tree import Element
from aggregator.parse.vocabulary import split_tag
from aggregator.records import Enclosure, Episode, Person, Place, Reply
from aggregator.urls import absolute

_XML = "{http://www.w3.org/XML/1998/namespace}"
_DURATION = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:\.\d+)?")
_COMMA = re.compile(r"\s*[,;]\s*")
_FLASH = "application/x-shockwave-flash"
"""YouTube names a player that nothing runs any more."""
_HOLDERS = (("media", "group"), ("media", "content"))
_MANY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What an item says besides what feedparser tells of it."""

    entry_id: str | None
    """The guid or id as it is written: feedparser makes addresses of some."""
    base: str
    language: str | None
    link: str | None
    """Where FeedBurner's and Pheedo's own links lead to in the end."""
    title: str
    authors: tuple[Person, ...]
    text: str
    """HTML, from media:description, itunes:summary or itunes:subtitle."""
    tags: tuple[str, ...]
    image: str | None
    pictures: str
    """HTML of those that were posted with it."""
    media: tuple[Enclosure, ...]
    duration: int | None
    """Seconds."""
    via: str | None
    episode: Episode | None
    comments_feed: str | None
    comment_count: int | None
    replies_to: tuple[Reply, ...]
    place: Place | None
    permanent: bool
    """Whether the guid may be a link (RSS 2.0: unless isPermaLink is false)."""


def read_extras(item: Element, base: str, comments: int | None = None) -> Extras:
    """Read an item that is still in its document's tree, or lies detached as it was there.

    `comments` is how many it was said to have (see take_counters).
    """
    named = _by_name(item)
    duration = _seconds(first_text(named, "itunes duration"))
    return Extras(
        entry_id=first_text(named, "feed guid") or first_text(named, "feed id") or _about(item),
        base=_base(item, base),
        language=item.get(f"{_XML}lang") or first_text(named, "dc language") or None,
        link=first_text(named, "feedburner origlink") or None,
        title=title_text(first_text(named, "media title") or first_text(named, "itunes title")),
        authors=read_people(item) or _network(named),
        text=_description(named),
        tags=tuple(_keywords(named)),
        image=find_image(named, base),
        pictures=show_pictures(named, base),
        media=tuple(_media(named, base)),
        duration=duration,
        via=_via(named, base),
        episode=read_episode(named, base),
        comments_feed=read_comments_feed(named, base),
        comment_count=comments,
        replies_to=read_replies_to(named, base),
        place=read_place(named),
        permanent=_is_permanent(named),
    )


def _by_name(item: Element) -> Named:
    """Return the item's children by name, and what stands in groups of Media RSS among them."""
    named: Named = {}
    for child in _opened(item):
        found = named.setdefault(" ".join(split_tag(child.tag)), [])
        if len(found) < _MANY:
            found.append(child)
    return named


def _opened(item: Element) -> Iterator[Element]:
    for child in item:
        yield child
        if len(child) and split_tag(child.tag) in _HOLDERS:
            for inner in child:
                yield inner
                # media:thumbnail and media:description may be said of one file in a group.
                if len(inner) and split_tag(inner.tag) in _HOLDERS:
                    yield from inner


def _about(item: Element) -> str | None:
    return item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about") or item.get("about")


def _network(named: Named) -> tuple[Person, ...]:
    """Return who stands in for an author: a podcast's network, or who made a file."""
    person = read_person(first_text(named, "itunes author") or first_text(named, "media credit"))
    return (person,) if person else ()


def _base(item: Element, base: str) -> str:
    """Return the base of the content, else of the item, made absolute."""
    for child in item:
        if child.get(f"{_XML}base") and split_tag(child.tag) == ("feed", "content"):
            return absolute(child.get(f"{_XML}base", ""), base) or base
    return base


def _description(named: Named) -> str:
    for element in named.get("media description", ()):
        if element.text and element.text.strip():
            kind = "html" if element.get("type") == "html" else "text"
            return body_html(element.text.strip(), kind)
    return body_html(first_text(named, "itunes summary") or first_text(named, "itunes subtitle"))


def _keywords(named: Named) -> Iterator[str]:
    for element in named.get("media category", ()):
        yield element.get("label") or element.text or ""
    for element in named.get("itunes category", ()):
        yield element.get("text") or ""
    for name in ("media keywords", "itunes keywords"):
        yield from (word for word in _COMMA.split(first_text(named, name)) if word)


def _media(named: Named, base: str) -> Iterator[Enclosure]:
    for element in named.get("media content", ()):
        url = absolute(element.get("url", ""), base)
        if not url or is_picture(element) or element.get("type") == _FLASH:
            continue
        yield Enclosure(
            url=url,
            type=element.get("type"),
            length=_number(element.get("fileSize")),
            duration=_seconds(element.get("duration")),
        )


def _via(named: Named, base: str) -> str | None:
    """Return the address that the entry's source gives (RSS 2.0 source; RFC 4287, 4.2.11)."""
    for source in named.get("feed source", ()):
        inside = [each for each in source if split_tag(each.tag) == ("feed", "link")]
        inside.sort(key=lambda each: each.get("rel", "alternate") != "alternate")
        addresses = [source.get("url", ""), *(each.get("href") or "" for each in inside)]
        for address in addresses:
            if address and (url := absolute(address, base)):
                return url
    return None


def _is_permanent(named: Named) -> bool:
    return all(
        guid.get("isPermaLink", "true").strip().lower() != "false"
        for guid in named.get("feed guid", ())
    )


def _seconds(text: str | None) -> int | None:
    """Return the seconds of `3601`, `60:01` or `1:00:01`."""
    match = _DURATION.fullmatch((text or "").strip())
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds or None


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
