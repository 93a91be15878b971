"""WebSub: subscribers are verified, told of changes, and let go."""

import asyncio
import hashlib
import hmac
import json
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web

from aggregator.clock import VirtualClock
from aggregator.errors import StoreError
from aggregator.publish.files import FilePublisher
from aggregator.publish.hub import MOST, RETRIES, Hub
from aggregator.publish.ping import HubPing
from aggregator.publish.subscriptions import Book
from aggregator.web.leases import Leases
from tests.publish_fixtures import BASE, DAY, make_edition, make_entry
from tests.web_fixtures import serving

TOPIC = f"{BASE}/feeds/all.atom"
NOW = timedelta(0)


class Subscriber:
    """Somebody else's server: confirms what it is told to, and notes what it gets."""

    def __init__(self, confirms=True, answers=()):
        self.confirms = confirms
        self.answers = list(answers)
        self.questions = []
        self.deliveries = []

    async def get(self, request):
        self.questions.append(dict(request.query))
        return web.Response(text=request.query["hub.challenge"] if self.confirms else "no")

    async def post(self, request):
        self.deliveries.append((dict(request.headers), await request.read()))
        return web.Response(status=self.answers.pop(0) if self.answers else 204)


@asynccontextmanager
async def running(subscriber):
    app = web.Application()
    app.router.add_get("/callback", subscriber.get)
    app.router.add_post("/callback", subscriber.post)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/callback?id=7"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def a_hub(folder, clock=None):
    book = Book(folder / "websub.json")
    clock = clock or VirtualClock(DAY)
    hub = Hub(f"{BASE}/websub", book, aiohttp.ClientSession(), clock)
    try:
        yield hub
    finally:
        await hub.close(NOW)


def make_form(callback, **changes):
    fields = {"mode": "subscribe", "topic": TOPIC, "callback": callback, **changes}
    return {f"hub.{name}": value for name, value in fields.items()}


def is_topic(address):
    return address == TOPIC


def run(folder, subscriber, story):
    """Let the story happen between a hub and a subscriber."""

    async def play():
        async with running(subscriber) as callback, a_hub(folder) as hub:
            return await story(hub, callback)

    return asyncio.run(play())


async def subscribe(hub, callback, **changes):
    reason = await hub.ask(make_form(callback, **changes), is_topic)
    await hub.settle()
    return reason


async def publish(hub, folder, *entries):
    await FilePublisher(folder / "public", hub).publish(make_edition(*entries))
    await hub.settle()


def test_a_subscriber_that_confirms_gets_what_is_new(tmp_path):
    """Signed with its secret, with the links that say whose it is."""
    subscriber = Subscriber()

    async def story(hub, callback):
        assert await subscribe(hub, callback, secret="s3cret", lease_seconds="7200") is None
        await publish(hub, tmp_path, make_entry(1))
        await publish(hub, tmp_path, make_entry(1))

    run(tmp_path, subscriber, story)
    (question,) = subscriber.questions
    assert question["id"] == "7"
    assert (question["hub.mode"], question["hub.topic"]) == ("subscribe", TOPIC)
    assert question["hub.lease_seconds"] == "7200"
    ((headers, body),) = subscriber.deliveries
    assert b"Story 1" in body
    assert headers["Content-Type"] == "application/atom+xml"
    assert headers["Link"] == f'<{BASE}/websub>; rel="hub", <{TOPIC}>; rel="self"'
    signature = hmac.new(b"s3cret", body, hashlib.sha256).hexdigest()
    assert headers["X-Hub-Signature"] == f"sha256={signature}"


def test_nobody_is_subscribed_by_somebody_else(tmp_path):
    """Whoever does not confirm gets nothing."""
    subscriber = Subscriber(confirms=False)

    async def story(hub, callback):
        await subscribe(hub, callback)
        await publish(hub, tmp_path, make_entry(1))

    run(tmp_path, subscriber, story)
    assert len(subscriber.questions) == 1
    assert subscriber.deliveries == []


def test_a_subscriber_can_leave(tmp_path):
    """Verified in the same way."""
    subscriber = Subscriber()

    async def story(hub, callback):
        await subscribe(hub, callback)
        await subscribe(hub, callback, mode="unsubscribe")
        await publish(hub, tmp_path, make_entry(1))

    run(tmp_path, subscriber, story)
    assert [question["hub.mode"] for question in subscriber.questions] == [
        "subscribe",
        "unsubscribe",
    ]
    assert subscriber.deliveries == []


def test_a_subscriber_that_is_down_for_a_while_misses_nothing(tmp_path):
    """Delivery is tried again, and ends with the first success."""
    subscriber = Subscriber(answers=[500, 503, 200])

    async def story(hub, callback):
        await subscribe(hub, callback)
        await publish(hub, tmp_path, make_entry(1))
        assert len(subscriber.deliveries) == 3
        await publish(hub, tmp_path, make_entry(2))

    run(tmp_path, subscriber, story)
    assert b"Story 2" in subscriber.deliveries[-1][1]


