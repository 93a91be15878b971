"""When the daemon publishes: soon after the store changed, and not all the time."""

import asyncio
import logging
import time

from aggregator.editions import publish_outputs
from aggregator.errors import AggregatorError
from aggregator.records import Published
from aggregator.services import Services

FAILED_REST = 10
"""Seconds after which outputs that could not be written are tried again."""

MOST_REST = 2
"""Times as long as publishing took, nothing is published afterwards, at most."""

log = logging.getLogger(__name__)


class Publishing:
    """Publishes the outputs when what is stored, or how they are configured, has changed."""

    def __init__(self) -> None:
        self._wanted = True
        """Whether to publish though the store is as it was: at the start, for a new configuration,
        after a failure."""
        self._published: str | None = None
        """The version of the store that is published; others change it too (`aggregator fetch`)."""
        self._rest_until = 0.0
        self._turn = asyncio.Lock()

    def want(self) -> None:
        """Publish the next time, whatever the store says."""
        self._wanted = True
        self._rest_until = 0.0

    async def publish(self, services: Services) -> None:
        """Publish what changed, unless it is too soon after the last time."""
        async with self._turn:
            await self._publish(services)

    async def _publish(self, services: Services) -> None:
        began, rest = time.monotonic(), 0.0
        if began < self._rest_until:
            return
        try:
            # Read before the entries are: what comes in between is published next time.
            version = await services.store.read_version()
            if not self._wanted and version == self._published:
                return
            self._wanted = False
            published = await publish_outputs(services)
            self._published = version
        except AggregatorError as error:
            self._wanted, rest = True, FAILED_REST
            log.error("publish.failed", extra={"reason": str(error)})
            return
        finally:
            ended = time.monotonic()
            self._rest_until = ended + max(rest, rest_after(ended - began))
        for told in published:
            _tell_flaws(told)

    async def finish(self, services: Services) -> None:
        """Publish what is not yet, at the end."""
        async with self._turn:
            self._rest_until = 0.0
            await self._publish(services)


def rest_after(seconds: float) -> float:
    """Return how long to publish nothing after a publishing that took so long, in seconds.

    Small outputs follow every change at once; those that take long, and change all the time, take
    a third of one processor.
    """
    return seconds * min(MOST_REST, seconds / 2)


def _tell_flaws(told: Published) -> None:
    """Say which files are older than their output, and which entries are in none."""
    for flaw in told.kept:
        reason = f"{flaw.code}: {flaw.detail}"
        log.error("output.kept", extra={"output": told.output, "reason": reason})
    for flaw in told.left_out:
        reason = f"{flaw.code}: {flaw.detail}"
        log.warning("entry.left_out", extra={"output": told.output, "reason": reason})
