"""Our hub and our subscriber understand one another."""

import asyncio
import socket
from contextlib import AsyncExitStack
from datetime import timedelta

import aiohttp
from aiohttp.abc import AbstractResolver

from aggregator.clock import VirtualClock
from aggregator.publish.files import FilePublisher
from aggregator.publish.hub import Hub
from aggregator.publish.ping import HubPing
from aggregator.publish.subscriptions import Book
from aggregator.records import FeedInfo, SourceState
from aggregator.web.leases import Leases
from aggregator.web.subscriber import Subscriber
from tests.publish_fixtures import BASE, DAY, make_edition, make_entry
from tests.web_fixtures import serving


class EverythingHere(AbstractResolver):
    """Leads every name to loopback: the two sides need names that are not loopback's own."""

    async def resolve(self, host, port=0, family=socket.AF_INET):
        del family
        here = {"hostname": host, "host": "127.0.0.1", "port": port, "proto": 0, "flags": 0}
        return [here | {"family": socket.AF_INET}]

    async def close(self):
        pass


def open_session():
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=EverythingHere()))


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def test_one_aggregator_hears_from_another_at_once(tmp_path):
    """Announced, subscribed, confirmed, published, pushed: without a poll in between."""
    clock = VirtualClock(DAY)
    ports = free_port(), free_port()
    planet, reader = (f"http://{name}.test:{port}" for name, port in zip("pr", ports, strict=True))
    pushed = []

    async def on_push(source):
        pushed.append(source)

    async def play():
        hub = Hub(f"{planet}/websub", Book(tmp_path / "book.json"), open_session(), clock)
        leases = Leases(tmp_path / "leases.json")
        subscriber = Subscriber(reader, leases, open_session(), clock, lambda: 0.0)
        subscriber.on_push = on_push
        async with AsyncExitStack() as stack:
            sides = (ports[0], planet, {"hub": hub}), (ports[1], reader, {"subscriber": subscriber})
            for port, base_url, extras in sides:
                await stack.enter_async_context(
                    serving(tmp_path, listen=f"127.0.0.1:{port}", base_url=base_url, **extras)
                )
            info = FeedInfo(hub=hub.url, self_url=f"{planet}/feeds/all.atom")
            await subscriber.renew([SourceState(name="planet", url="x:", info=info)])
            await subscriber.settle()
            await hub.settle()
            edition = make_edition(make_entry(), base_url=planet)
            await FilePublisher(tmp_path, hub).publish(edition)
            await hub.settle()
            await hub.close(DAY - DAY)
            await subscriber.close()

    asyncio.run(play())
    assert pushed == ["planet"]


def test_what_is_served_names_its_hub_and_itself_in_a_header(tmp_path):
    """Hubs look there; a page is no topic, and without a hub there is no header."""
    public = tmp_path / "public"

    async def story():
        hub = HubPing("https://hub.example/?a=b", aiohttp.ClientSession(), VirtualClock(DAY))
        await FilePublisher(public).publish(make_edition(make_entry(1)))
        async with serving(public, base_url=BASE, hub=hub) as client:
            for name in ("atom", "rss", "json"):
                own = f"{BASE}/feeds/all.{name}"
                link = f'<https://hub.example/?a=b>; rel="hub", <{own}>; rel="self"'
                answer = await client.get(f"/feeds/all.{name}", Host="feeds.example.org")
                assert answer.headers["Link"] == link
                tag = answer.headers["ETag"]
                again = await client.get(f"/feeds/all.{name}", If_None_Match=tag)
                assert (again.status, again.headers["Link"]) == (304, link)
            assert "Link" not in (await client.get("/feeds/all.html")).headers
        await hub.close(timedelta(0))
        async with serving(public, base_url=BASE) as client:
            assert "Link" not in (await client.get("/feeds/all.atom")).headers

    asyncio.run(story())
