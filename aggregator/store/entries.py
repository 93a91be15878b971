"""Entries, read: what is known of a feed, what an output shows, what one entry is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import (
    Connection,
    and_,
    func,
    select,
)

from aggregator.records import CleanEntry, Remembered, SourceStats, StoredEntry
from aggregator.records.story import as_member, tell_story
from aggregator.store.codec import load
from aggregator.store.neighbours import read_sketch
from aggregator.store.newest import NO_INDEX, Wanted, find_shown, find_source_ids
from aggregator.store.polls import COLUMNS
from aggregator.store.schema import AT_ONCE, ENTRY, SOURCE, AnyRow

_STORED = select(ENTRY, SOURCE.c.name.label("source")).join(
    SOURCE, SOURCE.c.id == ENTRY.c.source_id
)


def find_known(connection: Connection, source: str, identities: Sequence[str]) -> Mapping[str, str]:
    """Return identity → raw_hash for those of the identities that are stored."""
    of = select(SOURCE.c.id).where(SOURCE.c.name == source).scalar_subquery()
    known: dict[str, str] = {}
    for start in range(0, len(identities), AT_ONCE):
        query = select(ENTRY.c.identity, ENTRY.c.raw_hash).where(
            ENTRY.c.source_id == of, ENTRY.c.identity.in_(identities[start : start + AT_ONCE])
        )
        known.update((row.identity, row.raw_hash) for row in connection.execute(query))
    return known


def find_remembered(
    connection: Connection, source: str, identities: Sequence[str]
) -> tuple[Remembered, ...]:
    """Return identity, link and title of those of the entries that are stored."""
    of = select(SOURCE.c.id).where(SOURCE.c.name == source).scalar_subquery()
    found: list[Remembered] = []
    for start in range(0, len(identities), AT_ONCE):
        query = select(ENTRY.c.identity, ENTRY.c.link, ENTRY.c.title).where(
            ENTRY.c.source_id == of, ENTRY.c.identity.in_(identities[start : start + AT_ONCE])
        )
        found.extend(
            Remembered(identity=row.identity, link=row.link, title=row.title)
            for row in connection.execute(query)
        )
    return tuple(found)


def read_newest(
    connection: Connection,
    sources: Sequence[str],
    limit: int,
    since: datetime | None,
    *,
    folded: bool,
) -> tuple[StoredEntry, ...]:
    """Return what an output of these sources shows, newest first; see protocols.Store.

    Folded, a story is where its earliest entry of these sources is, under the
    story's id, so that it neither moves nor changes its id when others join.
    """
    of = find_source_ids(connection, sources)
    keys = find_shown(connection, Wanted(of=of, limit=limit, since=since, folded=folded))
    found = {row.seq: row for row in _by_keys(connection, keys)}
    rows = [found[key] for key in keys]
    if not folded:
        return tuple(_stored(row) for row in rows)
    return _with_members(connection, rows, of)


def _by_keys(connection: Connection, keys: Sequence[int]) -> Iterable[AnyRow]:
    for start in range(0, len(keys), AT_ONCE):
        query = _STORED.where(ENTRY.c.seq.in_(keys[start : start + AT_ONCE]))
        yield from connection.execute(query)


def _with_members(
    connection: Connection, rows: Sequence[AnyRow], of: Sequence[int]
) -> tuple[StoredEntry, ...]:
    stories: dict[str, list[StoredEntry]] = {row.story: [] for row in rows}
    for row in _members(connection, list(stories), of):
        stories[row.story].append(_stored(row))
    return tuple(tell_story(story, entries) for story, entries in stories.items())


def _members(connection: Connection, stories: Sequence[str], of: Sequence[int]) -> Iterable[AnyRow]:
    for start in range(0, len(stories), AT_ONCE):
        query = _STORED.where(
            ENTRY.c.story.in_(stories[start : start + AT_ONCE]),
            ENTRY.c.dropped.is_(None),
            NO_INDEX["source_id"].in_(of),
        )
        yield from connection.execute(query.order_by(ENTRY.c.sort_at, ENTRY.c.id))


def find_earliest(connection: Connection, sources: Sequence[str]) -> datetime | None:
    """Return when the first entry of these sources came: they come in the order of their keys."""
    of = find_source_ids(connection, sources)
    query = select(ENTRY.c.first_seen).where(NO_INDEX["source_id"].in_(of))
    return connection.execute(query.order_by(ENTRY.c.seq).limit(1)).scalar()


def read_one(connection: Connection, id_or_url: str) -> StoredEntry | None:
    """Find one entry by its id, link, canonical URL or entry_id, in this order."""
    for column in (
        ENTRY.c.id,
        ENTRY.c.story,
        ENTRY.c.link,
        ENTRY.c.canonical_url,
        ENTRY.c.entry_id,
    ):
        query = _STORED.where(column == id_or_url).order_by(ENTRY.c.sort_at, ENTRY.c.id).limit(1)
        row = connection.execute(query).first()
        if row is not None:
            members = _STORED.where(ENTRY.c.story == row.id, ENTRY.c.seq != row.seq)
            found = connection.execute(members.order_by(ENTRY.c.sort_at, ENTRY.c.id)).all()
            return replace(_stored(row), also=tuple(as_member(_stored(each)) for each in found))
    return None


def read_exactly(connection: Connection, ids: Sequence[str]) -> Mapping[str, StoredEntry]:
    """Return the entries of these ids as they are, each for itself."""
    found: dict[str, StoredEntry] = {}
    for start in range(0, len(ids), AT_ONCE):
        query = _STORED.where(ENTRY.c.id.in_(ids[start : start + AT_ONCE]))
        found |= {row.id: _stored(row) for row in connection.execute(query)}
    return found


def read_told(connection: Connection, ids: Sequence[str]) -> tuple[StoredEntry, ...]:
    """Return the entries of these ids, and those of their stories, each for itself."""
    found: dict[str, StoredEntry] = {}
    for column in (ENTRY.c.id, ENTRY.c.story):
        for start in range(0, len(ids), AT_ONCE):
            query = _STORED.where(column.in_(ids[start : start + AT_ONCE]))
            found |= {row.id: _stored(row) for row in connection.execute(query)}
    return tuple(found.values())


def _stored(row: AnyRow) -> StoredEntry:
    told = {name: getattr(row, name) for name in COLUMNS}
    sketch = read_sketch(row.sketch)
    return StoredEntry(
        id=row.id,
        entry=load(CleanEntry, row.rest, source=row.source, sketch=sketch, **told),
        first_seen=row.first_seen,
        revised_at=row.revised_at,
        duplicate_of=None if row.story == row.id else row.story,
        reason=row.reason,
    )


def read_stats(connection: Connection) -> Mapping[str, SourceStats]:
    """Return counts for each source."""
    is_folded = and_(ENTRY.c.story != ENTRY.c.id, ENTRY.c.dropped.is_(None))
    query = (
        select(
            SOURCE.c.name,
            func.count(ENTRY.c.seq).label("entries"),
            func.count(ENTRY.c.seq).filter(is_folded).label("duplicates"),
            func.count(ENTRY.c.dropped).label("dropped"),
            func.max(ENTRY.c.first_seen).label("latest"),
        )
        .outerjoin(ENTRY, ENTRY.c.source_id == SOURCE.c.id)
        .group_by(SOURCE.c.id)
    )
    return {
        row.name: SourceStats(
            entries=row.entries, duplicates=row.duplicates, dropped=row.dropped, latest=row.latest
        )
        for row in connection.execute(query)
    }