def test_a_subscriber_that_stays_down_is_left_until_the_next_change(tmp_path):
    """A bounded number of attempts for each."""
    subscriber = Subscriber(answers=[500] * 99)

    async def story(hub, callback):
        await subscribe(hub, callback)
        await publish(hub, tmp_path, make_entry(1))

    run(tmp_path, subscriber, story)
    assert len(subscriber.deliveries) == len(RETRIES)


def test_a_subscriber_that_is_gone_is_forgotten(tmp_path):
    """410 ends a subscription (section 7)."""
    subscriber = Subscriber(answers=[410])

    async def story(hub, callback):
        await subscribe(hub, callback)
        await publish(hub, tmp_path, make_entry(1))
        await publish(hub, tmp_path, make_entry(2))

    run(tmp_path, subscriber, story)
    assert len(subscriber.deliveries) == 1


def test_a_lease_runs_out(tmp_path):
    """Unless it is renewed; it is at least an hour."""
    subscriber, clock = Subscriber(), VirtualClock(DAY)

    async def play():
        async with running(subscriber) as callback, a_hub(tmp_path, clock) as hub:
            await subscribe(hub, callback, lease_seconds="1")
            await publish(hub, tmp_path, make_entry(1))
            clock.advance(timedelta(hours=1, seconds=1))
            await publish(hub, tmp_path, make_entry(2))

    asyncio.run(play())
    assert len(subscriber.deliveries) == 1


def test_subscriptions_outlive_a_restart(tmp_path):
    """And their secrets are for nobody's eyes."""
    subscriber = Subscriber()

    async def play():
        async with running(subscriber) as callback:
            async with a_hub(tmp_path) as hub:
                await subscribe(hub, callback, secret="s3cret")
            async with a_hub(tmp_path) as hub:
                await publish(hub, tmp_path, make_entry(1))

    asyncio.run(play())
    assert "X-Hub-Signature" in subscriber.deliveries[0][0]
    assert (tmp_path / "websub.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["{", "[1]", '[{"topic": "x"}]', '{"a": 1}'])
def test_a_damaged_file_is_for_a_person_to_act_on(tmp_path, text):
    """The message says which file, and what becomes of it."""
    path = tmp_path / "kept.json"
    path.write_text(text)
    for kept in (Book, Leases):
        with pytest.raises(StoreError, match=r"kept\.json is damaged.*remove it"):
            kept(path)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"mode": "publish"}, "hub.mode"),
        ({"topic": "https://elsewhere.example/feed"}, "hub.topic"),
        ({"callback": "ftp://a.example/"}, "hub.callback"),
        ({"callback": "/relative"}, "hub.callback"),
        ({"secret": "x" * 200}, "hub.secret"),
    ],
)
def test_a_request_that_makes_no_sense_is_told_why(tmp_path, changes, reason):
    """Before anybody is asked anything."""
    subscriber = Subscriber()

    async def story(hub, callback):
        return await subscribe(hub, **{"callback": callback, **changes})

    assert reason in run(tmp_path, subscriber, story)
    assert subscriber.questions == []


def test_a_hub_takes_only_so_many(tmp_path):
    """Strangers cannot fill the disk."""
    row = {"topic": TOPIC, "secret": None, "expires": (DAY + timedelta(days=1)).isoformat()}
    rows = [row | {"callback": f"http://{number}.example/"} for number in range(MOST)]
    (tmp_path / "websub.json").write_text(json.dumps(rows))

    async def story(hub, callback):
        return await subscribe(hub, callback)

    assert run(tmp_path, Subscriber(), story) == "this hub is full"


def test_the_hub_has_a_door(tmp_path):
    """POST /websub, for the feeds that are served; nothing else is changed over HTTP."""
    subscriber = Subscriber()

    async def play():
        async with (
            running(subscriber) as callback,
            a_hub(tmp_path) as hub,
            serving(tmp_path, base_url=BASE, hub=hub) as client,
        ):
            url = f"{client.address}/websub"
            async with aiohttp.ClientSession() as session:
                taken = await session.post(url, data=make_form(callback))
                refused = await session.post(
                    url, data=make_form(callback, topic=f"{BASE}/feeds/x.atom")
                )
                big = await session.post(url, data=make_form("http://a.example/" + "x" * 30_000))
            await hub.settle()
            return taken.status, refused.status, big.status

    assert asyncio.run(play()) == (202, 400, 413)
    assert len(subscriber.questions) == 1


def test_a_hub_elsewhere_is_told_of_each_feed_that_changed(tmp_path):
    """And again, should it not answer; subscribers are sent to it."""
    pings, answers = [], [503]

    async def take(request):
        pings.append(dict(await request.post()))
        return web.Response(status=answers.pop() if answers else 202)

    async def play():
        app = web.Application()
        app.router.add_post("/", take)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        hub = HubPing(url, aiohttp.ClientSession(), VirtualClock(DAY))
        edition = make_edition(make_entry(1), formats=("atom", "html"))
        await FilePublisher(tmp_path, hub).publish(edition)
        await hub.settle()
        reason = await hub.ask({}, is_topic)
        await hub.close(NOW)
        await runner.cleanup()
        return url, reason

    url, reason = asyncio.run(play())
    assert url in reason
    ping = {"hub.mode": "publish", "hub.topic": TOPIC, "hub.url": TOPIC}
    assert pings == [ping, ping]
