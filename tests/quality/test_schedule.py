"""Half the requests of asking every 30 minutes, and entries seen no later: a floor.

The same simulation as bench/schedule_simulation.py, shorter: of two worlds that
are made in different ways, so that nothing is fitted to one.
"""

import random
import statistics

import pytest

from bench.rhythms import DAY, make_even, make_odd
from bench.schedule_simulation import FIXED, OURS, OURS_30, simulate

DAYS = 10


@pytest.mark.parametrize("make", [make_even, make_odd])
def test_half_the_requests_find_entries_no_later(make):
    chance = random.Random("floor")
    publishers = [make(chance, n, DAYS * DAY) for n in range(200)]
    found = simulate(publishers, DAYS, seed=1)
    fixed, ours = found[FIXED], found[OURS_30]
    assert len(ours.waits) > 1000
    assert ours.requests <= fixed.requests / 2
    assert statistics.median(ours.waits) <= statistics.median(fixed.waits)
    assert found[OURS].requests <= 0.4 * fixed.requests


def test_no_source_is_forgotten_however_quiet():
    chance = random.Random("quiet")
    publishers = [make_even(chance, n, DAYS * DAY) for n in range(120)]
    ours = simulate(publishers, DAYS, seed=1)[OURS]
    assert max(ours.waits) <= 1.1 * DAY
