"""What is stored that an entry might be the same as: the question before each judgement.

Each query is answered from an index, so that it costs the same among ten
thousand entries and among a million.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    Subquery,
    bindparam,
    func,
    select,
    union_all,
)

from aggregator.records import CleanEntry, Neighbour, Sketch
from aggregator.records.story import dated
from aggregator.store.codec import load, micros
from aggregator.store.schema import ENTRY, SKETCH_KEY, SOURCE, AnyRow

AT_MOST = 64
"""Neighbours of each kind that are looked at; more of them tell nothing new."""

NEAR_AT_MOST = 32
"""Texts that are compared, those that share most first: each is compared with each."""

SHARED_KEYS = 2
"""How many keys of their sketches two texts share that are worth comparing."""

MOST_KEYS = 6
"""How many keys two texts share at least that are almost the same."""

DAYS = 8
"""How far apart in days such texts are at most; the judge looks closer."""

UNDATED = -1
"""The day of what does not say when it is of: it is compared with all."""

_DAY = 86_400_000_000

_NODE = select(
    ENTRY.c.id,
    SOURCE.c.name.label("source"),
    ENTRY.c.identity,
    ENTRY.c.canonical_url,
    ENTRY.c.fingerprint,
    ENTRY.c.story,
    ENTRY.c.raw_hash,
    ENTRY.c.title,
    ENTRY.c.sort_at,
    ENTRY.c.dated_at,
    ENTRY.c.home,
    ENTRY.c.sketch,
    ENTRY.c.seq,
).join(SOURCE, SOURCE.c.id == ENTRY.c.source_id)

_SAME = _NODE.where(ENTRY.c.source_id == bindparam("of"), ENTRY.c.identity == bindparam("identity"))

_OTHER = _NODE.where(ENTRY.c.dropped.is_(None), ENTRY.c.id != bindparam("self"))

_AT_ADDRESS = _OTHER.where(ENTRY.c.canonical_url == bindparam("address")).limit(AT_MOST)
_OF_WORDS = _OTHER.where(ENTRY.c.fingerprint == bindparam("words")).limit(AT_MOST)
# One question: each costs more in Python than in the database.
_AT_ADDRESS_OR_OF_WORDS = union_all(select(_AT_ADDRESS.subquery()), select(_OF_WORDS.subquery()))
_SHARED = select(SKETCH_KEY.c.seq).where(SKETCH_KEY.c.key.in_(bindparam("keys", expanding=True)))
_IN_DAYS = SKETCH_KEY.c.day.between(bindparam("first_day"), bindparam("last_day"))
_OF_TIME = union_all(
    _SHARED.where(_IN_DAYS), _SHARED.where(SKETCH_KEY.c.day == bindparam("undated"))
).subquery()
_OF_ANY_TIME = _SHARED.subquery()


def _sharing(found: Subquery, keys: int, at_most: int) -> Select[tuple[Any, ...]]:
    """Select the entries that share most keys, given each that shares one."""
    most = (
        select(found.c.seq)
        .group_by(found.c.seq)
        .having(func.count() >= keys)
        .order_by(func.count().desc(), found.c.seq)
        .limit(at_most)
    )
    return _OTHER.where(ENTRY.c.seq.in_(most))


_OF_KEYS = _sharing(_OF_TIME, SHARED_KEYS, NEAR_AT_MOST)
_OF_KEYS_EVER = _sharing(_OF_ANY_TIME, SHARED_KEYS, NEAR_AT_MOST)
_WITNESSES = _sharing(_OF_TIME, MOST_KEYS, AT_MOST)
_OF_STORIES = (
    _OTHER.where(ENTRY.c.story.in_(bindparam("stories", expanding=True)))
    # The oldest have most to do with the others: they were there to be compared with.
    .order_by(ENTRY.c.sort_at)
    .limit(AT_MOST)
)

# By the address alone: joined with itself, it is looked for among all that a source has.
_SHARED_ADDRESSES = (
    select(ENTRY.c.canonical_url)
    .where(
        ENTRY.c.canonical_url.in_(bindparam("addresses", expanding=True)),
        ENTRY.c.dropped.is_(None),
        ENTRY.c.id != bindparam("self"),
    )
    .group_by(ENTRY.c.canonical_url, ENTRY.c.source_id)
    .having(func.count(ENTRY.c.fingerprint.distinct()) > 1)
)


def find_same(connection: Connection, source_id: int, identity: str) -> AnyRow | None:
    """Return the stored entry of the same source and identity."""
    return connection.execute(_SAME, {"of": source_id, "identity": identity}).first()


def find_others(
    connection: Connection, entry: CleanEntry, same: AnyRow | None
) -> tuple[Neighbour, ...]:
    """Return what may be alike, and the whole stories of that and of the stored entry itself."""
    id_ = same.id if same else ""
    found = {row.id: row for row in _find_alike(connection, entry, same)}
    stories = {row.story for row in found.values()} | ({same.story} if same else set())
    if stories:
        terms = {"stories": sorted(stories), "self": id_}
        found |= {row.id: row for row in connection.execute(_OF_STORIES, terms)}
    shared = _find_shared(connection, found.values(), id_)
    others = [as_neighbour(row, is_shared=row.canonical_url in shared) for row in found.values()]
    witnesses = _find_witnesses(connection, others, id_)
    others += [as_neighbour(row, is_witness=True) for row in witnesses if row.id not in found]
    return tuple(others)


def merge_others(*found: Sequence[Neighbour]) -> tuple[Neighbour, ...]:
    """Return each once; one that is more than a witness anywhere is that."""
    every = sorted((each for some in found for each in some), key=lambda each: not each.is_witness)
    return tuple({each.id: each for each in every}.values())


def _find_alike(connection: Connection, entry: CleanEntry, same: AnyRow | None) -> Iterable[AnyRow]:
    id_ = same.id if same else ""
    terms = {"address": entry.canonical_url, "words": entry.fingerprint, "self": id_}
    yield from connection.execute(_AT_ADDRESS_OR_OF_WORDS, terms)
    if same is not None and same.canonical_url not in (None, entry.canonical_url):
        # Where it was until now, too: others may have been kept apart because of it.
        yield from connection.execute(_AT_ADDRESS, {**terms, "address": same.canonical_url})
    yield from _find_of_keys(connection, entry.sketch, dated(entry), id_)
    if same is not None and is_told_otherwise(entry, as_neighbour(same)):
        yield from _find_freed(connection, as_neighbour(same))


def is_told_otherwise(entry: CleanEntry, before: Neighbour) -> bool:
    """Tell whether anything changed of an entry that makes it, or others by it, unlike others."""
    told = (entry.title, entry.sketch, dated(entry), entry.dropped)
    return told != (before.title, before.sketch, before.dated, None)


def _find_freed(connection: Connection, before: Neighbour) -> Iterable[AnyRow]:
    """Find what may be alike now that an entry is told otherwise: those that seemed a template
    as long as it had almost their text, and what is like them."""
    for row in _find_of_keys(connection, before.sketch, before.dated, before.id):
        if row.source == before.source:
            yield row
            yield from _find_of_keys(connection, read_sketch(row.sketch), row.dated_at, before.id)


def _find_of_keys(
    connection: Connection, sketch: Sketch | None, at: datetime | None, id_: str
) -> Sequence[AnyRow]:
    if sketch is None or not sketch.keys:
        return ()
    terms = {"keys": sketch.keys, "self": id_}
    day = find_day(at)
    if day == UNDATED:
        return connection.execute(_OF_KEYS_EVER, terms).all()
    return connection.execute(_OF_KEYS, {**terms, **_about([day])}).all()


def _find_shared(connection: Connection, rows: Iterable[AnyRow], id_: str) -> frozenset[str]:
    """Return those addresses at which some source has entries that differ."""
    addresses = sorted({row.canonical_url for row in rows} - {None})
    if not addresses:
        return frozenset()
    terms = {"addresses": addresses, "self": id_}
    return frozenset(connection.execute(_SHARED_ADDRESSES, terms).scalars())


def _find_witnesses(
    connection: Connection, others: Sequence[Neighbour], id_: str
) -> Iterable[AnyRow]:
    """Return what has almost the text of one of them, in its source and about its time."""
    told = [each for each in others if each.sketch is not None and each.sketch.keys]
    if not told:
        return ()
    terms = {
        "keys": sorted({key for each in told if each.sketch for key in each.sketch.keys}),
        "self": id_,
    }
    rows = connection.execute(_WITNESSES, terms | _about([find_day(each.dated) for each in told]))
    # Not asked of the database: it would go through all that these sources have.
    sources = {each.source for each in told}
    return [row for row in rows if row.source in sources]


def _about(days: Sequence[int]) -> dict[str, int]:
    """Return the terms that ask for what is of these days, and for what is undated."""
    dated = [day for day in days if day != UNDATED]
    first = max(min(dated, default=1) - DAYS, UNDATED + 1)
    return {"first_day": first, "last_day": max(dated, default=-DAYS) + DAYS, "undated": UNDATED}


def as_neighbour(row: AnyRow, *, is_shared: bool = False, is_witness: bool = False) -> Neighbour:
    """Return what a judge is told of a stored entry."""
    return Neighbour(
        id=row.id,
        source=row.source,
        identity=row.identity,
        canonical_url=row.canonical_url,
        fingerprint=row.fingerprint,
        leads=None if row.story == row.id else row.story,
        is_shared=is_shared,
        is_witness=is_witness,
        title=row.title,
        at=row.sort_at,
        dated=row.dated_at,
        home=row.home,
        sketch=read_sketch(row.sketch),
    )


def read_sketch(text: str | None) -> Sketch | None:
    """Read a sketch from its column."""
    return None if text is None else load(Sketch, text)


def find_day(at: datetime | None) -> int:
    """Return the day, counted from 1970; UNDATED without one, and for what was before."""
    return UNDATED if at is None else max(micros(at) // _DAY, UNDATED)


def key_rows(sketch: Sketch | None, at: datetime | None, seq: int) -> Sequence[dict[str, int]]:
    """Return the rows under which an entry is found by its sketch."""
    day = find_day(at)
    return [{"key": key, "day": day, "seq": seq} for key in sketch.keys] if sketch else []
