"""Subscribes to the hubs that sources announce (W3C WebSub), so that news comes when it is new.

A push is taken as a hint to ask the source, never as its content: there is one
way into the pipeline, and the source's own host vouches for what it says.
"""

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import aiohttp
from aiohttp import web

from aggregator.publish.outgoing import Clock, Outgoing
from aggregator.publish.render.addresses import make_uri
from aggregator.records import SourceState
from aggregator.web.guard import is_loopback
from aggregator.web.leases import Lease, Leases

LEASE = timedelta(days=10)
LONGEST = timedelta(days=60)
"""A hub that grants more is asked again all the same."""

MARGIN = timedelta(days=2)
"""So long before a lease runs out it is renewed, less a random share of half of it."""

AGAIN = timedelta(days=1)
"""When a hub that did not verify is asked again."""

TRUST = timedelta(days=14)
"""For so long after a push, its hub is relied on."""

_NOTED = timedelta(hours=1)
"""Between two notes of pushes: the disk need not know of each."""

LONGEST_PUSH = 10_000_000
"""Bytes of a request that are taken."""

_DIGESTS = ("sha256", "sha384", "sha512", "sha1")
"""What a hub may sign with (7.1); sha1 is what many still do."""

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
OnPush = Callable[[str], Awaitable[None]]


class Subscriber:
    """Keeps leases, answers hubs, and says which sources are pushed."""

    def __init__(
        self,
        base_url: str,
        leases: Leases,
        session: aiohttp.ClientSession,
        clock: Clock,
        jitter: Callable[[], float],
    ) -> None:
        self._callbacks = f"{base_url.rstrip('/')}/websub/"
        self._is_reachable = _is_reachable(base_url)
        self._leases = leases
        self._outgoing = Outgoing(session)
        self._clock = clock
        self._jitter = jitter
        self.on_push: OnPush | None = None
        """Called with the source's name for each push that is genuine."""

    async def renew(self, states: Sequence[SourceState]) -> None:
        """Ask hubs for the leases that are missing or about to run out; forget needless ones.

        Does nothing where no hub can reach us. `states` are those of the
        sources that are configured.
        """
        if not self._is_reachable:
            return
        wanted = {state.name: state for state in states if find_hub(state)}
        for lease in self._leases:
            if lease.source not in wanted:
                self._leases.remove(lease.source)
        for state in wanted.values():
            if self._is_needed(state):
                self._outgoing.start(self._subscribe(state))

    def is_pushed(self, source: str) -> bool:
        """Say whether the source's hub is relied on, so that polling can be rare."""
        lease, now = self._leases.find(source), self._clock.now()
        if lease is None or lease.expires is None or lease.pushed_at is None:
            return False
        return lease.expires > now and now - lease.pushed_at < TRUST

    def distrust(self, source: str) -> None:
        """Note that a poll found what the hub had not told of."""
        lease = self._leases.find(source)
        if lease is not None and lease.pushed_at is not None:
            self._leases.put(replace(lease, pushed_at=None))

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        await self._outgoing.settle()

    async def close(self) -> None:
        """Drop what is under way."""
        await self._outgoing.close(timedelta(0))

    async def get(self, request: web.Request) -> web.Response:
        """Confirm to a hub what we asked of it (5.3), and nothing else."""
        lease = self._leases.find_id(request.match_info["id"])
        query = request.query
        mode, topic = query.get("hub.mode", ""), query.get("hub.topic", "")
        if mode == "denied":
            return web.Response(text="noted\n")
        if (mode == "unsubscribe") != (lease is None):
            raise web.HTTPNotFound(text="That is not what we asked for.\n")
        if lease is not None:
            if mode != "subscribe" or topic != lease.topic:
                raise web.HTTPNotFound(text="That is not what we asked for.\n")
            granted = _read_seconds(query.get("hub.lease_seconds", ""))
            self._leases.put(replace(lease, expires=self._clock.now() + granted))
        # As text, for it is a stranger's: no browser is to see a page in it.
        headers = {"X-Content-Type-Options": "nosniff"}
        return web.Response(text=query.get("hub.challenge", ""), headers=headers)

    async def post(self, request: web.Request) -> web.Response:
        """Take a push. A wrong signature is ignored without telling (7.1)."""
        lease = self._leases.find_id(request.match_info["id"])
        if lease is None:
            raise web.HTTPGone(text="Not subscribed any more.\n")
        body = await request.read()
        if is_signed(request.headers.get("X-Hub-Signature", ""), lease.secret, body):
            now = self._clock.now()
            if lease.pushed_at is None or now - lease.pushed_at >= _NOTED:
                self._leases.put(replace(lease, pushed_at=now))
            if self.on_push is not None:
                await self.on_push(lease.source)
        return web.Response(status=202)

    def _is_needed(self, state: SourceState) -> bool:
        lease, now = self._leases.find(state.name), self._clock.now()
        if lease is None or (lease.hub, lease.topic) != (find_hub(state), find_topic(state)):
            return True
        if lease.expires is None:
            return now - lease.asked_at >= AGAIN
        soon = lease.expires - now <= MARGIN * (1 - self._jitter() / 2)
        return soon and now - lease.asked_at >= AGAIN / 2

    async def _subscribe(self, state: SourceState) -> None:
        """Ask the hub (5.1); a renewal keeps the callback and the secret."""
        now, hub, topic = self._clock.now(), find_hub(state) or "", find_topic(state)
        lease = self._leases.find(state.name)
        if lease is None or (lease.hub, lease.topic) != (hub, topic):
            id, secret = secrets.token_urlsafe(18), secrets.token_urlsafe(32)
            lease = Lease(
                id=id, source=state.name, hub=hub, topic=topic, secret=secret, asked_at=now
            )
        self._leases.put(replace(lease, asked_at=now))
        form = {
            "hub.mode": "subscribe",
            "hub.topic": topic,
            "hub.callback": self._callbacks + lease.id,
            "hub.secret": lease.secret,
            "hub.lease_seconds": str(int(LEASE.total_seconds())),
        }
        await self._outgoing.send("POST", hub, urlencode(form).encode(), _FORM)


def find_hub(state: SourceState) -> str | None:
    """Return the hub that the source announces, if it is one."""
    hub = make_uri(state.info.hub)
    return hub if hub and hub.startswith(("http:", "https:")) else None


def find_topic(state: SourceState) -> str:
    """Return what the source calls itself to its hub (section 4)."""
    return state.info.self_url or state.url


def is_signed(header: str, secret: str, body: bytes) -> bool:
    """Say whether a push is signed with our secret (7.1)."""
    method, _, signature = header.partition("=")
    if method not in _DIGESTS:
        return False
    expected = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.strip().lower().encode())


def _read_seconds(seconds: str) -> timedelta:
    if not seconds.isascii() or not seconds.isdigit():
        return LEASE
    return min(timedelta(seconds=min(int(seconds), 10**9)), LONGEST)


def _is_reachable(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    return bool(host) and host != "localhost" and not is_loopback(host)
