"""What the store without a disk holds, and what of it may be alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.records import CleanEntry, Memo, Neighbour, SourceState
from aggregator.records.story import dated
from aggregator.store.matching import Known
from aggregator.store.neighbours import (
    DAYS,
    MOST_KEYS,
    SHARED_KEYS,
    UNDATED,
    find_day,
    is_told_otherwise,
)


@dataclass(slots=True, kw_only=True, eq=False)
class Origin:
    """A source, and who holds it."""

    known: Known
    state: SourceState
    held_until: datetime | None = None

    def is_free(self, now: datetime) -> bool:
        """Tell whether nobody holds it."""
        return self.known.configured and (self.held_until is None or self.held_until <= now)


class Memos:
    """What the stages noted for themselves, and when a poll did, if one did."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], tuple[bytes, datetime | None]] = {}

    def read(self, kind: str, keys: Sequence[str]) -> Mapping[str, bytes]:
        """Return the memos of a kind by their keys."""
        return {key: self._told[kind, key][0] for key in keys if (kind, key) in self._told}

    def write(self, memos: Sequence[Memo], at: datetime | None) -> None:
        """Replace each memo by its kind and key."""
        self._told.update({(memo.kind, memo.key): (memo.value, at) for memo in memos})

    def forget(self, kind: str, before: datetime, most: int) -> int:
        """Forget those of a kind that are old, and beyond `most` the oldest; return how many."""
        used = {key: at for (of, key), (_, at) in self._told.items() if of == kind and at}
        latest = sorted(sorted(used), key=used.__getitem__, reverse=True)
        old = [key for place, key in enumerate(latest) if place >= most or used[key] < before]
        for key in old:
            del self._told[kind, key]
        return len(old)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Row:
    """A stored entry."""

    id: str
    origin: Origin
    entry: CleanEntry
    story: str
    reason: str
    place: tuple[datetime, str]
    first_seen: datetime
    revised_at: datetime
    left_at: datetime | None = None

    def is_forgettable(self, before: datetime) -> bool:
        """Tell whether it was first seen, and left its feed, before."""
        if self.left_at is None:
            return self.first_seen < before and not self.origin.known.configured
        return max(self.first_seen, self.left_at) < before


def find_same(rows: Mapping[str, Row], entry: CleanEntry, origin: Origin) -> Row | None:
    """Return the stored entry of the same source and identity."""
    of = (row for row in rows.values() if row.origin is origin)
    return next((row for row in of if row.entry.identity == entry.identity), None)


def find_others(
    rows: Mapping[str, Row], entry: CleanEntry, same: Row | None
) -> tuple[Neighbour, ...]:
    """Return what may be alike, with the whole stories of it; as store/neighbours.py does."""
    id_ = same.id if same else None
    others = [row for row in rows.values() if row.id != id_ and row.entry.dropped is None]
    stories = {row.story for row in others if _is_alike(row, entry)}
    if same:
        stories |= {same.story, *_find_former(entry, same, others)}
    found = [row for row in others if row.story in stories]
    witnesses = (
        row
        for row in others
        if row not in found
        and any(
            row.origin is each.origin and _share_keys(row.entry, each.entry, MOST_KEYS)
            for each in found
        )
    )
    return (
        *(as_neighbour(row, others) for row in found),
        *(replace(as_neighbour(row, ()), is_witness=True) for row in witnesses),
    )


def _find_former(entry: CleanEntry, same: Row, others: Sequence[Row]) -> Iterable[str]:
    """Return the stories at its old address, of what may have seemed a template by it, and of
    what is like that."""
    before = same.entry
    yield from (row.story for row in others if _is_there(row, before))
    if not is_told_otherwise(entry, as_neighbour(same, ())):
        return
    for row in others:
        if row.origin is same.origin and _share_keys(row.entry, before, SHARED_KEYS):
            yield row.story
            yield from (
                each.story for each in others if _share_keys(each.entry, row.entry, SHARED_KEYS)
            )


def _is_there(row: Row, entry: CleanEntry) -> bool:
    return entry.canonical_url is not None and row.entry.canonical_url == entry.canonical_url


def _is_alike(row: Row, entry: CleanEntry) -> bool:
    if _is_there(row, entry) or row.entry.fingerprint == entry.fingerprint:
        return True
    return _share_keys(row.entry, entry, SHARED_KEYS)


def _share_keys(one: CleanEntry, other: CleanEntry, count: int) -> bool:
    if one.sketch is None or other.sketch is None:
        return False
    days = find_day(dated(one)), find_day(dated(other))
    is_near = UNDATED in days or abs(days[0] - days[1]) <= DAYS
    return is_near and len(set(one.sketch.keys) & set(other.sketch.keys)) >= count


def as_neighbour(row: Row, rows: Iterable[Row]) -> Neighbour:
    """Return what a judge is told of a stored entry."""
    entry = row.entry
    return Neighbour(
        id=row.id,
        source=row.origin.known.name,
        identity=entry.identity,
        canonical_url=entry.canonical_url,
        fingerprint=entry.fingerprint,
        leads=None if row.story == row.id else row.story,
        is_shared=entry.canonical_url is not None and _is_shared(entry.canonical_url, rows),
        title=entry.title,
        at=row.place[0],
        dated=dated(entry),
        home=entry.home,
        sketch=entry.sketch,
    )


def _is_shared(address: str, rows: Iterable[Row]) -> bool:
    there = [row for row in rows if row.entry.canonical_url == address]
    texts = {(id(row.origin), row.entry.fingerprint) for row in there}
    return len(texts) > len({origin for origin, _ in texts})
