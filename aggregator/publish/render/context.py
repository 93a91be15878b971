"""What an entry answers, where it is, and the feed of its comments, for Atom and RSS. Pure.

The elements are those of RFC 4685 (thr), the CommentAPI (wfw) and GeoRSS.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from lxml import etree

from aggregator.publish.render.addresses import make_uri
from aggregator.publish.render.characters import make_line
from aggregator.publish.render.parts import Channel, Item
from aggregator.records.feed import Place, Reply

_THREAD = "http://purl.org/syndication/thread/1.0"
_COMMENTS = "http://wellformedweb.org/CommentAPI/"
_PLACES = "http://www.georss.org/georss"
_OPAQUE = re.compile(r"(?:tag|urn):[\w;/?:@&=+$.!~*'(),%-]+", re.ASCII)
_DIGITS = 7
"""Of a degree, after the point: a centimetre."""


def settle_replies(replies: Sequence[Reply]) -> tuple[Reply, ...]:
    """Return the replies with URIs: a reference that is none gives way to the page."""
    settled: dict[str, Reply] = {}
    for each in replies:
        link = make_uri(each.link)
        ref = each.ref if _is_uri(each.ref) else link
        if ref:
            settled.setdefault(ref, Reply(ref=ref, link=link))
    return tuple(settled.values())


def settle_place(place: Place | None) -> Place | None:
    """Return the place, its name on one legal line."""
    return place and replace(place, name=make_line(place.name or "") or None)


def list_context_namespaces(channel: Channel) -> dict[str, str]:
    """Return prefix → namespace of what the channel's items have."""
    items = channel.items
    used = {
        "thr": (_THREAD, any(item.replies_to for item in items)),
        "wfw": (_COMMENTS, any(item.comments_feed for item in items)),
        "georss": (_PLACES, any(item.place for item in items)),
    }
    return {prefix: space for prefix, (space, is_used) in used.items() if is_used}


def add_context(element: etree._Element, item: Item) -> None:
    """Add what the item answers, the feed of its comments, and where it is."""
    for reply in item.replies_to:
        told = {"ref": reply.ref} | ({"href": reply.link} if reply.link else {})
        etree.SubElement(element, f"{{{_THREAD}}}in-reply-to", told)
    if item.comments_feed:
        _add(element, f"{{{_COMMENTS}}}commentRss", item.comments_feed)
    if place := item.place:
        _add(element, f"{{{_PLACES}}}{place.shape}", " ".join(map(_write, place.degrees)))
        if place.radius:
            _add(element, f"{{{_PLACES}}}radius", _write(place.radius))
        if place.name:
            _add(element, f"{{{_PLACES}}}featureName", place.name)


def _is_uri(ref: str) -> bool:
    return _OPAQUE.fullmatch(ref) is not None or make_uri(ref) == ref


def _write(number: float) -> str:
    """Write a number as a decimal, without an exponent."""
    return f"{round(number, _DIGITS) + 0.0:.{_DIGITS}f}".rstrip("0").rstrip(".")


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text
