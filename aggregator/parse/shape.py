"""The shape of a feed's tree: its header, its items, and what feedparser may see of them.

An item is made flat before feedparser sees it: leaves only, and only those of
the formats themselves. That bounds depth, attributes, categories and
namespaces (each of which makes feedparser quadratic), and takes away what it
mixes up (media:title for title, itunes:summary for description), which
extras.py reads instead.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from lxml import etree

from aggregator.parse.dates import parse_date
from aggregator.parse.discussion import take_counters
from aggregator.parse.tree import Element, Tree, discard, hollow, html_of, local, rename
from aggregator.parse.vocabulary import settle_names, split_tag

ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
ITEMS = frozenset({"item", "entry"})

_SHOWN = frozenset({"feed", "dc", "dcterms", "content", "xhtml", "rdf"})
_STAND_INS = {
    ("dc", "title"): "title",
    ("dc", "description"): "description",
    ("feed", "summary"): "description",
}
"""Kept only where the format's own element is missing: feedparser lets the last one win."""
_TEXT_NAMES = (
    "title description summary subtitle tagline content encoded body abstract fullitem info rights "
    "copyright"
)
_TEXTS = frozenset(_TEXT_NAMES.split())
_ASIDE = _TEXTS | {"category", "subject"}
_SHORT = 200
"""Characters under which a text costs less to hand over than to put aside."""
_NESTED = frozenset({"source"})
_UNSEEN = frozenset(
    {
        "author",
        "creator",
        "contributor",
        "managingeditor",
        "image",
        "textinput",
        "items",
        "cloud",
        "skiphours",
        "skipdays",
        "svg",
        "math",
    }
)
_CATEGORIES = frozenset({"category", "subject", "keywords", "tags"})
_REPEATED = 200
"""Of one name in one item; real ones have under 60."""
_ITEMS = 20_000
"""Looked at in one document, whatever is wished for."""
_DATES = frozenset({"pubdate", "published", "date", "updated", "issued", "modified"})
_PARTS = 2000
"""Children of one item or header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A feed's tree, its items detached from it in the order of the document."""

    kind: str
    """The name of the root: `rss`, `feed`, `rdf` or `channel`."""
    root: Element
    container: Element
    """Where items belong."""
    header: Element
    items: Sequence[Element]
    bases: Sequence[str]
    """What relative addresses in each item are relative to, where it stood."""
    comments: Sequence[int | None]
    """How many comments each item was said to have."""


def find_shape(tree: Tree, max_items: int) -> Shape | None:
    """Take the tree of a feed apart, to so many items; None when its root is not a feed's."""
    root = tree.root
    kind = local(root)
    if kind not in ROOTS:
        return None
    counts = take_counters(root)
    if tree.defects or split_tag(root.tag)[0] == "other":
        settle_names(root)
    found = list(islice(_find_items(root, nested=bool(tree.defects)), _ITEMS))
    bases = [item.base or "" for item in found]
    comments = [counts.get(item) for item in found]
    items = _detach(found)
    kept = _newest(items, max_items)
    header = root
    if kind in ("rss", "rdf"):
        header = next((child for child in root if local(child) == "channel"), root)
    container = root if kind == "rdf" else header
    del header[_PARTS:]
    return Shape(
        kind=kind,
        root=root,
        container=container,
        header=header,
        items=items[kept],
        bases=bases[kept],
        comments=comments[kept],
    )


def put_texts_aside(
    shape: Shape, items: Sequence[Element], mark_of: Callable[[int], str]
) -> list[str]:
    """Flatten the header and these items, and return their texts, each with a mark in its place.

    Those are long, or not ASCII: feedparser would translate each letter of
    them, and take `Ã©` for a letter that was encoded twice.
    """
    texts: list[str] = []
    for parent in (shape.header, *items):
        _flatten(parent)
        _put_aside(parent, texts, mark_of)
    if shape.header is not shape.root:
        for child in list(shape.root):
            if child is not shape.header:
                discard(child)
    return texts


def write_document(shape: Shape, items: Sequence[Element]) -> bytes:
    """Return a well-formed UTF-8 document of the header and these flattened items."""
    for item in items:
        shape.container.append(item)
    written: bytes = etree.tostring(shape.root, encoding="utf-8", xml_declaration=True)
    for item in items:
        shape.container.remove(item)
    return written


