"""What `extract --learn` remembers between lines: a template memory for each host."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

MOST_HOSTS = 2000
"""Hosts that are remembered at once, some 60 kB each at most; the one not seen longest goes."""


class Lessons:
    """The memories of hosts, written; the pages of one host are learned from one after another."""

    def __init__(self) -> None:
        self._hosts: OrderedDict[str, tuple[asyncio.Lock, bytes]] = OrderedDict()

    async def learn(
        self, host: str, answer: Callable[[bytes], Awaitable[tuple[str, bytes]]]
    ) -> str:
        """Call `answer` with the host's memory, keep the memory that it gives back."""
        lock, _ = self._hosts.setdefault(host, (asyncio.Lock(), b""))
        self._hosts.move_to_end(host)
        async with lock:
            _, memory = self._hosts.get(host, (lock, b""))
            line, learned = await answer(memory)
            if host in self._hosts:
                self._hosts[host] = (lock, learned)
        self._forget()
        return line

    def _forget(self) -> None:
        for host in list(self._hosts)[: max(0, len(self._hosts) - MOST_HOSTS)]:
            if not self._hosts[host][0].locked():
                del self._hosts[host]
