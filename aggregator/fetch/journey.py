"""A request followed to its end: redirects, hop by hop, each guarded, paced and counted."""

import time
from collections.abc import Awaitable, Callable
from functools import lru_cache
from urllib.parse import quote_from_bytes, urlsplit

from multidict import CIMultiDict

from aggregator.fetch.address import find_objection, read_spelled_address
from aggregator.fetch.exchange import Answer, Exchange
from aggregator.fetch.limits import Limits
from aggregator.fetch.pace import Pace, Rank
from aggregator.fetch.reasons import refuse_address
from aggregator.fetch.request import add_local, add_own
from aggregator.fetch.sessions import Route
from aggregator.records import FailureKind, FetchFailed, Source
from aggregator.records.base import record
from aggregator.urls import absolute, host_of, is_web_url

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
"""RFC 9110, 15.4.2 and 15.4.9; after 302, 303 and 307 the address stays what it was."""


@record
class Errand:
    """What is asked for, on whose behalf, and by which way."""

    url: str
    source: Source
    headers: CIMultiDict[str]
    rank: Rank
    choose_route: Callable[[str], Route]
    """The way to an address: it may differ from hop to hop."""
    refuse: Callable[[str], Awaitable[FetchFailed | None]] | None = None
    """Says of each address whether its site minds (robots.txt)."""
    local: tuple[tuple[str, str], ...] = ()
    """Headers for the origin of `url` alone."""


@record
class Arrival:
    """Where an errand ended."""

    asked: str
    answer: Answer
    moved_to: str | None = None
    """Where the permanent redirects lead that came before any other."""

    def is_permanent(self) -> bool:
        """Tell whether the answer speaks for the address that was asked for."""
        return self.answer.url in (self.asked, self.moved_to)


class Journey:
    """Follows errands to their end. Never raises."""

    def __init__(self, exchange: Exchange, pace: Pace, limits: Limits) -> None:
        self._exchange = exchange
        self._pace = pace
        self._limits = limits

    async def run(self, errand: Errand) -> Arrival | FetchFailed:
        """Return the first answer that is no redirect, or why there is none."""
        url = _written_out(errand.url)
        trail = _Trail(url)
        left = self._limits.total.total_seconds()
        for _ in range(self._limits.redirects + 1):
            if refusal := await _check(url, errand):
                return refusal
            # Waiting, for the host and for a place among all, is not the server's time.
            async with self._pace.turn(_host(url), errand.rank), self._exchange.places:
                began = time.monotonic()
                answer = await self._ask(url, errand, left)
                left -= time.monotonic() - began
            if isinstance(answer, FetchFailed):
                return answer
            target = find_target(answer)
            if target is None:
                return Arrival(asked=trail.asked, answer=answer, moved_to=trail.moved_to)
            if refusal := trail.go(target, answer.status):
                return refusal
            url = target
        return _too_many(self._limits.redirects)

    async def _ask(self, url: str, errand: Errand, seconds: float) -> Answer | FetchFailed:
        headers = add_local(errand.headers, errand.local, (url, errand.url))
        headers = add_own(headers, errand.source, url)
        return await self._exchange.ask(url, headers, errand.choose_route(url), max(seconds, 0.1))


@lru_cache(maxsize=4096)  # the addresses of the sources come again and again
def _written_out(url: str) -> str:
    return absolute(url, "") or url


@lru_cache(maxsize=4096)
def _host(url: str) -> str:
    return host_of(url)


@lru_cache(maxsize=4096)
def _is_web(url: str) -> bool:
    return is_web_url(url)


class _Trail:
    """The addresses passed so far."""

    def __init__(self, asked: str) -> None:
        self.asked = asked
        self.moved_to: str | None = None
        self._passed = [asked]
        self._permanent = True

    def go(self, target: str, status: int) -> FetchFailed | None:
        """Go on to a redirect's target, unless that is going round in circles."""
        if target in self._passed:
            return _circle(target)
        # An address is never given up for one that anybody on the way could forge.
        downgrade = self._passed[-1].startswith("https:") and not target.startswith("https:")
        self._permanent = self._permanent and status in PERMANENT and not downgrade
        if self._permanent:
            self.moved_to = target
        self._passed.append(target)
        return None


def find_target(answer: Answer) -> str | None:
    """Return where a redirect leads; None for any other answer.

    The target never carries credentials of its own, and no fragment.
    """
    location = answer.headers.get("Location")
    if answer.status not in REDIRECTS or not location:
        return None
    # Raw bytes of a Location are what browsers take for UTF-8, and percent-encode.
    plain = quote_from_bytes(location.encode("utf-8", "surrogateescape"), safe=_ASCII)
    target = absolute(plain, answer.url)
    if target is None:
        return plain
    parts = urlsplit(target)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()


_ASCII = "".join(map(chr, range(32, 127)))


async def _check(url: str, errand: Errand) -> FetchFailed | None:
    """Refuse what is not of the web, what a proxy must not be sent to, and what a site minds."""
    refusal = _check_address(url, errand.choose_route(url))
    if refusal is None and errand.refuse is not None:
        return await errand.refuse(url)
    return refusal


def _check_address(url: str, route: Route) -> FetchFailed | None:
    if not _is_web(url):
        return FetchFailed(
            kind=FailureKind.ADDRESS,
            reason=f"only http: and https: addresses are asked for, and {url[:100]!r} is none",
        )
    spelled = read_spelled_address(host_of(url)) if route.proxy else None
    if spelled is None:
        return None
    objection = find_objection(spelled, allow_private=route.allow_private)
    return refuse_address(host_of(url), spelled, objection) if objection else None


def _circle(target: str) -> FetchFailed:
    return FetchFailed(
        kind=FailureKind.REDIRECT,
        reason=f"redirects go round in circles at {host_of(target)}; tell the site's operator",
    )


def _too_many(limit: int) -> FetchFailed:
    return FetchFailed(
        kind=FailureKind.REDIRECT,
        reason=f"more than {limit} redirects; look where the address leads in a browser",
    )
