"""Channel → RSS 2.0, written by feedgen; what it lacks is added through its extensions.

Dates are written here: feedgen sets the locale of the whole process for each
date, which is not safe beside other threads.
"""

from datetime import datetime
from email.utils import format_datetime
from html import escape

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from aggregator.publish.render.also import add_also
from aggregator.publish.render.context import add_context, list_context_namespaces
from aggregator.publish.render.episode import ITUNES, add_episode, list_namespaces
from aggregator.publish.render.face import add_face
from aggregator.publish.render.parts import GENERATOR, MEDIA_TYPES, Attachment, Channel, Item

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"


class Unwritten(datetime):
    """A date that feedgen takes and, finding it false, does not write."""

    def __bool__(self) -> bool:
        return False


_UNWRITTEN = Unwritten(1970, 1, 1)


def render_rss(channel: Channel) -> bytes:
    """Return the RSS document; raises ValueError for what XML cannot hold."""
    feed = FeedGenerator()
    feed.register_extension("house", FeedExtension, EntryExtension)
    feed.house.channel = channel
    feed.title(channel.title)
    feed.description(channel.subtitle)
    feed.updated(_UNWRITTEN.astimezone())
    feed.generator(GENERATOR)
    feed.link(href=channel.alternate)
    feed.image(url=channel.icon, title=channel.title, link=channel.alternate)
    if channel.ttl:
        feed.ttl(int(channel.ttl.total_seconds()) // 60 or 1)
    for item in channel.items:
        _fill(feed.add_entry(order="append"), item)
    document: bytes = feed.rss_str()
    return document


def _fill(entry: FeedEntry, item: Item) -> None:
    entry.title(item.title)
    entry.guid(item.id, permalink=False)
    if item.link:
        entry.link(href=item.link)
    for tag in item.tags:
        entry.category(term=tag)
    if item.comments:
        entry.comments(item.comments)
    content = add_also(item)
    if content:
        entry.content(content)
    if item.summary:
        # A description is HTML, whatever it holds (RSS Advisory Board profile).
        entry.description(escape(item.summary, quote=False), isSummary=True)
    entry.house.item = item


class FeedExtension:
    """Adds to the channel what feedgen does not write."""

    channel: Channel

    def extend_ns(self) -> dict[str, str]:
        """Return prefix → namespace."""
        own = {"dc": _DC, "itunes": ITUNES, "media": _MEDIA}
        return own | list_namespaces(self.channel) | list_context_namespaces(self.channel)

    def extend_rss(self, root: etree._Element) -> etree._Element:
        """Add what is Atom's: links to itself, the hub and the history (RFC 5005, 4); the date."""
        channel = root[0]
        own = self.channel.address("rss")
        link = {"href": own, "rel": "self", "type": MEDIA_TYPES["rss"]}
        etree.SubElement(channel, f"{{{_ATOM}}}link", link)
        for relation, address in self.channel.links:
            related = {"rel": relation, "href": address}
            if relation == "prev-archive":  # the history is Atom, whatever asks for it
                related["type"] = MEDIA_TYPES["atom"]
            etree.SubElement(channel, f"{{{_ATOM}}}link", related)
        add_face(root, self.channel)
        if self.channel.items:
            _add(channel, "lastBuildDate", format_date(self.channel.updated))
        return root


class EntryExtension:
    """Adds to a finished item what feedgen does not write, or writes wrongly."""

    item: Item

    def extend_rss(self, element: etree._Element) -> etree._Element:
        """Add the dates, all authors, the enclosures, the picture and the source."""
        item = self.item
        _add(element, "pubDate", format_date(item.published))
        if item.updated != item.published:
            _add(element, f"{{{_ATOM}}}updated", item.updated.isoformat())
        for person in item.authors:
            _add(element, f"{{{_DC}}}creator", person.name)
        if item.language:
            _add(element, f"{{{_DC}}}language", item.language)
        _add_attachments(element, item.attachments)
        add_episode(element, item.episode)
        add_context(element, item)
        if item.image:
            etree.SubElement(element, f"{{{_MEDIA}}}thumbnail", {"url": item.image})
        for also in item.also:
            if also.link:
                link = {
                    "rel": "related",
                    "href": also.link,
                    "title": f"{also.source}: {also.title}",
                }
                etree.SubElement(element, f"{{{_ATOM}}}link", link)
        if url := item.origin.feed_url or item.origin.link:
            _add(element, "source", item.origin.title, {"url": url})
        return element


def _add_attachments(element: etree._Element, attachments: tuple[Attachment, ...]) -> None:
    """Add the first enclosure as such, for readers take no more, and all as Media RSS."""
    for attachment in attachments[:1]:
        enclosure = {
            "url": attachment.url,
            "length": str(attachment.length or 0),
            "type": attachment.type,
        }
        etree.SubElement(element, "enclosure", enclosure)
        if attachment.duration:
            _add(element, f"{{{ITUNES}}}duration", str(attachment.duration))
    if len(attachments) > 1:
        for attachment in attachments:
            _add_media(element, attachment)


def _add_media(element: etree._Element, attachment: Attachment) -> None:
    media = {"url": attachment.url, "type": attachment.type}
    if attachment.length:
        media["fileSize"] = str(attachment.length)
    if attachment.duration:
        media["duration"] = str(attachment.duration)
    content = etree.SubElement(element, f"{{{_MEDIA}}}content", media)
    if attachment.title:
        _add(content, f"{{{_MEDIA}}}title", attachment.title)


def _add(
    parent: etree._Element, name: str, text: str, attributes: dict[str, str] | None = None
) -> None:
    etree.SubElement(parent, name, attributes or {}).text = text


def format_date(moment: datetime) -> str:
    """Return the moment as RFC 822 has it, in English whatever the locale."""
    return format_datetime(moment, usegmt=True)
