"""What the store without a disk holds, and what of it may be alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aggregator.records import CleanEntry, Neighbour, SourceState
from aggregator.store.matching import Known
from aggregator.records.story import dated
from aggregator.store.neighbours import DAYS, SHARED_KEYS, UNDATED, find_day


@dataclass(slots=True, kw_only=True, eq=False)
class Origin:
    """A source, and who holds it."""

    known: Known
    state: SourceState
    held_until: datetime | None = None

    def is_free(self, now: datetime) -> bool:
        """Tell whether nobody holds it."""
        return self.known.configured and (self.held_until is None or self.held_until <= now)


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
    others = [row for row in rows.values() if row is not same and row.entry.dropped is None]
    known = [each for each in (entry, same.entry if same else None) if each is not None]
    stories = {row.story for row in others if any(_is_alike(row, each) for each in known)}
    stories |= {same.story} if same else set()
    return tuple(as_neighbour(row, others) for row in others if row.story in stories)


def _is_alike(row: Row, entry: CleanEntry) -> bool:
    is_there = entry.canonical_url is not None and row.entry.canonical_url == entry.canonical_url
    if is_there or row.entry.fingerprint == entry.fingerprint:
        return True
    if row.entry.sketch is None or entry.sketch is None:
        return False
    common = set(row.entry.sketch.keys) & set(entry.sketch.keys)
    one, other = find_day(dated(row.entry)), find_day(dated(entry))
    return len(common) >= SHARED_KEYS and (UNDATED in (one, other) or abs(one - other) <= DAYS)


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
