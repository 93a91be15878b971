"""http.md: the addresses that are served, taken from the router."""

from pathlib import Path

from aiohttp import web

from aggregator.web.app import Extras, make_app
from describe import require_same

ENDPOINTS = {
    "/": ("text/html", "The outputs, and the river of the first one that has a page."),
    "/feeds/{file}": (
        "application/atom+xml, application/rss+xml, application/feed+json, text/html",
        "An output: `NAME.atom`, `.rss`, `.json`, `.html`. A reader that sends `A-IM: feed` gets "
        "the new entries alone (226, RFC 3229) of Atom and RSS.",
    ),
    "/feeds/{name}/archive/{label}.atom": (
        "application/atom+xml",
        "A day of an output's history; the output leads to the latest by `prev-archive` "
        "(RFC 5005, 4).",
    ),
    "/feeds/source/{name}.atom": (
        "application/atom+xml",
        "The newest entries of one source, by its name in feeds.toml.",
    ),
    "/feeds/face.css": ("text/css", "How browsers show the feeds."),
    "/feeds/icon.png": ("image/png", "The picture of the outputs."),
    "/favicon.ico": ("image/png", "The same."),
    "/sources.opml": ("text/x-opml", "The sources, for other readers; none with secrets in it."),
    "/outputs.opml": ("text/x-opml", "The outputs."),
    "/status": ("text/html", "How everything is; renews itself, with `?still` it does not."),
    "/status.json": (
        "application/json",
        "The same as `aggregator status --json`, without places on the disk ([JSON](json.md)).",
    ),
    "/healthz": (
        "text/plain",
        "200 while the loop, the database and the scheduler answer, else 503.",
    ),
    "/metrics": ("text/plain", "For Prometheus ([metrics](metrics.md))."),
    "/websub": (
        "text/plain",
        'Subscriptions to our own hub, with `hub = "self"` (WebSub, 5.1): 202, or 400 with the '
        "reason.",
    ),
    "/websub/{id}": (
        "text/plain",
        "What hubs of sources call back: GET to confirm, POST to push (WebSub, 5.3 and 7).",
    ),
}
STATUSES = {
    "200": "The document.",
    "202": "A push or a subscription was taken.",
    "226": "The part of a feed that is new to this reader.",
    "304": "The reader has it already: `If-None-Match`, `If-Modified-Since`.",
    "404": "No such output; the text says where the list is.",
    "405": "Another method than those in the table.",
    "410": "A hub's callback that is subscribed no more.",
    "421": "On loopback, a request for another host than `base_url`'s (against DNS rebinding).",
    "503": "`/healthz` only.",
}


def find_routes() -> dict[str, list[str]]:
    """Return the methods of each path, of an application with everything in it."""

    async def nothing(*_: object) -> object:
        return None

    extras = Extras(find_edition=nothing, hub=_Hubs(), subscriber=_Hubs())
    app = make_app(
        Path(), status=nothing, health=nothing, base_url="", outputs=tuple, extras=extras
    )
    found: dict[str, list[str]] = {}
    for route in app.router.routes():
        found.setdefault(_path(route), []).append(route.method)
    return found


class _Hubs:
    """Stands where the hub and the subscriber do."""

    url = ""
    get = post = None


def _path(route: web.AbstractRoute) -> str:
    return str(route.resource.canonical if route.resource else "")


def describe_http(note: str) -> str:
    """Return http.md."""
    routes = find_routes()
    require_same("paths", set(ENDPOINTS), set(routes))
    rows = [
        f"| `{path}` | {' '.join(sorted(set(routes[path])))} | {kind} | {meaning} |"
        for path, (kind, meaning) in ENDPOINTS.items()
    ]
    statuses = [f"| {status} | {meaning} |" for status, meaning in STATUSES.items()]
    return "\n".join(
        [
            "# HTTP",
            "",
            note,
            "What `aggregator run` serves at `listen`. Nothing can be changed over it but WebSub "
            "subscriptions; there are no cookies and no scripts. Answers carry a strong ETag and "
            "Last-Modified, and `Cache-Control: max-age` up to the next poll; outputs are there "
            "as gzip and Brotli, too. Accounts of the moment (`/status`, `/healthz`, `/metrics`) "
            "are not to be cached.",
            "",
            "| path | methods | media type | what |",
            "|---|---|---|---|",
            *rows,
            "",
            "| status | when |",
            "|---|---|",
            *statuses,
            "",
            "Outputs, style and picture lie as files in `public/feeds/` of the storage, each with "
            "its `.gz` and `.br`, for [a web server](../how-to/web-server.md).",
            "",
        ]
    )
