"""What is served, ready to be sent: bytes in each coding with their headers, made once."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from aiohttp import web

from aggregator.web.conditions import is_unchanged, list_codings

_WORTH = 500
"""Bytes: what is smaller is sent as it is."""

_SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
NOTHING = "default-src 'none'; frame-ancestors 'none'"
"""The Content-Security-Policy of what is no page."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The bytes in one coding."""

    body: bytes
    etag: str
    headers: Mapping[str, str]
    """Of a 200."""
    brief: Mapping[str, str]
    """Of a 304: what a cache needs to renew what it has (RFC 9110, 15.4.5)."""


@dataclass(frozen=True, slots=True)
class Document:
    """One address's answer, until it changes."""

    variants: Mapping[str, Variant]
    """By content coding; the empty one is always there."""
    modified: datetime


def make_document(
    body: bytes,
    media_type: str,
    modified: datetime,
    *,
    twins: Mapping[str, bytes] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Document:
    """Make a document; without precompressed twins, gzip is made here if it is worth it."""
    if twins is None:
        twins = {"gzip": gzip.compress(body, 6, mtime=0)} if len(body) >= _WORTH else {}
    common = {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": NOTHING,
        "Last-Modified": format_datetime(modified, usegmt=True),
        "Vary": "Accept-Encoding",
        **_SAFETY,
        **(headers or {}),
    }
    variants = {
        coding: _make_variant(coded, coding, media_type, common)
        for coding, coded in {"": body, **twins}.items()
    }
    return Document(variants, modified)


def _make_variant(body: bytes, coding: str, media_type: str, common: Mapping[str, str]) -> Variant:
    # A strong tag names bytes, so each coding has its own (RFC 9110, 8.8.3.3).
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    brief = {**common, "ETag": etag}
    # Nothing we serve is worth a part: a feed is wanted whole.
    headers = {**brief, "Content-Type": media_type, "Accept-Ranges": "none"}
    if coding:
        headers["Content-Encoding"] = coding
    return Variant(body, etag, headers, brief)


def answer(request: web.Request, document: Document) -> web.Response:
    """Answer with the coding that the client takes, or that it has this already."""
    variants = document.variants
    chosen = variants[""]
    for coding in list_codings(request.headers.get("Accept-Encoding", "")):
        if coding in variants:
            chosen = variants[coding]
            break
    if is_unchanged(request.headers, chosen.etag, document.modified):
        return web.Response(status=304, headers=chosen.brief)
    return web.Response(body=chosen.body, headers=chosen.headers)
