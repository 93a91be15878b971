"""What is remembered of a source after a poll: SourceState → SourceState. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.polling.redirects import note_move
from aggregator.polling.rhythm import note_arrivals
from aggregator.polling.schedule import Told, Wish, plan_next_poll
from aggregator.records import (
    Defect,
    FailureKind,
    FeedInfo,
    FeedOutcome,
    Fetched,
    FetchFailed,
    Gone,
    NotModified,
    RateLimited,
    SourceState,
    Validators,
)
from aggregator.records.base import record

CHECK_EVERY = timedelta(days=7)
"""How long a source may answer "not modified" before it is asked for everything again: some
servers say it for ever."""

OFFLINE_WAIT = timedelta(minutes=2)
"""When we are offline, we look again soon: it is nobody's failure."""

LEAP = timedelta(minutes=1)
"""What clocks may differ without anybody having been wrong."""

_DATED = ("last_poll_at", "last_success_at", "last_full_at", "next_poll_at", "not_before")

BELOW_HTTP = frozenset({FailureKind.DNS, FailureKind.CONNECT, FailureKind.TIMEOUT})
"""Failures that our own lack of a network looks like."""


NOT_FROM_A_SERVER = BELOW_HTTP | {FailureKind.ADDRESS, FailureKind.FILE, FailureKind.ROBOTS}


@record
class Moment:
    """When the poll ended, and what chance there is in the next one."""

    now: datetime
    wish: Wish
    jitter: float


def choose_validators(state: SourceState, now: datetime) -> Validators:
    """Return what to ask with: nothing when it is time for a check of the whole document."""
    if state.last_full_at is None or now - state.last_full_at >= CHECK_EVERY:
        return Validators()
    return state.validators


def is_below_http(outcome: FeedOutcome) -> bool:
    """Tell whether no server answered."""
    return isinstance(outcome, FetchFailed) and outcome.kind in BELOW_HTTP


def is_answer(outcome: FeedOutcome) -> bool:
    """Tell whether a server was reached."""
    match outcome:
        case RateLimited(asked=asked):
            return asked
        case FetchFailed(kind=kind):
            return kind not in NOT_FROM_A_SERVER
        case _:
            return True


def after_news(
    state: SourceState, published: Sequence[datetime | None], now: datetime
) -> SourceState:
    """Return the state that also knows of new entries, given when they claim to be from."""
    rhythm = note_arrivals(state.rhythm, published, state.last_success_at, now)
    return replace(state, rhythm=rhythm)


def after_success(
    state: SourceState, outcome: Fetched | NotModified, info: FeedInfo, moment: Moment
) -> SourceState:
    """Return the state after a document arrived, or was told not to have changed."""
    told = Told(info=info, rhythm=state.rhythm)
    plan = plan_next_poll(moment.wish, outcome, told, now=moment.now, jitter=moment.jitter)
    return replace(
        state,
        validators=outcome.validators,
        info=info,
        next_poll_at=plan.at,
        next_poll_reason=plan.reason,
        not_before=None,
        last_poll_at=moment.now,
        last_success_at=moment.now,
        failures=0,
        last_error=None,
        gone=False,
        move=note_move(state.move, outcome.moved_to, moment.now),
    )


def after_document(state: SourceState, body_hash: str, defects: tuple[Defect, ...]) -> SourceState:
    """Return the state after a success that also remembers the document that was taken in."""
    return replace(state, body_hash=body_hash, defects=defects, last_full_at=state.last_poll_at)


def after_failure(
    state: SourceState, outcome: FeedOutcome | None, error: str, moment: Moment
) -> SourceState:
    """Return the state after a poll that brought nothing; None for a document that is no feed."""
    failures = state.failures + 1
    met = _take_for_limit(outcome, failures)
    told = Told(info=state.info, failures=failures)
    plan = plan_next_poll(moment.wish, met, told, now=moment.now, jitter=moment.jitter)
    return replace(
        state,
        next_poll_at=plan.at,
        next_poll_reason=plan.reason,
        not_before=plan.at if isinstance(met, RateLimited) else None,
        last_poll_at=moment.now,
        failures=failures,
        last_error=error,
        gone=isinstance(met, Gone),
        # An address that was adopted and fails is given up for the configured one.
        adopted_url=None,
        move=None,
    )


def after_offline(state: SourceState, error: str, moment: Moment) -> SourceState:
    """Return the state after a poll at a time when nobody could be reached."""
    return replace(
        state,
        next_poll_at=moment.now + OFFLINE_WAIT * (1 + moment.jitter),
        next_poll_reason="no network: no source could be reached",
        last_poll_at=moment.now,
        last_error=error,
    )


def after_leap(state: SourceState, now: datetime) -> SourceState | None:
    """Return the state with its times taken back, when the clock was ahead at its last poll.

    None when it was not. What was planned stays as long after that poll as it was: nobody is
    asked sooner for it.
    """
    if state.last_poll_at is None or state.last_poll_at <= now + LEAP:
        return None
    ahead = state.last_poll_at - now
    dated = {name: getattr(state, name) for name in _DATED}
    return replace(state, **{name: at - ahead for name, at in dated.items() if at is not None})


def _take_for_limit(outcome: FeedOutcome | None, failures: int) -> FeedOutcome | None:
    """Take a 403 that recurs for a limit: it is how many sites say "too often"."""
    if isinstance(outcome, FetchFailed) and outcome.status == 403 and failures > 1:
        return RateLimited(status=403)
    return outcome
