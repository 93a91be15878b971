"""What readers and the operator see over HTTP. Changes nothing and sets no cookie."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from aiohttp import web

from aggregator.clock import SystemClock
from aggregator.protocols import Clock, Hub
from aggregator.publish.render.face import FACE
from aggregator.publish.render.parts import ICON
from aggregator.records import Output
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
    site = Site(public, base_url, outputs, Freshness(status, extras.clock.now))
    office = Office(status, health, outputs, base_url)
    routes: dict[str, Answer] = {
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
    if extras.find_edition is not None:
        routes["/feeds/source/{name}.atom"] = SourceFeeds(extras.find_edition).feed
    app = web.Application(client_max_size=LONGEST_PUSH)
    is_ours = make_host_check(base_url)
    for path, handler in routes.items():
        app.router.add_get(path, _guard(handler, is_ours))
    if extras.hub is not None:
        door = HubDoor(extras.hub, partial(is_topic, base_url, outputs))
        app.router.add_post("/websub", _guard(door.post, is_ours))
    if extras.subscriber is not None:
        app.router.add_get("/websub/{id}", _guard(extras.subscriber.get, is_ours), allow_head=False)
        app.router.add_post("/websub/{id}", _guard(extras.subscriber.post, is_ours))
    return app


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
