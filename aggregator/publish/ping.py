"""Tells a WebSub hub of others that a feed of ours changed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlencode

import aiohttp

from aggregator.publish.outgoing import Clock, Outgoing
from aggregator.records import Update

RETRIES = tuple(timedelta(minutes=minutes) for minutes in (0, 1, 10))
"""Waits before each attempt."""

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class HubPing:
    """Implements protocols.Hub for a hub elsewhere, which takes its subscribers itself."""

    def __init__(self, url: str, session: aiohttp.ClientSession, clock: Clock) -> None:
        self.url = url
        self._outgoing = Outgoing(session)
        self._clock = clock

    async def ask(self, form: Mapping[str, str], is_topic: Callable[[str], bool]) -> str | None:
        """Refuse: whoever wants to subscribe is to ask the hub."""
        del form, is_topic
        return f"the hub of these feeds is {self.url}"

    async def announce(self, updates: Sequence[Update]) -> None:
        """Tell the hub of each feed, in the background; it fetches them itself (section 6)."""
        for update in updates:
            self._outgoing.start(self._ping(update.topic))

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        await self._outgoing.settle()

    async def close(self, patience: timedelta) -> None:
        """Give what is under way so much time, then drop it."""
        await self._outgoing.close(patience)

    async def _ping(self, topic: str) -> None:
        # Hubs read the topic from either field; some know only the older one, hub.url.
        form = urlencode({"hub.mode": "publish", "hub.topic": topic, "hub.url": topic}).encode()
        for wait in RETRIES:
            await self._clock.sleep(wait)
            status, _ = await self._outgoing.send("POST", self.url, form, _FORM)
            if 200 <= status < 300:
                return
