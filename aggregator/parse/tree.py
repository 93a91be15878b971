"""Text to an XML tree, by lxml: no entities, no DTD, no network, bounded depth.

What feedparser is shown is written from this tree, so it never meets a byte
that could hurt it. Nothing here knows what a feed is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from aggregator.parse.repair import is_mendable, mend, without_doctype, without_junk, wrap_text
from aggregator.records import Defect

Element = etree._Element

_ELEMENTS = 200_000
"""A podcast of three thousand episodes has 60,000."""
_ATTRIBUTES = 40
"""Of one element."""
_NAMESPACES = 20_000
"""Moving an element costs the square of those in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A document's root, and what had to be repaired to have it."""

    root: Element
    defects: tuple[Defect, ...] = ()


def read_tree(text: str, base: str) -> Tree | None:
    """Parse strictly, then with repairs, then with what libxml2 can recover; None without a root.

    `base` is where relative addresses of the document start from.
    """
    stripped, entities = without_doctype(text.lstrip("\ufeff \t\r\n"))
    try:
        return Tree(root=_parse(stripped, base))
    except etree.XMLSyntaxError as error:
        defects = (Defect(code="ill-formed", detail=_told(error)),)
    clean, more = without_doctype(without_junk(stripped))
    root = _parse_mended(clean, entities | more, base)
    return None if root is None else Tree(root=root, defects=defects)


def find_excess(tree: Tree, text: str) -> str | None:
    """Return what a document has too much of to be anything but an attack, if so."""
    if text.count("xmlns") > _NAMESPACES:
        return f"more than {_NAMESPACES} namespace declarations"
    if float(str(tree.root.xpath("count(//*)"))) > _ELEMENTS:
        return f"more than {_ELEMENTS} elements"
    return None


def drop_attributes(root: Element) -> None:
    """Take all attributes from elements that have more of them than any honest one.

    To look at them takes lxml, and feedparser, the square of their number.
    """
    for element in elements_of(root.xpath(f"//*[count(@*) > {_ATTRIBUTES}]")):
        element.attrib.clear()


def hollow(element: Element) -> None:
    """Leave nothing in an element but the text before its first child."""
    etree.strip_elements(element, "*")


def discard(element: Element) -> None:
    """Take an element out of its tree, with all that is in it.

    What is taken out as a whole, lxml gives namespaces of its own, which costs
    the square of the elements: an RDF header with 100,000 items costs 5 s.
    """
    hollow(element)
    around = element.getparent()
    if around is not None:
        around.remove(element)


def elements_of(found: object) -> list[Element]:
    """Return the elements among what an XPath found: it could be anything."""
    listed = found if isinstance(found, list) else []
    return [each for each in listed if isinstance(each, Element)]


def local(element: Element) -> str:
    """Return the name of an element without namespace and prefix, in lower case."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=1024)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def html_of(element: Element) -> str:
    """Return an element as HTML, without what follows it."""
    written: bytes = etree.tostring(element, encoding="utf-8", method="html", with_tail=False)
    return written.decode("utf-8", "replace")  # libxml2 may cut a letter in a broken address


def rename(element: Element, name: str) -> None:
    """Give an element another name; one that no document may have becomes `other`."""
    try:
        element.tag = name
    except ValueError:  # libxml2 recovers `x:1a`, and lxml refuses `1a`
        element.tag = "other"


def _parse_mended(text: str, entities: Mapping[str, str], base: str) -> Element | None:
    if is_mendable(text):
        text = mend(text, entities)
        for attempt in (str, wrap_text):
            text = attempt(text)
            try:
                return _parse(text, base)
            except etree.XMLSyntaxError:
                continue
    return _recover(text, base)


def _parse(text: str, base: str) -> Element:
    return etree.fromstring(text.encode(errors="replace"), _parser(recover=False), base_url=base)


def _recover(text: str, base: str) -> Element | None:
    try:
        # With recover, lxml returns None for a document without any element.
        return etree.fromstring(text.encode(errors="replace"), _parser(recover=True), base_url=base)
    except etree.XMLSyntaxError:
        return None


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",  # the text was decoded; what its declaration says is of no interest
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,  # texts over 10 MB; depth stays bounded by libxml2 (2048)
    )


def _told(error: etree.XMLSyntaxError) -> str:
    return str(error.msg)[:200]
