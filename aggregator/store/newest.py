"""Which entries an output shows, found without a look at the others.

The order of an index is followed until there are enough: that of all entries
for an output of most sources, that of each source for an output of a few.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    exists,
    func,
    literal_column,
    select,
    tuple_,
)

from aggregator.store.schema import ENTRY, SOURCE

FEW = 8
"""One source in so many is few."""

BULK = 1000
"""Entries that are more than an output shows: an archive of all that came since a day."""

NO_INDEX = {
    name: literal_column(f"+entry.{name}", ENTRY.c[name].type)
    for name in ("source_id", "sort_at", "first_seen")
}
"""Columns with a sign, which keeps SQLite from an index on them where another serves better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an output shows."""

    of: Sequence[int]
    limit: int
    since: datetime | None
    folded: bool


def find_source_ids(connection: Connection, names: Sequence[str]) -> list[int]:
    """Return the keys of the sources of these names."""
    return list(connection.execute(select(SOURCE.c.id).where(SOURCE.c.name.in_(names))).scalars())


def find_shown(connection: Connection, wanted: Wanted) -> list[int]:
    """Return the keys of the entries to show, newest first."""
    if wanted.since is not None and wanted.limit > BULK:
        return _by_age(connection, wanted, wanted.since)
    all_sources = connection.execute(select(func.count()).select_from(SOURCE)).scalar_one()
    if len(wanted.of) * FEW > all_sources:
        query = _shown(wanted).where(NO_INDEX["source_id"].in_(wanted.of))
        return [row.seq for row in connection.execute(_newest_first(query, wanted))]
    rows = [
        row
        for source in wanted.of
        for row in connection.execute(
            _newest_first(_shown(wanted).where(ENTRY.c.source_id == source), wanted)
        )
    ]
    newest = nlargest(wanted.limit, rows, key=lambda row: (row.sort_at, row.id))
    return [row.seq for row in newest]


def _by_age(connection: Connection, wanted: Wanted, since: datetime) -> list[int]:
    query = (
        _shown(wanted)
        .where(ENTRY.c.first_seen >= since, NO_INDEX["source_id"].in_(wanted.of))
        .order_by(NO_INDEX["sort_at"].desc(), ENTRY.c.id.desc())
        .limit(wanted.limit)
    )
    return [row.seq for row in connection.execute(query)]


def _newest_first(query: Select[int, datetime, str], wanted: Wanted) -> Select[int, datetime, str]:
    if wanted.since is not None:
        query = query.where(NO_INDEX["first_seen"] >= wanted.since)
    return query.order_by(ENTRY.c.sort_at.desc(), ENTRY.c.id.desc()).limit(wanted.limit)


def _shown(wanted: Wanted) -> Select[int, datetime, str]:
    query = select(ENTRY.c.seq, ENTRY.c.sort_at, ENTRY.c.id).where(ENTRY.c.dropped.is_(None))
    return query.where(~_has_earlier(wanted.of)) if wanted.folded else query


def _has_earlier(of: Sequence[int]) -> ColumnElement[bool]:
    """Tell that another entry of the story, of the same sources, comes before the row."""
    other = ENTRY.alias("other")
    return exists().where(
        other.c.story == ENTRY.c.story,
        other.c.seq != ENTRY.c.seq,
        other.c.dropped.is_(None),
        other.c.source_id.in_(of),
        tuple_(other.c.sort_at, other.c.id) < tuple_(ENTRY.c.sort_at, ENTRY.c.id),
    )
