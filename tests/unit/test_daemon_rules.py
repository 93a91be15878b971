"""What a running daemon takes up, and how long it rests."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from aggregator.daemon.publishing import MOST_REST, rest_after
from aggregator.daemon.reloading import heed
from aggregator.records import Settings

BEFORE = Settings()


def test_intervals_and_retention_are_taken_up_at_once():
    after = replace(BEFORE, interval=timedelta(hours=2), retention=timedelta(days=9))
    assert heed(BEFORE, after) == (after, ())


def test_an_address_waits_for_a_restart_and_all_of_it_does():
    after = replace(BEFORE, listen="127.0.0.1:1", base_url="http://a.example", concurrency=3)
    assert heed(BEFORE, after) == (BEFORE, ("listen", "base_url", "concurrency"))


@given(st.floats(0, 1e6))
def test_publishing_takes_a_third_of_the_time_at_most_where_it_is_long(seconds):
    rest = rest_after(seconds)
    assert rest <= MOST_REST * seconds
    assert seconds < 4 or rest == MOST_REST * seconds
    assert seconds > 1 or rest <= 0.5, "what is short follows every change"
