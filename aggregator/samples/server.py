"""Serves the sample sites on loopback, each as a host of its own. Asks nothing of anybody."""

import asyncio
import errno
import hashlib
import mimetypes
import socket
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from aiohttp import web

from aggregator.samples.site import (
    Site,
    find_feed,
    list_sites,
    read_site,
    render_home,
    render_page,
)

FIRST_HOST = 11
"""The sites are at 127.0.0.11, 127.0.0.12 …: hosts that differ, without a name server."""


class SampleSites:
    """The sample sites, served while the context lasts."""

    def __init__(self) -> None:
        self.sites: dict[str, Site] = {}
        self._runners: list[web.AppRunner] = []

    async def __aenter__(self) -> Self:
        """Bind a free port for each site, then serve all: a site may name another's address."""
        sockets = {}
        for number, name in enumerate(list_sites(), start=FIRST_HOST):
            sockets[name] = _bind(f"127.0.0.{number}")
            host, port = sockets[name].getsockname()
            self.sites[name] = read_site(name, f"http://{host}:{port}")
        for name, bound in sockets.items():
            runner = web.AppRunner(_make_app(self.sites[name], self.sites), access_log=None)
            await runner.setup()
            self._runners.append(runner)
            await web.SockSite(runner, bound).start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop serving."""
        await asyncio.gather(*(runner.cleanup() for runner in self._runners))


def _bind(host: str) -> socket.socket:
    """Return a socket bound to a free port of the address, or of 127.0.0.1 where loopback has
    but that one (macOS)."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        bound.bind((host, 0))
    except OSError as error:
        if error.errno != errno.EADDRNOTAVAIL:
            bound.close()
            raise
        bound.bind(("127.0.0.1", 0))
    return bound


def _make_app(site: Site, sites: Mapping[str, Site]) -> web.Application:
    app = web.Application()
    visitor = _Visitor(site, sites)
    app.router.add_get("/", visitor.home)
    app.router.add_get("/feed", visitor.feed)
    app.router.add_get("/articles/{slug}", visitor.page)
    app.router.add_get("/media/{name}", visitor.media)
    return app


class _Visitor:
    """Answers the requests for one site."""

    def __init__(self, site: Site, sites: Mapping[str, Site]) -> None:
        self._site = site
        self._sites = sites

    async def home(self, request: web.Request) -> web.StreamResponse:
        page = render_home(self._site, self._sites)
        return _answer(request, page.encode(), "text/html; charset=utf-8")

    async def feed(self, request: web.Request) -> web.StreamResponse:
        match find_feed(self._site, self._sites):
            case text, kind:
                return _answer(request, text.encode(), kind)
            case _:
                raise web.HTTPNotFound

    async def page(self, request: web.Request) -> web.StreamResponse:
        slug = request.match_info["slug"]
        if slug not in self._site.entries:
            raise web.HTTPNotFound
        page = render_page(self._site, self._sites, slug)
        return _answer(request, page.encode(), "text/html; charset=utf-8")

    async def media(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        folder = self._site.folder / "media"
        if not folder.is_dir() or name not in {file.name for file in folder.iterdir()}:
            raise web.HTTPNotFound
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return _answer(request, (folder / name).read_bytes(), kind)


def _answer(request: web.Request, body: bytes, kind: str) -> web.StreamResponse:
    """Answer with an ETag, so that asking again costs a 304."""
    tag = hashlib.sha256(body).hexdigest()[:16]
    if request.if_none_match and tag in {each.value for each in request.if_none_match}:
        return web.Response(status=304, headers={"ETag": f'"{tag}"'})
    return web.Response(body=body, headers={"ETag": f'"{tag}"', "Content-Type": kind})
