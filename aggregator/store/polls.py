"""What a poll changes: its entries are judged and stored, its source's state with them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection, delete, insert, select, update
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
    Regrouped,
    Revised,
    StoredEntry,
    Unchanged,
    Verdict,
)
from aggregator.records.identity import mint_id
from aggregator.records.story import dated, find_joined, find_place
from aggregator.store import memos, originals, version
from aggregator.store.codec import dump
from aggregator.store.neighbours import as_neighbour, find_others, find_same, key_rows, read_sketch
from aggregator.store.schema import AT_ONCE, ENTRY, SKETCH_KEY, SOURCE, AnyRow

Judge = Callable[[CleanEntry, Neighbour | None, Sequence[Neighbour]], Verdict]

COLUMNS = (
    "identity",
    "raw_hash",
    "fingerprint",
    "canonical_url",
    "link",
    "entry_id",
    "title",
    "home",
    "dropped",
)
"""Fields of a CleanEntry that are columns of their own."""

APART = frozenset({"source", "sketch", *COLUMNS})

_INSERT = insert(ENTRY).returning(ENTRY.c.seq)
_INSERT_KEYS = insert(SKETCH_KEY)
_HAS_ID = select(ENTRY.c.seq).where(ENTRY.c.id == bind("id"))

_FIRST = (
    select(ENTRY.c.sort_at, ENTRY.c.first_seen)
    .where(ENTRY.c.story == bind("story"), ENTRY.c.dropped.is_(None))
    .order_by(ENTRY.c.sort_at, ENTRY.c.id)
    .limit(1)
)

_PRESENT = select(ENTRY.c.seq, ENTRY.c.identity).where(
    ENTRY.c.source_id == bind("of"), ENTRY.c.left_at.is_(None)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Origin:
    key: int
    url: str


def record_entries(connection: Connection, poll: Poll, judge: Judge) -> Recorded:
    """Judge and store the poll's entries, one after the other, each known to the next."""
    origin = _find_origin(connection, poll.state.name)
    verdicts = tuple(_take(connection, entry, origin, poll, judge) for entry in poll.entries)
    originals.write(connection, origin.key, poll)
    if poll.entries:
        version.renew(connection)
    if poll.seen:
        carried = {*poll.seen, *(entry.identity for entry in poll.entries)}
        _note_carried(connection, origin, carried, poll.at)
    memos.write(connection, poll.memos, poll.at)
    return Recorded(verdicts=verdicts)


def _find_origin(connection: Connection, name: str) -> _Origin:
    row = connection.execute(select(SOURCE.c.id, SOURCE.c.url).where(SOURCE.c.name == name)).first()
    if row is None:
        raise StoreError(f"cannot store a poll of {name}: no such source")
    return _Origin(key=row.id, url=row.url)


def _take(
    connection: Connection, entry: CleanEntry, origin: _Origin, poll: Poll, judge: Judge
) -> Verdict:
    at = poll.at
    same = find_same(connection, origin.key, entry.identity)
    others = find_others(connection, entry, same)
    verdict = judge(entry, as_neighbour(same) if same else None, others)
    # Its place among all entries: no corrected date moves it, and an edit only where that is asked.
    place = same.sort_at if same else min(entry.published or at, at)
    if joined := find_joined(verdict):
        place = find_place(place, at, _find_first(connection, joined))
    match verdict:
        case New() | Dropped():
            _insert(connection, entry, origin, (at, place), None)
        case Duplicate():
            _insert(connection, entry, origin, (at, place), verdict)
        case Unchanged():
            change(connection, entry, same, {"sort_at": place})
        case Revised():
            place = at if poll.resurface else place
            change(connection, entry, same, {"revised_at": at, "sort_at": place})
        case _:
            assert_never(verdict)
    if not isinstance(verdict, Dropped):
        regroup(connection, verdict.regrouped)
    return verdict


def _find_first(connection: Connection, story: str) -> tuple[datetime, datetime] | None:
    row = connection.execute(_FIRST, {"story": story}).first()
    return None if row is None else (row.sort_at, row.first_seen)


