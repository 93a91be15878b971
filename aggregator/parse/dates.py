"""Dates as feeds write them: RFC 822, ISO 8601, and what people type by hand in their language.

A date that cannot be trusted is no date: first_seen stands in for it, and the
order of entries never jumps because a publisher's clock did.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from aggregator.parse.calendar import HALVES, MONTHS, ZONES
from aggregator.records import Defect

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No feed is older than the web; what is, is a zero date (Hugo writes 0001-01-01)."""
AHEAD = timedelta(days=1)
"""How far in the future a date may be: somewhere it is tomorrow already."""

_LONGEST = 100
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_BASIC = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:[t ]?(\d{2})(\d{2})(\d{2})?(?=\D|\Z)(?:[.,]\d+)?)?(.*)"
)
_YEAR_FIRST = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(\d{4})\s*[-/.年년]\s*(\d{1,2})(?:\s*[-/.月월]\s*(\d{1,2})\s*[日일]?)?(?!\d)[.,]?(.*)"
)
_WEEK = re.compile(r"(\d{4})-?w(\d{2})(?:-?([1-7]))?(?!\d)(.*)")
_ORDINAL = re.compile(r"(\d{4})-(\d{3})(?!\d)(.*)")
_NUMERIC = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)[.,]?(.*)"
)
_CLOCK = re.compile(
    r"(\d{1,2})(?:[:h](\d{1,2})(?::(\d{1,2}))?(?:[.,]\d+)?|(?=\s*[ap]\.?m\b))(?!\d)"
)
_CJK_CLOCK = re.compile(
    r"(\d{1,2})\s*[時时点시]\s*(?:(\d{1,2})\s*[分분]\s*(?:(\d{1,2})\s*[秒초])?)?"
)
_OFFSET = re.compile(r"(?:gmt|utc|z)?\s*([+-])\s?(\d{1,2})(?::?(\d{2}))?(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_HALF = re.compile(r"\b([ap])\.?m\b")


def read_date(text: str | None, now: datetime) -> tuple[datetime | None, Defect | None]:
    """Return the moment that a date means, or None, and the defect when it is not to be trusted.

    Not trusted is what cannot be parsed, what lies before 1990, and what lies
    more than a day after `now`.
    """
    text = (text or "").strip()
    if not text:
        return None, None
    moment = parse_date(text[: _LONGEST + 1])
    if moment is None:
        return None, Defect(code="date-unparsable", detail=text[:_LONGEST])
    if moment < EARLIEST:
        return None, Defect(code="date-too-early", detail=text[:_LONGEST])
    if moment > now + AHEAD:
        return None, Defect(code="date-in-future", detail=text[:_LONGEST])
    return moment, None


@lru_cache(maxsize=4096)
def parse_date(text: str) -> datetime | None:
    """Return the moment that a date means, in UTC; None when it means none, or more than one.

    A date without a zone is taken for UTC; a zone that cannot be is left out.
    """
    if len(text) > _LONGEST:
        return None
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    try:
        return _parse(plain)
    except (ValueError, OverflowError, OSError):
        return None  # the thirtieth of February, and the like


def _parse(text: str) -> datetime | None:
    for match_of, read in _FORMS:
        if match := match_of(text):
            return read(match)
    return _spoken(text)


def _epoch(match: re.Match[str]) -> datetime:
    number = float(match[0])
    return datetime.fromtimestamp(number / 1000 if number >= 1e12 else number, tz=UTC)


def _year_first(match: re.Match[str]) -> datetime:
    year, month, day, rest = match.groups()
    return _moment(int(year), int(month), int(day or 1), rest)


def _basic(match: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second, rest = match.groups()
    clock = f"{hour}:{minute}:{second or '00'}" if hour else ""
    return _moment(int(year), int(month), int(day), f"{clock} {rest}")


def _week(match: re.Match[str]) -> datetime:
    """Read 2026-W02-1, and a week alone as its Monday (ISO 8601-1, 5.2.4)."""
    year, week, weekday, rest = match.groups()
    day = date.fromisocalendar(int(year), int(week), int(weekday or 1))
    return _moment(day.year, day.month, day.day, rest)


def _ordinal(match: re.Match[str]) -> datetime:
    """Read 2026-005, the fifth day of the year (ISO 8601-1, 5.2.3)."""
    year, number, rest = match.groups()
    day = date(int(year), 1, 1) + timedelta(days=int(number) - 1)
    if day.year != int(year):
        raise ValueError(number)
    return _moment(day.year, day.month, day.day, rest)


def _numeric(match: re.Match[str]) -> datetime | None:
    """Read 31/12/2025 and 12/31/2025; what could be both is nothing."""
    first, separator, second, year, rest = match.groups()
    one, two = int(first), int(second)
    if separator == "." or one > 12 or one == two:
        day, month = one, two
    elif two > 12 or _HALF.search(rest):
        day, month = two, one  # only who counts hours to twelve writes the month first
    else:
        return None
    return _moment(_full_year(year), month, day, rest)


_FORMS = (
    (_EPOCH.fullmatch, _epoch),
    (_YEAR_FIRST.match, _year_first),
    (_BASIC.fullmatch, _basic),
    (_WEEK.match, _week),
    (_ORDINAL.match, _ordinal),
    (_NUMERIC.match, _numeric),
)
"""How what matches is read; the first form that a text has is its form."""


def _spoken(text: str) -> datetime | None:
    """Read a date with the name of a month in it, whatever the order."""
    months = [match for match in _WORD.finditer(_folded(text)) if match[0] in MONTHS]
    if not months:
        return None
    # `mar 6 gen 2026`: a short weekday may look like a month, and stands before it.
    month = MONTHS[months[-1][0]]
    clock = _CLOCK.search(text)
    rest = text[clock.start() :] if clock else ""
    numbers = _NUMBER.findall(text[: clock.start()] if clock else text)
    if clock and not numbers and len(day := _NUMBER.findall(text[clock.end() :])) == 2:
        numbers = day  # 8:19 pm CEST, 5 January 2026
    elif clock and len(numbers) < 2:  # Thu Jan  5 10:00:00 2026
        behind = [number for number in _NUMBER.findall(text[clock.end() :]) if len(number) == 4]
        years = [
            number for number in behind if not _OFFSET.search(text) or number[:2] in ("19", "20")
        ]
        numbers += years[-1:]
        rest = rest[: clock.end() - clock.start()] + _without(text[clock.end() :], years[-1:])
    if len(numbers) != 2:
        return None
    day, year = numbers if len(numbers[0]) <= 2 else reversed(numbers)
    return _moment(_full_year(year), month, int(day), rest)


def _without(text: str, numbers: list[str]) -> str:
    for number in numbers:
        head, _, tail = text.rpartition(number)
        text = head + tail
    return text


def _moment(year: int, month: int, day: int, rest: str) -> datetime:
    """Put a day and what follows it, a clock and a zone, together."""
    hour, minute, second, zone = _clock(rest)
    midnight = datetime(year, month, day, tzinfo=UTC)
    # 24:00:00 is the next day's midnight (ISO 8601); :60 is a leap second.
    if hour > 24 or minute > 59 or second > 60:
        raise ValueError(rest)
    return midnight + timedelta(hours=hour, minutes=minute, seconds=min(second, 59)) - _offset(zone)


def _clock(rest: str) -> tuple[int, int, int, str]:
    match = _CJK_CLOCK.search(rest) or _CLOCK.search(rest)
    if match is None:
        return 0, 0, 0, rest
    hour, minute, second = (int(part or 0) for part in match.groups())
    half = _HALF.search(rest)
    name = half[1] if half else next((half for word, half in HALVES.items() if word in rest), "")
    if name and hour <= 12:
        hour = hour % 12 + (12 if name == "p" else 0)
    return hour, minute, second, rest[match.end() :]


def _offset(zone: str) -> timedelta:
    """Return how far a zone is ahead of UTC; nothing for one that is unknown or cannot be."""
    if match := _OFFSET.search(zone):
        sign, hours, minutes = match.groups()
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        if offset > timedelta(hours=15):
            return timedelta(0)
        return -offset if sign == "-" else offset
    for word in _WORD.findall(zone):
        if word in ZONES:
            return timedelta(minutes=ZONES[word])
    return timedelta(0)


def _full_year(text: str) -> int:
    """Return the year of a number of two digits by RFC 822's habit: 69 is the last of this age."""
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def _folded(text: str) -> str:
    """Take the accents off; the places of all characters stay."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in text)
