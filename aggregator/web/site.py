"""The published files, for readers."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import NoReturn

from aiohttp import web

from aggregator.publish.render.face import FACE
from aggregator.publish.render.html import read_policy
from aggregator.publish.render.parts import ICON, MEDIA_TYPES
from aggregator.records import Output
from aggregator.web.delta import Deltas
from aggregator.web.documents import NOTHING, Document, Kind, answer, make_document
from aggregator.web.freshness import Freshness
from aggregator.web.pages import make_index
from aggregator.web.shelf import Shelf

_FILE = re.compile(r"(?P<name>[\w-][\w.-]*)\.(?P<format>atom|rss|json|html)")
_LABEL = re.compile(r"\d{4}-\d{2}-\d{2}(?:-\d{2,})?")

_SOON = "max-age=60"
"""Where nothing better is known: a crowd of readers asks a cache."""

_LONG = "max-age=86400"
"""Of archives, which do not change (RFC 5005, 4)."""


_DELTAS = ("atom", "rss")
"""Formats of which a part can be sent."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rendering lies, and what it is of."""

    name: str
    format: str
    path: Path
    kind: Kind


def _locate(folder: Path, address: str, hub: str | None, file: str) -> Place | None:
    """Return the place of a file that is served below an address; None for other names."""
    match = _FILE.fullmatch(file)
    if match is None:
        return None
    kind = make_kind(match["format"])
    if hub is not None and match["format"] != "html":
        # Hubs and subscribers look here before they look into the document (W3C WebSub, 4).
        link = f'<{hub}>; rel="hub", <{address}/{file}>; rel="self"'
        kind = replace(kind, headers={**kind.headers, "Link": link})
    return Place(match["name"], match["format"], folder / file, kind)


class Site:
    """Answers for the outputs that are configured now; files of others are no more."""

    def __init__(
        self,
        public: Path,
        base_url: str,
        outputs: Callable[[], Sequence[Output]],
        freshness: Freshness,
        hub: str | None = None,
    ) -> None:
        self._feeds = public / "feeds"
        self._base_url = base_url.rstrip("/")
        self._outputs = outputs
        self._freshness = freshness
        self._shelf = Shelf()
        self._deltas = Deltas()
        # Taking paths apart costs as much as all the rest of a 304.
        self._locate = lru_cache(maxsize=1024)(
            partial(_locate, public / "feeds", f"{self._base_url}/feeds", hub)
        )
        self._index: tuple[object, Document] | None = None

    async def feed(self, request: web.Request) -> web.Response:
        """Answer with a rendered output."""
        place = self._locate(request.match_info["file"])
        document = self._find(place) if place else None
        if place is None or document is None:
            raise_not_found()
        if place.format in _DELTAS:
            self._deltas.remember(place.path, document)
            if (delta := self._deltas.answer(request, place.path, document)) is not None:
                return delta
        return answer(request, document, await self._freshness.tell())

    async def archive(self, request: web.Request) -> web.Response:
        """Answer with a chapter of an output's history."""
        name, label = request.match_info["name"], request.match_info["label"]
        document = None
        if _LABEL.fullmatch(label) and self._is_published(name, "atom"):
            path = self._feeds / name / "archive" / f"{label}.atom"
            document = self._shelf.find(path, _ARCHIVE)
        if document is None:
            raise_not_found()
        return answer(request, document)

    async def face(self, request: web.Request) -> web.Response:
        """Answer with the style sheet of the feeds."""
        document = self._shelf.find(self._feeds / FACE, _STYLE)
        if document is None:
            raise_not_found()
        return answer(request, document)

    async def icon(self, request: web.Request) -> web.Response:
        """Answer with our picture."""
        document = self._shelf.find(self._feeds / ICON, _PICTURE)
        if document is None:
            raise_not_found()
        return answer(request, document)

    async def index(self, request: web.Request) -> web.Response:
        """Answer with the list of the outputs and the river of the first one that has a page."""
        outputs = tuple(self._outputs())
        pages = (self._locate(f"{output.name}.html") for output in outputs)
        found = (self._find(place) for place in pages if place)
        river = next((document for document in found if document), None)
        key = (outputs, river and river.variants[""].etag)
        if self._index is None or self._index[0] != key:
            stories = river.variants[""].body if river else None
            page = make_index(outputs, self._base_url, stories)
            modified = river.modified if river else datetime.fromtimestamp(0, UTC)
            self._index = key, make_document(page, _PAGE, modified)
        return answer(request, self._index[1], await self._freshness.tell())

    def _find(self, place: Place) -> Document | None:
        if not self._is_published(place.name, place.format):
            return None
        return self._shelf.find(place.path, place.kind)

    def _is_published(self, name: str, format: str) -> bool:
        return any(output.name == name and format in output.formats for output in self._outputs())


def raise_not_found() -> NoReturn:
    """Raise 404, with where to look instead."""
    raise web.HTTPNotFound(text="No such feed; / lists those that there are.\n")


def make_kind(format: str, freshness: str = _SOON) -> Kind:
    """Return the media type and the headers of a format."""
    media_type = f"{MEDIA_TYPES[format]}; charset=utf-8"
    if format == "html":
        policy = f"{read_policy()}; frame-ancestors 'none'"
        return Kind(media_type, {"Content-Security-Policy": policy, "Cache-Control": freshness})
    headers = {
        # The style sheet that a browser shows the feed with is ours.
        "Content-Security-Policy": f"{NOTHING}; style-src 'self'",
        "Access-Control-Allow-Origin": "*",
        "Cache-Control": freshness,
    }
    browser_type = None if format == "json" else "application/xml; charset=utf-8"
    return Kind(media_type, headers, browser_type)


_PAGE = make_kind("html")
_ARCHIVE = make_kind("atom", _LONG)
_PICTURE = Kind("image/png", {"Cache-Control": _LONG})
_STYLE = Kind("text/css; charset=utf-8", {"Cache-Control": _LONG})
