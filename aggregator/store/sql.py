"""The store on a database: protocols.Store on SQLAlchemy Core.

Two lanes, each a thread with a connection: writes take turns in one, reads do
not wait for them in the other. Several processes may share the file; claims
are leases with an owner, so a holder that died frees its sources by itself.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Self
from uuid import uuid4

from sqlalchemy import Engine

from aggregator.errors import StoreError
from aggregator.records import (
    Again,
    Changed,
    Memo,
    Original,
    Poll,
    Recorded,
    Remembered,
    Source,
    SourceState,
    SourceStats,
    StoredEntry,
)
from aggregator.store import arrivals, entries, memos, moving, originals, retention, version
from aggregator.store import sources as stored_sources
from aggregator.store.again import Rework, read_originals
from aggregator.store.backup import back_up_before_migration, copy_database, find_damage
from aggregator.store.engine import PATIENCE, connect, make_engine, make_file
from aggregator.store.failures import told
from aggregator.store.lane import Lane
from aggregator.store.migrate import find_upgradable, upgrade
from aggregator.store.polls import Judge
from aggregator.store.queue import PollQueue
from aggregator.store.trial import open_trial


class SqlStore:
    """Remembers sources and entries in a database."""

    def __init__(self, engine: Engine, where: str) -> None:
        self._owner = uuid4().hex
        with told("open", where):
            self._writes = Lane(connect(engine, writes=True), "write", where)
            self._reads = Lane(connect(engine, writes=False), "read", where)
        self._polls = PollQueue(self._writes, self._owner)
        self._path = Path(where)
        self._place = _place_of(self._path)

    @classmethod
    def open(cls, location: Path | str, patience: timedelta = PATIENCE) -> Self:
        """Open the storage folder, making and migrating what is in it where needed.

        `patience` is how long to wait for another process that is writing.

        Raises StoreError when it cannot be opened, or was made by a newer version.
        """
        if isinstance(location, str) and "://" in location:
            kind = location.partition("://")[0]
            raise StoreError(f"cannot store in {kind}: only a folder is possible as storage")
        path = make_file(Path(location))
        engine = make_engine(path, patience)
        with (
            told("open", str(path)),
            connect(engine, writes=True) as connection,
            connection.begin(),
        ):
            if found := find_upgradable(connection, str(path)):
                back_up_before_migration(path, found)
            upgrade(connection, str(path))
        return cls(engine, str(path))

    def _check_place(self) -> None:
        """Refuse to go on in a file that nobody can find any more: what it takes in is lost."""
        if _place_of(self._path) != self._place:
            why = f"the database {self._path} was moved, replaced or removed while it is in use"
            raise StoreError(f"{why}; put it back, or start again")

    async def sync_sources(self, sources: Sequence[Source]) -> None:
        """See protocols.Store."""
        await self._writes.run(lambda connection: stored_sources.sync(connection, sources))

    async def claim_due(self, now: datetime, limit: int, lease: timedelta) -> tuple[str, ...]:
        """See protocols.Store."""
        return await self._writes.run(
            lambda connection: stored_sources.claim_due(connection, now, limit, lease, self._owner)
        )

    async def claim(self, names: Sequence[str], now: datetime, lease: timedelta) -> tuple[str, ...]:
        """See protocols.Store."""
        return await self._writes.run(
            lambda connection: stored_sources.claim(connection, names, now, lease, self._owner)
        )

    async def release(self, names: Sequence[str]) -> None:
        """See protocols.Store."""
        await self._writes.run(
            lambda connection: stored_sources.release(connection, names, self._owner)
        )

    async def read_states(self, names: Sequence[str] | None = None) -> Mapping[str, SourceState]:
        """See protocols.Store."""
        self._check_place()
        return await self._reads.run(
            lambda connection: stored_sources.read_states(connection, names)
        )

    async def find_known(self, source: str, identities: Sequence[str]) -> Mapping[str, str]:
        """See protocols.Store."""
        return await self._reads.run(
            lambda connection: entries.find_known(connection, source, identities)
        )

    async def find_remembered(
        self, source: str, identities: Sequence[str]
    ) -> tuple[Remembered, ...]:
        """See protocols.Store."""
        return await self._reads.run(
            lambda connection: entries.find_remembered(connection, source, identities)
        )

    async def read_memos(self, kind: str, keys: Sequence[str]) -> Mapping[str, bytes]:
        """See protocols.Store."""
        return await self._reads.run(lambda connection: memos.read(connection, kind, keys))

    async def write_memos(self, memos_: Sequence[Memo]) -> None:
        """See protocols.Store."""
        await self._writes.run(lambda connection: memos.write(connection, memos_))

    async def read_version(self) -> str:
        """See protocols.Store."""
        return await self._reads.run(version.read)

    async def record_poll(self, poll: Poll, judge: Judge) -> Recorded:
        """See protocols.Store."""
        return await self._polls.record(poll, judge)

    async def read_entries(
        self, sources: Sequence[str], limit: int, since: datetime | None, *, folded: bool
    ) -> tuple[StoredEntry, ...]:
        """See protocols.Store."""
        return await self._reads.run(
            lambda connection: entries.read_newest(connection, sources, limit, since, folded=folded)
        )

    async def find_earliest(self, sources: Sequence[str]) -> datetime | None:
        """See protocols.Store."""
        return await self._reads.run(lambda connection: entries.find_earliest(connection, sources))

    async def read_entry(self, id_or_url: str) -> StoredEntry | None:
        """See protocols.Store."""
        return await self._reads.run(lambda connection: entries.read_one(connection, id_or_url))

    async def read_told(self, ids: Sequence[str]) -> tuple[StoredEntry, ...]:
        """See protocols.Store."""
        return await self._reads.run(lambda connection: entries.read_told(connection, ids))

    async def read_stats(self) -> Mapping[str, SourceStats]:
        """See protocols.Store."""
        return await self._reads.run(entries.read_stats)

    async def count_arrivals(self, since: datetime) -> Mapping[str, Mapping[date, int]]:
        """See protocols.Store."""
        return await self._reads.run(lambda connection: arrivals.count_arrivals(connection, since))

    async def measure(self) -> int:
        """See protocols.Store."""
        return await self._reads.call(lambda: arrivals.measure(self._reads.driver))

    async def read_originals(
        self, source: str, after: str, limit: int
    ) -> tuple[tuple[StoredEntry, Original], ...]:
        """See protocols.Store."""
        return await self._reads.run(
            lambda connection: read_originals(connection, source, after, limit)
        )

    async def record_again(
        self, again: Again, judge: Judge, *, dry: bool = False
    ) -> tuple[Changed, ...]:
        """See protocols.Store."""
        rework = Rework(again, judge)
        if dry:
            await asyncio.to_thread(self._try_out, rework)
            return rework.changed
        for step in rework.steps():
            await self._writes.run(step)
        return rework.changed

    def _try_out(self, rework: Rework) -> None:
        with told("copy", str(self._path)), open_trial(self._path) as connection:
            for step in rework.steps():
                step(connection)

    async def prune_originals(self, before: datetime) -> int:
        """See protocols.Store."""
        forgotten = 0
        while count := await self._writes.run(
            lambda connection: originals.forget_some(connection, before)
        ):
            forgotten += count
            await self._writes.call(lambda: retention.free_some(self._writes.driver))
        return forgotten

    async def prune_memos(self, kind: str, before: datetime, most: int) -> int:
        """See protocols.Store."""
        forgotten = 0
        while count := await self._writes.run(
            lambda connection: memos.forget_some(connection, kind, before, most)
        ):
            forgotten += count
            await self._writes.call(lambda: retention.free_some(self._writes.driver))
        return forgotten

    async def prune(
        self, now: datetime, keep: timedelta, own: Mapping[str, timedelta] | None = None
    ) -> int:
        """See protocols.Store."""
        forgotten = 0
        for span in retention.list_spans(now, keep, own or {}):
            while count := await self._writes.run(partial(retention.forget_some, span=span)):
                forgotten += count
                await self._writes.call(lambda: retention.free_some(self._writes.driver))
        return forgotten

    async def take_in(self, entries: Sequence[StoredEntry]) -> int:
        """Store entries of another storage as that one told them, those that are not known here.

        Return how many those are. The caller has synchronised the sources.
        """
        return await self._writes.run(lambda connection: moving.take_in(connection, entries))

    async def checkpoint(self) -> None:
        """See protocols.Store."""
        await self._writes.call(lambda: retention.checkpoint(self._writes.driver))

    async def backup(self, target: Path) -> None:
        """Copy the database into a new file, while it is in use.

        Raises StoreError when the file is there already or cannot be written.
        """
        await self._reads.call(lambda: copy_database(self._reads.driver, target))

    async def find_damage(self) -> tuple[str, ...]:
        """Return what is wrong with the database file; nothing for a sound one."""
        return await self._reads.call(lambda: find_damage(self._reads.driver))

    async def close(self) -> None:
        """See protocols.Store."""
        await self._writes.close()
        await self._reads.close()


def _place_of(path: Path) -> tuple[int, int] | None:
    """Return which file is at a path now."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return (stat.st_dev, stat.st_ino)
