"""The published files, for readers."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from aggregator.publish.render.html import read_policy
from aggregator.publish.render.parts import MEDIA_TYPES
from aggregator.records import Output
from aggregator.web.documents import Document, answer, make_document
from aggregator.web.pages import make_index
from aggregator.web.shelf import Shelf

_FILE = re.compile(r"(?P<name>[\w-][\w.-]*)\.(?P<format>atom|rss|json|html)")


class Site:
    """Answers for the outputs that are configured now; files of others are no more."""

    def __init__(
        self, public: Path, base_url: str, outputs: Callable[[], Sequence[Output]]
    ) -> None:
        self._feeds = public / "feeds"
        self._base_url = base_url.rstrip("/")
        self._outputs = outputs
        self._shelf = Shelf()
        self._headers = {format: _make_headers(format) for format in MEDIA_TYPES}
        self._index: tuple[object, Document] | None = None

    async def feed(self, request: web.Request) -> web.Response:
        """Answer with a rendered output."""
        match = _FILE.fullmatch(request.match_info["file"])
        document = match and self._find(match["name"], match["format"])
        if not document:
            raise web.HTTPNotFound(text="No such feed; / lists those that there are.\n")
        return answer(request, document)

    async def index(self, request: web.Request) -> web.Response:
        """Answer with the list of the outputs and the river of the first one that has a page."""
        outputs = tuple(self._outputs())
        river = next((d for o in outputs if (d := self._find(o.name, "html"))), None)
        key = (outputs, river and river.variants[""].etag)
        if self._index is None or self._index[0] != key:
            page = make_index(outputs, self._base_url, river.variants[""].body if river else None)
            modified = river.modified if river else datetime.fromtimestamp(0, UTC)
            headers = self._headers["html"]
            self._index = key, make_document(page, _type("html"), modified, headers=headers)
        return answer(request, self._index[1])

    def _find(self, name: str, format: str) -> Document | None:
        if not any(output.name == name and format in output.formats for output in self._outputs()):
            return None
        path = self._feeds / f"{name}.{format}"
        return self._shelf.find(path, _type(format), self._headers[format])


def _type(format: str) -> str:
    return f"{MEDIA_TYPES[format]}; charset=utf-8"


def _make_headers(format: str) -> Mapping[str, str]:
    if format == "html":
        return {"Content-Security-Policy": f"{read_policy()}; frame-ancestors 'none'"}
    return {"Access-Control-Allow-Origin": "*"}
