"""Forgets what is old and no feed carries any more; the space goes back to the disk in small steps.

An entry that its feed still carries is never forgotten: it would be new again.
A story keeps its id when its leader is forgotten, since its members keep it.
"""

import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, or_, select

from aggregator.records.base import record
from aggregator.store import version
from aggregator.store.neighbours import key_rows, read_sketch
from aggregator.store.schema import ENTRY, SKETCH_KEY, SOURCE

AT_ONCE = 500
"""Entries in one transaction, so that polls do not wait long."""

FREED_AT_ONCE = 2000
"""Pages that are given back to the disk after each of them."""

_OLD = (
    select(ENTRY.c.seq, ENTRY.c.dated_at, ENTRY.c.sketch)
    .join(SOURCE, SOURCE.c.id == ENTRY.c.source_id)
    .where(
        ENTRY.c.first_seen < bindparam("before"),
        or_(
            ENTRY.c.left_at < bindparam("before"),
            # A source that left the configuration carries nothing that we would ask for again.
            and_(ENTRY.c.left_at.is_(None), SOURCE.c.configured.is_(False)),
        ),
    )
    .limit(AT_ONCE)
)

_FORGET = delete(ENTRY).where(ENTRY.c.seq == bindparam("key"))
_FORGET_KEY = delete(SKETCH_KEY).where(
    SKETCH_KEY.c.key == bindparam("of_key"),
    SKETCH_KEY.c.day == bindparam("of_day"),
    SKETCH_KEY.c.seq == bindparam("of_seq"),
)


@record
class Span:
    """What is old of some sources."""

    before: datetime
    of: ColumnElement[bool]


def list_spans(now: datetime, keep: timedelta, own: Mapping[str, timedelta]) -> tuple[Span, ...]:
    """Return when the entries of sources are old: of those that have a time of their own, and of
    all others."""
    rest = Span(before=now - keep, of=SOURCE.c.name.not_in(list(own)))
    return (rest, *(Span(before=now - kept, of=SOURCE.c.name == one) for one, kept in own.items()))


def forget_some(connection: Connection, span: Span) -> int:
    """Forget entries that were first seen, and left their feed, before; return how many.

    At most AT_ONCE of them: call again until there are none.
    """
    rows = connection.execute(_OLD.where(span.of), {"before": span.before}).all()
    if not rows:
        return 0
    keys = [
        {"of_key": each["key"], "of_day": each["day"], "of_seq": each["seq"]}
        for row in rows
        for each in key_rows(read_sketch(row.sketch), row.dated_at, row.seq)
    ]
    if keys:
        connection.execute(_FORGET_KEY, keys)
    connection.execute(_FORGET, [{"key": row.seq} for row in rows])
    version.renew(connection)
    return len(rows)


def free_some(driver: sqlite3.Connection) -> None:
    """Give pages that are empty back to the disk."""
    # The pragma frees one page a step, and only a script is stepped to its end.
    driver.executescript(f"PRAGMA incremental_vacuum({FREED_AT_ONCE})")


def checkpoint(driver: sqlite3.Connection) -> None:
    """Empty the write-ahead log into the database, as far as nobody reads from it.

    SQLite looks at its statistics before, as it advises for connections that live long.
    """
    driver.execute("PRAGMA optimize").fetchall()  # it may write, too
    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
