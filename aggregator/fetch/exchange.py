"""One request and its answer: no redirects, no waiting for a turn. Never raises."""

import asyncio
from collections.abc import Mapping

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from aggregator.fetch import reasons
from aggregator.fetch.body import Body
from aggregator.fetch.limits import Limits
from aggregator.fetch.request import unconditional
from aggregator.fetch.sessions import Route, Sessions, http_proxy, trust
from aggregator.records import FailureKind, FetchFailed
from aggregator.records.base import record

BODYLESS = frozenset({204, 205, 304})
"""Statuses that bring no body, whatever the server sends after them (RFC 9112, 6.3)."""


@record
class Answer:
    """What a server answered; the body only of a status that brings a document."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class Exchange:
    """Sends requests, each within its limits."""

    def __init__(self, sessions: Sessions, limits: Limits, at_once: int) -> None:
        self._sessions = sessions
        self._limits = limits
        self.places = asyncio.Semaphore(at_once)
        """To be held by whoever asks; so many are under way at once, over all hosts."""
        self._roomy = asyncio.Semaphore(limits.roomy_bodies)

    async def ask(
        self, url: str, headers: CIMultiDict[str], route: Route, seconds: float
    ) -> Answer | FetchFailed:
        """Return the answer to a GET, or why there is none; `seconds` bound the whole of it."""
        try:
            async with asyncio.timeout(None) as deadline:
                term = _Term(deadline, seconds, self._limits)
                return await self._ask(url, headers, route, term)
        except reasons.ERRORS as error:
            return reasons.explain(error, url)

    async def _ask(
        self, url: str, headers: CIMultiDict[str], route: Route, term: "_Term"
    ) -> Answer | FetchFailed:
        try:
            return await self._send(url, headers, route, term)
        except aiohttp.ClientResponseError:
            # What follows a 304 that came with a body is taken for a garbled answer. A server
            # that makes this mistake makes it each time: without a question there is no 304.
            plain = unconditional(headers)
            if plain == headers:
                raise
            return await self._send(url, plain, route, term)

    async def _send(
        self, url: str, headers: CIMultiDict[str], route: Route, term: "_Term"
    ) -> Answer | FetchFailed:
        trusted = trust(route.ca) if route.ca else True
        if isinstance(trusted, FetchFailed):
            return trusted
        term.begin_head()
        request = self._sessions.get(route).get(
            URL(url, encoded=True),
            headers=headers,
            allow_redirects=False,
            proxy=http_proxy(route),
            ssl=trusted,
        )
        async with request as response:
            answer = Answer(url=url, status=response.status, headers=response.headers)
            if response.status // 100 != 2 or response.status in BODYLESS:
                return answer
            term.begin_body()
            body = await self._read(response, term.deadline)
        if isinstance(body, FetchFailed):
            return body
        return Answer(url=url, status=answer.status, headers=answer.headers, body=body)

    async def _read(
        self, response: aiohttp.ClientResponse, deadline: asyncio.Timeout
    ) -> bytes | FetchFailed:
        body = Body(response.headers.get("Content-Encoding", ""), self._limits)
        permit = _Permit(self._roomy, deadline)
        watch = _Watch(self._limits)
        try:
            async for piece in response.content.iter_any():
                if trouble := body.take(piece) or watch.look(body.arrived, permit.waited):
                    return trouble
                if body.size > self._limits.roomy_body:
                    await permit.take()
            return body.finish()
        finally:
            permit.give_back()


class _Term:
    """What time an answer has: so much for its head, the rest of the whole for its body."""

    def __init__(self, deadline: asyncio.Timeout, seconds: float, limits: Limits) -> None:
        self._loop = asyncio.get_running_loop()
        self.deadline = deadline
        self._until = self._loop.time() + seconds
        self._head = (limits.connect + limits.first_byte).total_seconds()

    def begin_head(self) -> None:
        """Bound the time to the end of the headers, however they drip."""
        self.deadline.reschedule(min(self._until, self._loop.time() + self._head))

    def begin_body(self) -> None:
        """Bound the time to the end of the body."""
        self.deadline.reschedule(self._until)


class _Permit:
    """Leave to hold a large body: few do at once, so the memory of all bodies is bounded."""

    def __init__(self, permits: asyncio.Semaphore, deadline: asyncio.Timeout) -> None:
        self._permits = permits
        self._deadline = deadline
        self._taken = False
        self.waited = 0.0
        """Seconds, for which the server is not to be blamed."""

    async def take(self) -> None:
        """Wait for a permit, and put the deadline off for as long as that takes."""
        if self._taken:
            return
        loop = asyncio.get_running_loop()
        began, due = loop.time(), self._deadline.when()
        self._deadline.reschedule(None)
        await self._permits.acquire()
        self._taken = True
        self.waited = loop.time() - began
        if due is not None:
            self._deadline.reschedule(due + self.waited)

    def give_back(self) -> None:
        """Return the permit, if it was taken."""
        if self._taken:
            self._permits.release()


class _Watch:
    """Sees that a body comes at a bearable rate: a slow drip would hold its slot for ever."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()

    def look(self, arrived: int, waited: float) -> FetchFailed | None:
        """Return the failure when the body is too slow."""
        elapsed = self._loop.time() - self._began - waited
        if elapsed < self._limits.rate_grace.total_seconds():
            return None
        if arrived >= elapsed * self._limits.min_rate:
            return None
        return FetchFailed(
            kind=FailureKind.TIMEOUT,
            reason=f"the document comes at less than {self._limits.min_rate} bytes a second;"
            " it is asked again later",
        )
