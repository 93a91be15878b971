"""Whatever a server sends, a fetch ends in an outcome that can be stored and shown."""

import asyncio
import gzip
import pickle
import random
from collections.abc import Iterator
from datetime import timedelta

import pytest

from aggregator.records import Fetched, FetchFailed, Settings, Validators
from tests.fetch_fixtures import FEED, Site, fetcher, quick, run

STATUSES = [200, 200, 200, 204, 206, 226, 301, 302, 304, 308, 410, 429, 503, 100, 101, 103, 999, 0]
LINES = [
    b"Content-Type: text/xml",
    b"Content-Length: 20",
    b"Content-Encoding: gzip",
    b'ETag: "x"',
    b"Last-Modified: Sun, 01 Mar 2026 10:00:00 GMT",
    b"Location: http://127.0.0.1:1/x",
    b"Retry-After: 10",
    b"Transfer-Encoding: chunked",
    b"Expires: Sun, 01 Mar 2026 13:00:00 GMT",
    b"Cache-Control: max-age=10",
    b"Date: Sun, 99 Mar 99999 13:00:00 GMT",
    b"Set-Cookie: a=b",
    b"Content-Location: ../x",
    b"Connection: close",
    b"X-Robots-Tag: noindex",
]
JUNK = [
    *(b"\x00", b"\xff", b"\r\n", b"\n", b":", b"\x80", b"-1", b"%zz", b"\xe2\x98\x83", b"["),
    *(b"//", b"\t", b"http://", b"@", b"\\", b"9" * 30, b"A" * 9000),
]
BODIES = [FEED, gzip.compress(FEED), b"5\r\nhello\r\n0\r\n\r\n", b"", b"x" * 20]


def spoil(text: bytes, chance: random.Random) -> bytes:
    spoiled = bytearray(text)
    for _ in range(chance.choice([0, 1, 1, 2, 5])):
        at = chance.randrange(len(spoiled) + 1)
        spoiled[at : at + chance.randrange(4)] = chance.choice(JUNK)
    return bytes(spoiled)


def make_answers(seed: int) -> Iterator[bytes]:
    chance = random.Random(seed)
    while True:
        lines = [b"HTTP/1.1 %d OK" % chance.choice(STATUSES)]
        lines += chance.sample(LINES, chance.randrange(9))
        lines = [spoil(line, chance) if chance.random() < 0.3 else line for line in lines]
        yield b"\r\n".join(lines) + b"\r\n\r\n" + spoil(chance.choice(BODIES), chance)


@pytest.mark.parametrize("seed", range(4))
def test_every_answer_ends_in_an_outcome(seed):
    answers = make_answers(seed)
    limits = quick(first_byte=timedelta(milliseconds=50), connect=timedelta(milliseconds=500))
    settings = Settings(per_host=20)

    async def main():
        served = {"/feed": lambda *_: next(answers)}
        async with Site(served) as site, fetcher(settings, limits=limits) as client:
            sent = [Validators(), Validators(etag='"1"')] * 75
            return await asyncio.gather(*(client.fetch_feed(site.source(), one) for one in sent))

    for outcome in run(main()):
        assert pickle.loads(pickle.dumps(outcome)) == outcome
        repr(outcome).encode("utf-8")
        if isinstance(outcome, FetchFailed):
            outcome.reason.encode("utf-8")
        if isinstance(outcome, Fetched):
            for text in (outcome.content_type, outcome.final_url, outcome.moved_to or ""):
                text.encode("utf-8")
