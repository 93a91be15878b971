"""Politeness: how many requests a host gets at once, how close together, who goes first.

Feeds go before pages, and each in the order of coming. A host that told several
of its addresses to stay away is left alone as a whole.
"""

import asyncio
import heapq
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from enum import IntEnum
from itertools import count

from aggregator.fetch.address import is_loopback
from aggregator.fetch.limits import Limits

MOST_HOSTS = 2000
"""Hosts remembered; beyond it the idle ones are forgotten."""

LONGEST_GAP = timedelta(seconds=30)
"""The most that a Crawl-delay is followed."""


class Rank(IntEnum):
    """Who goes first in a host's queue."""

    FEED = 0
    PAGE = 1


class _Host:
    """What is under way and who waits, at one host."""

    __slots__ = ("active", "free_at", "gap", "timer", "waiting")

    def __init__(self, gap: float) -> None:
        self.gap = gap
        self.active = 0
        self.free_at = 0.0
        self.waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self.timer: asyncio.TimerHandle | None = None

    def is_idle(self, now: float) -> bool:
        return not (self.active or self.waiting or self.timer) and self.free_at <= now


class Pace:
    """The queues of all hosts."""

    def __init__(self, per_host: int, limits: Limits, chance: Callable[[], float]) -> None:
        self._per_host = per_host
        self._limits = limits
        self._chance = chance
        self._hosts: dict[str, _Host] = {}
        self._numbers = count()

    @asynccontextmanager
    async def turn(self, name: str, rank: Rank) -> AsyncIterator[None]:
        """Wait for a turn at a host, and hold it."""
        host = self._find(name)
        if not host.waiting and self._may_start(host):
            self._start(host)
        else:
            await self._wait(host, rank)
        try:
            yield
        finally:
            host.active -= 1
            self._advance(host)

    def slow_down(self, name: str, gap: timedelta) -> None:
        """Keep at least this gap at a host: it said so (Crawl-delay)."""
        host = self._find(name)
        host.gap = max(host.gap, min(gap, LONGEST_GAP).total_seconds())

    def hosts_known(self) -> int:
        """Return how many hosts are remembered."""
        return len(self._hosts)

    def _find(self, name: str) -> _Host:
        host = self._hosts.get(name)
        if host is None:
            if len(self._hosts) >= MOST_HOSTS:
                self._forget_idle()
            gap = self._limits.loopback_gap if is_loopback(name) else self._limits.gap
            host = self._hosts[name] = _Host(gap.total_seconds())
        return host

    def _forget_idle(self) -> None:
        now = asyncio.get_running_loop().time()
        self._hosts = {n: host for n, host in self._hosts.items() if not host.is_idle(now)}

    def _may_start(self, host: _Host) -> bool:
        at = asyncio.get_running_loop().time()
        return host.active < self._per_host and host.free_at <= at

    def _start(self, host: _Host) -> None:
        host.active += 1
        now = asyncio.get_running_loop().time()
        host.free_at = now + host.gap * (1 + self._chance())

    async def _wait(self, host: _Host, rank: Rank) -> None:
        loop = asyncio.get_running_loop()
        place = loop.create_future()
        heapq.heappush(host.waiting, (rank, next(self._numbers), place))
        self._advance(host)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                host.active -= 1  # the turn came in the same moment: pass it on
                self._advance(host)
            raise

    def _advance(self, host: _Host) -> None:
        """Let those start whose turn it is; come back when the gap is over."""
        while host.waiting:
            if host.waiting[0][2].done():  # cancelled while it waited
                heapq.heappop(host.waiting)
            elif self._may_start(host):
                self._start(host)
                heapq.heappop(host.waiting)[2].set_result(None)
            else:
                self._come_back(host)
                return

    def _come_back(self, host: _Host) -> None:
        if host.active >= self._per_host or host.timer is not None:
            return
        loop = asyncio.get_running_loop()

        def again() -> None:
            host.timer = None
            self._advance(host)

        host.timer = loop.call_at(host.free_at, again)


class Cooldowns:
    """Who asked us to stay away, and until when: an address, or a host that said it twice."""

    def __init__(self) -> None:
        self._by_host: dict[str, dict[str, datetime]] = {}

    def note(self, host: str, url: str, until: datetime) -> None:
        """Remember that an address of a host is not to be asked before a moment."""
        self._by_host.setdefault(host, {})[url] = until

    def any(self) -> bool:
        """Tell whether anybody asked us to stay away at all."""
        return bool(self._by_host)

    def find(self, host: str, now: datetime) -> datetime | None:
        """Return until when the whole host is left alone; None when it may be asked.

        One address that is limited tells of itself; two tell of their host,
        which is then left alone until the later of the two moments is over.
        """
        told = self._by_host.get(host)
        if told is None:
            return None
        live = {url: until for url, until in told.items() if until > now}
        if not live:
            del self._by_host[host]
            return None
        self._by_host[host] = live
        return max(live.values()) if len(live) > 1 else None
