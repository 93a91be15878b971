"""What the pipeline is handed: its I/O, as protocols.

Each has a real part and a double that is shipped beside it; both pass the same
contract tests (tests/integration/contract_*.py).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from aggregator.records import (
    Again,
    Changed,
    CleanEntry,
    Edition,
    FeedOutcome,
    Limits,
    Memo,
    Neighbour,
    Original,
    Output,
    PageOutcome,
    Poll,
    Published,
    Recorded,
    Remembered,
    Source,
    SourceState,
    SourceStats,
    StoredEntry,
    Update,
    Validators,
    Verdict,
)

T = TypeVar("T")

Judge = Callable[[CleanEntry, Neighbour | None, Sequence[Neighbour]], Verdict]
"""(entry, the stored entry of the same source and identity, others that are alike) → verdict."""


class Clock(Protocol):
    """Tells the time, and waits."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""

    async def sleep(self, duration: timedelta) -> None:
        """Return after the duration."""


class Fetcher(Protocol):
    """Asks origins for documents. Never raises for what a network or a server does."""

    async def fetch_feed(self, source: Source, validators: Validators) -> FeedOutcome:
        """Ask for the source's document, conditionally when there are validators."""

    async def fetch_page(
        self, url: str, source: Source, headers: Sequence[tuple[str, str]] = ()
    ) -> PageOutcome:
        """Ask for the page of one of the source's entries; its secrets stay on its host, and
        `headers`, which its site's rules want, on the page's."""

    async def close(self) -> None:
        """Give back connections."""


class Store(Protocol):
    """Remembers sources and entries. Raises StoreError when it cannot."""

    async def sync_sources(self, sources: Sequence[Source]) -> None:
        """Make a state for each source that has none; a source known by its URL keeps its state
        under a new name. States of sources that left the configuration stay, and are never due."""

    async def claim_due(self, now: datetime, limit: int, lease: timedelta) -> tuple[str, ...]:
        """Take at most `limit` due sources for the time of the lease, the longest due first."""

    async def claim(self, names: Sequence[str], now: datetime, lease: timedelta) -> tuple[str, ...]:
        """Take these sources now, due or not; those that somebody else holds are left out."""

    async def release(self, names: Sequence[str]) -> None:
        """Give claims back without a poll; `record_poll` releases by itself."""

    async def read_states(self, names: Sequence[str] | None = None) -> Mapping[str, SourceState]:
        """Return the states of these sources, or of all."""

    async def find_known(self, source: str, identities: Sequence[str]) -> Mapping[str, str]:
        """Return identity → raw_hash for those of the identities that are stored."""

    async def find_remembered(
        self, source: str, identities: Sequence[str]
    ) -> tuple[Remembered, ...]:
        """Return what tells these entries of a source again, for those that are stored."""

    async def read_memos(self, kind: str, keys: Sequence[str]) -> Mapping[str, bytes]:
        """Return what polls noted under these keys (Poll.memos)."""

    async def write_memos(self, memos: Sequence[Memo]) -> None:
        """Note these outside of a poll; each replaces the one of its kind and key."""

    async def read_version(self) -> str:
        """Return what is another text whenever entries were stored, changed or forgotten since,
        by whichever process."""

    async def record_poll(self, poll: Poll, judge: Judge) -> Recorded:
        """Judge each entry against what is stored, and store all that the poll changes, in one
        transaction: either all of it is on the disk when this returns, or nothing."""

    async def read_entries(
        self, sources: Sequence[str], limit: int, since: datetime | None, *, folded: bool
    ) -> tuple[StoredEntry, ...]:
        """Return published entries of these sources first seen at or after `since`, newest first
        (by first_seen or published, whichever is earlier, then id). With `folded`, duplicates
        appear only in their leader's `also`. Dropped entries never appear."""

    async def find_earliest(self, sources: Sequence[str]) -> datetime | None:
        """Return when the first entry of these sources was first seen; None when there is none."""

    async def read_entry(self, id_or_url: str) -> StoredEntry | None:
        """Find one entry by its id, link, canonical URL or entry_id."""

    async def read_told(self, ids: Sequence[str]) -> tuple[StoredEntry, ...]:
        """Return the entries whose own id, or whose story's, is one of these: each by itself,
        dropped ones too, in no order."""

    async def read_originals(
        self, source: str, after: str, limit: int
    ) -> tuple[tuple[StoredEntry, Original], ...]:
        """Return entries of the source and what they were made from, as far as that is kept:
        at most `limit`, by identity, those that come after the identity `after`."""

    async def record_again(
        self, again: Again, judge: Judge, *, dry: bool = False
    ) -> tuple[Changed, ...]:
        """Replace stored entries, then fold all of their sources again, in steps between which
        others may write; return each entry that changed. Ids and places stay. With `dry`,
        nothing is stored, and nobody waits."""

    async def prune_originals(self, before: datetime) -> int:
        """Forget what entries were made from before; return of how many."""

    async def prune_memos(self, kind: str, before: datetime, most: int) -> int:
        """Forget memos of a kind that polls wrote, the last time before `before`, and beyond
        `most` those that were written longest ago; return how many."""

    async def prune(
        self, now: datetime, keep: timedelta, own: Mapping[str, timedelta] | None = None
    ) -> int:
        """Forget entries that were first seen, and that left their feed, longer ago than `keep`,
        or than the time that their source has of its `own`; return how many. What a feed still
        carries is never forgotten."""

    async def checkpoint(self) -> None:
        """Bring what was written lately to its final place, as far as nobody is reading it now,
        and keep searching fast."""

    async def read_stats(self) -> Mapping[str, SourceStats]:
        """Return counts for each source."""

    async def count_arrivals(self, since: datetime) -> Mapping[str, Mapping[date, int]]:
        """Return, for each source that has any, how many entries that no filter dropped were
        first seen on each day (UTC), from the moment `since` on."""

    async def measure(self) -> int:
        """Return how many bytes the entries take on the disk; 0 for what is on none."""

    async def close(self) -> None:
        """Finish what is being written and let go of the files."""


