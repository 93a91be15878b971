"""How long to wait for a source's next entries, by its own rhythm. Pure.

The rule: a source is asked again when the entries that it is expected to have
by then have waited, all together, for 4 % of the wished interval. Where
entries come evenly at a rate r, that is after √(0.08 interval / r): a source that
is four times as busy is asked twice as often, which is how a given number of
requests makes the least waiting in sum. Entries do not come evenly, so the rate
is that of the hours and weekdays to come: nobody is asked through a night in
which nothing ever came.

The rate is what was seen: the dates of the first document's entries, then when
new ones came. What is long ago counts less, and a source of which nothing is
known is taken for one that the wished interval fits.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from math import log, sqrt

from aggregator.records import Rhythm

HALF_LIFE = timedelta(days=28)
"""After so long an entry counts half."""

HORIZON = 2 * HALF_LIFE
"""What is older when a source is first met says nothing of today."""

TOGETHER = timedelta(minutes=10)
"""Entries that come within this time count once: a batch is one event."""

GUESS = 0.5
"""Entries that are assumed beside those that were seen: none were seen yet of a new source."""

PATIENCE = 0.04
"""Of the wished interval: how long expected entries may wait, all together."""

LIKELY = 0.25
"""Entries that have to be expected before a source is asked sooner than it is wished for; and that
a busy one has in the wished interval."""

HOURS_AFTER, DAYS_AFTER = timedelta(days=3), timedelta(days=21)
"""How long a source has to be known before its hours, and its weekdays, are believed."""

EVEN_HOURS, EVEN_DAYS = 6.0, 14.0
"""Entries, spread evenly, that are assumed beside those that were seen."""

_HOUR = timedelta(hours=1)


def note_arrivals(
    rhythm: Rhythm, published: Sequence[datetime | None], asked: datetime | None, now: datetime
) -> Rhythm:
    """Return the rhythm after a document with new entries, given when they claim to be from.

    `asked` is when the document was last had, None for the first one: whatever
    is new since then came since then, whatever its date says.
    """
    if asked is None or rhythm.since is None or rhythm.at is None:
        past = sorted(at for at in published if at is not None and at <= now)
        since = max(past[0], now - HORIZON) if past else now
        # The oldest one only marks where the count begins.
        return _count(Rhythm(since=since), [at for at in past if at > since], now)
    between = asked + (now - asked) / 2
    came = (at if at is not None and asked < at <= now else between for at in published)
    return _count(rhythm, sorted(came), now)


def _count(rhythm: Rhythm, came: Sequence[datetime], now: datetime) -> Rhythm:
    fading = _fading(now - rhythm.at) if rhythm.at else 1.0
    hours = [count * fading for count in rhythm.hours or (0.0,) * 24]
    days = [count * fading for count in rhythm.days or (0.0,) * 7]
    last: datetime | None = None
    for at in came:
        if last is not None and at - last < TOGETHER:
            continue
        last, told = at, at.astimezone(UTC)
        weight = _fading(now - at)
        hours[told.hour] += weight
        days[told.weekday()] += weight
    return Rhythm(
        since=rhythm.since,
        at=now,
        hours=tuple(round(count, 3) for count in hours),
        days=tuple(round(count, 3) for count in days),
    )


def _fading(age: timedelta) -> float:
    """Return what an entry of this age counts, 1 for one of now."""
    return float(0.5 ** max(age / HALF_LIFE, 0.0))


def find_wait(rhythm: Rhythm, wished: timedelta, longest: timedelta, now: datetime) -> timedelta:
    """Return how long to wait from `now` on, at most `longest`.

    Shorter than the wished interval only for a busy source, and only when a new
    entry is likely by then.
    """
    wish, most = wished / _HOUR, longest / _HOUR
    patience = PATIENCE * wish
    passed = expected = waited = 0.0
    patient, likely = most, wish  # hours until they waited enough, and until one is likely
    for hours, rate in _rates(rhythm, wished, now):
        waiting = waited + expected * hours + rate * hours * hours / 2
        if waited < patience <= waiting:
            patient = passed + _until_waited(patience - waited, expected, rate)
        if expected < LIKELY <= expected + rate * hours:
            likely = passed + (LIKELY - expected) / rate
        passed, expected, waited = passed + hours, expected + rate * hours, waiting
        if passed >= most or (waited >= patience and (expected >= LIKELY or passed >= wish)):
            break
    is_busy = _mean(rhythm, wished, now) * wish >= LIKELY
    return min(max(patient, min(likely, wish) if is_busy else wish), most) * _HOUR


def _until_waited(patience: float, expected: float, rate: float) -> float:
    """Return the hours in which `expected` entries and those to come wait so long together."""
    return (sqrt(expected * expected + 2 * rate * patience) - expected) / rate


def _rates(rhythm: Rhythm, wished: timedelta, now: datetime) -> Iterator[tuple[float, float]]:
    """Yield parts of the time to come, without end: hours, and entries an hour."""
    mean = _mean(rhythm, wished, now)
    known = now - rhythm.since if rhythm.since else timedelta(0)
    hours = _shares(_smooth(rhythm.hours), EVEN_HOURS) if known >= HOURS_AFTER else (1.0,) * 24
    days = _shares(rhythm.days, EVEN_DAYS) if known >= DAYS_AFTER else (1.0,) * 7
    moment = now.astimezone(UTC)
    while True:
        following = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
        rate = mean * hours[moment.hour] * days[moment.weekday()]
        yield (following - moment) / _HOUR, rate
        moment = following


def _mean(rhythm: Rhythm, wished: timedelta, now: datetime) -> float:
    """Return the entries an hour; of an unknown source, as many as make the wished wait."""
    guessed = GUESS / (2 * PATIENCE) * (wished / _HOUR)
    if rhythm.since is None or rhythm.at is None:
        return GUESS / guessed
    seen = sum(rhythm.hours) * _fading(now - rhythm.at)
    # As the entries fade, so does the time in which they came.
    span = (HALF_LIFE / _HOUR) / log(2) * (1 - _fading(now - rhythm.since))
    return (seen + GUESS) / (span + guessed)


def _smooth(hours: Sequence[float]) -> list[float]:
    """Let each hour lend to its neighbours: nobody publishes by the clock, and clocks change."""
    count = len(hours)
    return [(hours[n - 1] + 2 * hours[n] + hours[(n + 1) % count]) / 4 for n in range(count)]


def _shares(counts: Sequence[float], even: float) -> list[float]:
    """Return how much busier than the mean each part is."""
    parts, total = len(counts), sum(counts) + even
    return [(count + even / parts) / total * parts for count in counts]


def tell_rhythm(rhythm: Rhythm, wished: timedelta, now: datetime) -> str:
    """Say in words how often entries come."""
    mean = _mean(rhythm, wished, now)
    for unit, hours in (("hour", 1), ("day", 24), ("week", 168)):
        if mean * hours >= 1:
            return f"its rhythm, about {mean * hours:.2g} new entries a {unit}"
    return "its rhythm, seldom a new entry"
