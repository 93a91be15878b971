"""What entries were made from, compressed: kept beside them for a time, and gone with them."""

import zlib
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from aggregator.records import Original, Poll
from aggregator.store.codec import dump, load
from aggregator.store.schema import ENTRY, ORIGINAL

AT_ONCE = 500
"""Documents that are forgotten in one transaction, so that polls do not wait long."""

LEVEL = 1
"""Of zlib: most of the gain for least of the time."""

_FIND = select(ENTRY.c.seq).where(
    ENTRY.c.source_id == bindparam("of"), ENTRY.c.identity == bindparam("identity")
)
_FORGET = delete(ORIGINAL).where(ORIGINAL.c.seq == bindparam("key"))
_OLD = (
    select(ORIGINAL.c.seq)
    .where(ORIGINAL.c.made_at < bindparam("before"))
    .order_by(ORIGINAL.c.made_at)
    .limit(AT_ONCE)
)


def write(connection: Connection, source_id: int, poll: Poll) -> None:
    """Keep what the poll's entries were made from now, instead of what is kept of them."""
    kept = {each.raw.identity: each for each in poll.originals}
    for entry in poll.entries:
        found = {"of": source_id, "identity": entry.identity}
        seq = connection.execute(_FIND, found).scalar_one()
        connection.execute(_FORGET, {"key": seq})
        if original := kept.get(entry.identity):
            told = zlib.compress(dump(original).encode("utf-8", "surrogatepass"), LEVEL)
            row = {"seq": seq, "made_at": original.at, "told": told}
            connection.execute(insert(ORIGINAL), row)


def unpack(told: bytes) -> Original:
    """Read what was written."""
    return load(Original, zlib.decompress(told).decode("utf-8", "surrogatepass"))


def forget_some(connection: Connection, before: datetime) -> int:
    """Forget what was used before; at most AT_ONCE of it: call again until there is none."""
    keys = connection.execute(_OLD, {"before": before}).scalars().all()
    if keys:
        connection.execute(_FORGET, [{"key": key} for key in keys])
    return len(keys)
