"""Phrasing content of a tree, written: text, formatting, pictures, players, formulas.

Writes no block: one that stands inside a line becomes part of the line.
"""

from dataclasses import dataclass

from aggregator.clean import markup
from aggregator.clean.markup import BREAK, is_blank, opening
from aggregator.clean.tree import Element, text_of
from aggregator.clean.vocabulary import BLOCKS, FORMATTING, MATH, RUBY

MAX_DEPTH = 100
"""Elements inside each other; of what is deeper only the text is written."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the document something is written."""

    holders: frozenset[Element]
    """Inline elements and paragraphs that hold blocks."""
    depth: int = 0
    link: str = ""
    """The opening tag of the link that is around the blocks here."""
    preformatted: bool = False

    def deeper(self) -> "Place":
        """Return the same place one element further down."""
        return Place(self.holders, self.depth + 1, self.link, self.preformatted)


def phrasing(element: Element, place: Place) -> list[str]:
    """Write text and inline elements, one string for each piece."""
    parts = [markup.text(element.text, preformatted=place.preformatted)]
    for child in element:
        parts += inline(child, place)
        parts.append(markup.text(child.tail, preformatted=place.preformatted))
    return parts


def inline(element: Element, place: Place) -> list[str]:
    """Write an element as part of a line, in one string or one for each of its pieces."""
    tag = str(element.tag)
    if place.depth > MAX_DEPTH:
        return [markup.text(text_of(element), preformatted=place.preformatted)]
    if tag == "br":
        return ["\n" if place.preformatted else BREAK]
    if tag in _MEDIA:
        return [_MEDIA[tag](element)]
    inner = phrasing(element, place.deeper())
    if tag == "wbr":  # libxml2 takes what follows it for its content
        return ["<wbr>", *inner]
    if tag in BLOCKS:
        return [*inner, "\n"] if place.preformatted else [" ", *inner, " "]
    return _formatted(element, inner)


def _formatted(element: Element, parts: list[str]) -> list[str]:
    """Keep formatting that has something to format, and the targets of links."""
    tag = str(element.tag)
    start = opening(element, tag if tag in FORMATTING or tag in RUBY else "span")
    inner = "".join(parts)
    if start in ("<a>", "<span>") or (is_blank(inner) and ' id="' not in start):
        return parts
    if tag == "a" and "<a " in inner:
        return parts
    return [f"{start}{inner}</{start[1:].partition(' ')[0].rstrip('>')}>"]


def _picture(element: Element) -> str:
    return opening(element) if element.get("src") else ""


def _player(element: Element) -> str:
    tag = str(element.tag)
    inner = "".join(opening(each) for each in element.iter("source") if each.get("src"))
    return f"{opening(element)}{inner}</{tag}>" if inner or element.get("src") else ""


def _formula(element: Element) -> str:
    """Write presentation MathML; what is none of it, an annotation say, is left out."""
    inner = _formula_content(element, 0)
    return f"{opening(element)}{inner}</math>" if inner else ""


def _formula_content(element: Element, depth: int) -> str:
    leaf = element.tag in ("mi", "mn", "mo", "ms", "mtext")
    if leaf or depth > MAX_DEPTH:
        return markup.text(text_of(element)).strip()
    return "".join(
        f"{opening(child)}{_formula_content(child, depth + 1)}</{child.tag}>"
        for child in element
        if child.tag in MATH and child.tag != "math"
    )


_MEDIA = {
    "img": _picture,
    "iframe": _player,
    "video": _player,
    "audio": _player,
    "math": _formula,
}
