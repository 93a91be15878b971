"""Only what is new to a reader that asks for it: `A-IM: feed` (RFC 3229, and its use for feeds)."""

import gzip
import re
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path

from aiohttp import web
from lxml import etree

from aggregator.web.documents import Document, choose

_VERSIONS = 20
"""Past versions remembered of each feed; whoever is further behind gets the whole."""

_FEEDS = 100
"""Feeds whose versions are remembered."""

_FEED = re.compile(r"(?:^|,)\s*feed\s*(?:[;,]|$)")
_ENTRIES = ("{http://www.w3.org/2005/Atom}entry", "item")


class Deltas:
    """Remembers versions as they are served, and tells what came after one of them."""

    def __init__(self) -> None:
        self._past: OrderedDict[Path, OrderedDict[str, bytes]] = OrderedDict()
        self._newest: dict[Path, Document] = {}
        # Readers that come at the same pace ask for the same part.
        self._cut = lru_cache(maxsize=8)(_cut_packed)

    def remember(self, path: Path, document: Document) -> None:
        """Note that this version is being served."""
        if self._newest.get(path) is document:
            return
        self._newest[path] = document
        past = self._past.setdefault(path, OrderedDict())
        self._past.move_to_end(path)
        twin = document.variants.get("gzip")
        packed = twin.body if twin else gzip.compress(document.variants[""].body, 6)
        past.update(dict.fromkeys((each.etag for each in document.variants.values()), packed))
        while len(past) > _VERSIONS * 3:
            past.popitem(last=False)
        if len(self._past) > _FEEDS:
            dropped, _ = self._past.popitem(last=False)
            del self._newest[dropped]

    def answer(self, request: web.Request, path: Path, document: Document) -> web.Response | None:
        """Return 226 with the entries that are new since the reader's version.

        None when the reader does not ask for that, has the newest, or has one
        that is not remembered.
        """
        asked = request.headers.get("A-IM")
        if asked is None or not _FEED.search(asked):
            return None
        current = choose(request, document)
        known = [tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")]
        if current.etag in known:
            return None
        past = self._past.get(path, OrderedDict())
        base = next((past[tag] for tag in known if tag in past), None)
        if base is None:
            return None
        body = self._cut(base, document.variants[""].body)
        headers = current.headers.copy()
        headers.update({"IM": "feed", "Cache-Control": "no-store"})
        headers.pop("Content-Encoding", None)
        return web.Response(status=226, reason="IM Used", body=body, headers=headers)


def _cut_packed(base: bytes, body: bytes) -> bytes:
    return cut_known(body, gzip.decompress(base))


def cut_known(body: bytes, base: bytes) -> bytes:
    """Return the feed without the entries that are in an earlier version of it, word for word."""
    known = {etree.tostring(entry, with_tail=False) for entry in _parse(base).iter(*_ENTRIES)}
    feed = _parse(body)
    for entry in list(feed.iter(*_ENTRIES)):
        parent = entry.getparent()
        if parent is not None and etree.tostring(entry, with_tail=False) in known:
            parent.remove(entry)
    whole = etree.tostring(feed.getroottree(), xml_declaration=True, encoding="UTF-8")
    return bytes(whole)


def _parse(body: bytes) -> etree._Element:
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
