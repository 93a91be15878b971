"""What a feed document says: the records of stage 2, parse."""

from datetime import datetime, timedelta

from aggregator.records.base import record


@record
class Defect:
    """A flaw that was tolerated: a stable code and what it was seen in."""

    code: str
    detail: str = ""


@record
class Person:
    """An author."""

    name: str
    email: str | None = None
    uri: str | None = None


@record
class Enclosure:
    """A file that belongs to an entry (RFC 4287, 4.2.7.2; RSS 2.0 enclosure)."""

    url: str
    type: str | None = None
    length: int | None = None
    """Bytes, as claimed."""
    title: str | None = None
    duration: int | None = None
    """Seconds, as claimed."""


@record
class EpisodeFile:
    """A transcript of an episode, or its chapters (podcast:transcript, podcast:chapters)."""

    url: str
    type: str | None = None
    language: str | None = None
    rel: str | None = None
    """`captions`: a transcript that is timed."""


@record
class Episode:
    """What podcasts say of an entry (namespaces `itunes` and `podcast`)."""

    season: int | None = None
    number: int | None = None
    kind: str | None = None
    """`full`, `trailer` or `bonus`."""
    explicit: bool | None = None
    image: str | None = None
    transcripts: tuple[EpisodeFile, ...] = ()
    chapters: EpisodeFile | None = None


@record
class Reply:
    """An entry that another one answers (thr:in-reply-to, RFC 4685, 3)."""

    ref: str
    """The id of the entry that is answered, as claimed."""
    link: str | None = None
    """Its page."""


@record
class Place:
    """Where something is (georss.org, GML within it, or W3C's geo)."""

    shape: str
    """`point`, `line`, `polygon` or `box`."""
    degrees: tuple[float, ...]
    """Latitude and longitude in turn, WGS 84."""
    radius: float | None = None
    """Metres around a point."""
    name: str | None = None


@record
class FeedInfo:
    """What a feed says of itself."""

    title: str | None = None
    link: str | None = None
    subtitle: str | None = None
    feed_id: str | None = None
    language: str | None = None
    icon: str | None = None
    authors: tuple[Person, ...] = ()
    updated: datetime | None = None
    hub: str | None = None
    self_url: str | None = None
    generator: str | None = None
    next_url: str | None = None
    """The page of older entries (JSON Feed next_url; link rel=next or prev-archive, RFC 5005)."""
    ttl: timedelta | None = None
    """The publisher's wish for the time between polls (RSS ttl, sy:update*)."""
    skip_hours: tuple[int, ...] = ()
    """Hours of the day, UTC, in which not to poll (RSS 2.0 skipHours)."""
    skip_days: tuple[int, ...] = ()
    """Weekdays (Monday is 0) on which not to poll (RSS 2.0 skipDays)."""


@record
class RawEntry:
    """An entry as its feed tells it: mapped and dated, nothing cleaned."""

    identity: str
    """What makes it the same entry at the next poll; unique within its source."""
    raw_hash: str
    """Changes when anything that we keep of the entry changes."""
    entry_id: str | None = None
    link: str | None = None
    base: str
    """What relative addresses in it are relative to."""
    title: str = ""
    """Plain text."""
    authors: tuple[Person, ...] = ()
    tags: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    summary: str = ""
    """HTML, unsafe."""
    content: str = ""
    """HTML, unsafe; empty when the feed gives a summary only."""
    language: str | None = None
    image: str | None = None
    enclosures: tuple[Enclosure, ...] = ()
    comments: str | None = None
    """Their page (RSS comments; link rel=replies, RFC 4685, 4)."""
    comments_feed: str | None = None
    """Their feed (wfw:commentRss; link rel=replies of a feed's type)."""
    comment_count: int | None = None
    """How many there were when the entry was read (slash:comments, thr:total, thr:count); it grows
    without the entry being another, so it is not followed."""
    replies_to: tuple[Reply, ...] = ()
    place: Place | None = None
    via: str | None = None
    """Where the entry's own source element says that it comes from."""
    episode: Episode | None = None


@record
class Remembered:
    """What is stored of an entry and tells it again when its feed has changed its ids."""

    identity: str
    link: str | None
    title: str


@record
class ParsedFeed:
    """A feed document, mapped."""

    format: str
    """`rss20`, `atom10`, `json11`, `html` …"""
    info: FeedInfo
    entries: tuple[RawEntry, ...]
    """Without those that were known."""
    defects: tuple[Defect, ...] = ()
    known: tuple[str, ...] = ()
    """Identities of entries that the document carries and that were not read again."""
    parts: tuple[tuple[str, str], ...] = ()
    """The digest of each item in the document and the identity of its entry: what is `known`
    at the next poll."""


@record
class ParseFailed:
    """Not a feed, or none that can be read; `reason` says what it is instead."""

    reason: str
