"""The tables. What is queried is a column; the rest of a record is JSON in one column.

The migrations make them; a test holds both together.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    Table,
    Text,
    TypeDecorator,
)

from aggregator.records import Home
from aggregator.store.codec import micros, moment


class Moment(TypeDecorator[datetime]):
    """An aware datetime as microseconds since 1970: exact, and in the order of time."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Write it."""
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Read it."""
        return None if value is None else moment(value)


class HomeRank(TypeDecorator[Home]):
    """A Home as its number."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Home | None, dialect: Dialect) -> int | None:
        """Write it."""
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Home | None:
        """Read it."""
        return None if value is None else Home(value)


AnyRow = Row[*tuple[Any, ...]]

AT_ONCE = 500
"""Values in one IN (…): far below what SQLite binds at most."""

METADATA = MetaData()

SOURCE = Table(
    "source",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("url", Text, nullable=False, unique=True),
    Column("configured", Boolean, nullable=False),
    # When it is next due: 1970 when it was never polled, null when it is gone.
    Column("due_at", Moment),
    Column("lease_until", Moment),
    Column("lease_owner", Text),
    Column("state", Text, nullable=False),
)

ENTRY = Table(
    "entry",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("source_id", Integer, ForeignKey("source.id"), nullable=False),
    Column("identity", Text, nullable=False),
    Column("raw_hash", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("canonical_url", Text),
    Column("link", Text),
    Column("entry_id", Text),
    Column("title", Text, nullable=False),
    # When it says that it is of; null when it does not say.
    Column("dated_at", Moment),
    Column("home", HomeRank, nullable=False),
    # JSON of a Sketch; null where there is none.
    Column("sketch", Text),
    Column("dropped", Text),
    # The id of the story that it belongs to: its own, or that of the entry it is folded into.
    Column("story", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("sort_at", Moment, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("revised_at", Moment, nullable=False),
    # When its feed ceased to carry it; null while it does.
    Column("left_at", Moment),
    Column("rest", Text, nullable=False),
)

# What stages noted for themselves: records.Memo.
MEMO = Table(
    "memo",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    # When a poll wrote it last; null for what no poll writes.
    Column("used_at", Moment),
    sqlite_with_rowid=False,
)

# What entries were made from, compressed; goes with its entry.
ORIGINAL = Table(
    "original",
    METADATA,
    Column("seq", Integer, ForeignKey("entry.seq", ondelete="CASCADE"), primary_key=True),
    Column("made_at", Moment, nullable=False),
    Column("told", LargeBinary, nullable=False),
)

# Where texts that may be alike are found: rare runs of their words, by the day that they are of.
SKETCH_KEY = Table(
    "sketch_key",
    METADATA,
    Column("key", BigInteger, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    sqlite_with_rowid=False,
)

# Covers the search for old ones: none of their values is read for that.
Index("memo_used", MEMO.c.kind, MEMO.c.used_at)
Index("original_made_at", ORIGINAL.c.made_at)
Index("source_due", SOURCE.c.configured, SOURCE.c.due_at)
Index("entry_identity", ENTRY.c.source_id, ENTRY.c.identity, unique=True)
Index("entry_present", ENTRY.c.source_id, ENTRY.c.left_at, ENTRY.c.identity)
Index("entry_newest", ENTRY.c.sort_at, ENTRY.c.id)
Index("entry_newest_of_source", ENTRY.c.source_id, ENTRY.c.sort_at, ENTRY.c.id)
Index("entry_first_seen", ENTRY.c.first_seen)
Index("entry_fingerprint", ENTRY.c.fingerprint)
Index("entry_canonical_url", ENTRY.c.canonical_url)
Index("entry_link", ENTRY.c.link)
Index("entry_entry_id", ENTRY.c.entry_id)
Index("entry_story", ENTRY.c.story, ENTRY.c.sort_at)
