"""Requests that publishing makes, in the background: nobody waits for a subscriber or a hub.

They are dialled through the session that is given, which is to refuse the
addresses that strangers must not make us dial.
"""

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import aiohttp

AT_ONCE = 10
_TIMEOUT = aiohttp.ClientTimeout(total=20)
_SHOWN = 10_000
"""Bytes of an answer that are looked at."""


class Clock(Protocol):
    """Tells the time, and waits."""

    def now(self) -> datetime:
        """Return the present moment, in UTC."""

    async def sleep(self, duration: timedelta) -> None:
        """Return after the duration."""


class Outgoing:
    """A session, and the work under way on it."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Let the work go on by itself."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def close(self, patience: timedelta) -> None:
        """Give what is under way so much time, then drop it, and the session."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=patience.total_seconds())
        for task in set(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()

    async def send(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes]:
        """Return status and the beginning of the body; 0 when there was no answer.

        Redirects are not followed: what was verified is the address, not where
        it leads later.
        """
        request = self._session.request(
            method, url, data=body, headers=headers, allow_redirects=False, timeout=_TIMEOUT
        )
        try:
            async with self._slots, request as response:
                return response.status, await response.content.read(_SHOWN)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            return 0, b""
