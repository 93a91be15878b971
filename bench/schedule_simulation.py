"""How often sources are asked, and how long entries wait to be seen: ours beside other policies.

    python -m bench.schedule_simulation [--sources 2000] [--days 30] [--seed 1]

A virtual clock lives through a month with sources of many rhythms, made in two
quite different ways (bench/rhythms.py): nothing is read and nobody is asked.
Ours is the program's own code, polling/memory.py, with the default settings.
The others are computed from their documented rules: every 30 and every 60
minutes; Miniflux's round_robin (60 minutes) and entry_frequency (a week through
the number of entries of the last week, from 5 minutes to 24 hours).

Printed for each: requests a day and source; mean, median and 95th percentile of
the minutes from an entry's publication to the poll that sees it; entries that
left their feed before anybody looked; the most requests that one host saw in a
minute, the first minute (where all are due at once) left out.
"""

import argparse
import random
import statistics
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aggregator.polling.memory import Moment, after_news, after_success
from aggregator.polling.schedule import Wish, find_wish
from aggregator.records import FeedInfo, NotModified, Settings, Source, SourceState
from bench.rhythms import DAY, PAST, Publisher, make_even, make_odd

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
WEEK = 7 * DAY

Asked = Iterator[float]
Policy = Callable[[Publisher, float, random.Random], Asked]
"""The minutes at which a source is asked, from 0 on until the end."""


@dataclass
class Tally:
    """What a policy cost and brought."""

    requests: int = 0
    waits: list[float] = field(default_factory=list)
    missed: int = 0
    minutes: Counter[tuple[str, int]] = field(default_factory=Counter)

    def watch(self, publisher: Publisher, asked: Asked, end: float) -> None:
        """Count one source's polls, and what each of them found."""
        seen = bisect_right(publisher.times, 0.0)
        for minute in asked:
            self.requests += 1
            if minute >= 1:
                self.minutes[publisher.host, int(minute)] += 1
            here = bisect_right(publisher.times, minute)
            first = max(seen, here - publisher.window)
            self.missed += first - seen
            self.waits += (minute - publisher.times[n] for n in range(first, here))
            seen = here
        # What came after the last poll has waited at least until the end.
        self.waits += (end - at for at in publisher.times[seen : bisect_left(publisher.times, end)])


def every(minutes: float) -> Policy:
    """Ask at fixed times, spread evenly."""

    def ask(_: Publisher, end: float, chance: random.Random) -> Asked:
        now = chance.uniform(0, minutes)
        while now < end:
            yield now
            now += minutes

    return ask


def entry_frequency(publisher: Publisher, end: float, chance: random.Random) -> Asked:
    """Ask as Miniflux does with POLLING_SCHEDULER=entry_frequency and its default bounds."""
    now = chance.uniform(0, 60)
    while now < end:
        yield now
        last_week = publisher.count(now - WEEK, now)
        wait = WEEK / last_week if last_week else DAY
        now += min(max(wait, 5), DAY)


def ours(settings: Settings) -> Policy:
    """Ask as the daemon does with these settings, for a source of which it knows nothing."""
    source = Source(name="a", url="https://a.example/feed")
    wish = find_wish(source, settings)

    def ask(publisher: Publisher, end: float, chance: random.Random) -> Asked:
        return _live(SourceState(name=source.name, url=source.url), wish, publisher, end, chance)

    return ask


def _live(
    state: SourceState, wish: Wish, publisher: Publisher, end: float, chance: random.Random
) -> Asked:
    """Ask, and let the state grow as the store would keep it."""
    seen = 0
    minute = 0.0
    while minute < end:
        yield minute
        now = START + timedelta(minutes=minute)
        here = bisect_right(publisher.times, minute)
        news = publisher.times[max(seen, here - publisher.window) : here]
        if news or not seen:
            seen = here
            state = after_news(state, [publisher.date(at, START) for at in news], now)
        moment = Moment(now=now, wish=wish, jitter=chance.random())
        state = after_success(state, NotModified(), FeedInfo(), moment)
        assert state.next_poll_at is not None
        minute = (state.next_poll_at - START) / timedelta(minutes=1)


FIXED, OURS, OURS_30 = "every 30 minutes", "ours", "ours, interval = 30m"

POLICIES: dict[str, Policy] = {
    FIXED: every(30),
    "every 60 minutes": every(60),
    "Miniflux round_robin": every(60),
    "Miniflux entry_frequency": entry_frequency,
    OURS: ours(Settings()),
    OURS_30: ours(Settings(interval=timedelta(minutes=30))),
}


def simulate(publishers: Sequence[Publisher], days: float, seed: int) -> dict[str, Tally]:
    """Let each policy live through the same days with the same sources."""
    found = {}
    for name, policy in POLICIES.items():
        chance, tally = random.Random(seed), Tally()
        for publisher in publishers:
            tally.watch(publisher, policy(publisher, days * DAY, chance), days * DAY)
        found[name] = tally
    return found


def tell(found: dict[str, Tally], sources: int, days: float) -> None:
    """Print the table, with ratios to every 30 minutes."""
    fixed = found[FIXED]
    head = (
        "policy",
        "requests/day",
        "ratio",
        "a source",
        "mean",
        "median",
        "p95",
        "missed",
        "burst",
    )
    print(f"{head[0]:25}" + "".join(f"{name:>13}" for name in head[1:]))
    for name, tally in found.items():
        waits = sorted(tally.waits)
        p95 = waits[int(len(waits) * 0.95)]
        daily = tally.requests / days
        told = (
            f"{daily:.0f}",
            f"{tally.requests / fixed.requests:.2f}",
            f"{daily / sources:.1f}",
            f"{statistics.fmean(waits):.1f} min",
            f"{statistics.median(waits):.1f} min",
            f"{p95:.0f} min",
            f"{tally.missed}",
            f"{max(tally.minutes.values())}/min",
        )
        print(f"{name:25}" + "".join(f"{each:>13}" for each in told))
    print()


def main() -> None:
    """Simulate both worlds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sources", type=int, default=2000)
    parser.add_argument("--days", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for name, make in (("even", make_even), ("odd", make_odd)):
        chance = random.Random(f"{name} {asked.seed}")
        publishers = [make(chance, n, asked.days * DAY) for n in range(asked.sources)]
        entries = sum(each.count(0, asked.days * DAY) for each in publishers)
        past = f"{PAST / DAY:.0f} days before them"
        print(f"{name}: {asked.sources} sources, {entries} entries in {asked.days:g} days, {past}")
        tell(simulate(publishers, asked.days, asked.seed), asked.sources, asked.days)


if __name__ == "__main__":
    main()