def inner_html(element: Element) -> str:
    """Return an element's children as HTML, without namespaces."""
    for inner in element.iterdescendants():
        if isinstance(inner.tag, str):
            rename(inner, inner.tag.rpartition("}")[2].rpartition(":")[2])
    wrapped = len(element) == 1 and element[0].tag == "div"
    if wrapped and not (element.text or "").strip() and not (element[0].tail or "").strip():
        element = element[0]  # RFC 4287, 3.1.1.3: the div itself is not part of the content
    holder = etree.Element("div")  # moved to a document without namespaces, it declares none
    holder.text = element.text
    holder.extend(list(element))
    etree.cleanup_namespaces(holder)
    return html_of(holder).removeprefix("<div>").removesuffix("</div>")


def _find_items(root: Element, *, nested: bool) -> Iterator[Element]:
    """Yield the items; in a recovered tree, one inside another is one that follows it."""
    names: tuple[str, ...] = ("{*}item", "{*}entry")
    if next(root.iter(*names), None) is None:
        names = ("*",)  # in capitals, or with a prefix that nobody declared
    for each in root.iter(*names):
        if split_tag(str(each.tag))[0] != "feed" or local(each) not in ITEMS:
            continue
        if nested or not any(local(up) in ITEMS for up in each.iterancestors()):
            yield each


def _detach(found: Sequence[Element]) -> list[Element]:
    """Take the items out of the tree, one inside another from that as well.

    They are copied, which gives each all the namespaces that it needs at once:
    see `discard`.
    """
    items = []
    for item in reversed(found):
        items.append(copy(item))
        discard(item)
    return items[::-1]


def _newest(items: Sequence[Element], most: int) -> slice:
    """Tell which are so many: the first, or the last of a document that begins with the oldest."""
    if len(items) <= most:
        return slice(None)
    first, last = _date(items[0]), _date(items[-1])
    return slice(-most, None) if first and last and first < last else slice(most)


def _date(item: Element) -> datetime | None:
    texts = (child.text or "" for child in item if local(child) in _DATES)
    return next((moment for text in texts if (moment := parse_date(text.strip()))), None)


def _flatten(parent: Element) -> None:
    names = {local(child) for child in parent if split_tag(child.tag)[0] == "feed"}
    seen: dict[str, int] = {}
    for count, child in enumerate(list(parent)):
        family, name = split_tag(child.tag)
        name = "category" if name in _CATEGORIES else name
        seen[name] = seen.get(name, 0) + 1
        if count >= _PARTS or seen[name] > _REPEATED or _is_hidden(family, name, names):
            discard(child)
        else:
            _simplify(child, name)


def _is_hidden(family: str, name: str, names: set[str]) -> bool:
    if family not in _SHOWN or name in _UNSEEN or name in ITEMS:
        return True
    return _STAND_INS.get((family, name)) in names


def _simplify(child: Element, name: str) -> None:
    if not len(child):
        if name in _TEXTS and "xhtml" in child.get("type", ""):
            child.set("type", "html")  # its markup was escaped, whatever it says
        return
    if name in _TEXTS:
        markup = inner_html(child)
        del child[:]
        child.text = markup
        child.set("type", "html")
    elif name in _NESTED:
        _shorten(child)
    else:
        del child[:]


def _put_aside(parent: Element, texts: list[str], mark_of: Callable[[int], str]) -> None:
    """Put marks in the place of texts, in a parent that was flattened."""
    for child in parent:
        _, name = split_tag(child.tag)
        if name in _ASIDE and (text := (child.text or "").strip()):
            short = len(text) < _SHORT and text.isascii()
            if not short and "base64" not in child.get("mode", "") and _is_text(child):
                child.text = mark_of(len(texts))
                texts.append(text)


def _is_text(element: Element) -> bool:
    kind = element.get("type", "text").lower()
    return "/" not in kind or kind.startswith("text/") or "html" in kind


def _shorten(parent: Element) -> None:
    """Leave the leaves of a source, and not too many of them."""
    for count, child in enumerate(list(parent)):
        family, _ = split_tag(child.tag)
        if count >= _REPEATED or family != "feed":
            discard(child)
        else:
            hollow(child)
