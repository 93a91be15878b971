"""The store without a disk: protocols.Store on dictionaries, for tests and for trying things out.

Judges, folds and orders as SqlStore does (the same contract tests hold both),
forgets all at the end, and is for one event loop.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import assert_never

from aggregator.errors import StoreError
from aggregator.records import (
    Again,
    Changed,
    CleanEntry,
    Dropped,
    Duplicate,
    Memo,
    New,
    Original,
    Poll,
    Recorded,
    Remembered,
    Revised,
    Source,
    SourceState,
    SourceStats,
    StoredEntry,
    Unchanged,
    Verdict,
)
from aggregator.records.identity import mint_id
from aggregator.records.story import as_member, find_joined, find_place, tell_story
from aggregator.store.matching import Known, match_sources
from aggregator.store.memory_rows import Memos, Origin, Row, as_neighbour, find_others, find_same
from aggregator.store.neighbours import merge_others
from aggregator.store.polls import Judge


class MemoryStore:
    """Remembers sources and entries while it lives."""

    def __init__(self) -> None:
        self._origins: dict[int, Origin] = {}
        self._rows: dict[str, Row] = {}
        self._memos = Memos()
        self._originals: dict[str, Original] = {}
        self._version = 0
        self._is_closed = False

    async def sync_sources(self, sources: Sequence[Source]) -> None:
        """See protocols.Store."""
        plan = match_sources({key: each.known for key, each in self._origins.items()}, sources)
        for key, now in plan.after.items():
            origin = self._origins[key]
            if origin.known.url != now.url:
                origin.state = SourceState(name=now.name, url=now.url, info=origin.state.info)
            origin.known = now
            origin.state = replace(origin.state, name=now.name, url=now.url)
        for source in plan.unknown:
            self._origins[len(self._origins)] = Origin(
                known=Known(name=source.name, url=source.url, configured=True),
                state=SourceState(name=source.name, url=source.url),
            )

    async def claim_due(self, now: datetime, limit: int, lease: timedelta) -> tuple[str, ...]:
        """See protocols.Store."""
        due = [
            (each.state.next_poll_at or datetime.min.replace(tzinfo=now.tzinfo), key)
            for key, each in self._origins.items()
            if each.is_free(now) and not each.state.gone
        ]
        keys = [key for at, key in sorted(due) if at <= now][:limit]
        return self._take([self._origins[key] for key in keys], now + lease)

    async def claim(self, names: Sequence[str], now: datetime, lease: timedelta) -> tuple[str, ...]:
        """See protocols.Store."""
        wanted = {name: each for name in names if (each := self._find(name))}
        return self._take([each for each in wanted.values() if each.is_free(now)], now + lease)

    async def release(self, names: Sequence[str]) -> None:
        """See protocols.Store."""
        for name in names:
            if origin := self._find(name):
                origin.held_until = None

    async def read_states(self, names: Sequence[str] | None = None) -> Mapping[str, SourceState]:
        """See protocols.Store."""
        self._refuse_when_closed()
        return {
            each.known.name: each.state
            for each in sorted(self._origins.values(), key=lambda each: each.known.name)
            if (each.known.configured if names is None else each.known.name in names)
        }

    async def find_known(self, source: str, identities: Sequence[str]) -> Mapping[str, str]:
        """See protocols.Store."""
        wanted = set(identities)
        return {
            row.entry.identity: row.entry.raw_hash
            for row in self._rows.values()
            if row.origin.known.name == source and row.entry.identity in wanted
        }

    async def find_remembered(
        self, source: str, identities: Sequence[str]
    ) -> tuple[Remembered, ...]:
        """See protocols.Store."""
        wanted = set(identities)
        return tuple(
            Remembered(identity=entry.identity, link=entry.link, title=entry.title)
            for row in self._rows.values()
            if row.origin.known.name == source and (entry := row.entry).identity in wanted
        )

    async def read_memos(self, kind: str, keys: Sequence[str]) -> Mapping[str, bytes]:
        """See protocols.Store."""
        return self._memos.read(kind, keys)

    async def write_memos(self, memos: Sequence[Memo]) -> None:
        """See protocols.Store."""
        self._memos.write(memos, None)

    async def prune_memos(self, kind: str, before: datetime, most: int) -> int:
        """See protocols.Store."""
        return self._memos.forget(kind, before, most)

    async def read_version(self) -> str:
        """See protocols.Store."""
        return str(self._version)

    async def record_poll(self, poll: Poll, judge: Judge) -> Recorded:
        """See protocols.Store."""
        self._refuse_when_closed()
        origin = self._find(poll.state.name)
        if origin is None:
            raise StoreError(f"cannot store a poll of {poll.state.name}: no such source")
        rows = dict(self._rows)
        verdicts = tuple(_take_in(rows, entry, origin, poll, judge) for entry in poll.entries)
        if poll.seen:
            _note_carried(rows, origin, poll)
        self._keep_originals(rows, origin, poll)
        self._rows = rows
        self._memos.write(poll.memos, poll.at)
        self._version += bool(poll.entries)
        origin.state = replace(poll.state, url=origin.known.url)
        origin.held_until = None
        return Recorded(verdicts=verdicts)

    async def prune(
        self, now: datetime, keep: timedelta, own: Mapping[str, timedelta] | None = None
    ) -> int:
        """See protocols.Store."""
        old = [
            key
            for key, row in self._rows.items()
            if row.is_forgettable(now - (own or {}).get(row.origin.known.name, keep))
        ]
        for key in old:
            del self._rows[key]
            self._originals.pop(key, None)
        self._version += bool(old)
        return len(old)

    async def checkpoint(self) -> None:
        """See protocols.Store; there is no other place."""

    async def read_originals(
        self, source: str, after: str, limit: int
    ) -> tuple[tuple[StoredEntry, Original], ...]:
        """See protocols.Store."""
        found = sorted(
            (row.entry.identity, key)
            for key, row in self._rows.items()
            if key in self._originals and row.origin.known.name == source
        )
        keys = [key for identity, key in found if identity > after][:limit]
        return tuple((_told(self._rows[key]), self._originals[key]) for key in keys)

    async def record_again(
        self, again: Again, judge: Judge, *, dry: bool = False
    ) -> tuple[Changed, ...]:
        """See protocols.Store."""
        rows = dict(self._rows)
        for entry in again.entries:
            _rewrite(rows, entry, again.at)
        of = (row for row in self._rows.values() if row.origin.known.name in again.sources)
        for row in sorted(of, key=lambda row: (row.origin.known.name, row.entry.identity)):
            _fold_again(rows, rows[row.id], row, judge)
        pairs = [(_told(row), _told(rows[key])) for key, row in self._rows.items()]
        self._rows = self._rows if dry else rows
        self._version += not dry
        return tuple(Changed(before=old, after=new) for old, new in pairs if old != new)

    async def prune_originals(self, before: datetime) -> int:
        """See protocols.Store."""
        old = [key for key, each in self._originals.items() if each.at < before]
        for key in old:
            del self._originals[key]
        return len(old)

    async def read_entries(
        self, sources: Sequence[str], limit: int, since: datetime | None, *, folded: bool
    ) -> tuple[StoredEntry, ...]:
        """See protocols.Store."""
        rows = [row for row in self._published() if row.origin.known.name in sources]
        shown = _fold(rows) if folded else [(row, _told(row)) for row in rows]
        shown = [each for each in shown if since is None or each[0].first_seen >= since]
        shown.sort(key=lambda each: each[0].place, reverse=True)
        return tuple(stored for _, stored in shown[:limit])

    async def find_earliest(self, sources: Sequence[str]) -> datetime | None:
        """See protocols.Store."""
        rows = (row for row in self._rows.values() if row.origin.known.name in sources)
        return min((row.first_seen for row in rows), default=None)

    async def read_entry(self, id_or_url: str) -> StoredEntry | None:
        """See protocols.Store."""
        rows = sorted(self._rows.values(), key=lambda row: row.place)
        for look in _LOOKS:
            for row in rows:
                if look(row) == id_or_url:
                    others = [each for each in rows if each.story == row.id and each is not row]
                    also = tuple(as_member(_told(each)) for each in others)
                    return replace(_told(row), also=also)
        return None

    async def read_told(self, ids: Sequence[str]) -> tuple[StoredEntry, ...]:
        """See protocols.Store."""
        wanted = set(ids)
        return tuple(
            _told(row) for row in self._rows.values() if row.id in wanted or row.story in wanted
        )

    async def read_stats(self) -> Mapping[str, SourceStats]:
        """See protocols.Store."""
        return {each.known.name: self._count(each) for each in self._origins.values()}

    async def count_arrivals(self, since: datetime) -> Mapping[str, Mapping[date, int]]:
        """See protocols.Store."""
        counts: dict[str, Counter[date]] = {}
        for row in self._published():
            if row.first_seen >= since:
                counts.setdefault(row.origin.known.name, Counter())[row.first_seen.date()] += 1
        return counts

    async def measure(self) -> int:
        """See protocols.Store."""
        return 0

    async def close(self) -> None:
        """See protocols.Store."""
        self._is_closed = True

    def _keep_originals(self, rows: Mapping[str, Row], origin: Origin, poll: Poll) -> None:
        kept = {each.raw.identity: each for each in poll.originals}
        for entry in poll.entries:
            row = find_same(rows, entry, origin)
            if row is not None:
                self._originals.pop(row.id, None)
                self._originals |= {row.id: kept[entry.identity]} if entry.identity in kept else {}

    def _refuse_when_closed(self) -> None:
        if self._is_closed:
            raise StoreError("the store is closed")

    def _find(self, name: str) -> Origin | None:
        found = (each for each in self._origins.values() if each.known.name == name)
        return next(found, None)

    def _take(self, origins: Sequence[Origin], until: datetime) -> tuple[str, ...]:
        self._refuse_when_closed()
        for origin in origins:
            origin.held_until = until
        return tuple(origin.known.name for origin in origins)

    def _published(self) -> list[Row]:
        return [row for row in self._rows.values() if row.entry.dropped is None]

    def _count(self, origin: Origin) -> SourceStats:
        rows = [row for row in self._rows.values() if row.origin is origin]
        folded = [row for row in rows if row.story != row.id and row.entry.dropped is None]
        dropped = sum(row.entry.dropped is not None for row in rows)
        latest = max((row.first_seen for row in rows), default=None)
        return SourceStats(
            entries=len(rows), duplicates=len(folded), dropped=dropped, latest=latest
        )


def _take_in(
    rows: dict[str, Row], entry: CleanEntry, origin: Origin, poll: Poll, judge: Judge
) -> Verdict:
    at = poll.at
    entry = replace(entry, source=origin.known.name)
    same = find_same(rows, entry, origin)
    verdict = judge(entry, as_neighbour(same, ()) if same else None, find_others(rows, entry, same))
    place = same.place[0] if same else min(entry.published or at, at)
    if joined := find_joined(verdict):
        place = find_place(place, at, _find_first(rows, joined))
    match verdict:
        case New() | Dropped():
            _insert(rows, entry, origin, (at, place), None)
        case Duplicate():
            _insert(rows, entry, origin, (at, place), verdict)
        case Unchanged(of=known):
            rows[known] = replace(rows[known], entry=entry, place=(place, known))
        case Revised(of=known):
            moved = (at if poll.resurface else place, known)
            rows[known] = replace(rows[known], entry=entry, revised_at=at, place=moved)
        case _:
            assert_never(verdict)
    for each in () if isinstance(verdict, Dropped) else verdict.regrouped:
        rows[each.id] = replace(rows[each.id], story=each.story, reason=each.reason)
    return verdict


def _find_first(rows: Mapping[str, Row], story: str) -> tuple[datetime, datetime] | None:
    told = [row for row in rows.values() if row.story == story and row.entry.dropped is None]
    first = min(told, key=lambda row: row.place, default=None)
    return None if first is None else (first.place[0], first.first_seen)


def _rewrite(rows: dict[str, Row], entry: CleanEntry, at: datetime) -> None:
    names = (entry.source, entry.identity, entry.raw_hash)
    for key, row in rows.items():
        if (row.origin.known.name, row.entry.identity, row.entry.raw_hash) == names:
            revised_at = row.revised_at if row.entry.fingerprint == entry.fingerprint else at
            rows[key] = replace(row, entry=entry, revised_at=revised_at)


def _fold_again(rows: dict[str, Row], row: Row, old: Row, judge: Judge) -> None:
    # What was like it before may have been kept apart because of it.
    before = find_others(rows, row.entry, old)
    others = merge_others(before, find_others(rows, row.entry, row))
    verdict = judge(row.entry, as_neighbour(row, ()), others)
    for each in () if isinstance(verdict, Dropped) else verdict.regrouped:
        rows[each.id] = replace(rows[each.id], story=each.story, reason=each.reason)


def _note_carried(rows: dict[str, Row], origin: Origin, poll: Poll) -> None:
    carried = {*poll.seen, *(entry.identity for entry in poll.entries)}
    for key, row in rows.items():
        if row.origin is origin:
            left = None if row.entry.identity in carried else row.left_at or poll.at
            rows[key] = replace(row, left_at=left)


def _insert(
    rows: dict[str, Row],
    entry: CleanEntry,
    origin: Origin,
    when: tuple[datetime, datetime],
    twin: Duplicate | None,
) -> None:
    at, place = when
    id_ = mint_id(origin.known.url, entry.identity)
    while id_ in rows:
        id_ = mint_id(origin.known.url, f"{entry.identity} {id_}")
    rows[id_] = Row(
        id=id_,
        origin=origin,
        entry=entry,
        story=twin.of if twin else id_,
        reason=twin.reason if twin else "",
        place=(place, id_),
        first_seen=at,
        revised_at=at,
    )


def _fold(rows: Sequence[Row]) -> list[tuple[Row, StoredEntry]]:
    stories: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row.place):
        stories.setdefault(row.story, []).append(row)
    return [(told[0], tell_story(id_, list(map(_told, told)))) for id_, told in stories.items()]


def _told(row: Row) -> StoredEntry:
    return StoredEntry(
        id=row.id,
        entry=replace(row.entry, source=row.origin.known.name),
        first_seen=row.first_seen,
        revised_at=row.revised_at,
        duplicate_of=None if row.story == row.id else row.story,
        reason=row.reason,
    )


_LOOKS: tuple[Callable[[Row], str | None], ...] = (
    lambda row: row.id,
    lambda row: row.story,
    lambda row: row.entry.link,
    lambda row: row.entry.canonical_url,
    lambda row: row.entry.entry_id,
)
