"""Publishers with many rhythms, for simulations: when each of their entries came.

Two worlds that are made in different ways, so that a policy that was fitted to
one of them is found out by the other. In the *even* one, entries come by chance
at a rate that follows the day and the week (an inhomogeneous Poisson process,
thinned). In the *odd* one nothing is even: timetables, batches, gaps with heavy
tails, news that breaks and dies down, serials that end.
"""

import math
import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = 24 * 60.0
"""Minutes, as all times here; 0 is a Monday, 0:00 UTC."""

PAST = 60 * DAY
"""What came before 0: a feed is met with a history."""


@dataclass(frozen=True)
class Publisher:
    """A source's entries."""

    host: str
    times: list[float]
    window: int
    """Entries that its feed carries."""
    dated: bool

    def count(self, since: float, until: float) -> int:
        """Count the entries between two minutes."""
        return bisect_right(self.times, until) - bisect_left(self.times, since)

    def date(self, at: float, start: datetime) -> datetime | None:
        """Return what the feed says of when an entry was published."""
        return start + timedelta(minutes=at) if self.dated else None


def _publisher(chance: random.Random, number: int, times: Iterator[float]) -> Publisher:
    # Half of all sources share a few large hosts.
    host = f"host{chance.randrange(20)}" if chance.random() < 0.5 else f"own{number}"
    return Publisher(
        host=host,
        times=sorted(times),
        window=chance.choice((10, 10, 15, 20, 25, 50, 100)),
        dated=chance.random() < 0.9,
    )


# --- the even world -----------------------------------------------------------


def make_even(chance: random.Random, number: int, end: float) -> Publisher:
    """Make a source whose rate is log-normal over the sources and follows its day and week."""
    daily = math.exp(chance.gauss(-1.2, 2.0))  # half of all: fewer than one entry in three days
    daily = min(daily, 150.0)
    if chance.random() < 0.15:
        daily = 0.002  # dead, or nearly
    noon = chance.choice((2, 6, 8, 12, 13, 15, 18, 20)) * 60 + chance.uniform(-60, 60)
    depth, weekend = chance.choice((0.0, 0.6, 0.9, 0.98)), chance.choice((1.0, 0.7, 0.2, 0.05))
    return _publisher(chance, number, _thinned(chance, daily / DAY, (noon, depth, weekend), end))


def _thinned(
    chance: random.Random, rate: float, shape: tuple[float, float, float], end: float
) -> Iterator[float]:
    noon, depth, weekend = shape
    at, highest = -PAST, rate * (1 + depth)
    while (at := at + chance.expovariate(highest)) < end:
        day = 1 + depth * math.cos(2 * math.pi * (at - noon) / DAY)
        week = weekend if int(at // DAY) % 7 >= 5 else 1.0
        if chance.random() * (1 + depth) < day * week:
            yield at


# --- the odd world ------------------------------------------------------------


def make_odd(chance: random.Random, number: int, end: float) -> Publisher:
    """Make a source of a kind that no even process describes."""
    kinds = (_timetable, _batches, _heavy_tails, _breaking, _ended, _hourly, _office)
    weights = (20, 12, 30, 8, 12, 3, 15)
    (kind,) = chance.choices(kinds, weights)
    return _publisher(chance, number, kind(chance, end))


def _timetable(chance: random.Random, end: float) -> Iterator[float]:
    """Yield entries of certain days and hours: a column, a podcast, a comic."""
    days = chance.choice(((0, 1, 2, 3, 4), (0, 2, 4), (1, 3), (6,), (2,), (0, 1, 2, 3, 4, 5, 6)))
    minute, spread = chance.uniform(0, DAY), chance.choice((1, 10, 60))
    for day in range(int(-PAST // DAY), int(end // DAY) + 1):
        at = day * DAY + minute + chance.gauss(0, spread)
        if day % 7 in days and chance.random() < 0.93 and at < end:
            yield at


def _batches(chance: random.Random, end: float) -> Iterator[float]:
    """Yield many entries at once, now and then: an import, a journal's issue, arXiv at night."""
    gap, size, at = chance.choice((1, 3, 7, 14)) * DAY, chance.randrange(3, 25), -PAST
    while (at := at + chance.uniform(0.6, 1.4) * gap) < end:
        yield from (min(at + n * chance.uniform(0, 0.5), end) for n in range(size))


def _heavy_tails(chance: random.Random, end: float) -> Iterator[float]:
    """Yield a blogger's entries: three in a weekend, then none for a month."""
    least, at = chance.choice((30, 120, 600, 2000, 6000)), -PAST
    while (at := at + least * chance.paretovariate(1.1)) < end:
        yield at


def _breaking(chance: random.Random, end: float) -> Iterator[float]:
    """Yield news that draw more news after them, over a steady trickle by day."""
    for at in _thinned(
        chance, chance.choice((5, 15, 40)) / DAY, (chance.uniform(0, DAY), 0.8, 0.6), end
    ):
        yield at
        if chance.random() < 0.06:
            yield from (
                after
                for _ in range(chance.randrange(3, 20))
                if (after := at + chance.expovariate(1 / 90)) < end
            )


def _ended(chance: random.Random, end: float) -> Iterator[float]:
    """Yield a serial's entries, until it ends for good."""
    last = chance.uniform(-PAST, end)
    return (at for at in _timetable(chance, end) if at < last)


def _hourly(chance: random.Random, end: float) -> Iterator[float]:
    """Yield one entry an hour, by the clock: the weather, a bot."""
    minute, at = chance.uniform(0, 60), -PAST
    while (at := at + 60) + minute < end:
        yield at + minute


def _office(chance: random.Random, end: float) -> Iterator[float]:
    """Yield entries of working hours only: an authority, a company, a project."""
    opens, daily = chance.uniform(0, DAY), chance.choice((0.3, 1, 4, 12))
    for day in range(int(-PAST // DAY), int(end // DAY)):
        if day % 7 < 5:
            count = int(chance.expovariate(1 / daily) + 0.5)
            yield from (day * DAY + opens + chance.uniform(0, 540) for _ in range(count))
