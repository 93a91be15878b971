"""Whether the daemon lives: its scheduler, its storage, and the clock that they go by."""

import time
from datetime import timedelta

from aggregator.errors import AggregatorError
from aggregator.protocols import Clock, Store

SILENCE = timedelta(seconds=45)
"""How long the scheduler may go without a tick; waiting for another process's transaction, and
storing what that held up, stay below it."""

LEAP = timedelta(seconds=5)
"""The least by which the clock is off that is told of and acted on."""


class Pulse:
    """Is felt at every tick, and tells whether it is there."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._felt_at = time.monotonic()

    def feel(self) -> None:
        """Note that a tick has come to its end."""
        self._felt_at = time.monotonic()

    async def is_there(self) -> bool:
        """Tell whether ticks, which write, come to their end, and the storage can be read."""
        if time.monotonic() - self._felt_at > SILENCE.total_seconds():
            return False
        try:
            await self._store.read_states([])
        except AggregatorError:
            return False
        return True


class Leaps:
    """Notices when the clock of the machine is set, or the machine slept."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._before = self._offset()

    def find(self) -> timedelta | None:
        """Return by how much the clock leapt since it was last asked; None for no leap."""
        now = self._offset()
        leap, self._before = timedelta(seconds=now - self._before), now
        return leap if abs(leap) >= LEAP else None

    def _offset(self) -> float:
        # The monotonic clock stands still while the machine sleeps: a sleep is a leap forward.
        return self._clock.now().timestamp() - time.monotonic()
