"""What every format is made from: an edition with nothing left in it that a format would refuse."""

from datetime import datetime, timedelta

from aggregator.records.base import record
from aggregator.records.feed import Defect, Episode, Person, Place, Reply
from aggregator.records.publication import Withdrawn

GENERATOR = "aggregator"

ICON = "icon.png"
"""The name of our picture; it lies in `feeds/`, beside the outputs."""

MEDIA_TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
    "html": "text/html",
}
"""Of each format, without the charset."""


@record
class Origin:
    """The source of an item, as others may know it."""

    name: str
    title: str
    id: str
    link: str | None
    feed_url: str | None
    """None for what is nobody's business: a document on a disk, an address with a key in it."""
    icon: str | None


@record
class Attachment:
    """An enclosure with what the formats require of it."""

    url: str
    type: str
    length: int | None
    title: str | None
    duration: int | None


@record
class Also:
    """Another source's telling of the same story."""

    title: str
    source: str
    link: str | None
    reason: str


@record
class Item:
    """An entry, settled."""

    id: str
    title: str
    """Never empty."""
    is_titled: bool
    """False: the entry has no title of its own, and `title` is its beginning."""
    link: str | None
    authors: tuple[Person, ...]
    tags: tuple[str, ...]
    language: str | None
    attachments: tuple[Attachment, ...]
    summary: str
    """Plain text."""
    content: str
    """HTML, sanitised, without the list of `also`."""
    published: datetime
    updated: datetime
    image: str | None
    comments: str | None
    comments_feed: str | None
    replies_to: tuple[Reply, ...]
    place: Place | None
    episode: Episode | None
    origin: Origin
    also: tuple[Also, ...]


@record
class Channel:
    """The feed around the items."""

    name: str
    id: str
    title: str
    subtitle: str
    base: str
    """The address under which everything is served, without a slash at the end."""
    path: str
    """Where the rendering lies below `feeds/`, without its ending."""
    alternate: str
    """The page that shows the same."""
    links: tuple[tuple[str, str], ...]
    """(relation, address) of what belongs to the feed: its hub, its archives."""
    icon: str
    """A square picture of ours, beside the feeds."""
    ttl: timedelta | None
    is_archive: bool
    """True: one day of the history, which will not change (RFC 5005, 4)."""
    formats: tuple[str, ...]
    updated: datetime
    items: tuple[Item, ...]
    withdrawn: tuple[Withdrawn, ...]
    left_out: tuple[Defect, ...]

    def address(self, format: str) -> str:
        """Return where this rendering is served in a format."""
        return f"{self.base}/feeds/{self.path}.{format}"
