"""Channel → Atom 1.0 (RFC 4287), written by feedgen; what it lacks is added through its extensions.

feedgen writes Atom's names without a namespace and declares it by hand, so the
extensions do the same.
"""

from collections.abc import Iterator
from datetime import datetime

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from aggregator.publish.render.also import add_also
from aggregator.publish.render.context import add_context, list_context_namespaces
from aggregator.publish.render.episode import add_episode, list_namespaces
from aggregator.publish.render.face import add_face
from aggregator.publish.render.parts import GENERATOR, MEDIA_TYPES, Channel, Item
from aggregator.records.publication import Withdrawn

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HISTORY = "http://purl.org/syndication/history/1.0"
_MEDIA = "http://search.yahoo.com/mrss/"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


def render_atom(channel: Channel) -> bytes:
    """Return the Atom document; raises ValueError for what XML cannot hold."""
    feed = FeedGenerator()
    feed.register_extension("house", FeedExtension, EntryExtension)
    feed.id(channel.id)
    feed.title(channel.title)
    feed.subtitle(channel.subtitle)
    feed.updated(channel.updated)
    feed.generator(GENERATOR)
    feed.icon(channel.icon)
    feed.link(href=channel.address("atom"), rel="self", type=MEDIA_TYPES["atom"])
    feed.link(href=channel.alternate, rel="alternate", type=MEDIA_TYPES["html"])
    for relation, address in channel.links:
        feed.link(href=address, rel=relation)
    feed.house.channel = channel
    for item in channel.items:
        _fill(feed.add_entry(order="append"), item)
    document: bytes = feed.atom_str()
    return document


def _fill(entry: FeedEntry, item: Item) -> None:
    entry.id(item.id)
    entry.title(item.title)
    entry.published(item.published)
    entry.updated(item.updated)
    for person in item.authors:
        entry.author(name=person.name, email=person.email, uri=person.uri)
    for tag in item.tags:
        entry.category(term=tag)
    if item.link:
        entry.link(href=item.link)
    if item.summary:
        entry.summary(item.summary, type="text")
    content = add_also(item)
    # Without an alternate link an entry must have content (RFC 4287, 4.1.2).
    if content or not item.link:
        entry.content(content or item.title, type="html" if content else "text")
    entry.house.item = item


class FeedExtension:
    """Adds to the feed what feedgen does not write."""

    channel: Channel

    def extend_ns(self) -> dict[str, str]:
        """Return prefix → namespace."""
        episodes, context = list_namespaces(self.channel), list_context_namespaces(self.channel)
        tombstones = {"at": _TOMBSTONES} if self.channel.withdrawn else {}
        return {"fh": _HISTORY, "media": _MEDIA} | tombstones | episodes | context

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Say of an archive that it is one, what is withdrawn, and how it looks in a browser."""
        if self.channel.is_archive:
            etree.SubElement(feed, f"{{{_HISTORY}}}archive")
        for each in self.channel.withdrawn:
            _add_tombstone(feed, each)
        add_face(feed, self.channel)
        return feed


class EntryExtension:
    """Adds to a finished entry what feedgen does not write, or writes wrongly."""

    item: Item

    def extend_atom(self, entry: etree._Element) -> etree._Element:
        """Add links with rel, type and length, the language, the picture and the whole source."""
        item = self.item
        if item.language:
            entry.set(_LANG, item.language)
        for link in _list_links(item):
            etree.SubElement(entry, "link", link)
        if item.image:
            etree.SubElement(entry, f"{{{_MEDIA}}}thumbnail", {"url": item.image})
        add_episode(entry, item.episode)
        add_context(entry, item)
        _add_source(entry, item)
        return entry


def _list_links(item: Item) -> Iterator[dict[str, str]]:
    """Yield the links beyond the alternate: enclosures, the story's other tellings, comments."""
    for attachment in item.attachments:
        link = {"rel": "enclosure", "href": attachment.url, "type": attachment.type}
        if attachment.length:
            link["length"] = str(attachment.length)
        if attachment.title:
            link["title"] = attachment.title
        yield link
    for also in item.also:
        if also.link:
            yield {"rel": "related", "href": also.link, "title": f"{also.source}: {also.title}"}
    if item.comments:
        yield {"rel": "replies", "href": item.comments, "type": "text/html"}


def _add_tombstone(feed: etree._Element, withdrawn: Withdrawn) -> None:
    """Say that an entry is to be seen no more, since when and why (RFC 6721, 3)."""
    told = {"ref": withdrawn.id, "when": format_date(withdrawn.at)}
    deleted = etree.SubElement(feed, f"{{{_TOMBSTONES}}}deleted-entry", told)
    _add_text(deleted, f"{{{_TOMBSTONES}}}comment", withdrawn.why)


def _add_source(entry: etree._Element, item: Item) -> None:
    """Add where the entry comes from (RFC 4287, 4.2.11).

    `updated` is the entry's, not the source's present one: many feeds claim to
    be updated at every request, and the same entry would never be the same bytes.
    """
    origin = item.origin
    source = etree.SubElement(entry, "source")
    _add_text(source, "id", origin.id)
    _add_text(source, "title", origin.title)
    if not item.authors:
        # Somebody must have written it (RFC 4287, 4.1.2): the source did.
        _add_text(etree.SubElement(source, "author"), "name", origin.title)
    _add_text(source, "updated", format_date(item.updated))
    if origin.link:
        etree.SubElement(source, "link", {"rel": "alternate", "href": origin.link})
    if origin.feed_url:
        etree.SubElement(source, "link", {"rel": "self", "href": origin.feed_url})
    if origin.icon:
        _add_text(source, "icon", origin.icon)


def _add_text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text


def format_date(moment: datetime) -> str:
    """Return the moment as RFC 3339 has it."""
    return moment.isoformat()
