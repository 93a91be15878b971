"""What readers and the operator see over HTTP. Changes nothing and sets no cookie."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from aiohttp import web

from aggregator.clock import SystemClock
from aggregator.protocols import Clock, Hub
from aggregator.publish.render.addresses import make_uri
from aggregator.publish.render.face import FACE
from aggregator.publish.render.parts import ICON
from aggregator.records import Output
from aggregator.web.documents import NOTHING, SAFETY
from aggregator.web.freshness import Freshness
from aggregator.web.guard import is_loopback, make_host_check
from aggregator.web.office import Office
from aggregator.web.site import Site
from aggregator.web.sources import FindEdition, SourceFeeds
from aggregator.web.subscriber import LONGEST_PUSH, Subscriber
from aggregator.web.websub import HubDoor, is_topic

Status = Callable[[], Awaitable[Mapping[str, object]]]
Health = Callable[[], Awaitable[bool]]
Outputs = Callable[[], Sequence[Output]]
Answer = Callable[[web.Request], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What the application can have besides."""

    find_edition: FindEdition | None = None
    """Gives the newest entries of a source by its name; without it sources have no feeds."""
    hub: Hub | None = None
    """Tells subscribers of changes (WebSub); without it there is nowhere to subscribe."""
    subscriber: Subscriber | None = None
    """Answers the hubs of sources (WebSub)."""
    clock: Clock = field(default_factory=SystemClock)


def make_app(
    public: Path,
    *,
    status: Status,
    health: Health,
    base_url: str,
    outputs: Outputs,
    extras: Extras | None = None,
) -> web.Application:
    """Build the application that serves the public folder and tells how everything is.

    `base_url` is how readers reach it; on loopback, requests for other hosts are refused.
    """
    extras = extras or Extras()
    hub = make_uri(extras.hub.url) if extras.hub else None
    site = Site(public, base_url, outputs, Freshness(status, extras.clock.now), hub)
    office = Office(status, health, outputs, base_url)
    app = web.Application(client_max_size=LONGEST_PUSH)
    app.on_response_prepare.append(_tell_safety)
    is_ours = make_host_check(base_url)
    pages = _list_pages(site, office)
    if extras.find_edition is not None:
        pages["/feeds/source/{name}.atom"] = SourceFeeds(extras.find_edition).feed
    for path, handler in pages.items():
        app.router.add_get(path, _guard(handler, is_ours))
    for method, path, handler in _list_websub(extras, partial(is_topic, base_url, outputs)):
        app.router.add_route(method, path, _guard(handler, is_ours))
    return app


async def _tell_safety(_request: web.Request, response: web.StreamResponse) -> None:
    """Say of refusals, which aiohttp makes, what our own answers say of themselves."""
    if response.status >= 400:
        response.headers.update(SAFETY)
        response.headers.setdefault("Content-Security-Policy", NOTHING)


def _list_pages(site: Site, office: Office) -> dict[str, Answer]:
    """Return what can be read, by path."""
    return {
        f"/feeds/{FACE}": site.face,
        f"/feeds/{ICON}": site.icon,
        "/favicon.ico": site.icon,
        "/feeds/{file}": site.feed,
        "/feeds/{name}/archive/{label}.atom": site.archive,
        "/": site.index,
        "/sources.opml": office.sources_opml,
        "/outputs.opml": office.outputs_opml,
        "/status": office.page,
        "/status.json": office.json,
        "/healthz": office.health,
        "/metrics": office.metrics,
    }


def _list_websub(
    extras: Extras, is_topic: Callable[[str], bool]
) -> Iterator[tuple[str, str, Answer]]:
    """Yield (method, path, handler) of what changes something: subscriptions, ours and theirs."""
    if extras.hub is not None:
        yield "POST", "/websub", HubDoor(extras.hub, is_topic).post
    if extras.subscriber is not None:
        yield "GET", "/websub/{id}", extras.subscriber.get
        yield "POST", "/websub/{id}", extras.subscriber.post


def _guard(handler: Answer, is_ours: Callable[[str], bool]) -> Answer:
    """Refuse requests for other hosts on loopback; cheaper than aiohttp's middlewares."""

    async def guarded(request: web.Request) -> web.Response:
        own = request.transport and request.transport.get_extra_info("sockname")
        local = isinstance(own, tuple) and is_loopback(own[0])
        if local and not is_ours(request.headers.get("Host", "localhost")):
            # 421: this server is not the one for that host (RFC 9110, 15.5.20).
            return web.Response(status=421, text="This server goes by another name.\n")
        return await handler(request)

    return guarded
