"""What the store, stage 6, keeps and gives back."""

from datetime import datetime

from aggregator.records.article import CleanEntry
from aggregator.records.base import record
from aggregator.records.feed import Defect, FeedInfo, RawEntry
from aggregator.records.fetched import Fetched, Validators
from aggregator.records.rhythm import Rhythm
from aggregator.records.verdict import Verdict


@record
class Move:
    """A new address that a source's server told of, and how surely (301, 308)."""

    to: str
    since: datetime
    times: int = 1
    """Answers in a row that told of it."""


@record
class SourceState:
    """What we remember of a source between polls."""

    name: str
    url: str
    validators: Validators = Validators()
    body_hash: str | None = None
    info: FeedInfo = FeedInfo()
    next_poll_at: datetime | None = None
    """None: never polled, due at once."""
    next_poll_reason: str = ""
    not_before: datetime | None = None
    """Until then not even a fetch by hand asks: the server said so (Retry-After)."""
    last_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    failures: int = 0
    """Consecutive failed polls."""
    last_error: str | None = None
    gone: bool = False
    last_full_at: datetime | None = None
    """When the whole document arrived last."""
    move: Move | None = None
    adopted_url: str | None = None
    """What is asked instead of the configured address, after a confirmed move."""
    notice: str | None = None
    """What the operator should know or do, though the source works."""
    defects: tuple[Defect, ...] = ()
    rhythm: Rhythm = Rhythm()


@record
class Memo:
    """Something that a stage wants to know again, in its own words: the store does not read it."""

    kind: str
    key: str
    value: bytes


@record
class Original:
    """What an entry was made from: kept for a time, so that it can be made again."""

    raw: RawEntry
    parts: tuple[Fetched, ...] = ()
    """The page of its article, or its pages in order, where they were used."""
    at: datetime
    """When it was made: a filter of its age holds, or does not, by that moment."""


@record
class Poll:
    """All that one poll of a source changes, stored in one transaction."""

    state: SourceState
    entries: tuple[CleanEntry, ...] = ()
    seen: tuple[str, ...] = ()
    """Identities that the feed carries now: never forgotten while it does."""
    memos: tuple[Memo, ...] = ()
    """Each replaces the one of its kind and key."""
    originals: tuple[Original, ...] = ()
    """What its entries were made from, as far as that is to be kept."""
    resurface: bool = False
    """Whether revised entries come up again, as news."""
    at: datetime


@record
class Recorded:
    """What became of a poll's entries, in their order."""

    verdicts: tuple[Verdict, ...] = ()


@record
class StoredEntry:
    """An entry with what the store adds to it."""

    id: str
    """The published id; minted once, never changes."""
    entry: CleanEntry
    first_seen: datetime
    revised_at: datetime
    """When a reader would last have seen a change; `first_seen` at first."""
    duplicate_of: str | None = None
    reason: str = ""
    """Why it is folded into another."""
    also: tuple["Member", ...] = ()


@record
class Member:
    """A duplicate folded into a stored entry, as provenance."""

    source: str
    title: str
    link: str | None
    reason: str = ""


@record
class SourceStats:
    """Counts of a source's stored entries, for `status`."""

    entries: int = 0
    duplicates: int = 0
    dropped: int = 0
    """By filters of the source."""
    latest: datetime | None = None


@record
class Again:
    """Stored entries that were made again, after rules or code changed."""

    sources: tuple[str, ...]
    """All their entries are folded again."""
    entries: tuple[CleanEntry, ...] = ()
    """Those that are told differently now; each has the raw_hash of the entry that it replaces."""
    at: datetime


@record
class Changed:
    """What became of an entry that was made, or folded, again."""

    before: StoredEntry
    after: StoredEntry
