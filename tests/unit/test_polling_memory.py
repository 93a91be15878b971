"""What is remembered of a source after a poll."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.polling.memory import (
    Moment,
    after_failure,
    after_leap,
    after_offline,
    after_success,
    choose_validators,
    is_answer,
    is_below_http,
)
from aggregator.polling.redirects import find_adoptable, note_move
from aggregator.polling.schedule import Wish
from aggregator.records import (
    FailureKind,
    FeedInfo,
    FetchFailed,
    Gone,
    Move,
    NotModified,
    RateLimited,
    SourceState,
    Validators,
)

NOW = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WISH = Wish(interval=HOUR, shortest=HOUR / 4, longest=24 * HOUR, adapts=True)
MOMENT = Moment(now=NOW, wish=WISH, jitter=0.0)
TAG = Validators(etag='"v1"')
STATE = SourceState(name="a", url="https://a.example/feed", validators=TAG)
NEW = "https://new.example/feed"


def failed(kind=FailureKind.HTTP, status=None):
    return FetchFailed(kind=kind, reason="because", status=status)


def test_validators_are_sent_but_once_a_week_everything_is_asked_for():
    assert choose_validators(replace(STATE, last_full_at=NOW - 6 * DAY), NOW) == TAG
    assert choose_validators(replace(STATE, last_full_at=NOW - 7 * DAY), NOW) == Validators()


def test_a_success_forgets_failures():
    before = replace(STATE, failures=7, last_error="because", not_before=NOW)
    after = after_success(before, NotModified(validators=TAG), FeedInfo(), MOMENT)
    assert (after.failures, after.last_error, after.not_before) == (0, None, None)
    assert after.last_success_at == NOW


def test_a_failure_keeps_the_validators():
    """They belong to the entries that are stored, whatever happens meanwhile."""
    after = after_failure(STATE, failed(), "because", MOMENT)
    assert after.validators == TAG
    assert (after.failures, after.last_error) == (1, "because")


def test_only_a_limit_holds_back_a_fetch_by_hand():
    limited = RateLimited(status=429, retry_after=2 * HOUR)
    assert after_failure(STATE, limited, "", MOMENT).not_before == NOW + 2 * HOUR
    assert after_failure(STATE, failed(), "", MOMENT).not_before is None


def test_a_403_that_recurs_is_taken_for_a_limit():
    once = after_failure(STATE, failed(status=403), "", MOMENT)
    twice = after_failure(once, failed(status=403), "", MOMENT)
    assert once.not_before is None
    assert twice.not_before == twice.next_poll_at


def test_gone_is_remembered():
    assert after_failure(STATE, Gone(), "", MOMENT).gone


def test_offline_counts_against_nobody_and_looks_again_soon():
    after = after_offline(STATE, "no network", MOMENT)
    assert after.failures == 0
    assert after.next_poll_at - NOW <= timedelta(minutes=5)


def test_an_adopted_address_that_fails_is_given_up():
    adopted = replace(STATE, adopted_url=NEW, move=Move(to=NEW, since=NOW))
    after = after_failure(adopted, failed(status=404), "", MOMENT)
    assert (after.adopted_url, after.move) == (None, None)


@pytest.mark.parametrize(
    ("outcome", "below", "answer"),
    [
        (failed(FailureKind.DNS), True, False),
        (failed(FailureKind.CONNECT), True, False),
        (failed(FailureKind.TIMEOUT), True, False),
        (failed(FailureKind.HTTP, 500), False, True),
        (failed(FailureKind.TLS), False, True),
        (failed(FailureKind.FILE), False, False),
        (RateLimited(status=429), False, True),
        (RateLimited(status=429, asked=False), False, False),
        (NotModified(), False, True),
    ],
)
def test_what_tells_of_a_network(outcome, below, answer):
    assert is_below_http(outcome) is below
    assert is_answer(outcome) is answer


# --- moves -------------------------------------------------------------------------


def move(times=3, over=DAY):
    return Move(to=NEW, since=NOW - over, times=times)


def adopt(told, current=STATE.url, taken=()):
    return find_adoptable(told, current, taken, NOW)


def test_a_move_is_believed_after_three_answers_over_a_day():
    assert adopt(move()) == (NEW, None)
    assert adopt(move(times=2)) == (None, None)
    assert adopt(move(times=9, over=DAY - HOUR)) == (None, None)


def test_a_move_that_is_interrupted_starts_anew():
    assert note_move(move(2), NEW, NOW) == move(3)
    assert note_move(move(2), None, NOW) is None
    assert note_move(move(2), "https://other.example/", NOW).times == 1


def test_no_source_moves_onto_another():
    adopted, notice = adopt(move(), taken=(NEW,))
    assert adopted is None
    assert "another source" in notice


def test_nobody_is_led_from_https_to_http():
    plain = Move(to="http://new.example/feed", since=NOW - DAY, times=3)
    adopted, notice = find_adoptable(plain, "https://a.example/", (), NOW)
    assert adopted is None
    assert "not secure" in notice
    assert find_adoptable(plain, "http://a.example/", (), NOW)[0] == plain.to


def test_times_of_a_clock_that_was_ahead_are_taken_back_and_keep_their_distance():
    """Nobody is asked sooner for it, and what a server forbade stays forbidden as long."""
    ahead = replace(
        STATE,
        last_poll_at=NOW + 400 * DAY,
        next_poll_at=NOW + 400 * DAY + HOUR,
        not_before=NOW + 401 * DAY,
    )
    mended = after_leap(ahead, NOW)
    assert (mended.last_poll_at, mended.next_poll_at) == (NOW, NOW + HOUR)
    assert mended.not_before == NOW + DAY
    assert after_leap(mended, NOW) is None


def test_times_of_a_clock_that_was_right_are_left_alone():
    assert after_leap(STATE, NOW) is None
    assert after_leap(replace(STATE, last_poll_at=NOW + timedelta(seconds=30)), NOW) is None