def _values(entry: CleanEntry) -> dict[str, object]:
    told: dict[str, object] = {name: getattr(entry, name) for name in COLUMNS}
    sketch = dump(entry.sketch) if entry.sketch else None
    return told | {"sketch": sketch, "dated_at": dated(entry), "rest": dump(entry, APART)}


def _insert(
    connection: Connection,
    entry: CleanEntry,
    origin: _Origin,
    when: tuple[datetime, datetime],
    twin: Duplicate | None,
) -> None:
    at, place = when
    id_ = _free_id(connection, origin.url, entry.identity)
    told = {
        "id": id_,
        "source_id": origin.key,
        "story": twin.of if twin else id_,
        "reason": twin.reason if twin else "",
        "sort_at": place,
        "first_seen": at,
        "revised_at": at,
    }
    _write_new(connection, entry, told)


def insert_as_told(connection: Connection, stored: StoredEntry, source_id: int) -> None:
    """Store an entry of another storage with all that that one added to it."""
    at = stored.first_seen
    told = {
        "id": stored.id,
        "source_id": source_id,
        "story": stored.duplicate_of or stored.id,
        "reason": stored.reason,
        "sort_at": min(stored.entry.published or at, at),
        "first_seen": at,
        "revised_at": stored.revised_at,
    }
    _write_new(connection, stored.entry, told)


def _write_new(connection: Connection, entry: CleanEntry, told: Mapping[str, object]) -> None:
    seq = connection.execute(_INSERT, {**_values(entry), **told}).scalar_one()
    if rows := key_rows(entry.sketch, dated(entry), seq):
        connection.execute(_INSERT_KEYS, rows)


def change(
    connection: Connection, entry: CleanEntry, same: AnyRow | None, also: Mapping[str, datetime]
) -> None:
    """Store an entry in the place of the stored one, with `also` in other columns."""
    if same is None:
        raise ValueError("a judge cannot call an entry known that is not stored")
    values = {**_values(entry), **also}
    connection.execute(update(ENTRY).where(ENTRY.c.seq == same.seq).values(values))
    if (same.sketch, same.dated_at) == (values["sketch"], values["dated_at"]):
        return
    old = key_rows(read_sketch(same.sketch), same.dated_at, same.seq)
    if old:
        gone = delete(SKETCH_KEY).where(
            *(SKETCH_KEY.c[name] == bind(f"old_{name}") for name in ("key", "day", "seq"))
        )
        connection.execute(gone, [{f"old_{name}": row[name] for name in row} for row in old])
    if rows := key_rows(entry.sketch, dated(entry), same.seq):
        connection.execute(_INSERT_KEYS, rows)


def regroup(connection: Connection, regrouped: Sequence[Regrouped]) -> None:
    """Give stored entries to other stories."""
    if regrouped:
        move = update(ENTRY).where(ENTRY.c.id == bind("of"))
        move = move.values(story=bind("to"), reason=bind("why"))
        rows = [{"of": each.id, "to": each.story, "why": each.reason} for each in regrouped]
        connection.execute(move, rows)


def _free_id(connection: Connection, source_url: str, identity: str) -> str:
    """Mint the entry's id; a source that took over another's old URL may find it taken."""
    id_ = mint_id(source_url, identity)
    while connection.execute(_HAS_ID, {"id": id_}).first():
        id_ = mint_id(source_url, f"{identity} {id_}")
    return id_


def _note_carried(connection: Connection, origin: _Origin, carried: set[str], at: datetime) -> None:
    """Note which entries left their feed with this poll, and which are back."""
    rows = connection.execute(_PRESENT, {"of": origin.key}).all()
    left = [{"key": row.seq, "left": at} for row in rows if row.identity not in carried]
    if left:
        note = update(ENTRY).where(ENTRY.c.seq == bind("key")).values(left_at=bind("left"))
        connection.execute(note, left)
    missing = sorted(carried - {row.identity for row in rows})
    for start in range(0, len(missing), AT_ONCE):
        back = update(ENTRY).where(
            ENTRY.c.source_id == origin.key, ENTRY.c.identity.in_(missing[start : start + AT_ONCE])
        )
        connection.execute(back.values(left_at=None))
