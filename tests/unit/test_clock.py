"""Both clocks keep the contract of protocols.Clock."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.clock import SystemClock, VirtualClock


@pytest.fixture(params=[SystemClock, lambda: VirtualClock(datetime(2026, 1, 1, tzinfo=UTC))])
def clock(request):
    return request.param()


def test_now_is_aware_and_in_utc(clock):
    assert clock.now().utcoffset() == timedelta(0)


def test_sleep_lasts_at_least_its_duration(clock):
    before = clock.now()
    asyncio.run(clock.sleep(timedelta(milliseconds=20)))
    assert clock.now() - before >= timedelta(milliseconds=19)


def test_sleepers_of_a_virtual_clock_share_the_time():
    clock = VirtualClock(datetime(2026, 1, 1, tzinfo=UTC))

    async def both():
        await asyncio.gather(clock.sleep(timedelta(hours=1)), clock.sleep(timedelta(hours=3)))

    asyncio.run(both())
    assert clock.now() == datetime(2026, 1, 1, 3, tzinfo=UTC)
