"""Proxies: HTTP and SOCKS, for one source; the rest of the world goes without."""

import asyncio
import base64
import ipaddress

import pytest

from aggregator.records import FailureKind, Fetched, FetchFailed, Secret, Source, Validators
from tests.fetch_fixtures import FEED, Site, fetcher, make_certificate, reply, run

FEED_REPLY = reply("200 OK", FEED)


def fetch(source):
    async def main():
        async with fetcher() as client:
            return await client.fetch_feed(source, Validators())

    return main()


def through_http(path, **kinds):
    """Ask for http://feeds.test/feed through a proxy that answers by path."""

    async def main():
        async with Site({path: FEED_REPLY}) as proxy:
            at = f"http://{kinds.pop('login', '')}127.0.0.1:{proxy.port}"
            source = Source(name="s", url="http://feeds.test/feed", proxy=Secret(at), **kinds)
            return await fetch(source), proxy.requests

    return run(main())


def test_a_proxy_is_asked_for_the_whole_address_and_looks_the_name_up():
    outcome, requests = through_http("http://feeds.test/feed")
    assert isinstance(outcome, Fetched)
    assert requests[0].target == "http://feeds.test/feed"
    assert requests[0].headers["host"] == "feeds.test"


def test_a_proxy_gets_its_own_password_and_the_server_does_not():
    _, requests = through_http("http://feeds.test/feed", login="me:s3cret@")
    sent = requests[0].headers
    login = base64.b64decode(sent["proxy-authorization"].removeprefix("Basic ")).decode()
    assert login == "me:s3cret"
    assert "authorization" not in sent


@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_a_proxy_that_is_down_is_told_without_its_password(scheme):
    async def main():
        async with Site() as site:
            port = site.port
        proxy = Secret(f"{scheme}://me:s3cret@127.0.0.1:{port}")
        return await fetch(Source(name="s", url="http://feeds.test/feed", proxy=proxy))

    outcome = run(main())
    assert isinstance(outcome, FetchFailed)
    assert outcome.kind is FailureKind.CONNECT
    assert "proxy" in outcome.reason
    assert "s3cret" not in outcome.reason


def test_a_proxy_that_refuses_to_connect_is_told():
    async def main():
        async with Site({"feeds.test:443": reply("403 Forbidden")}) as proxy:
            at = Secret(f"http://127.0.0.1:{proxy.port}")
            return await fetch(Source(name="s", url="https://feeds.test/feed", proxy=at))

    outcome = run(main())
    assert outcome.kind is FailureKind.CONNECT
    assert "the proxy answers 403" in outcome.reason


async def pipe(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


class Tunnel:
    """A SOCKS5 proxy (RFC 1928), and by CONNECT an HTTP one, that leads all names to one port."""

    def __init__(self, port):
        self.target, self.asked, self.tasks = port, [], set()

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def serve(self, reader, writer):
        self.tasks.add(asyncio.current_task())
        first = await reader.readexactly(1)
        await (self.socks if first == b"\x05" else self.connect)(reader, writer)
        to_reader, to_writer = await asyncio.open_connection("127.0.0.1", self.target)
        await asyncio.gather(pipe(reader, to_writer), pipe(to_reader, writer))

    async def socks(self, reader, writer):
        await reader.readexactly((await reader.readexactly(1))[0])
        writer.write(b"\x05\x00")
        kind = (await reader.readexactly(4))[3]
        if kind == 3:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        else:
            host = str(ipaddress.ip_address(await reader.readexactly(4 if kind == 1 else 16)))
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.asked.append(f"{host}:{port}")
        writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")

    async def connect(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(head.split()[1])
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
def test_a_socks_proxy_looks_the_name_up_and_leads_there(scheme):
    async def main():
        async with Site({"/feed": FEED_REPLY}) as site, Tunnel(site.port) as tunnel:
            proxy = Secret(f"{scheme}://127.0.0.1:{tunnel.port}")
            outcome = await fetch(Source(name="s", url="http://feeds.test/feed", proxy=proxy))
            return outcome, tunnel.asked, site.requests

    outcome, asked, requests = run(main())
    assert isinstance(outcome, Fetched)
    assert asked == ["feeds.test:80"]
    assert requests[0].headers["host"] == "feeds.test"


@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_tls_goes_through_a_proxy_to_the_server_itself(tmp_path, scheme):
    server, ca = make_certificate(tmp_path)

    async def main():
        async with Site({"/feed": FEED_REPLY}, tls=server) as site, Tunnel(site.port) as tunnel:
            proxy = Secret(f"{scheme}://127.0.0.1:{tunnel.port}")
            known = Source(name="s", url="https://localhost/feed", proxy=proxy, ca=str(ca))
            opened = Source(
                name="s", url="https://localhost/feed", proxy=proxy, ca=str(ca), allow_private=True
            )
            return await fetch(known), await fetch(opened), tunnel.asked

    refused, outcome, asked = run(main())
    assert refused.kind is FailureKind.ADDRESS
    assert isinstance(outcome, Fetched), outcome
    assert asked == ["localhost:443"]


def test_what_the_environment_says_of_proxies_is_not_listened_to(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")

    async def main():
        async with Site({"/feed": FEED_REPLY}) as site:
            return await fetch(site.source())

    assert isinstance(run(main()), Fetched)
