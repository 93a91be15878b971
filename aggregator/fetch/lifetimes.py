"""Times that a server names: how long an answer is fresh, when to come back (pure)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_DIRECTIVE = re.compile(r'([\w-]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,]*)))?')
_LONGEST = 10 * 365 * 24 * 3600
"""Seconds; a number beyond it would overflow a date and means `never`."""


def find_freshness(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return the freshness lifetime of an answer; None when the server names none.

    Cache-Control before Expires, no-cache and no-store as 0 (RFC 9111, 4.2.1, 5.2.2, 5.3).
    The whole lifetime, whatever Age says: a poll too late harms nobody.
    """
    control = headers.get("Cache-Control")
    if control is not None:
        directives = _read_directives(control)
        if "no-cache" in directives or "no-store" in directives:
            return timedelta(0)
        if (seconds := _seconds(directives.get("max-age", ""))) is not None:
            return seconds
    expires = headers.get("Expires")
    if expires is None:
        return None
    until = read_date(expires)
    if until is None:  # "0" and its like: already stale (RFC 9111, 5.3)
        return timedelta(0)
    return max(until - _server_time(headers, now), timedelta(0))


def find_retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long to stay away, from seconds or a date (RFC 9110, 10.2.3)."""
    value = headers.get("Retry-After", "").strip()
    if (seconds := _seconds(value)) is not None:
        return seconds
    until = read_date(value)
    if until is None:
        return None
    return max(until - _server_time(headers, now), timedelta(0))


def read_date(value: str) -> datetime | None:
    """Return an HTTP date (RFC 9110, 5.6.7) in UTC; None for anything else."""
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None


def _server_time(headers: Mapping[str, str], now: datetime) -> datetime:
    """Return the server's own time: a wrong clock on either side then makes no difference."""
    return read_date(headers.get("Date", "")) or now


def _read_directives(control: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, quoted, plain in _DIRECTIVE.findall(control):
        found.setdefault(name.lower(), quoted or plain)
    return found


def _seconds(text: str) -> timedelta | None:
    match = re.fullmatch(r"([0-9]+)(?:\.[0-9]*)?", text.strip())
    if match is None:
        return None
    digits = match[1]
    seconds = _LONGEST if len(digits) > 10 else min(int(digits), _LONGEST)
    return timedelta(seconds=seconds)
