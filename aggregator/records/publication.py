"""What publish, stage 7, is given and makes."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from aggregator.records.base import record
from aggregator.records.feed import Defect
from aggregator.records.settings import Output
from aggregator.records.stored import StoredEntry


@record
class SourceTitle:
    """How a source is named in an output."""

    name: str
    title: str
    link: str | None
    feed_url: str
    feed_id: str | None = None
    icon: str | None = None
    updated: datetime | None = None


@record
class Chapter:
    """Entries of an output that were first seen on a day (UTC) that is over."""

    label: str
    """The day, `2026-03-05`; the further parts of a full one `2026-03-05-02` and so on. Labels
    sort by age."""
    entries: tuple[StoredEntry, ...]


@record
class Withdrawn:
    """An entry that an output carried and that is not to be seen in it any more (RFC 6721)."""

    id: str
    at: datetime
    """When that was noticed; whole seconds."""
    why: str
    """In a few words, for whoever reads the feed."""


@record
class Edition:
    """All that goes into one rendering of an output; equal editions give equal bytes."""

    output: Output
    base_url: str
    entries: tuple[StoredEntry, ...]
    sources: Mapping[str, SourceTitle]
    chapters: tuple[Chapter, ...] = ()
    """To archive now, oldest first; what is archived once stays as it is (RFC 5005, 4)."""
    archived: tuple[str, ...] = ()
    """Labels of the chapters that are archived already, oldest first."""
    withdrawn: tuple[Withdrawn, ...] = ()
    """What earlier editions carried, newest first; what merely became too old is not among it."""
    hub: str | None = None
    """The WebSub hub that tells subscribers of changes."""
    ttl: timedelta | None = None
    """How long a reader may wait before it asks again (RSS ttl)."""


@record
class Publication:
    """A rendered output."""

    name: str
    format: str
    body: bytes
    etag: str
    left_out: tuple[Defect, ...] = ()
    """Entries that could not be rendered, each with the reason."""


@record
class Update:
    """A feed that changed, for a WebSub hub."""

    topic: str
    """The address of the feed."""
    media_type: str
    body: bytes


@record
class Published:
    """What publishing an output did."""

    output: str
    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept: tuple[Defect, ...] = ()
    """Files whose new rendering was bad, so that the last good one stays."""
    left_out: tuple[Defect, ...] = ()
