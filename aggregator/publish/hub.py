"""Our own WebSub hub (W3C Recommendation of 23 January 2018): tells subscribers what is new.

It serves our outputs only.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import aiohttp

from aggregator.publish.outgoing import Clock, Outgoing
from aggregator.publish.render.addresses import make_uri
from aggregator.publish.subscriptions import Book, Subscription
from aggregator.records import Secret, Update

LEASE = timedelta(days=10)
"""What the specification recommends."""

SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=30)

MOST = 2000
"""Subscriptions that the hub takes."""

LONGEST_SECRET = 200
"""Bytes; a longer one the specification forbids."""

RETRIES = tuple(timedelta(minutes=minutes) for minutes in (0, 1, 5, 30, 120))
"""Waits before each attempt to deliver; after the last, the subscriber hears at the next change."""


class Hub:
    """Takes subscriptions, verifies that they are meant, and delivers; implements protocols.Hub."""

    def __init__(self, url: str, book: Book, session: aiohttp.ClientSession, clock: Clock) -> None:
        self.url = url
        self._book = book
        self._outgoing = Outgoing(session)
        self._clock = clock
        self._waiting: dict[tuple[str, str], Update] = {}

    async def ask(self, form: Mapping[str, str], is_topic: Callable[[str], bool]) -> str | None:
        """Take a subscriber's request; return why not, or None when it is being verified (5.1)."""
        mode, topic = form.get("hub.mode", ""), form.get("hub.topic", "")
        callback, secret = form.get("hub.callback", ""), form.get("hub.secret", "")
        if mode not in ("subscribe", "unsubscribe"):
            return "hub.mode is to be subscribe or unsubscribe"
        if not is_topic(topic):
            return "hub.topic is none of our feeds"
        if make_uri(callback) is None or urlsplit(callback).scheme not in ("http", "https"):
            return "hub.callback is no http(s) address"
        if len(secret.encode()) >= LONGEST_SECRET:
            return "hub.secret is too long"
        if mode == "subscribe" and len(self._book) >= MOST:
            return "this hub is full"
        lease = _read_lease(form.get("hub.lease_seconds", ""))
        subscription = Subscription(
            topic=topic,
            callback=callback,
            secret=Secret(secret) if secret else None,
            expires=self._clock.now() + lease,
        )
        self._outgoing.start(self._verify(mode, subscription, lease))
        return None

    async def announce(self, updates: Sequence[Update]) -> None:
        """Deliver each update to the subscribers of its topic, in the background."""
        now = self._clock.now()
        for update in updates:
            for subscription in self._book.list_topic(update.topic, now):
                key = subscription.topic, subscription.callback
                is_under_way = key in self._waiting
                self._waiting[key] = update  # whoever is behind gets the newest only
                if not is_under_way:
                    self._outgoing.start(self._deliver(subscription))

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        await self._outgoing.settle()

    async def close(self, patience: timedelta) -> None:
        """Give what is under way so much time, then drop it."""
        await self._outgoing.close(patience)

    async def _verify(self, mode: str, subscription: Subscription, lease: timedelta) -> None:
        """Ask the subscriber whether it meant that (5.3); only then it counts."""
        challenge = secrets.token_urlsafe(24)
        question = {"hub.mode": mode, "hub.topic": subscription.topic, "hub.challenge": challenge}
        if mode == "subscribe":
            question["hub.lease_seconds"] = str(int(lease.total_seconds()))
        status, body = await self._outgoing.send("GET", _add_query(subscription.callback, question))
        if not 200 <= status < 300 or body.strip() != challenge.encode():
            return
        if mode == "subscribe":
            self._book.put(subscription, self._clock.now())
        else:
            self._book.remove(subscription.topic, subscription.callback)

    async def _deliver(self, subscription: Subscription) -> None:
        """Deliver the newest update (7); try again later, longer apart each time."""
        key = subscription.topic, subscription.callback
        for wait in RETRIES:
            await self._clock.sleep(wait)
            if await self._push(subscription, self._waiting[key]):
                break
        self._waiting.pop(key, None)

    async def _push(self, subscription: Subscription, update: Update) -> bool:
        """Send an update; return whether that is the end of it."""
        headers = {
            "Content-Type": update.media_type,
            "Link": f'<{self.url}>; rel="hub", <{update.topic}>; rel="self"',
        }
        if subscription.secret is not None:
            key = subscription.secret.reveal().encode()
            digest = hmac.new(key, update.body, hashlib.sha256).hexdigest()
            headers["X-Hub-Signature"] = f"sha256={digest}"
        status, _ = await self._outgoing.send("POST", subscription.callback, update.body, headers)
        if status == 410:  # the subscriber is gone for good (7)
            self._book.remove(subscription.topic, subscription.callback)
        return 200 <= status < 300 or status == 410


def _read_lease(seconds: str) -> timedelta:
    if not seconds.isascii() or not seconds.isdigit():
        return LEASE
    return max(SHORTEST, min(timedelta(seconds=min(int(seconds), 10**9)), LONGEST))


def _add_query(url: str, parameters: Mapping[str, str]) -> str:
    """Add parameters to an address, keeping those that it has (5.3)."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    return urlunsplit(parts._replace(query=urlencode([*query, *parameters.items()]), fragment=""))
