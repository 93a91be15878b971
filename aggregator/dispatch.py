"""The dispatcher of one machine: claimed sources become tasks of this process."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta


class LocalDispatcher:
    """Polls what it is given in tasks of its own; implements protocols.Dispatcher."""

    def __init__(
        self,
        slots: int,
        poll: Callable[[str], Awaitable[object]],
        release: Callable[[Sequence[str]], Awaitable[None]],
    ) -> None:
        self._slots = slots
        self._poll = poll
        self._release = release
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def free_slots(self) -> int:
        """Return how many more sources it can take now."""
        return max(0, self._slots - len(self._tasks))

    def under_way(self) -> int:
        """Return how many sources are being polled."""
        return len(self._tasks)

    async def dispatch(self, names: Sequence[str]) -> None:
        """Start a task for each claimed source, and return at once."""
        for name in names:
            task = asyncio.create_task(self._run(name), name=f"poll {name}")
            self._tasks[name] = task

    async def drain(self, timeout: timedelta) -> None:
        """Wait for what is under way; cancel what is not done by then and release its claims."""
        if not self._tasks:
            return
        under_way = dict(self._tasks)
        _, late = await asyncio.wait(under_way.values(), timeout=timeout.total_seconds())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        unfinished = [name for name, task in under_way.items() if task in late]
        if unfinished:
            await self._release(unfinished)

    async def _run(self, name: str) -> None:
        try:
            await self._poll(name)
        finally:
            self._tasks.pop(name, None)
