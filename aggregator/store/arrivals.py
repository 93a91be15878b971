"""How many entries came when, and how much room everything takes: for the status."""

import sqlite3
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import BigInteger, Connection, func, select, type_coerce

from aggregator.store.codec import moment
from aggregator.store.schema import ENTRY, SOURCE

_DAY = timedelta(days=1) // timedelta(microseconds=1)


def count_arrivals(connection: Connection, since: datetime) -> Mapping[str, Mapping[date, int]]:
    """Return source → day (UTC) → entries first seen on it, from the moment `since` on."""
    day = type_coerce(ENTRY.c.first_seen, BigInteger) // _DAY
    query = (
        select(SOURCE.c.name, day.label("day"), func.count().label("entries"))
        .join(ENTRY, ENTRY.c.source_id == SOURCE.c.id)
        .where(ENTRY.c.first_seen >= since, ENTRY.c.dropped.is_(None))
        .group_by(SOURCE.c.name, day)
    )
    counts: dict[str, dict[date, int]] = {}
    for row in connection.execute(query):
        counts.setdefault(row.name, {})[moment(row.day * _DAY).date()] = row.entries
    return counts


def measure(driver: sqlite3.Connection) -> int:
    """Return the bytes of the database, without what waits in its write-ahead log."""
    (pages,) = driver.execute("PRAGMA page_count").fetchone()
    (size,) = driver.execute("PRAGMA page_size").fetchone()
    return int(pages) * int(size)
