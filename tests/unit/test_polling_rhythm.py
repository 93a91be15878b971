"""How long to wait for a source's next entries, by its own rhythm."""

from datetime import UTC, datetime, timedelta
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.polling.rhythm import find_wait, note_arrivals, tell_rhythm
from aggregator.records import Rhythm

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)  # a Wednesday
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def first(*published, now=NOW):
    """Return what a first document with entries of these dates tells."""
    return note_arrivals(Rhythm(), published, None, now)


def every(gap, *, over, now=NOW):
    return first(*(now - gap * n for n in range(1, round(over / gap) + 1)), now=now)


def wait(rhythm, *, wished=HOUR, longest=DAY, now=NOW):
    return find_wait(rhythm, wished, longest, now)


def near(one, other, by=0.12):
    return abs(one / other - 1) < by


@pytest.mark.parametrize("hours", [14.9, 22.9, 50.9])
def test_even_entries_are_waited_for_as_the_root_of_the_time_between_them(hours):
    """√(0.08 interval / r): the least waiting for a given number of requests."""
    even = every(hours * HOUR, over=54 * DAY)
    assert near(wait(even) / HOUR, sqrt(0.08 * hours), 0.25)


def test_a_busier_source_is_never_waited_for_longer():
    gaps = [11 * MINUTE, 1.1 * HOUR, 5.3 * HOUR, 1.1 * DAY, 3.2 * DAY, 10.3 * DAY]
    waits = [wait(every(gap, over=55 * DAY)) for gap in gaps]
    assert waits == sorted(waits)


def test_nothing_known_means_the_wished_interval():
    assert near(wait(Rhythm()), HOUR)
    assert near(wait(first(None, None)), HOUR)


def test_less_than_the_wished_interval_only_when_an_entry_is_likely_by_then():
    """No server is asked sooner than it is wished for when it has hardly anything new."""
    assert near(wait(every(4 * HOUR, over=2 * DAY)), HOUR)
    assert wait(every(20 * MINUTE, over=2 * DAY)) < HOUR / 4


def test_a_source_that_fell_silent_is_asked_ever_more_seldom():
    rhythm, waits = every(HOUR, over=20 * DAY), []
    for days in (0, 10, 30, 90, 300):
        waits.append(wait(rhythm, now=NOW + days * DAY))
    assert waits == sorted(waits)
    assert waits[-1] > 5 * HOUR


def test_old_entries_say_that_a_source_is_quiet():
    assert wait(first(NOW - 400 * DAY, NOW - 500 * DAY)) > 6 * HOUR


def test_it_sleeps_when_the_source_does():
    """Entries of office hours only: asked seldom in the night, and again in the morning."""
    office = [
        NOW - day * DAY + hour * HOUR for day in range(1, 29) for hour in (-4, -3, -2, 0, 2, 3, 4)
    ]
    rhythm = first(*office)
    morning, evening = NOW.replace(hour=8), NOW.replace(hour=19)
    assert wait(rhythm, now=morning) <= HOUR
    assert wait(rhythm, now=evening) > 3 * wait(rhythm, now=morning)


def test_it_knows_weekends():
    weekdays = [NOW - n * DAY + n % 17 * HOUR for n in range(50)]
    rhythm = first(*(at for at in weekdays if at.weekday() < 5 and at < NOW))
    friday, saturday = NOW + 2 * DAY, NOW + 3 * DAY
    assert wait(rhythm, now=saturday) > 1.3 * wait(rhythm, now=friday)


def test_a_batch_counts_once():
    batch = [
        NOW - n * DAY + second * timedelta(seconds=1) for n in (1, 2, 3) for second in range(9)
    ]
    alone = [NOW - n * DAY for n in (1, 2, 3)]
    assert near(wait(first(*batch)), wait(first(*alone)), 0.25)


def test_what_is_new_came_since_the_last_poll_whatever_its_date():
    """An entry that claims to be from last year, or from tomorrow, was not there an hour ago."""
    before = every(DAY, over=20 * DAY)
    asked, now = NOW, NOW + 2 * HOUR
    claims = [None, NOW - 300 * DAY, NOW + 9 * DAY]
    rhythms = {note_arrivals(before, [claim], asked, now) for claim in claims}
    assert len(rhythms) == 1
    assert sum(rhythms.pop().hours) > sum(before.hours)


@pytest.mark.parametrize(
    ("gap", "said"),
    [(HOUR / 4, "an hour"), (8 * HOUR, "a day"), (4 * DAY, "a week"), (40 * DAY, "seldom")],
)
def test_the_reason_is_told_in_words(gap, said):
    told = tell_rhythm(every(gap, over=55 * DAY), HOUR, NOW)
    assert said.replace("an hour", "a hour") in told


@given(
    ages=st.lists(st.one_of(st.none(), st.integers(-5000, 200_000)), max_size=60),
    asked=st.one_of(st.none(), st.integers(1, 5000)),
    later=st.integers(-3000, 500_000),
)
def test_the_wait_is_within_the_bounds_whatever_a_feed_claims(ages, asked, later):
    """Clocks that went back included."""
    published = [None if age is None else NOW - age * MINUTE for age in ages]
    rhythm = note_arrivals(first(NOW - 3 * DAY), published, asked and NOW - asked * MINUTE, NOW)
    found = wait(rhythm, now=NOW + later * MINUTE)
    assert timedelta(0) < found <= DAY
    assert len(rhythm.hours) == 24
    assert len(rhythm.days) == 7