class Publisher(Protocol):
    """Puts editions where readers find them."""

    @property
    def hub(self) -> "Hub | None":
        """Return the hub that is told of changes, if there is one."""

    async def read_archived(self, output: str) -> tuple[str, ...]:
        """Return the labels of this output's archived chapters, oldest first."""

    async def read_sizes(self, output: Output) -> Mapping[str, int]:
        """Return format → bytes of this output's newest renderings, uncompressed."""

    async def publish(self, edition: Edition) -> Published:
        """Render every format of the output and replace the files that changed, atomically;
        a bad rendering keeps the last good file."""


class Hub(Protocol):
    """Tells the world what is new in our outputs (WebSub)."""

    url: str
    """Where subscribers go."""

    async def ask(self, form: Mapping[str, str], is_topic: Callable[[str], bool]) -> str | None:
        """Take a subscriber's request; return why not, or None when it is taken."""

    async def announce(self, updates: Sequence[Update]) -> None:
        """Tell of outputs that changed; returns at once."""

    async def close(self, patience: timedelta) -> None:
        """Give what is under way so much time, then drop it."""


class Workers(Protocol):
    """Runs the pure stages on hostile bytes."""

    async def run(
        self, function: Callable[..., T], *arguments: object, limits: Limits | None = None
    ) -> T:
        """Call a module-level function with picklable arguments and return its result.
        `limits` are those of this call, where they are tighter than those of every call.
        Raises WorkerDiedError when it ran out of time or memory, or took its process down;
        CrashError, which is one too, for an exception of it that nobody expected. What is for a
        person to act on comes back as itself."""

    async def close(self) -> None:
        """End the processes."""


class Dispatcher(Protocol):
    """Sees to it that each source it is given is refreshed once, here or on another node."""

    def free_slots(self) -> int:
        """Return how many more sources it can take now."""

    async def dispatch(self, names: Sequence[str]) -> None:
        """Take these claimed sources and return at once."""

    async def drain(self, timeout: timedelta) -> None:
        """Wait for what is under way; cancel what is not done by then and release its claims."""
