"""What the stages noted for themselves, compressed: read and replaced, never understood."""

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from aggregator.records import Memo
from aggregator.store.schema import MEMO

LEVEL = 1
"""Of zlib: most of the gain for least of the time."""

AT_ONCE = 100
"""Memos that are forgotten in one transaction, so that polls do not wait long."""


def read(connection: Connection, kind: str, keys: Sequence[str]) -> Mapping[str, bytes]:
    """Return the memos of a kind by their keys."""
    query = select(MEMO.c.key, MEMO.c.value).where(MEMO.c.kind == kind, MEMO.c.key.in_(keys))
    return {row.key: zlib.decompress(row.value) for row in connection.execute(query)}


def write(connection: Connection, memos: Sequence[Memo], at: datetime | None = None) -> None:
    """Replace each memo by its kind and key; `at` is when a poll used it."""
    for memo in memos:
        here = (MEMO.c.kind == memo.kind) & (MEMO.c.key == memo.key)
        connection.execute(delete(MEMO).where(here))
        value = zlib.compress(memo.value, LEVEL)
        row = {"kind": memo.kind, "key": memo.key, "value": value, "used_at": at}
        connection.execute(insert(MEMO), row)


def forget_some(connection: Connection, kind: str, before: datetime, most: int) -> int:
    """Forget memos of a kind that were used before, and those beyond `most`, longest unused.

    At most AT_ONCE of them: call again until there are none.
    """
    used = select(MEMO.c.key).where(MEMO.c.kind == kind, MEMO.c.used_at.is_not(None))
    old = used.where(MEMO.c.used_at < before)
    more = used.order_by(MEMO.c.used_at.desc(), MEMO.c.key).offset(most)
    for query in (old, more):
        if keys := connection.execute(query.limit(AT_ONCE)).scalars().all():
            connection.execute(delete(MEMO).where(MEMO.c.kind == kind, MEMO.c.key.in_(keys)))
            return len(keys)
    return 0
