"""What publish, stage 7, is given and makes."""

from collections.abc import Mapping
from datetime import datetime

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
class Edition:
    """All that goes into one rendering of an output; equal editions give equal bytes."""

    output: Output
    base_url: str
    entries: tuple[StoredEntry, ...]
    sources: Mapping[str, SourceTitle]


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
class Published:
    """What publishing an output did."""

    output: str
    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept: tuple[Defect, ...] = ()
    """Files whose new rendering was bad, so that the last good one stays."""
    left_out: tuple[Defect, ...] = ()
