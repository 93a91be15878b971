"""Lists of feeds as OPML 2.0, for moving in elsewhere."""

from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from aggregator.publish.render.addresses import make_public
from aggregator.publish.render.characters import make_line
from aggregator.records import Output

_KINDS = ("atom", "rss")
"""Our formats that any OPML reader can subscribe to."""


def make_sources_opml(sources: Iterable[Mapping[str, object]]) -> bytes:
    """Return the sources as a subscription list, without those that are nobody's business."""
    opml, body = _start("Sources")
    for source in sources:
        address = make_public(str(source.get("url") or ""))
        if address is None:
            continue
        title = make_line(str(source.get("title") or source.get("name") or address))
        fields = {"type": "rss", "text": title, "title": title, "xmlUrl": address}
        if home := make_public(str(source.get("home") or "")):
            fields["htmlUrl"] = home
        tags = source.get("tags")
        if isinstance(tags, Sequence) and not isinstance(tags, str) and tags:
            # Commas part categories (OPML 2.0), so none may stand in one.
            fields["category"] = ",".join(make_line(str(tag)).replace(",", " ") for tag in tags)
        etree.SubElement(body, "outline", fields)
    return _finish(opml)


def make_outputs_opml(outputs: Iterable[Output], base_url: str) -> bytes:
    """Return our own feeds as a subscription list, each once."""
    opml, body = _start("Feeds")
    base = base_url.rstrip("/")
    for output in outputs:
        kind = next((kind for kind in output.formats if kind in _KINDS), None)
        if kind is None:
            continue
        title = make_line(output.title) or output.name
        address = f"{base}/feeds/{output.name}.{kind}"
        fields = {"type": "rss", "text": title, "title": title, "xmlUrl": address}
        etree.SubElement(body, "outline", fields)
    return _finish(opml)


def _start(title: str) -> tuple[etree._Element, etree._Element]:
    opml = etree.Element("opml", {"version": "2.0"})
    head = etree.SubElement(opml, "head")
    etree.SubElement(head, "title").text = title
    return opml, etree.SubElement(opml, "body")


def _finish(opml: etree._Element) -> bytes:
    body = etree.tostring(opml, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return bytes(body)
