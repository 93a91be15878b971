"""Make a picked part small before soup is built of it: what says nothing goes. Pure.

BeautifulSoup costs by the element and the attribute, lxml next to nothing.
"""

import re
from functools import lru_cache

from lxml import etree

from aggregator.dom import Element, drop
from aggregator.extract.vocabulary import INLINE
from aggregator.standins import YOUTUBE_TAGS, find_video

_KEPT = frozenset(
    {
        "href", "src", "srcset", "sizes", "alt", "title", "width", "height", "lang", "dir", "id",
        "name", "start", "value", "reversed", "colspan", "rowspan", "headers", "scope", "cite",
        "datetime", "poster", "controls", "type", "media", "kind", "srclang", "label", "display",
        "open", "rel", "hidden", "role", "xmlns", "encoding", "abbr", "span", "allowfullscreen",
    }
)  # fmt: skip
"""Attributes that mean something wherever they stand."""
_PICTURES = frozenset(
    (
        "img", "source", "picture", "iframe", "video", "audio", "figure", "object", "embed",
        "amp-img", "amp-iframe", "amp-video", "amp-audio",
        *YOUTUBE_TAGS,
    )
)  # fmt: skip
"""Elements that keep all attributes: lazy loading and players invent their own."""
_CLASSED = frozenset(("code", "pre", "blockquote", "figcaption", "a", "sup", "li", "table", "ol"))
"""Elements whose class may say what they are: a language, an embedded post, a footnote."""
_HOLLOW = frozenset(("div", "section", "article", "main", "header", "center", "hgroup"))
_UNWRAP = "x-unwrap"
_COUNTED = re.compile(
    r"(?:^|\s)(?:linenos?|linenodiv|line-numbers?(?:-rows)?|rouge-gutter|crayon-nums|hljs-ln-numbers"
    r"|blob-num|gutter)(?:\s|$)"
)
"""Names of line numbers beside a program."""
_COUNTERS = frozenset(("td", "span", "div", "pre"))


def slim(part: Element) -> None:
    """Drop attributes and unwrap elements that no later step looks at.

    All text stays but for the numbers of a program's lines.
    """
    _drop_numbers(part)
    _name_players(part)
    for element in part.iter():
        tag = element.tag
        if tag not in INLINE:
            _close_up(element)
        if tag in _PICTURES:
            continue
        if tag in ("span", "font") and not element.get("lang") and not element.get("dir"):
            if not _is_loaded_late(element):
                element.tag = _UNWRAP
        elif tag in _HOLLOW and element is not part and _is_hollow(element):
            element.tag = _UNWRAP
        elif element.attrib:
            _strip(element)
    etree.strip_tags(part, _UNWRAP)


def _name_players(part: Element) -> None:
    """Call plain elements that scripts make players of what they are: their classes go."""
    for element in part.iter("div"):
        if video := find_video(element):
            element.tag = "lite-youtube"
            element.set("videoid", video)


def _drop_numbers(part: Element) -> None:
    """Drop what is named for the numbers of lines, and holds nothing else."""
    named = [one for one in part.iter(*_COUNTERS) if _names_numbers(one.get("class") or "")]
    if named:
        telling = _find_telling(part)
        for number in [one for one in named if one not in telling]:
            drop(number)


def _find_telling(part: Element) -> set[Element]:
    """Return the elements in which there is more than numbers, however deep; each is met once."""
    telling: set[Element] = set()
    for element in part.iter():
        if _says_more(element.text):
            _mark(element, telling)
        around = element.getparent()
        if around is not None and element is not part and _says_more(element.tail):
            _mark(around, telling)
    return telling


def _mark(element: Element | None, telling: set[Element]) -> None:
    while element is not None and element not in telling:
        telling.add(element)
        element = element.getparent()


def _says_more(text: str | None) -> bool:
    return text is not None and not all(word.isdecimal() for word in text.split())


@lru_cache(maxsize=4096)
def _names_numbers(names: str) -> bool:
    return _COUNTED.search(names) is not None


def _close_up(element: Element) -> None:
    """Take away white space around blocks: each run of it would be a string of the soup."""
    if element.tail and element.tail.isspace():
        around = element.getparent()
        if around is not None and around.tag not in ("pre", "code"):
            element.tail = None
    if len(element) and element.text and element.text.isspace() and element[0].tag not in INLINE:
        element.text = None


def count_elements(part: Element) -> int:
    """Return how many elements there are in a part."""
    return sum(1 for _ in part.iter())


def _strip(element: Element) -> None:
    for name in map(str, list(element.attrib)):
        if _says_something(element, name):
            continue
        try:
            del element.attrib[name]
        except ValueError:
            # A name that XML forbids can be read, and is gone with all the others only.
            kept = [(str(one), element.get(one, "")) for one in element.attrib if one in _KEPT]
            element.attrib.clear()
            for one, value in kept:
                element.set(one, value)
            return


def _says_something(element: Element, name: str) -> bool:
    if name in _KEPT or (name == "class" and element.tag in _CLASSED):
        return True
    return name.startswith("data-") and element.tag in ("div", "a", "blockquote", "noscript")


def _is_loaded_late(element: Element) -> bool:
    return any(str(name).startswith("data-") for name in element.attrib)


def _is_hollow(element: Element) -> bool:
    """Tell whether an element holds blocks only, so that nothing runs together without it."""
    if not len(element) or not _is_blank(element.text):
        return False
    if element.get("id") or element.get("lang") or element.get("dir"):
        return False
    return all(child.tag not in INLINE and _is_blank(child.tail) for child in element)


def _is_blank(text: str | None) -> bool:
    return not text or text.isspace()
