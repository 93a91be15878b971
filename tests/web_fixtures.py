"""A real server on loopback over published files, and a plain client for it."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from aggregator.publish.files import FilePublisher
from aggregator.web.app import Extras, make_app
from aggregator.web.serve import serve
from tests.publish_fixtures import OUTPUT, make_edition, make_full_entry

LOCAL = "http://127.0.0.1:8484"

STATUS = {
    "sources": [
        {
            "name": "gazette",
            "title": "The Gazette <b>",
            "url": "https://gazette.example/feed.xml",
            "home": "https://gazette.example/",
            "tags": ["news", "a,b"],
            "health": "failing",
            "entries": 7,
            "duplicates": 2,
            "latest": None,
            "arrivals": [0] * 28 + [5, 2],
            "last_success_at": "2026-03-05T12:00:00Z",
            "next_poll_at": "2026-03-05T13:00:00Z",
            "next_poll_reason": "as asked by the feed",
            "failures": 3,
            "error": "no route to host",
            "defects": [],
        },
        {"name": "notes", "title": "Notes", "url": "file:/home/me/n.xml", "health": "new"}
        | {"entries": 0, "duplicates": 0, "tags": []},
    ],
    "outputs": [
        {"name": "all", "title": "Everything", "urls": {"atom": "http://x.example/feeds/all.atom"}}
        | {"sizes": {"atom": 48_200}}
    ],
    "storage": {"bytes": 1_234_567},
    "totals": {"sources": 2, "due": 1, "failing": 1, "entries": 7, "duplicates": 2},
}


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes


class Client:
    def __init__(self, session, address):
        self._session = session
        self.address = address

    async def get(self, path, method="GET", **headers):
        """Ask; underscores in header names stand for hyphens. Bodies are left encoded."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("Accept-Encoding", "identity")
        asked = self._session.request(
            method, self.address + path, headers=named, allow_redirects=False
        )
        async with asked as response:
            return Answer(response.status, response.headers, await response.read())


@asynccontextmanager
async def serving(
    public,
    *,
    outputs=(OUTPUT,),
    status=STATUS,
    healthy=True,
    base_url=LOCAL,
    listen="127.0.0.1:0",
    **extras,
):
    """Serve the folder, on a free port if none is given, for as long as the block runs."""

    async def tell():
        return status

    async def is_healthy():
        return healthy

    app = make_app(
        public,
        status=tell,
        health=is_healthy,
        base_url=base_url,
        outputs=lambda: outputs,
        extras=Extras(**extras),
    )
    server = await serve(app, listen)
    try:
        async with aiohttp.ClientSession(auto_decompress=False) as session:
            yield Client(session, server.addresses[0])
    finally:
        await server.close()


def ask(public, *questions, **options):
    """Serve the folder, ask the (path, headers) one after the other, return the answers."""

    async def run():
        async with serving(public, **options) as client:
            return [await client.get(path, **headers) for path, headers in questions]

    return asyncio.run(run())


def publish(public, *entries, **changes):
    """Publish these entries, or one full one, into the folder."""
    edition = make_edition(*(entries or [make_full_entry()]), **changes)
    asyncio.run(FilePublisher(public).publish(edition))
