"""A 304 is written by hand; on the wire it is one like any other."""

import asyncio

import pytest

from tests.web_fixtures import publish, serving

PATH = "/feeds/all.atom"


async def talk(client, *requests):
    """Send the requests at once over one connection; return all that comes until it closes."""
    host, port = client.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write("".join(requests).encode())
    await writer.drain()
    told = await asyncio.wait_for(reader.read(-1), 10)
    writer.close()
    await writer.wait_closed()
    return told.decode()


def make_request(tag, *lines, version="1.1", method="GET"):
    head = [f"{method} {PATH} HTTP/{version}", "Host: localhost", f"If-None-Match: {tag}", *lines]
    return "\r\n".join(head) + "\r\n\r\n"


def play(folder, story):
    publish(folder)

    async def run():
        async with serving(folder) as client:
            first = await client.get(PATH)
            return await story(client, first)

    return asyncio.run(run())


def test_many_over_one_connection(tmp_path):
    """Also when they come at once, and something else between them."""

    async def story(client, first):
        tag = first.headers["ETag"]
        same, other = make_request(tag), make_request('"other"', method="HEAD")
        return await talk(client, same, same, other, same, make_request(tag, "Connection: close"))

    told = play(tmp_path, story)
    statuses = [line.split()[1] for line in told.splitlines() if line.startswith("HTTP/1.1 ")]
    assert statuses == ["304", "304", "200", "304", "304"]
    assert told.endswith("\r\n\r\n")


@pytest.mark.parametrize("lines", [["Connection: close"], []], ids=["close", "old"])
def test_a_client_that_wants_it_closed_sees_it_closed(tmp_path, lines):
    """Whether it says so or is of the time before it had to be said."""

    async def story(client, first):
        version = "1.1" if lines else "1.0"
        return await talk(client, make_request(first.headers["ETag"], *lines, version=version))

    told = play(tmp_path, story)
    assert told.splitlines()[0].split()[1] == "304"
    assert told.endswith("\r\n\r\n")


def test_it_says_what_an_ordinary_one_would(tmp_path):
    """Whoever closes gets aiohttp's own; only that differs."""

    async def story(client, first):
        tag = first.headers["ETag"]
        kept = await client.get(PATH, If_None_Match=tag)
        closed = await client.get(PATH, If_None_Match=tag, Connection="close")
        return dict(kept.headers), dict(closed.headers)

    kept, closed = play(tmp_path, story)
    assert closed.pop("Connection") == "close"
    assert kept.keys() == closed.keys()
    differing = {name for name in kept if kept[name] != closed[name]}
    assert differing <= {"Date", "Cache-Control"}
