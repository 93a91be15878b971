"""What a request's headers ask for: content coding and conditions (RFC 9110, 12 and 13). Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

_ETAG = re.compile(r'(?:W/)?("[^"]*")')
_CODINGS = ("br", "gzip")
"""Ours, the smaller first."""


@lru_cache(maxsize=256)
def list_codings(accept_encoding: str) -> tuple[str, ...]:
    """Return the content codings that the client takes, the one to prefer first.

    Ours are tried by their size, not by the client's q: it says which it takes.
    """
    weights: dict[str, bool] = {}
    for part in accept_encoding.lower().split(","):
        name, _, parameter = part.partition(";")
        quality = parameter.replace(" ", "").removeprefix("q=")
        weights[name.strip()] = quality.strip("0.") != "" if parameter.strip() else True
    anything = weights.get("*", False)
    return tuple(coding for coding in _CODINGS if weights.get(coding, anything))


def is_unchanged(headers: Mapping[str, str], etag: str, modified: datetime) -> bool:
    """Say whether the client has this already, so that 304 is the answer.

    If-Modified-Since counts only without If-None-Match (RFC 9110, 13.2.2).
    """
    known = headers.get("If-None-Match")
    if known is not None:
        return known.strip() == "*" or etag in _ETAG.findall(known)
    since = headers.get("If-Modified-Since")
    if since is None:
        return False
    at = _parse_date(since)
    return at is not None and modified <= at


@lru_cache(maxsize=256)
def _parse_date(header: str) -> datetime | None:
    """Return the moment; a date that cannot be read is as good as none (RFC 9110, 13.1.3)."""
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
