"""Channel → the river: one page, newest first, that needs no JavaScript. Pure."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aggregator.publish.render.characters import cut, make_plain
from aggregator.publish.render.parts import MEDIA_TYPES, Channel, Item

_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August"]
_MONTHS += ["September", "October", "November", "December"]
_MEDIA = re.compile(r"<(?:img|video|audio|iframe|table|pre)\b")
_PICTURE = re.compile(r"<img (?![^>]*\bloading=)")

EXCERPT = 280
"""Characters shown of a story before it is opened."""

WORDS_A_MINUTE = 230

NAMES = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}


@dataclass(frozen=True, slots=True)
class Day:
    """The items of one day."""

    weekday: str
    date: str
    items: tuple[Item, ...]


def render_html(channel: Channel) -> bytes:
    """Return the page of the output."""
    page = open_templates().get_template("river.html")
    return page.render(
        channel=channel,
        days=tuple(_split_days(channel.items)),
        feeds=[
            (NAMES[format], MEDIA_TYPES[format], channel.address(format))
            for format in channel.formats
            if format in NAMES
        ],
        style=Markup(read_style()),
        policy=read_policy(),
    ).encode()


@cache
def read_style() -> str:
    """Return the style that all pages share."""
    return open_templates().get_template("style.css").render()


@cache
def read_policy() -> str:
    """Return the Content-Security-Policy of our pages: pictures, sound and their style, no more."""
    digest = base64.b64encode(hashlib.sha256(read_style().encode()).digest()).decode()
    return (
        "default-src 'none'; img-src http: https: data:; media-src http: https:; "
        f"style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


@cache
def open_templates() -> Environment:
    """Return the templates of the package; what they are given is escaped."""
    environment = Environment(
        loader=PackageLoader("aggregator.publish.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "safe_html": _show_html,
        "day": name_day,
        "clock": lambda moment: moment.strftime("%H:%M"),
        "excerpt": _make_excerpt,
        "is_short": _is_short,
        "minutes": _count_minutes,
    }
    return environment


def name_day(moment: datetime) -> str:
    """Return the day in words, in English whatever the locale."""
    return f"{_DAYS[moment.weekday()]}, {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _split_days(items: Iterable[Item]) -> Iterator[Day]:
    ordered = sorted(items, key=lambda item: item.published, reverse=True)
    for name, group in groupby(ordered, key=lambda item: name_day(item.published)):
        weekday, _, date = name.partition(", ")
        yield Day(weekday, date, tuple(group))


def _show_html(html: str) -> Markup:
    """Let sanitised content through; its pictures are asked for when they come into view."""
    return Markup(_PICTURE.sub('<img loading="lazy" ', html))


def _make_excerpt(item: Item) -> str:
    return cut(item.summary or make_plain(item.content), EXCERPT)


def _is_short(item: Item) -> bool:
    """Tell whether there is nothing to open: the excerpt has all of it, or nearly."""
    plain = make_plain(item.content)
    return 0 < len(plain) <= EXCERPT and not _MEDIA.search(item.content)


def _count_minutes(item: Item) -> int:
    """Return how long it takes to read; 0 for what takes less than one."""
    return len(make_plain(item.content).split()) // WORDS_A_MINUTE
