"""WebSub: sources that announce a hub are subscribed to, and push."""

import asyncio
import hashlib
import hmac
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web

from aggregator.clock import VirtualClock
from aggregator.records import FeedInfo, SourceState
from aggregator.web.leases import Leases
from aggregator.web.subscriber import AGAIN, LEASE, TRUST, Subscriber, is_signed
from tests.publish_fixtures import BASE, DAY
from tests.web_fixtures import serving

TOPIC = "https://blog.example/feed"


class TheirHub:
    """A hub elsewhere: notes what it is asked."""

    def __init__(self):
        self.forms = []
        self.url = None

    async def post(self, request):
        self.forms.append(dict(await request.post()))
        return web.Response(status=202)


@asynccontextmanager
async def setting(folder, clock, base_url=BASE):
    """A hub elsewhere, a subscriber, and its callbacks served."""
    hub = TheirHub()
    app = web.Application()
    app.router.add_post("/", hub.post)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hub.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    leases = Leases(folder / "leases.json")
    subscriber = Subscriber(base_url, leases, aiohttp.ClientSession(), clock, lambda: 0.0)
    pushed = []

    async def on_push(source):
        pushed.append(source)

    subscriber.on_push = on_push
    try:
        async with serving(folder, base_url=base_url, subscriber=subscriber) as client:
            yield hub, subscriber, client, pushed
    finally:
        await subscriber.close()
        await runner.cleanup()


def play(folder, story, clock=None, **options):
    clock = clock or VirtualClock(DAY)

    async def run():
        async with setting(folder, clock, **options) as parts:
            return await story(*parts)

    return asyncio.run(run())


def make_state(hub_url):
    return SourceState(name="blog", url=TOPIC, info=FeedInfo(hub=hub_url, self_url=TOPIC))


async def subscribe(hub, subscriber, client):
    """Go through the whole handshake; return the callback's path and the secret."""
    await subscriber.renew([make_state(hub.url)])
    await subscriber.settle()
    form = hub.forms[-1]
    path = form["hub.callback"].removeprefix(BASE)
    answer = await confirm(client, path)
    assert (answer.status, answer.body) == (200, b"challenge")
    return path, form["hub.secret"]


async def confirm(client, path, **changes):
    query = {"mode": "subscribe", "topic": TOPIC, "challenge": "challenge"}
    query |= {"lease_seconds": "864000", **changes}
    return await client.get(path + "?" + "&".join(f"hub.{k}={v}" for k, v in query.items()))


async def push(client, path, secret, body=b"<feed/>", method="sha256", **headers):
    digest = hmac.new(secret.encode(), body, method).hexdigest()
    url = client.address + path
    headers = {"X-Hub-Signature": f"{method}={digest}"} | headers
    async with aiohttp.ClientSession() as session:
        return (await session.post(url, data=body, headers=headers)).status


def test_a_hub_that_is_announced_is_asked_and_confirmed(tmp_path):
    """With a callback and a secret that nobody can guess."""

    async def story(hub, subscriber, client, pushed):
        path, secret = await subscribe(hub, subscriber, client)
        return hub.forms, path, secret

    (form,), path, secret = play(tmp_path, story)
    assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", TOPIC)
    assert form["hub.callback"] == BASE + path
    assert min(len(path), len(secret)) > 24


def test_a_genuine_push_asks_the_source(tmp_path):
    """Signed with our secret, by any of the methods that hubs use."""

    async def story(hub, subscriber, client, pushed):
        path, secret = await subscribe(hub, subscriber, client)
        assert not subscriber.is_pushed("blog")
        statuses = [await push(client, path, secret, method=each) for each in ("sha1", "sha512")]
        return statuses, pushed, subscriber.is_pushed("blog")

    assert play(tmp_path, story) == ([202, 202], ["blog", "blog"], True)


def test_a_forged_push_does_nothing(tmp_path):
    """And learns nothing; an unknown callback is gone."""

    async def story(hub, subscriber, client, pushed):
        path, _ = await subscribe(hub, subscriber, client)
        forged = await push(client, path, "another secret")
        unknown = await push(client, "/websub/unknown", "x")
        return forged, unknown, pushed, subscriber.is_pushed("blog")

    assert play(tmp_path, story) == (202, 410, [], False)


