"""The tree that a fragment of HTML becomes, and the few things that are done to trees.

libxml2 goes first because it takes in milliseconds what makes other parsers
hang. Elements are marked while the tree is walked and swept afterwards: each
sweep is linear, where unwrapping one by one copies the text each time.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from aggregator.records import USUAL_TRACKING, Tracking

Element = etree._Element

DROP = "x-drop"
UNWRAP = "x-unwrap"

# libxml2 takes what follows `</body>` for nothing, and a CDATA section for a comment.
_FRAME = re.compile(r"</?(?:html|body)\b[^<>]*>|<!\[CDATA\[|\]\]>", re.IGNORECASE)

# A tree this deep was cut by the parser: what is below is missing.
PARSER_DEPTH = 2040


@dataclass(slots=True, kw_only=True)
class Sheet:
    """A fragment while it is worked on: its tree, where it stands, what was taken away."""

    body: Element
    base: str
    title: str = ""
    repeated: frozenset[str] = frozenset()
    """Keys of lines that many entries of the source carry (leftovers.find_repeated)."""
    tracking: Tracking = USUAL_TRACKING
    """What is tracking in the links of the source."""
    removed: Counter[str] = field(default_factory=Counter)
    """Kind of what was taken away → how many."""

    def drop(self, element: Element, kind: str) -> None:
        """Mark an element, with all that is in it, for the next sweep."""
        if element.tag != DROP:
            element.tag = DROP
            self.removed[kind] += 1

    def sweep(self) -> None:
        """Take away what was marked."""
        etree.strip_elements(self.body, DROP, with_tail=False)
        etree.strip_tags(self.body, UNWRAP)


def parse(html: str) -> Element:
    """Return the body of a fragment or document; takes every text of legal characters."""
    # A parser of its own for each document: they keep their errors.
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    document = f"<html><body>{_FRAME.sub('', html)}"
    root = etree.fromstring(document.encode("utf-8", "replace"), parser)
    body = root.find("body")
    return root if body is None else body


def is_cut(body: Element) -> bool:
    """Tell whether the parser gave up on the depth of a document."""
    depth = 0
    for event, _ in etree.iterwalk(body, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth >= PARSER_DEPTH:
            return True
    return False


def text_of(element: Element) -> str:
    """Return all text in an element, without its tail."""
    return "".join(map(str, element.itertext()))


def note_around(element: Element, around: set[Element]) -> None:
    """Add all elements that an element is in to a set, which holds those around each in it."""
    for above in element.iterancestors():
        if above in around:
            return
        around.add(above)


def holds_more(element: Element, count: int) -> bool:
    """Tell whether an element has more words than that; reads no further."""
    for text in element.itertext():
        count -= len(text.split())
        if count < 0:
            return True
    return False


def tokens(element: Element) -> list[str]:
    """Return the classes of an element and its id, in lower case."""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return names.lower().split()
