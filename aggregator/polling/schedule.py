"""When a source is polled next, and why.

Pure: the moment, the outcome and the jitter are arguments. How long to wait is
the user's word for this source, or else its own rhythm (polling/rhythm.py). It
is stretched, never shortened, by what the origin says of itself: freshness
(RFC 9111, 4.2), RSS ttl, skipHours and skipDays, Retry-After.
"""

from datetime import datetime, timedelta
from math import ceil

from aggregator.polling.rhythm import find_wait, tell_rhythm
from aggregator.records import (
    FeedInfo,
    FeedOutcome,
    Fetched,
    FetchFailed,
    Gone,
    NotModified,
    RateLimited,
    Rhythm,
    Settings,
    Source,
)
from aggregator.records.base import record

BACKOFF_CAP = timedelta(hours=24)
"""No failure and no header keeps us away for longer, but an explicit Retry-After."""

RETRY_AFTER_CAP = timedelta(days=7)
"""Beyond this a Retry-After is taken for a mistake."""

LIMITED_WITHOUT_WORD = timedelta(hours=1)
"""What a 429 without Retry-After costs, doubling like any failure."""

JITTER = 0.1
"""The share of the delay by which it may grow, so that sources drift apart."""


CATCH_UP = timedelta(minutes=1)
"""In which everything is asked that became due at once: at the start, after a suspend or
a leap of the clock."""

FEW = 8
"""Sources that may be asked in the same second in any case."""


@record
class Told:
    """What a source's past tells: its feed's own words, when entries came, how often it failed."""

    info: FeedInfo
    rhythm: Rhythm = Rhythm()
    failures: int = 0
    """In a row, this poll included."""


@record
class Wish:
    """How often the user wants a source to be asked."""

    interval: timedelta
    shortest: timedelta
    longest: timedelta
    adapts: bool
    """Whether the source's rhythm may make it shorter or longer."""


@record
class NextPoll:
    """The next poll of a source; `at` is None when it is never to be polled again."""

    at: datetime | None
    reason: str


def find_wish(source: Source, settings: Settings) -> Wish:
    """Return what is wished for a source, within the bounds of the settings."""
    shortest, longest = settings.min_interval, settings.max_interval
    return Wish(
        interval=min(max(source.interval or settings.interval, shortest), longest),
        shortest=shortest,
        longest=longest,
        # To read a file costs nobody anything: it need not be guessed when to.
        adapts=source.interval is None and not source.url.startswith("file:"),
    )


def plan_next_poll(
    wish: Wish, outcome: FeedOutcome | None, told: Told, *, now: datetime, jitter: float
) -> NextPoll:
    """Decide the next poll after an outcome; None stands for a document that could not be parsed.

    `jitter` is between 0 and 1.
    """
    match outcome:
        case Gone():
            return NextPoll(at=None, reason="gone: the origin asks not to be asked again")
        case RateLimited(status=status, retry_after=retry_after):
            delay, reason = _limited(status, retry_after, told.failures)
        case FetchFailed() | None:
            delay, reason = _backoff(wish.interval, told.failures)
        case Fetched(fresh_for=fresh_for) | NotModified(fresh_for=fresh_for):
            delay, reason = _after_answer(_wait(wish, told.rhythm, now), told.info, fresh_for)
    at = now + delay * (1 + JITTER * jitter)
    allowed = skip_forbidden(at, told.info)
    if allowed != at:
        reason = "the feed's skipHours or skipDays"
    return NextPoll(at=allowed, reason=reason)


def most_in_a_second(sources: int) -> int:
    """Return how many of so many sources are begun with in one second, so that nothing bursts."""
    return max(FEW, ceil(sources / CATCH_UP.total_seconds()))


def skip_forbidden(at: datetime, info: FeedInfo) -> datetime:
    """Return the first moment from `at` on that skipHours and skipDays allow (RSS 2.0).

    A feed that forbids every hour or every day is not believed.
    """
    hours, days = set(info.skip_hours), set(info.skip_days)
    if len(hours) >= 24 or len(days) >= 7:
        return at
    moment = at
    while moment.hour in hours or moment.weekday() in days:
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment


def _wait(wish: Wish, rhythm: Rhythm, now: datetime) -> tuple[timedelta, str]:
    """Return how long we would wait by ourselves, and why."""
    if not wish.adapts:
        return wish.interval, "the source's interval"
    if rhythm.since is None:
        return wish.interval, "the wished interval"
    wait = find_wait(rhythm, wish.interval, wish.longest, now)
    return max(wait, wish.shortest), tell_rhythm(rhythm, wish.interval, now)


def _after_answer(
    wait: tuple[timedelta, str], info: FeedInfo, fresh_for: timedelta | None
) -> tuple[timedelta, str]:
    nothing = timedelta(0)
    bounds = (
        (min(fresh_for or nothing, BACKOFF_CAP), "the server's Cache-Control or Expires"),
        (min(info.ttl or nothing, BACKOFF_CAP), "the feed's ttl"),
        wait,
    )
    return max(bounds, key=lambda bound: bound[0])


def _backoff(wished: timedelta, failures: int) -> tuple[timedelta, str]:
    doubled = wished * 2 ** min(max(failures - 1, 0), 10)
    return min(doubled, max(BACKOFF_CAP, wished)), f"after failure {failures} in a row"


def _limited(status: int, retry_after: timedelta | None, failures: int) -> tuple[timedelta, str]:
    if retry_after is None:
        delay, _ = _backoff(LIMITED_WITHOUT_WORD, failures)
        return delay, f"status {status} without Retry-After"
    asked = max(min(retry_after, RETRY_AFTER_CAP), timedelta(minutes=1))
    return asked, f"status {status} with Retry-After"
