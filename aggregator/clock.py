"""The time, real and virtual; both implement protocols.Clock."""

import asyncio
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the present moment, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, duration: timedelta) -> None:
        """Return after the duration."""
        await asyncio.sleep(duration.total_seconds())


class VirtualClock:
    """A clock that stands still but for those who sleep: they move it on, and wait for nobody."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return the present moment, in UTC."""
        return self._now

    def advance(self, duration: timedelta) -> None:
        """Move the clock on."""
        self._now += duration

    async def sleep(self, duration: timedelta) -> None:
        """Move the clock on to the end of the sleep, unless others have already."""
        until = self._now + duration
        await asyncio.sleep(0)
        self._now = max(self._now, until)
