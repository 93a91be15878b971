"""Each source's own entries, cleaned, as a feed that is made when it is asked for.

Most of them are never asked for, so none is written to the disk beforehand.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from aiohttp import web

from aggregator.publish.render import render
from aggregator.records import Edition
from aggregator.web.documents import Document, answer, make_document
from aggregator.web.site import make_kind, raise_not_found

_MOST = 200
"""Feeds kept ready."""

FindEdition = Callable[[str], Awaitable[Edition | None]]


class SourceFeeds:
    """Answers with Atom of one source."""

    def __init__(self, find_edition: FindEdition) -> None:
        self._find_edition = find_edition
        self._ready: OrderedDict[str, tuple[Edition, Document]] = OrderedDict()

    async def feed(self, request: web.Request) -> web.Response:
        """Answer with the newest entries of the source."""
        name = request.match_info["name"]
        edition = await self._find_edition(name)
        if edition is None:
            raise_not_found()
        known = self._ready.pop(name, None)
        if known is None or known[0] != edition:
            known = edition, await asyncio.to_thread(_make_document, edition)
        self._ready[name] = known
        if len(self._ready) > _MOST:
            self._ready.popitem(last=False)
        return answer(request, known[1])


def _make_document(edition: Edition) -> Document:
    # As new as the newest that a reader would see (whole seconds, as HTTP has them).
    moments = [stored.revised_at for stored in edition.entries]
    modified = max(moments, default=datetime.fromtimestamp(0, UTC)).replace(microsecond=0)
    body = render(edition, "atom").body
    return make_document(body, make_kind("atom"), modified)
