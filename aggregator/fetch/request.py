"""What a request says: headers, and what of them may go to which host.

No cookies but the user's own, no Referer. What the user configured for a
source (headers, auth) goes to the source's own origin and nowhere else.
"""

import re
from base64 import b64encode
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlsplit

from multidict import CIMultiDict

from aggregator.records import Secret, Source, Validators

PRODUCT = "feed-aggregator"
"""The product token: what robots.txt and server logs know us by (RFC 9110, 10.1.5)."""

ENCODINGS = "gzip, deflate, br, zstd"

FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.3"
)
PAGE_TYPES = "text/html, application/xhtml+xml, application/xml;q=0.5, */*;q=0.3"

_SCHEME = re.compile(
    r"(?:basic|bearer|token|key|apikey) \S|[A-Za-z][\w-]* [^\s:]+\Z", re.IGNORECASE
)
"""`Bearer …` and its like; `Ann Lee:password` is none."""


def make_user_agent(contact: str, subscribers: int | None = None) -> str:
    """Return an honest User-Agent: name, version, whom to ask, for how many readers."""
    told = [f"+{contact}"] if contact else []
    if subscribers:
        told.append(f"{subscribers} subscriber{'s' if subscribers > 1 else ''}")
    return f"{_product()} ({'; '.join(told)})" if told else _product()


@cache
def _product() -> str:
    try:
        return f"{PRODUCT}/{version(PRODUCT)}"
    except PackageNotFoundError:  # run from a checkout that was never installed
        return PRODUCT


def feed_headers(validators: Validators, user_agent: str) -> CIMultiDict[str]:
    """Return the headers of a conditional GET for a feed (RFC 9110, 13.1).

    `A-IM: feed` lets a server send the new entries alone (RFC 3229 with feed).
    """
    headers = _headers(FEED_TYPES, user_agent)
    headers["A-IM"] = "feed"
    if validators.etag is not None:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified is not None:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def unconditional(headers: CIMultiDict[str]) -> CIMultiDict[str]:
    """Return the headers without what makes a GET conditional."""
    return CIMultiDict(
        (name, value)
        for name, value in headers.items()
        if name.lower() not in ("if-none-match", "if-modified-since")
    )


def page_headers(user_agent: str) -> CIMultiDict[str]:
    """Return the headers of a GET for a page."""
    return _headers(PAGE_TYPES, user_agent)


def add_local(
    headers: CIMultiDict[str], local: tuple[tuple[str, str], ...], at: tuple[str, str]
) -> CIMultiDict[str]:
    """Return the headers with those added that are for one origin alone, if we are at it.

    `at` is the address that is asked, and the one that they are for.
    """
    if not local or not is_own_origin(*at):
        return headers
    own = headers.copy()
    for name, value in local:
        own[name] = value
    return own


def add_own(headers: CIMultiDict[str], source: Source, url: str) -> CIMultiDict[str]:
    """Return the headers with the source's own added, if this address is of its origin."""
    if not (source.headers or source.auth) or not is_own_origin(url, source.url):
        return headers
    own = headers.copy()
    if source.auth:
        own["Authorization"] = _authorization(source.auth)
    for name, value in source.headers:
        own[name] = value.reveal()
    return own


def is_own_origin(url: str, own: str) -> bool:
    """Tell whether an address is of the origin of another, or of its host over https.

    From http to https on the usual ports a secret gains; any other change of
    scheme, host or port makes another origin (RFC 6454, 5).
    """
    origin, home = _origin(url), _origin(own)
    if origin is None or home is None:
        return False
    upgraded = home[0] == "http" and home[2] == 80 and origin == ("https", home[1], 443)
    return origin == home or upgraded


def _headers(accept: str, user_agent: str) -> CIMultiDict[str]:
    return CIMultiDict(
        {"User-Agent": user_agent, "Accept": accept, "Accept-Encoding": ENCODINGS},
    )


def _authorization(auth: Secret) -> str:
    """Return `user:password` as Basic (RFC 7617), a value with a scheme as it is."""
    value = auth.reveal()
    if _SCHEME.match(value):
        return value
    return f"Basic {b64encode(value.encode()).decode()}"


def _origin(url: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    default = {"http": 80, "https": 443}.get(scheme)
    if default is None or not parts.hostname:
        return None
    return scheme, parts.hostname.rstrip("."), port or default
