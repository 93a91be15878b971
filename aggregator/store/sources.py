"""Sources: their states, and who is at which of them now."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, insert, literal, or_, select, update
from sqlalchemy import bindparam as bind

from aggregator.records import Source, SourceState
from aggregator.store.codec import dump, load
from aggregator.store.matching import Known, match_sources
from aggregator.store.schema import SOURCE, AnyRow

NEVER_POLLED = datetime(1970, 1, 1, tzinfo=UTC)

_KEPT_APART = frozenset({"name", "url"})

_STORE_STATE = (
    update(SOURCE)
    .where(SOURCE.c.name == bind("of"))
    .values(
        state=bind("told"),
        due_at=bind("due"),
        lease_until=case((SOURCE.c.lease_owner == bind("me"), None), else_=SOURCE.c.lease_until),
        lease_owner=case((SOURCE.c.lease_owner == bind("me"), None), else_=SOURCE.c.lease_owner),
    )
)


def sync(connection: Connection, sources: Sequence[Source]) -> None:
    """Make the sources of the store those of the configuration; see protocols.Store."""
    rows = connection.execute(select(SOURCE.c.id, SOURCE.c.name, SOURCE.c.url, SOURCE.c.configured))
    known = {row.id: Known(name=row.name, url=row.url, configured=row.configured) for row in rows}
    plan = match_sources(known, sources)
    changed = {key: now for key, now in plan.after.items() if known[key] != now}
    # Two steps, since names and URLs may change places and must be unique all the time.
    for key in changed:
        aside = {"name": f" {key}", "url": f" {key}"}
        connection.execute(update(SOURCE).where(SOURCE.c.id == key).values(aside))
    for key, now in changed.items():
        _put(connection, key, now, moved=known[key].url != now.url)
    for source in plan.unknown:
        connection.execute(insert(SOURCE).values(_new(source)))


def _put(connection: Connection, key: int, now: Known, *, moved: bool) -> None:
    values: dict[str, object] = {"name": now.name, "url": now.url, "configured": now.configured}
    if moved:
        # Validators, errors and times are those of the old address; only what it says stays.
        info = load(SourceState, _state_text(connection, key), name="", url="").info
        fresh = SourceState(name=now.name, url=now.url, info=info)
        values |= {"state": dump(fresh, _KEPT_APART), "due_at": NEVER_POLLED}
    connection.execute(update(SOURCE).where(SOURCE.c.id == key).values(values))


def _state_text(connection: Connection, key: int) -> str:
    return str(connection.execute(select(SOURCE.c.state).where(SOURCE.c.id == key)).scalar_one())


def _new(source: Source) -> dict[str, object]:
    state = SourceState(name=source.name, url=source.url)
    return {
        "name": source.name,
        "url": source.url,
        "configured": True,
        "due_at": NEVER_POLLED,
        "state": dump(state, _KEPT_APART),
    }


def read_states(connection: Connection, names: Sequence[str] | None) -> Mapping[str, SourceState]:
    """Return the states of these sources, or of all that are configured."""
    query = select(SOURCE.c.name, SOURCE.c.url, SOURCE.c.state)
    if names is None:
        query = query.where(SOURCE.c.configured)
    else:
        query = query.where(SOURCE.c.name.in_(names))
    rows = connection.execute(query.order_by(SOURCE.c.name))
    return {row.name: load(SourceState, row.state, name=row.name, url=row.url) for row in rows}


def store_states(
    connection: Connection, states: Sequence[SourceState], owner: str
) -> frozenset[str]:
    """Store states, give back the claims that this owner has on them; return unknown names."""
    rows = [_bound(state, owner) for state in states]
    if not rows or connection.execute(_STORE_STATE, rows).rowcount == len(rows):
        return frozenset()
    known = set(connection.execute(select(SOURCE.c.name)).scalars())
    return frozenset(state.name for state in states if state.name not in known)


def _bound(state: SourceState, owner: str) -> dict[str, Any]:
    due = None if state.gone else state.next_poll_at or NEVER_POLLED
    return {"of": state.name, "told": dump(state, _KEPT_APART), "due": due, "me": owner}


def claim_due(
    connection: Connection, now: datetime, limit: int, lease: timedelta, owner: str
) -> tuple[str, ...]:
    """Take due sources that nobody holds, the longest due first."""
    query = (
        select(SOURCE.c.id, SOURCE.c.name)
        .where(SOURCE.c.configured, SOURCE.c.due_at <= now, _is_free(now))
        .order_by(SOURCE.c.due_at, SOURCE.c.id)
        .limit(limit)
    )
    return _take(connection, connection.execute(query).all(), now + lease, owner)


def claim(
    connection: Connection, names: Sequence[str], now: datetime, lease: timedelta, owner: str
) -> tuple[str, ...]:
    """Take these sources, but for those that somebody holds; in the order of `names`."""
    query = select(SOURCE.c.id, SOURCE.c.name).where(
        SOURCE.c.configured, SOURCE.c.name.in_(names), _is_free(now)
    )
    taken = set(_take(connection, connection.execute(query).all(), now + lease, owner))
    return tuple(name for name in dict.fromkeys(names) if name in taken)


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(SOURCE.c.lease_until.is_(None), SOURCE.c.lease_until <= now)


def _take(
    connection: Connection, rows: Sequence[AnyRow], until: datetime, owner: str
) -> tuple[str, ...]:
    if rows:
        held = update(SOURCE).where(SOURCE.c.id == bind("key"))
        held = held.values(lease_until=literal(until, SOURCE.c.lease_until.type), lease_owner=owner)
        connection.execute(held, [{"key": row.id} for row in rows])
    return tuple(row.name for row in rows)


def release(connection: Connection, names: Sequence[str], owner: str) -> None:
    """Give back the claims that this owner has on these sources."""
    held = update(SOURCE).where(SOURCE.c.name.in_(names), SOURCE.c.lease_owner == owner)
    connection.execute(held.values(lease_until=None, lease_owner=None))
