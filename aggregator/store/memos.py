"""What the stages noted for themselves, compressed: read and replaced, never understood."""

import zlib
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select

from aggregator.records import Memo
from aggregator.store.schema import MEMO

LEVEL = 1
"""Of zlib: most of the gain for least of the time."""


def read(connection: Connection, kind: str, keys: Sequence[str]) -> Mapping[str, bytes]:
    """Return the memos of a kind by their keys."""
    query = select(MEMO.c.key, MEMO.c.value).where(MEMO.c.kind == kind, MEMO.c.key.in_(keys))
    return {row.key: zlib.decompress(row.value) for row in connection.execute(query)}


def write(connection: Connection, memos: Sequence[Memo]) -> None:
    """Replace each memo by its kind and key."""
    for memo in memos:
        here = (MEMO.c.kind == memo.kind) & (MEMO.c.key == memo.key)
        connection.execute(delete(MEMO).where(here))
        value = zlib.compress(memo.value, LEVEL)
        connection.execute(insert(MEMO), {"kind": memo.kind, "key": memo.key, "value": value})
