"""Is a rendering fit to replace the last one? Well-formed, and what we promise of it. Pure."""

import json
from collections.abc import Callable

from lxml import etree

from aggregator.records import Publication

_ATOM = "{http://www.w3.org/2005/Atom}"


def find_flaw(publication: Publication) -> str | None:
    """Return why the rendering must not be published, or None."""
    try:
        return _CHECKS[publication.format](publication.body)
    except (etree.XMLSyntaxError, ValueError) as error:
        return f"not well-formed: {error}"


def _check_atom(body: bytes) -> str | None:
    feed = _parse(body)
    if feed.tag != f"{_ATOM}feed":
        return "the root is not an Atom feed"
    for element in (feed, *feed.findall(f"{_ATOM}entry")):
        lacking = [n for n in ("id", "title", "updated") if not element.findtext(_ATOM + n)]
        if lacking:
            return f"without {', '.join(lacking)}: {element.findtext(f'{_ATOM}id')}"
    return _check_ids([entry.findtext(f"{_ATOM}id") for entry in feed.findall(f"{_ATOM}entry")])


def _check_rss(body: bytes) -> str | None:
    channel = _parse(body).find("channel")
    if channel is None:
        return "no channel"
    lacking = [name for name in ("title", "link", "description") if not channel.findtext(name)]
    if lacking:
        return f"the channel is without {', '.join(lacking)}"
    return _check_ids([item.findtext("guid") for item in channel.findall("item")])


def _check_json(body: bytes) -> str | None:
    feed = json.loads(body)
    if not feed.get("title") or "jsonfeed.org/version/1" not in feed.get("version", ""):
        return "without version or title"
    for item in feed["items"]:
        if not (item.get("content_html") or item.get("content_text")):
            return f"without content: {item.get('id')}"
    return _check_ids([item.get("id") for item in feed["items"]])


def _check_html(body: bytes) -> str | None:
    page = body.decode()
    whole = page.startswith("<!doctype html>") and page.rstrip().endswith("</html>")
    return None if whole else "the page is not whole"


def _check_ids(ids: list[str | None]) -> str | None:
    if not all(ids):
        return "an entry without id"
    return None if len(set(ids)) == len(ids) else "two entries with the same id"


def _parse(body: bytes) -> etree._Element:
    """Parse as strictly as readers do: with the usual limits, no entities, no network."""
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))


_CHECKS: dict[str, Callable[[bytes], str | None]] = {
    "atom": _check_atom,
    "rss": _check_rss,
    "json": _check_json,
    "html": _check_html,
}
