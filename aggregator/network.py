"""Is it them, or is it us? Tells a source's failure from our own lack of a network.

A failure below HTTP counts against its source only when somebody else answered
meanwhile. When all that are asked fail that way, we are offline, and it is
nobody's failure.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

ENOUGH_HOSTS = 2
"""One host that cannot be reached says nothing about the network."""
MOMENT = 0.05
"""Seconds that a failure waits for others to be asked: without a network it comes at once."""


class Round:
    """Requests whose times overlap, and what they tell together.

    `failed` are hosts that could not be reached when nobody could, just before.
    """

    def __init__(self, failed: Iterable[str] = ()) -> None:
        self._under_way = 0
        self._waiting = 0
        self._answered = False
        self._lost = False
        self._failed = set(failed)
        self._changed = asyncio.Event()

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is under way, and nobody waits for others to join."""
        return not self._under_way and not self._waiting

    @contextmanager
    def taking_part(self) -> Iterator["Round"]:
        """Hold this while a source is asked."""
        self._under_way += 1
        try:
            yield self
        finally:
            self._under_way -= 1
            self._changed.set()

    @property
    def is_up(self) -> bool | None:
        """Whether the network is there; None while that is not known."""
        return True if self._answered else False if self._lost else None

    @property
    def lost_hosts(self) -> frozenset[str]:
        """The hosts that told that there is no network; none where there is one."""
        return frozenset(() if self._answered or not self._lost else self._failed)

    def note_answer(self) -> None:
        """Note that a server answered, whatever it said: the network is there."""
        self._answered = True
        self._changed.set()

    async def is_offline(self, host: str) -> bool:
        """Tell, for a host that could not be reached, whether nobody could.

        Waits until one of the others answers, or all of them have ended; alone it
        waits a moment for others. To be called by who takes part no more.
        """
        self._failed.add(host)
        self._changed.set()
        self._waiting += 1
        try:
            async with asyncio.timeout(MOMENT):
                await self._wait(lambda: len(self._failed) >= ENOUGH_HOSTS)
        except TimeoutError:
            pass
        finally:
            self._waiting -= 1
        await self._wait(lambda: not self._under_way)
        self._lost = not self._answered and len(self._failed) >= ENOUGH_HOSTS
        return self._lost

    async def _wait(self, enough: Callable[[], bool]) -> None:
        """Wait until somebody answered, or this is enough."""
        while not (self._answered or enough()):
            self._changed.clear()
            await self._changed.wait()


class Network:
    """The present round."""

    def __init__(self) -> None:
        self._round = Round()
        self._was_up = True

    def take_news(self) -> bool | None:
        """Return whether the network is there, once each time that this has changed; else None."""
        is_up = self._round.is_up
        if is_up is None or is_up is self._was_up:
            return None
        self._was_up = is_up
        return is_up

    @contextmanager
    def asking(self) -> Iterator[Round]:
        """Take part in the present round, or begin one."""
        if self._round.is_over:
            self._round = Round(self._round.lost_hosts)
        with self._round.taking_part() as present:
            yield present