@pytest.mark.parametrize(
    "changes", [{"topic": "https://other.example/"}, {"mode": "unsubscribe"}, {"mode": ""}]
)
def test_only_what_we_asked_for_is_confirmed(tmp_path, changes):
    """Nobody can subscribe us to something else, or take a subscription away."""

    async def story(hub, subscriber, client, pushed):
        path, _ = await subscribe(hub, subscriber, client)
        answer = await confirm(client, path, **changes)
        return answer.status, answer.body

    status, body = play(tmp_path, story)
    assert status == 404
    assert b"challenge" not in body


def test_a_lease_is_renewed_before_it_runs_out(tmp_path):
    """With the same callback and secret; not sooner, and not twice at once."""
    clock = VirtualClock(DAY)

    async def story(hub, subscriber, client, pushed):
        states = [make_state(hub.url)]
        await subscribe(hub, subscriber, client)
        await subscriber.renew(states)
        await subscriber.settle()
        assert len(hub.forms) == 1
        clock.advance(LEASE - timedelta(days=1))
        for _ in range(2):
            await subscriber.renew(states)
            await subscriber.settle()
        return hub.forms

    first, second = play(tmp_path, story, clock)
    assert first == second


def test_a_hub_that_does_not_verify_is_asked_again_the_next_day(tmp_path):
    """It may have been down."""
    clock = VirtualClock(DAY)

    async def story(hub, subscriber, client, pushed):
        for wait in (timedelta(0), AGAIN / 2, AGAIN):
            clock.advance(wait)
            await subscriber.renew([make_state(hub.url)])
            await subscriber.settle()
        return len(hub.forms)

    assert play(tmp_path, story, clock) == 2


def test_a_hub_that_falls_silent_is_not_relied_on_any_more(tmp_path):
    """After a while, or as soon as a poll finds what it did not tell of."""
    clock = VirtualClock(DAY)

    async def story(hub, subscriber, client, pushed):
        path, secret = await subscribe(hub, subscriber, client)
        await push(client, path, secret)
        told = [subscriber.is_pushed("blog")]
        subscriber.distrust("blog")
        told.append(subscriber.is_pushed("blog"))
        await push(client, path, secret)
        await confirm(client, path, lease_seconds=str(60 * 86400))
        clock.advance(TRUST)
        told.append(subscriber.is_pushed("blog"))
        return told

    assert play(tmp_path, story, clock) == [True, False, False]


def test_where_no_hub_can_reach_us_none_is_asked(tmp_path):
    """On loopback there is no use in it."""

    async def story(hub, subscriber, client, pushed):
        await subscriber.renew([make_state(hub.url)])
        await subscriber.settle()
        return hub.forms

    assert play(tmp_path, story, base_url="http://127.0.0.1:8484") == []


def test_a_source_that_is_gone_takes_its_lease_with_it(tmp_path):
    """Its pushes are answered with 410, and the hub stops."""

    async def story(hub, subscriber, client, pushed):
        path, secret = await subscribe(hub, subscriber, client)
        await subscriber.renew([])
        return await push(client, path, secret), (
            await confirm(client, path, mode="unsubscribe")
        ).status

    assert play(tmp_path, story) == (410, 200)


def test_leases_outlive_a_restart(tmp_path):
    """And are for nobody's eyes."""

    async def story(hub, subscriber, client, pushed):
        return await subscribe(hub, subscriber, client)

    path, secret = play(tmp_path, story)
    (lease,) = Leases(tmp_path / "leases.json")
    assert (path.removeprefix("/websub/"), secret) == (lease.id, lease.secret)
    assert lease.expires == DAY + LEASE
    assert (tmp_path / "leases.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("header", ["", "sha256=", "md5=x", "sha256=é", "nothing", "__class__=x"])
def test_what_is_no_signature_is_none(header):
    """Whatever a stranger sends."""
    assert not is_signed(header, "secret", b"body")
    good = hmac.new(b"secret", b"body", hashlib.sha256).hexdigest()
    assert is_signed(f"sha256={good.upper()}", "secret", b"body")


@pytest.mark.parametrize("coding", ["br", "gzip", "nonsense"])
def test_a_push_that_names_a_coding_it_does_not_have_counts_by_its_signature(tmp_path, coding):
    """Hubs pass on the headers of the feed that they fetched, and its body decoded."""

    async def story(hub, subscriber, client, pushed):
        path, secret = await subscribe(hub, subscriber, client)
        status = await push(client, path, secret, **{"Content-Encoding": coding})
        return status, pushed

    assert play(tmp_path, story) == (202, ["blog"])
