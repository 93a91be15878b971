"""Entries taken in as another storage told them: with their ids, dates and stories.

Nothing is judged: that was done where they came from. What is there already,
by its id or by its source and identity, stays as it is.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, or_, select

from aggregator.records import StoredEntry
from aggregator.store import version
from aggregator.store.polls import insert_as_told
from aggregator.store.schema import ENTRY, SOURCE

_IS_KNOWN = select(ENTRY.c.seq).where(
    or_(
        ENTRY.c.id == bindparam("id"),
        (ENTRY.c.source_id == bindparam("of")) & (ENTRY.c.identity == bindparam("identity")),
    )
)


def take_in(connection: Connection, entries: Sequence[StoredEntry]) -> int:
    """Store those that are not known; return how many those are.

    Entries of sources that the storage does not know are left out: the caller
    has seen to it that there are none.
    """
    keys = {row.name: row.id for row in connection.execute(select(SOURCE.c.name, SOURCE.c.id))}
    taken = 0
    for stored in entries:
        of = keys.get(stored.entry.source)
        terms = {"id": stored.id, "of": of, "identity": stored.entry.identity}
        if of is None or connection.execute(_IS_KNOWN, terms).first():
            continue
        insert_as_told(connection, stored, of)
        taken += 1
    if taken:
        version.renew(connection)
    return taken
