"""Entries made again from what they were made from: told anew, then folded anew.

All are told anew before the first is folded: judged one by one, entries that
stay alike would part for a moment, and a story could lose its id.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, select

from aggregator.records import (
    Again,
    Changed,
    CleanEntry,
    Dropped,
    Neighbour,
    Original,
    Regrouped,
    StoredEntry,
)
from aggregator.store.entries import read_exactly
from aggregator.store.neighbours import as_neighbour, find_others, find_same
from aggregator.store.originals import unpack
from aggregator.store.polls import Judge, change, regroup
from aggregator.store.schema import ENTRY, ORIGINAL, SOURCE, AnyRow

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


def record_again(
    connection: Connection, again: Again, judge: Judge, *, dry: bool
) -> tuple[Changed, ...]:
    """Tell and fold entries anew and return those that changed; `dry`, undo it all."""
    attempt = connection.begin_nested()
    rows = connection.execute(_OF_SOURCES.where(SOURCE.c.name.in_(again.sources))).all()
    before: dict[str, StoredEntry] = {}
    old = _rewrite(connection, again, {(row.name, row.identity): row for row in rows}, before)
    for row in rows:
        regrouped = _judge(connection, row, old.get(row.id), judge)
        _note(connection, [each.id for each in regrouped], before)
        regroup(connection, regrouped)
    after = read_exactly(connection, list(before))
    if dry:
        attempt.rollback()
    else:
        attempt.commit()
    return tuple(
        Changed(before=told, after=after[id_]) for id_, told in before.items() if told != after[id_]
    )


def _rewrite(
    connection: Connection,
    again: Again,
    rows: Mapping[tuple[str, str], AnyRow],
    before: dict[str, StoredEntry],
) -> Mapping[str, AnyRow]:
    """Tell the entries anew and return their old rows by their ids."""
    old: dict[str, AnyRow] = {}
    for entry in again.entries:
        row = rows.get((entry.source, entry.identity))
        same = find_same(connection, row.source_id, row.identity) if row else None
        # One that its feed changed meanwhile is newer than what we have of it.
        if same is None or same.raw_hash != entry.raw_hash:
            continue
        _note(connection, [same.id], before)
        is_revised = same.fingerprint != entry.fingerprint
        change(connection, entry, same, {"revised_at": again.at} if is_revised else {})
        old[same.id] = same
    return old


def _note(connection: Connection, ids: Sequence[str], before: dict[str, StoredEntry]) -> None:
    unknown = [each for each in ids if each not in before]
    if unknown:
        before |= read_exactly(connection, unknown)


def _judge(
    connection: Connection, row: AnyRow, old: AnyRow | None, judge: Judge
) -> tuple[Regrouped, ...]:
    same = find_same(connection, row.source_id, row.identity)
    if same is None:
        return ()
    entry = read_exactly(connection, [row.id])[row.id].entry
    others = _find_others(connection, entry, same, old)
    verdict = judge(entry, as_neighbour(same), others)
    return () if isinstance(verdict, Dropped) else verdict.regrouped


def _find_others(
    connection: Connection, entry: CleanEntry, same: AnyRow, old: AnyRow | None
) -> tuple[Neighbour, ...]:
    """Return what may be alike now; and what was at its old address, kept apart because of it."""
    found = find_others(connection, entry, same, same.sort_at)
    if old is None or old.canonical_url == same.canonical_url:
        return found
    there = find_others(connection, entry, old, same.sort_at)
    return tuple({each.id: each for each in (*there, *found)}.values())
