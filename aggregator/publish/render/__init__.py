"""Edition → bytes in one of the formats. Pure: equal editions give equal bytes, anywhere."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from aggregator.publish.render.atom import render_atom
from aggregator.publish.render.html import render_html
from aggregator.publish.render.json import render_json
from aggregator.publish.render.parts import Channel
from aggregator.publish.render.rss import render_rss
from aggregator.publish.render.settle import settle
from aggregator.records.feed import Defect
from aggregator.records.publication import Chapter, Edition, Publication

_FORMATS: dict[str, Callable[[Channel], bytes]] = {
    "atom": render_atom,
    "rss": render_rss,
    "json": render_json,
    "html": render_html,
}

FORMATS = tuple(_FORMATS)


def render(edition: Edition, format: str) -> Publication:
    """Render an edition; entries that cannot be rendered are left out and told of.

    Raises KeyError for a format that there is none of, ValueError when not even
    the feed without entries can be rendered.
    """
    channel, body = render_what_can_be(settle(edition), _FORMATS[format])
    return Publication(
        name=edition.output.name,
        format=format,
        body=body,
        etag=make_etag(body),
        left_out=channel.left_out,
    )


def render_chapter(edition: Edition, chapter: Chapter) -> Publication:
    """Render one day of the edition's history as an Atom archive document (RFC 5005, 4).

    Raises ValueError when not even the document without entries can be rendered.
    """
    channel, body = render_what_can_be(settle(edition, chapter), render_atom)
    return Publication(
        name=channel.path,
        format="atom",
        body=body,
        etag=make_etag(body),
        left_out=channel.left_out,
    )


def make_etag(body: bytes) -> str:
    """Return the strong entity tag of a body (RFC 9110, 8.8.3)."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def render_what_can_be(channel: Channel, make: Callable[[Channel], bytes]) -> tuple[Channel, bytes]:
    """Render all items at once, or, should one of them break it, those that render alone."""
    try:
        return channel, make(channel)
    except ValueError:
        fit, flaws = [], list(channel.left_out)
        for item in channel.items:
            reason = _why_not(partial(make, replace(channel, items=(item,))))
            if reason is None:
                fit.append(item)
            else:
                flaws.append(Defect(code="entry-not-rendered", detail=f"{item.id}: {reason}"))
        channel = replace(channel, items=tuple(fit), left_out=tuple(flaws))
        return channel, make(channel)


def _why_not(make: Callable[[], bytes]) -> str | None:
    try:
        make()
    except ValueError as error:
        return str(error)
    return None
