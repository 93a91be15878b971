"""Durations as feeds.toml writes them: `30s`, `10m`, `2h`, `7d`, and sums such as `1h30m`."""

import re
from datetime import timedelta

_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_DURATION = re.compile(r"(?:\d{1,6}[wdhms])+")
_PART = re.compile(r"(\d+)([wdhms])")


def parse_duration(text: str) -> timedelta:
    """Read a duration; raises ValueError that shows how one is written."""
    if not _DURATION.fullmatch(text):
        raise ValueError('must be a duration such as "30m", "2h" or "7d"')
    return sum(
        (timedelta(**{_UNITS[unit]: int(number)}) for number, unit in _PART.findall(text)),
        timedelta(),
    )


def format_duration(duration: timedelta) -> str:
    """Write a duration the way feeds.toml does, to the second: `1d2h`, `90s` is `1m30s`."""
    left = int(duration.total_seconds())
    parts = []
    for unit, seconds in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, left = divmod(left, seconds)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
