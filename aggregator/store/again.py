"""Entries made again from what they were made from: told anew, then folded anew.

All are told anew before the first is folded: judged one by one, entries that
stay alike would part for a moment, and a story could lose its id.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from sqlalchemy import Connection, bindparam, select

from aggregator.records import (
    Again,
    Changed,
    CleanEntry,
    Dropped,
    Neighbour,
    Original,
    StoredEntry,
)
from aggregator.store import version
from aggregator.store.entries import read_exactly
from aggregator.store.neighbours import as_neighbour, find_others, find_same, merge_others
from aggregator.store.originals import unpack
from aggregator.store.polls import Judge, change, regroup
from aggregator.store.schema import ENTRY, ORIGINAL, SOURCE, AnyRow

Step = Callable[[Connection], None]

AT_ONCE = 200
"""Entries of one step, so that polls do not wait long."""

_READ = (
    select(ENTRY.c.id, ORIGINAL.c.told)
    .join(SOURCE, SOURCE.c.id == ENTRY.c.source_id)
    .join(ORIGINAL, ORIGINAL.c.seq == ENTRY.c.seq)
    .where(SOURCE.c.name == bindparam("name"), ENTRY.c.identity > bindparam("after"))
    .order_by(ENTRY.c.identity)
    .limit(bindparam("most"))
)
_OF_SOURCES = (
    select(ENTRY.c.id, ENTRY.c.source_id, ENTRY.c.identity, SOURCE.c.name)
    .join(SOURCE, SOURCE.c.id == ENTRY.c.source_id)
    .order_by(SOURCE.c.name, ENTRY.c.identity)
)


def read_originals(
    connection: Connection, source: str, after: str, limit: int
) -> tuple[tuple[StoredEntry, Original], ...]:
    """Return entries of the source, and what they were made from; see protocols.Store."""
    terms = {"name": source, "after": after, "most": limit}
    rows = connection.execute(_READ, terms).all()
    stored = read_exactly(connection, [row.id for row in rows])
    return tuple((stored[row.id], unpack(row.told)) for row in rows)


class Rework:
    """Tells entries anew, then folds their sources anew: in steps, each for a transaction.

    After any of them the store is sound: what is told anew is in its old story
    until it is folded.
    """

    def __init__(self, again: Again, judge: Judge) -> None:
        self._again = again
        self._judge = judge
        self._rows: Sequence[AnyRow] = ()
        self._by_name: Mapping[tuple[str, str], AnyRow] = {}
        self._old: dict[str, AnyRow] = {}
        self._before: dict[str, StoredEntry] = {}
        self.changed: tuple[Changed, ...] = ()
        """What the last step found to be different."""

    def steps(self) -> Iterator[Step]:
        """Return what is to be done, one after the other, all of it."""
        yield self._find
        for start in range(0, len(self._again.entries), AT_ONCE):
            yield partial(self._rewrite, self._again.entries[start : start + AT_ONCE])
        for start in range(0, len(self._rows), AT_ONCE):
            yield partial(self._fold, self._rows[start : start + AT_ONCE])
        yield self._compare

    def _find(self, connection: Connection) -> None:
        query = _OF_SOURCES.where(SOURCE.c.name.in_(self._again.sources))
        self._rows = connection.execute(query).all()
        self._by_name = {(row.name, row.identity): row for row in self._rows}

    def _rewrite(self, entries: Sequence[CleanEntry], connection: Connection) -> None:
        version.renew(connection)
        for entry in entries:
            row = self._by_name.get((entry.source, entry.identity))
            same = find_same(connection, row.source_id, row.identity) if row else None
            # One that its feed changed meanwhile is newer than what we have of it.
            if same is None or same.raw_hash != entry.raw_hash:
                continue
            self._note(connection, [same.id])
            is_revised = same.fingerprint != entry.fingerprint
            change(connection, entry, same, {"revised_at": self._again.at} if is_revised else {})
            self._old[same.id] = same

    def _fold(self, rows: Sequence[AnyRow], connection: Connection) -> None:
        version.renew(connection)
        for row in rows:
            same = find_same(connection, row.source_id, row.identity)
            if same is None:
                continue
            entry = read_exactly(connection, [same.id])[same.id].entry
            others = _find_others(connection, entry, same, self._old.get(same.id))
            verdict = self._judge(entry, as_neighbour(same), others)
            if not isinstance(verdict, Dropped):
                self._note(connection, [each.id for each in verdict.regrouped])
                regroup(connection, verdict.regrouped)

    def _note(self, connection: Connection, ids: Sequence[str]) -> None:
        unknown = [each for each in ids if each not in self._before]
        if unknown:
            self._before |= read_exactly(connection, unknown)

    def _compare(self, connection: Connection) -> None:
        after = read_exactly(connection, list(self._before))
        pairs = ((told, after.get(id_)) for id_, told in self._before.items())
        self.changed = tuple(
            Changed(before=told, after=now)
            for told, now in pairs
            if now is not None and now != told
        )


def _find_others(
    connection: Connection, entry: CleanEntry, same: AnyRow, old: AnyRow | None
) -> tuple[Neighbour, ...]:
    """Return what may be alike now; and what was like it before, kept apart because of it."""
    found = find_others(connection, entry, same)
    if old is None:
        return found
    before = find_others(connection, entry, old)
    return merge_others(before, found)
