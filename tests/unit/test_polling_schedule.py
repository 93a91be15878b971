"""When a source is polled next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.polling.schedule import (
    CATCH_UP,
    Told,
    Wish,
    find_wish,
    most_in_a_second,
    plan_next_poll,
    skip_forbidden,
)
from aggregator.records import (
    FailureKind,
    FeedInfo,
    Fetched,
    FetchFailed,
    Gone,
    NotModified,
    RateLimited,
    Rhythm,
    Settings,
    Source,
)

NOW = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)  # a Wednesday
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BUSY = Rhythm(since=NOW - 5 * DAY, at=NOW, hours=(20.0,) * 24, days=(60.0,) * 7)
FAILED = FetchFailed(kind=FailureKind.HTTP, reason="status 500")


def wish(interval, *, adapts=True):
    return Wish(interval=interval, shortest=HOUR / 4, longest=DAY, adapts=adapts)


def plan(outcome, info=None, *, failures=0, wished=HOUR, jitter=0.0):
    told = Told(info=info or FeedInfo(), failures=failures)
    return plan_next_poll(wish(wished), outcome, told, now=NOW, jitter=jitter)


def fetched(fresh_for=None):
    return Fetched(
        url="http://a.example/f",
        final_url="http://a.example/f",
        status=200,
        content_type="",
        body=b"x",
        fetched_at=NOW,
        fresh_for=fresh_for,
    )


def test_nothing_said_means_the_wished_interval():
    assert plan(NotModified()).at == NOW + HOUR
    assert plan(fetched()).at == NOW + HOUR


def test_freshness_stretches_the_interval_and_never_shortens_it():
    """RFC 9111, 4.2: a fresh response need not be asked for again."""
    assert plan(fetched(3 * HOUR)).at == NOW + 3 * HOUR
    assert plan(fetched(timedelta(minutes=5))).at == NOW + HOUR


def test_freshness_is_believed_for_a_day_at_most():
    assert plan(NotModified(fresh_for=365 * DAY)).at == NOW + DAY


def test_the_feeds_ttl_is_a_lower_bound():
    assert plan(fetched(), FeedInfo(ttl=6 * HOUR)).at == NOW + 6 * HOUR


@pytest.mark.parametrize(("failures", "delay"), [(1, HOUR), (2, 2 * HOUR), (5, 16 * HOUR)])
def test_failures_double_the_delay(failures, delay):
    assert plan(FAILED, failures=failures).at == NOW + delay


@pytest.mark.parametrize("failures", [6, 60, 6000])
def test_a_failing_source_is_asked_once_a_day_for_ever(failures):
    assert plan(FAILED, failures=failures).at == NOW + DAY


def test_a_document_that_cannot_be_parsed_is_a_failure():
    assert plan(None, failures=3).at == NOW + 4 * HOUR


def test_retry_after_is_kept_to_the_second():
    """RFC 9110, 10.2.3."""
    assert plan(RateLimited(status=429, retry_after=2 * HOUR), failures=1).at == NOW + 2 * HOUR


def test_a_limit_without_a_time_costs_an_hour_and_doubles():
    assert plan(RateLimited(status=429), failures=1).at == NOW + HOUR
    assert plan(RateLimited(status=429), failures=3).at == NOW + 4 * HOUR


def test_an_absurd_retry_after_is_cut():
    limited = RateLimited(status=503, retry_after=9000 * DAY)
    assert plan(limited, failures=1).at == NOW + 7 * DAY


def test_gone_is_for_good():
    """RFC 9110, 15.5.11."""
    assert plan(Gone()).at is None


def test_skip_hours_move_the_poll_to_the_next_hour_allowed():
    info = FeedInfo(skip_hours=(13, 14))
    assert plan(NotModified(), info).at == datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


def test_skip_days_move_the_poll_to_the_next_day_allowed():
    info = FeedInfo(skip_days=(2, 3))
    assert plan(NotModified(), info).at == datetime(2026, 3, 6, 0, 0, tzinfo=UTC)


def test_a_feed_that_forbids_always_is_not_believed():
    assert skip_forbidden(NOW, FeedInfo(skip_hours=tuple(range(24)))) == NOW
    assert skip_forbidden(NOW, FeedInfo(skip_days=tuple(range(7)))) == NOW


def test_the_wish_stays_within_the_bounds():
    settings = Settings()
    source = Source(name="a", url="http://a.example/", interval=timedelta(minutes=1))
    assert find_wish(source, settings).interval == settings.min_interval


@pytest.mark.parametrize("sources", [0, 1, 8, 9, 480, 481, 2000, 100_000])
def test_whatever_is_due_at_once_is_caught_up_within_a_minute_and_not_in_a_burst(sources):
    most = most_in_a_second(sources)
    assert most * CATCH_UP.seconds >= sources
    assert most <= max(8, sources // CATCH_UP.seconds + 1)


def test_a_source_adapts_unless_the_user_said_how_often_it_is_asked():
    named = {"name": "a", "url": "http://a.example/"}
    assert find_wish(Source(**named), Settings()).adapts
    assert not find_wish(Source(**named, interval=HOUR), Settings()).adapts
    assert not find_wish(Source(name="a", url="file:feed.xml"), Settings()).adapts


def test_the_users_interval_for_a_source_is_kept_whatever_its_rhythm():
    busy = Told(info=FeedInfo(), rhythm=BUSY)
    told = plan_next_poll(wish(6 * HOUR, adapts=False), NotModified(), busy, now=NOW, jitter=0)
    assert told.at == NOW + 6 * HOUR


def test_the_origins_word_stretches_the_rhythm():
    busy = Told(info=FeedInfo(ttl=2 * HOUR), rhythm=BUSY)
    told = plan_next_poll(wish(HOUR), NotModified(), busy, now=NOW, jitter=0)
    assert (told.at, told.reason) == (NOW + 2 * HOUR, "the feed's ttl")


def test_the_busiest_source_is_asked_no_oftener_than_the_shortest_interval():
    wild = replace(BUSY, hours=(5000.0,) * 24)
    told = plan_next_poll(
        wish(HOUR), NotModified(), Told(info=FeedInfo(), rhythm=wild), now=NOW, jitter=0
    )
    assert told.at == NOW + HOUR / 4
    assert "new entries a" in told.reason


@given(
    jitter=st.floats(0, 1),
    fresh=st.one_of(st.none(), st.timedeltas(timedelta(0), 3 * DAY)),
    hours=st.sets(st.integers(0, 23)),
    days=st.sets(st.integers(0, 6)),
)
def test_no_poll_comes_sooner_than_it_may(jitter, fresh, hours, days):
    info = FeedInfo(skip_hours=tuple(hours), skip_days=tuple(days))
    at = plan(NotModified(fresh_for=fresh), info, jitter=jitter).at
    assert at >= NOW + max(HOUR, min(fresh or timedelta(0), DAY))
    assert at <= NOW + 9 * DAY
    if len(hours) < 24 and len(days) < 7:
        assert at.hour not in hours
        assert at.weekday() not in days
