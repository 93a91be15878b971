"""What is served, ready to be sent: bytes in each coding with their headers, made once."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from aiohttp import web
from multidict import CIMultiDict

from aggregator.web.conditions import is_unchanged, list_codings
from aggregator.web.renewal import Renewal, make_head, may_go_on

_WORTH = 500
"""Bytes: what is smaller is sent as it is."""

SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Server": "aggregator",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""What every answer says, whatever it is."""

NOTHING = "default-src 'none'; frame-ancestors 'none'"
"""The Content-Security-Policy of what is no page."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What all documents of a kind have in common."""

    media_type: str
    headers: Mapping[str, str]
    """Besides those that every answer has."""
    browser_type: str | None = None
    """The media type for those who come with a browser, which shows no feed as such."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The bytes in one coding."""

    body: bytes
    etag: str
    headers: CIMultiDict[str]
    """Of a 200."""
    brief: CIMultiDict[str]
    """Of a 304: what a cache needs to renew what it has (RFC 9110, 15.4.5)."""
    head: bytes
    """Of a 304, as it goes over the wire."""


@dataclass(frozen=True, slots=True)
class Document:
    """One address's answer, until it changes."""

    variants: Mapping[str, Variant]
    """By content coding; the empty one is always there."""
    modified: datetime
    browser_type: str | None = None


def make_document(
    body: bytes, kind: Kind, modified: datetime, *, twins: Mapping[str, bytes] | None = None
) -> Document:
    """Make a document; without precompressed twins, gzip is made here if it is worth it."""
    if twins is None:
        twins = {"gzip": gzip.compress(body, 6, mtime=0)} if len(body) >= _WORTH else {}
    common = {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": NOTHING,
        "Last-Modified": format_datetime(modified, usegmt=True),
        "Vary": "Accept-Encoding, Accept" if kind.browser_type else "Accept-Encoding",
        **SAFETY,
        **kind.headers,
    }
    variants = {
        coding: _make_variant(coded, coding, kind.media_type, common)
        for coding, coded in {"": body, **twins}.items()
    }
    return Document(variants, modified, kind.browser_type)


def _make_variant(body: bytes, coding: str, media_type: str, common: Mapping[str, str]) -> Variant:
    # A strong tag names bytes, so each coding has its own (RFC 9110, 8.8.3.3).
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    brief = {**common, "ETag": etag}
    # Nothing we serve is worth a part: a feed is wanted whole.
    headers = {**brief, "Content-Type": media_type, "Accept-Ranges": "none"}
    if coding:
        headers["Content-Encoding"] = coding
    return Variant(body, etag, CIMultiDict(headers), CIMultiDict(brief), make_head(brief))


def choose(request: web.Request, document: Document) -> Variant:
    """Return the variant in the coding that the client takes."""
    for coding in list_codings(request.headers.get("Accept-Encoding", "")):
        if coding in document.variants:
            return document.variants[coding]
    return document.variants[""]


def answer(request: web.Request, document: Document, freshness: str | None = None) -> web.Response:
    """Answer with the coding that the client takes, or that it has this already.

    `freshness` is a Cache-Control value in place of that of the document's kind.
    """
    chosen = choose(request, document)
    unchanged = is_unchanged(request.headers, chosen.etag, document.modified)
    if unchanged and freshness is not None and may_go_on(request):
        return Renewal(chosen.head, freshness)
    headers = (chosen.brief if unchanged else chosen.headers).copy()
    if freshness is not None:
        headers["Cache-Control"] = freshness
    if unchanged:
        return web.Response(status=304, headers=headers)
    if document.browser_type and request.headers.get("Accept", "").startswith("text/html"):
        headers["Content-Type"] = document.browser_type
    return web.Response(body=chosen.body, headers=headers)
