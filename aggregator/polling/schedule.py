"""When a source is polled next, and why.

Pure: the moment, the outcome and the jitter are arguments. The interval that
the user wishes for is stretched, never shortened, by what the origin says of
itself: freshness (RFC 9111, 4.2), RSS ttl, skipHours and skipDays, Retry-After.
"""

from datetime import datetime, timedelta

from aggregator.records import (
    FeedInfo,
    FeedOutcome,
    Fetched,
    FetchFailed,
    Gone,
    NotModified,
    RateLimited,
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


@record
class Told:
    """What a source's past tells: its feed's own words, and how often it failed in a row."""

    info: FeedInfo
    failures: int = 0
    """This poll included."""


@record
class NextPoll:
    """The next poll of a source; `at` is None when it is never to be polled again."""

    at: datetime | None
    reason: str


def wished_interval(source: Source, settings: Settings) -> timedelta:
    """Return the source's interval within the bounds of the settings."""
    return min(max(source.interval, settings.min_interval), settings.max_interval)


def plan_next_poll(
    wished: timedelta, outcome: FeedOutcome | None, told: Told, *, now: datetime, jitter: float
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
            delay, reason = _backoff(wished, told.failures)
        case Fetched(fresh_for=fresh_for) | NotModified(fresh_for=fresh_for):
            delay, reason = _rhythm(wished, told.info, fresh_for)
    at = now + delay * (1 + JITTER * jitter)
    allowed = skip_forbidden(at, told.info)
    if allowed != at:
        reason = "the feed's skipHours or skipDays"
    return NextPoll(at=allowed, reason=reason)


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


def _rhythm(
    wished: timedelta, info: FeedInfo, fresh_for: timedelta | None
) -> tuple[timedelta, str]:
    nothing = timedelta(0)
    bounds = (
        (min(fresh_for or nothing, BACKOFF_CAP), "the server's Cache-Control or Expires"),
        (min(info.ttl or nothing, BACKOFF_CAP), "the feed's ttl"),
        (wished, "the source's interval"),
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
