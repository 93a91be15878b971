"""robots.txt, for article pages (RFC 9309). A feed is asked for by its reader, not by a robot.

Reads no rules but Disallow, Allow and Crawl-delay.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from aggregator.fetch.journey import Arrival
from aggregator.fetch.request import PRODUCT
from aggregator.records import FailureKind, FetchFailed
from aggregator.urls import host_of

LIFETIME = timedelta(hours=24)
"""RFC 9309, 2.4: not to be used for longer."""

LIFETIME_UNREACHABLE = timedelta(minutes=30)
"""When it could not be read, it is asked for again sooner."""

MOST_BYTES = 512 * 2**10
"""RFC 9309, 2.5: at least 500 KiB are read; what lies beyond is cut off."""

MOST_ORIGINS = 2000

_AGENT = re.compile(r"^([ \t]*user[- ]?agent[ \t]*:?[ \t]*)([^\r\n#]*)", re.IGNORECASE | re.M)

ReadRobots = Callable[[str], Awaitable[Arrival | FetchFailed]]
"""Asks for the robots.txt at an address, redirects followed."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one origin lets us do."""

    parsed: Protego | None = None
    """None: everything, unless there is an objection."""
    objection: str | None = None
    """Why nothing is asked for."""
    lifetime: timedelta = LIFETIME

    def find_objection(self, url: str, agent: str) -> str | None:
        """Return what speaks against asking for a page."""
        if self.objection:
            return self.objection
        if self.parsed is None or self.parsed.can_fetch(url, agent):
            return None
        return f"the robots.txt of {host_of(url)} asks robots not to read this page"

    def find_delay(self, agent: str) -> timedelta | None:
        """Return the gap between requests that is asked for (Crawl-delay)."""
        delay = self.parsed.crawl_delay(agent) if self.parsed else None
        return timedelta(seconds=min(delay, 86400)) if delay else None


@dataclass(slots=True)
class _Known:
    """An origin's rules, or that they are being read."""

    until: datetime
    rules: "asyncio.Future[Rules]" = field(compare=False)


class Robots:
    """The rules of all origins, read when first needed and remembered for a day."""

    def __init__(
        self, now: Callable[[], datetime], slow_down: Callable[[str, timedelta], None]
    ) -> None:
        self._now = now
        self._slow_down = slow_down
        self._known: dict[tuple[str, str], _Known] = {}

    async def refuse(self, url: str, agent: str | None, read: ReadRobots) -> FetchFailed | None:
        """Return the failure for a page that its site keeps from robots; None for the others."""
        agent = agent or PRODUCT
        rules = await self._find(url, agent, read)
        if delay := rules.find_delay(agent):
            self._slow_down(host_of(url), delay)
        if objection := rules.find_objection(url, agent):
            reason = f"{objection}; the text of the feed is used"
            return FetchFailed(kind=FailureKind.ROBOTS, reason=reason)
        return None

    async def _find(self, url: str, agent: str, read: ReadRobots) -> Rules:
        origin = _origin(url)
        known = self._known.get((origin, agent))
        if known is None or known.until <= self._now():
            known = self._begin((origin, agent))
            await self._learn(known, read(f"{origin}/robots.txt"), agent)
        # Whoever else needs the same rules waits for the one that reads them.
        return await asyncio.shield(known.rules)

    def _begin(self, key: tuple[str, str]) -> _Known:
        if len(self._known) >= MOST_ORIGINS:
            self._known.pop(next(iter(self._known)))
        known = _Known(self._now() + LIFETIME, asyncio.get_running_loop().create_future())
        self._known[key] = known
        return known

    async def _learn(
        self, known: _Known, asked: Awaitable[Arrival | FetchFailed], agent: str
    ) -> None:
        rules = Rules(objection="its robots.txt was not read to the end", lifetime=timedelta(0))
        try:
            rules = read_rules(await asked, agent)
        finally:
            known.until = self._now() + rules.lifetime
            known.rules.set_result(rules)


def read_rules(arrival: Arrival | FetchFailed, agent: str) -> Rules:
    """Return the rules in an answer: all is allowed where there are none (RFC 9309, 2.3.1)."""
    if isinstance(arrival, FetchFailed):
        if arrival.kind is FailureKind.REDIRECT:
            return Rules()
        if arrival.kind is FailureKind.ADDRESS:  # then so is the page, and that tells more
            return Rules(lifetime=timedelta(0))
        return _unreachable(arrival.reason)
    status = arrival.answer.status
    if status // 100 == 2:
        return Rules(parsed=_parse(arrival.answer.body, agent))
    if status == 429 or status // 100 not in {3, 4}:
        return _unreachable(f"status {status}")
    return Rules()


def _unreachable(why: str) -> Rules:
    return Rules(objection=f"its robots.txt cannot be read ({why})", lifetime=LIFETIME_UNREACHABLE)


def _parse(body: bytes, agent: str) -> Protego:
    text = body[:MOST_BYTES].decode("utf-8-sig", "replace")
    return Protego.parse(_AGENT.sub(lambda line: _rename(line, agent.lower()), text))


def _rename(line: re.Match[str], agent: str) -> str:
    """Give all robots but us one name.

    The parser keeps each rule once for each robot it is for: of half a megabyte, 20,000 names
    with 20,000 rules, it would make 400 million.
    """
    name = line[2].partition("/")[0].strip().lower()
    if name == "*" or (name.strip("*") and name.strip("*") in agent):
        return f"{line[1]}{name}"
    return f"{line[1]}x-another"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
