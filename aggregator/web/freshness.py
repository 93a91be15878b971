"""How long a reader may rely on what it was given: until a source is asked again."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

_LEAST = timedelta(minutes=1)
_MOST = timedelta(hours=1)

_STEP = timedelta(seconds=1)
"""Between two values: headers know no less."""

RENEWAL = timedelta(seconds=30)
"""For so long an estimate is good: it costs an account of all sources."""

Status = Callable[[], Awaitable[Mapping[str, object]]]


class Freshness:
    """Estimates max-age from the sources' next polls, seldom."""

    def __init__(self, status: Status, now: Callable[[], datetime]) -> None:
        self._status = status
        self._now = now
        self._until = self._changes = datetime.min.replace(tzinfo=UTC)
        self._next: datetime | None = None
        self._told = ""

    async def tell(self) -> str:
        """Return a Cache-Control value: the time to the next poll, within bounds."""
        now = self._now()
        if now >= self._until:
            self._until = now + RENEWAL
            self._next = find_next_poll(await self._status(), now)
            self._changes = now
        if now >= self._changes:
            self._changes = now + _STEP
            wait = max(_LEAST, min((self._next or now) - now, _MOST))
            self._told = f"max-age={int(wait.total_seconds())}"
        return self._told


def find_next_poll(status: Mapping[str, object], now: datetime) -> datetime | None:
    """Return when the next source is due; None when one is, or nothing is known."""
    sources = status.get("sources")
    if not isinstance(sources, Sequence):
        return None
    moments = [str(source.get("next_poll_at") or "") for source in sources]
    if not moments or not all(moments):
        return None
    return max(now, min(datetime.fromisoformat(moment) for moment in moments))
