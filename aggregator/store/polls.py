"""What a poll changes: its entries are judged and stored, its source's state with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection, insert, select, union, update
from sqlalchemy import bindparam as bind

from aggregator.errors import StoreError
from aggregator.records import (
    CleanEntry,
    Dropped,
    Duplicate,
    Neighbour,
    New,
    Poll,
    Recorded,
    Revised,
    Unchanged,
    Verdict,
)
from aggregator.records.identity import mint_id
from aggregator.store.codec import dump
from aggregator.store.schema import ENTRY, SOURCE, AnyRow

Judge = Callable[[CleanEntry, Neighbour | None, Sequence[Neighbour]], Verdict]

ALIKE_AT_MOST = 64
"""Neighbours that are looked at; more of them tell nothing new."""

COLUMNS = ("identity", "raw_hash", "fingerprint", "canonical_url", "link", "entry_id", "dropped")
"""Fields of a CleanEntry that are columns of their own."""

APART = frozenset({"source", *COLUMNS})

_NEIGHBOUR = select(
    ENTRY.c.id,
    SOURCE.c.name.label("source"),
    ENTRY.c.identity,
    ENTRY.c.canonical_url,
    ENTRY.c.fingerprint,
    ENTRY.c.story,
    ENTRY.c.raw_hash,
).join(SOURCE, SOURCE.c.id == ENTRY.c.source_id)

_SAME = _NEIGHBOUR.where(ENTRY.c.source_id == bind("of"), ENTRY.c.identity == bind("identity"))

_OTHER = _NEIGHBOUR.where(ENTRY.c.dropped.is_(None), ENTRY.c.id != bind("self"))

_ALIKE = union(
    _OTHER.where(ENTRY.c.canonical_url == bind("address")),
    _OTHER.where(ENTRY.c.fingerprint == bind("words")),
).limit(ALIKE_AT_MOST)

_PRESENT = select(ENTRY.c.seq, ENTRY.c.identity, ENTRY.c.left_at).where(
    ENTRY.c.source_id == bind("of")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Origin:
    key: int
    url: str


def record_entries(connection: Connection, poll: Poll, judge: Judge) -> Recorded:
    """Judge and store the poll's entries, one after the other, each known to the next."""
    origin = _find_origin(connection, poll.state.name)
    verdicts = tuple(_take(connection, entry, origin, poll.at, judge) for entry in poll.entries)
    if poll.seen:
        carried = {*poll.seen, *(entry.identity for entry in poll.entries)}
        _note_carried(connection, origin, carried, poll.at)
    return Recorded(verdicts=verdicts)


def _find_origin(connection: Connection, name: str) -> _Origin:
    row = connection.execute(select(SOURCE.c.id, SOURCE.c.url).where(SOURCE.c.name == name)).first()
    if row is None:
        raise StoreError(f"cannot store a poll of {name}: no such source")
    return _Origin(key=row.id, url=row.url)


def _take(
    connection: Connection, entry: CleanEntry, origin: _Origin, at: datetime, judge: Judge
) -> Verdict:
    same = connection.execute(_SAME, {"of": origin.key, "identity": entry.identity}).first()
    terms = {
        "address": entry.canonical_url,
        "words": entry.fingerprint,
        "self": same.id if same else "",
    }
    alike = [_neighbour(row) for row in connection.execute(_ALIKE, terms)]
    verdict = judge(entry, _neighbour(same) if same else None, alike)
    match verdict:
        case New() | Dropped():
            _insert(connection, entry, origin, at)
        case Duplicate(of=leader, reason=reason):
            _insert(connection, entry, origin, at, leader=leader, reason=reason)
        case Unchanged(of=known):
            if same is None or same.raw_hash != entry.raw_hash:
                _change(connection, known, _values(entry))
        case Revised(of=known):
            _change(connection, known, {**_values(entry), "revised_at": at})
        case _:
            assert_never(verdict)
    return verdict


def _neighbour(row: AnyRow) -> Neighbour:
    return Neighbour(
        id=row.id,
        source=row.source,
        identity=row.identity,
        canonical_url=row.canonical_url,
        fingerprint=row.fingerprint,
        leads=None if row.story == row.id else row.story,
    )


def _values(entry: CleanEntry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in COLUMNS} | {"rest": dump(entry, APART)}


def _change(connection: Connection, id_: str, values: dict[str, object]) -> None:
    connection.execute(update(ENTRY).where(ENTRY.c.id == id_).values(values))


def _insert(
    connection: Connection,
    entry: CleanEntry,
    origin: _Origin,
    at: datetime,
    *,
    leader: str | None = None,
    reason: str = "",
) -> None:
    id_ = _free_id(connection, origin.url, entry.identity)
    told = _values(entry) | {
        "id": id_,
        "source_id": origin.key,
        "story": leader or id_,
        "reason": reason,
        # Its place among all entries, for good: no edit and no corrected date moves it.
        "sort_at": min(entry.published or at, at),
        "first_seen": at,
        "revised_at": at,
    }
    connection.execute(insert(ENTRY), told)


def _free_id(connection: Connection, source_url: str, identity: str) -> str:
    """Mint the entry's id; a source that took over another's old URL may find it taken."""
    id_ = mint_id(source_url, identity)
    while connection.execute(select(ENTRY.c.seq).where(ENTRY.c.id == id_)).first():
        id_ = mint_id(source_url, f"{identity} {id_}")
    return id_


def _note_carried(connection: Connection, origin: _Origin, carried: set[str], at: datetime) -> None:
    """Note which entries left their feed with this poll, and which are back."""
    left, back = [], []
    for row in connection.execute(_PRESENT, {"of": origin.key}):
        if row.identity in carried and row.left_at is not None:
            back.append({"key": row.seq, "left": None})
        elif row.identity not in carried and row.left_at is None:
            left.append({"key": row.seq, "left": at})
    if left or back:
        note = update(ENTRY).where(ENTRY.c.seq == bind("key")).values(left_at=bind("left"))
        connection.execute(note, left + back)
