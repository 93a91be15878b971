"""Names looked up by the system's resolver, in threads of its own.

The loop's default threads are few, and for files; and they are waited for at
the end of the program, which a dead name server would hold up for half a minute.
"""

import asyncio
import socket
from collections.abc import Callable
from threading import Thread
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

AT_ONCE = 32
"""Look-ups under way: they wait, and should not wait for one another."""

LookUp = Callable[..., list[tuple[Any, ...]]]


class ThreadResolver(AbstractResolver):
    """Looks names up, each in a thread that nobody waits for."""

    def __init__(self, look_up: LookUp = socket.getaddrinfo, at_once: int = AT_ONCE) -> None:
        self._look_up = look_up
        self._gate = asyncio.Semaphore(at_once)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return every address of a name. Raises OSError when there is none."""
        await self._gate.acquire()
        answer: asyncio.Future[list[tuple[Any, ...]]] = asyncio.get_running_loop().create_future()
        Thread(target=self._work, args=(answer, host, port, family), daemon=True).start()
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=int(address[1]),
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, protocol, _, address in await answer
        ]

    async def close(self) -> None:
        """Do nothing: what is under way ends by itself."""

    def _work(
        self,
        answer: "asyncio.Future[list[tuple[Any, ...]]]",
        host: str,
        port: int,
        family: socket.AddressFamily,
    ) -> None:
        found: list[tuple[Any, ...]] | Exception
        try:
            found = self._look_up(host, port, family, socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            found = error
        loop = answer.get_loop()
        try:
            loop.call_soon_threadsafe(self._finish, answer, found)
        except RuntimeError:  # the loop was closed meanwhile: nobody is left to be told
            return

    def _finish(
        self,
        answer: "asyncio.Future[list[tuple[Any, ...]]]",
        found: "list[tuple[Any, ...]] | Exception",
    ) -> None:
        # Only now, not when whoever asked gave up: a thread that hangs keeps its place.
        self._gate.release()
        if answer.done():
            return
        if isinstance(found, Exception):
            answer.set_exception(found)
        else:
            answer.set_result(found)
