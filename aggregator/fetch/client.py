"""The Fetcher that asks the network. Never raises for what a network or a server does."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from aggregator.fetch.exchange import Exchange
from aggregator.fetch.files import fetch_file, is_file_url
from aggregator.fetch.journey import Arrival, Errand, Journey
from aggregator.fetch.limits import Limits, limits_of
from aggregator.fetch.outcome import judge_feed, judge_page
from aggregator.fetch.pace import Cooldowns, Pace, Rank
from aggregator.fetch.request import feed_headers, is_own_origin, make_user_agent, page_headers
from aggregator.fetch.robots import Robots
from aggregator.fetch.sessions import Route, Sessions, World
from aggregator.records import (
    FeedOutcome,
    FetchFailed,
    PageOutcome,
    RateLimited,
    Settings,
    Source,
    Validators,
)
from aggregator.urls import host_of

LIMITED_WITHOUT_WORD = timedelta(hours=1)
"""How long a 429 without Retry-After counts towards its host's being left alone."""


class Now(Protocol):
    """What is needed of a clock."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""


class HttpFetcher:
    """Asks origins for documents, politely; implements protocols.Fetcher."""

    def __init__(
        self,
        settings: Settings,
        clock: Now,
        *,
        limits: Limits | None = None,
        world: World | None = None,
        count_subscribers: Callable[[Source], int | None] = lambda _: None,
    ) -> None:
        limits, world = limits or limits_of(settings), world or World()
        self._limits = limits
        self._clock = clock
        self._contact = settings.contact
        self._count_subscribers = count_subscribers
        self._sessions = Sessions(limits, world)
        exchange = Exchange(self._sessions, limits, settings.concurrency)
        pace = Pace(settings.per_host, limits, world.chance)
        self._journey = Journey(exchange, pace, limits)
        self._robots = Robots(clock.now, pace.slow_down)
        self._cooldowns = Cooldowns()

    async def fetch_feed(self, source: Source, validators: Validators) -> FeedOutcome:
        """Ask for the source's document, conditionally when there are validators."""
        if is_file_url(source.url):
            return await fetch_file(source.url, validators, self._limits, self._clock.now())
        if waits := self._find_cooldown(source.url):
            return waits
        errand = Errand(
            url=source.url,
            source=source,
            headers=feed_headers(validators, self._user_agent(source)),
            rank=Rank.FEED,
            choose_route=lambda _: _route(source, allow_private=source.allow_private),
        )
        arrival = await self._journey.run(errand)
        if isinstance(arrival, FetchFailed):
            return arrival
        outcome = judge_feed(arrival, validators, self._clock.now())
        self._note(source.url, arrival, outcome)
        return outcome

    async def fetch_page(
        self, url: str, source: Source, headers: Sequence[tuple[str, str]] = ()
    ) -> PageOutcome:
        """Ask for the page of one of the source's entries; its secrets stay on its host.

        `headers` go to the origin of `url`, and to no other that it redirects to.
        `allow_private` opens the source's own origin, never another that it links to.
        """
        if waits := self._find_cooldown(url):
            return waits
        errand = Errand(
            url=url,
            source=source,
            headers=page_headers(self._user_agent(source)),
            rank=Rank.PAGE,
            choose_route=lambda hop: _page_route(source, hop),
            refuse=partial(self._refuse, source),
            local=tuple(headers),
        )
        arrival = await self._journey.run(errand)
        if isinstance(arrival, FetchFailed):
            return arrival
        outcome = judge_page(arrival, self._clock.now())
        self._note(url, arrival, outcome)
        return outcome

    def keep_away(self, until: Mapping[str, datetime]) -> None:
        """Take up again, after a restart, until when each address asked not to be asked."""
        for url, moment in until.items():
            self._cooldowns.note(host_of(url), url, moment)

    async def close(self) -> None:
        """Give back connections."""
        await self._sessions.close()

    async def _refuse(self, source: Source, url: str) -> FetchFailed | None:
        async def read(robots: str) -> Arrival | FetchFailed:
            return await self._journey.run(
                Errand(
                    url=robots,
                    source=source,
                    headers=page_headers(self._user_agent(source)),
                    rank=Rank.PAGE,
                    choose_route=lambda hop: _page_route(source, hop),
                )
            )

        return await self._robots.refuse(url, source.user_agent, read)

    def _user_agent(self, source: Source) -> str:
        if source.user_agent:
            return source.user_agent
        return make_user_agent(self._contact, self._count_subscribers(source))

    def _find_cooldown(self, url: str) -> RateLimited | None:
        """Return the answer that a host left alone would give, without asking it."""
        if not self._cooldowns.any():
            return None
        now = self._clock.now()
        until = self._cooldowns.find(host_of(url), now)
        if until is None:
            return None
        return RateLimited(status=429, retry_after=until - now, asked=False)

    def _note(self, url: str, arrival: Arrival, outcome: FeedOutcome) -> None:
        """Remember a limit, of the host that set it: after a redirect it is another's."""
        if isinstance(outcome, RateLimited):
            wait = outcome.retry_after or LIMITED_WITHOUT_WORD
            host = host_of(arrival.answer.url)
            self._cooldowns.note(host, url, self._clock.now() + wait)


def _route(source: Source, *, allow_private: bool, own: bool = True) -> Route:
    return Route(allow_private=allow_private, proxy=source.proxy, ca=source.ca if own else None)


def _page_route(source: Source, url: str) -> Route:
    own = is_own_origin(url, source.url)
    return _route(source, allow_private=source.allow_private and own, own=own)
