"""How everything is, for the operator: a page, JSON, metrics, health, and lists of feeds."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence

from aiohttp import web

from aggregator.publish.render.html import read_policy
from aggregator.records import Output
from aggregator.web.account import make_public_account
from aggregator.web.documents import NOTHING
from aggregator.web.metrics import CONTENT_TYPE, make_metrics
from aggregator.web.opml import make_outputs_opml, make_sources_opml
from aggregator.web.pages import make_status_page

_OPML = "text/x-opml; charset=utf-8"


class Office:
    """Answers with accounts of the moment, which no cache should keep."""

    def __init__(
        self,
        status: Callable[[], Awaitable[Mapping[str, object]]],
        health: Callable[[], Awaitable[bool]],
        outputs: Callable[[], Sequence[Output]],
        base_url: str,
    ) -> None:
        self._status = status
        self._health = health
        self._outputs = outputs
        self._base_url = base_url

    async def page(self, request: web.Request) -> web.Response:
        """Answer with the status page, which renews itself unless it is asked to be still."""
        renews = "still" not in request.query
        page = make_status_page(await self._tell(), self._base_url, renews=renews)
        answer = _answer(
            page, "text/html; charset=utf-8", policy=f"{read_policy()}; frame-ancestors 'none'"
        )
        if renews:
            answer.headers["Refresh"] = "60"
        return answer

    async def json(self, _request: web.Request) -> web.Response:
        """Answer with what the status page shows, as JSON."""
        body = json.dumps(await self._tell(), ensure_ascii=False, indent=1).encode()
        return _answer(body, "application/json")

    async def _tell(self) -> Mapping[str, object]:
        return make_public_account(await self._status())

    async def health(self, _request: web.Request) -> web.Response:
        """Answer 200 only while the loop, the store and the scheduler answer."""
        if await self._health():
            return _answer(b"ok\n", "text/plain; charset=utf-8")
        return _answer(b"not well; see /status and the log\n", "text/plain; charset=utf-8", 503)

    async def metrics(self, _request: web.Request) -> web.Response:
        """Answer for Prometheus."""
        tasks = len(asyncio.all_tasks())
        return _answer(make_metrics(await self._status(), tasks), CONTENT_TYPE)

    async def sources_opml(self, _request: web.Request) -> web.Response:
        """Answer with the subscriptions."""
        sources = (await self._status()).get("sources")
        listed = sources if isinstance(sources, Sequence) else ()
        return _answer(make_sources_opml(listed), _OPML)

    async def outputs_opml(self, _request: web.Request) -> web.Response:
        """Answer with our own feeds."""
        return _answer(make_outputs_opml(self._outputs(), self._base_url), _OPML)


def _answer(
    body: bytes, content_type: str, status: int = 200, *, policy: str = NOTHING
) -> web.Response:
    headers = {
        "Content-Type": content_type,
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Server": "aggregator",
    }
    return web.Response(status=status, body=body, headers=headers)
