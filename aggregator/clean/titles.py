"""Headings that say the title again, and captions by another name."""

import re

from aggregator.clean.markup import MEDIA_WRITTEN
from aggregator.clean.tree import UNWRAP, Element, Sheet, note_around, text_of, tokens
from aggregator.clean.vocabulary import HEADINGS, MEDIA
from aggregator.dom import has_more_elements, is_wide, outermost
from aggregator.text import collapse, plain_text, words

_CAPTIONS_LIST = (
    "wp-caption-text caption image-caption photo-caption img-caption media-caption "
    "figure-caption caption-text gallery-caption picture-caption image__caption "
    "media__caption article-caption thumbcaption blogger-caption tr-caption"
)
_CAPTIONS = frozenset(_CAPTIONS_LIST.split())
_SITE = re.compile(r" [|\u2013\u2014\u00bb:-]{1,2} [^|\u2013\u2014\u00bb]{1,60}\Z")
_FEW = 3
"""Words that a title has at least when the site's name is off it."""
_PARTS = 8
"""Elements right in a frame of one picture, as in extract/captions.py."""
_ELEMENTS = 300
"""In such a frame at any depth, as there."""
_SPACE = 4_000
"""Characters of white space and marks that may stand around a caption."""
_LEVELS = 3
"""How far above a caption the element may be that holds its picture too."""


def drop_title(sheet: Sheet) -> None:
    """Drop headings that repeat the title; never all there is."""
    tellings = _tellings(sheet.title)
    headings = outermost(sheet.body, *HEADINGS)
    repeated = [each for each in headings if _says(each, tellings)]
    if repeated and len(_words(sheet.body)) > sum(len(_words(each)) for each in repeated):
        for element in repeated:
            sheet.drop(element, "repeated title")
        sheet.sweep()


def _words(element: Element) -> list[str]:
    """Return the words of an element, parted wherever an element begins or ends."""
    return words(" ".join(map(str, element.itertext())))


def without_title(blocks: list[str], title: str) -> list[str]:
    """Drop leading paragraphs of written HTML that say the title and no more."""
    tellings = _tellings(title)
    start = 0
    while start + 1 < len(blocks) and _repeats(blocks[start], tellings):
        start += 1
    return blocks[start:]


def _tellings(title: str) -> list[list[str]]:
    """Return the words of the title, and of the title without the site's name behind it."""
    head = _SITE.sub("", collapse(title))
    found = [words(title), words(head) if len(words(head)) >= _FEW else []]
    return [said for said in found if said]


def _repeats(block: str, tellings: list[list[str]]) -> bool:
    if not tellings or not block.startswith("<p") or MEDIA_WRITTEN.search(block):
        return False
    # A block that is much longer than the title need not be read.
    longest = max(len(said) for said in tellings)
    return len(block) < 200 * (longest + 10) and words(plain_text(block)) in tellings


def _says(heading: Element, tellings: list[list[str]]) -> bool:
    """Tell whether a heading has the words of the title, and no picture."""
    if next(heading.iter(*MEDIA), None) is not None:
        return False
    # A line break parts words that nothing else parts.
    return words(text_of(heading)) in tellings or _words(heading) in tellings


def settle_captions(sheet: Sheet) -> None:
    """Make a figure of a picture and the caption that a class names."""
    around: set[Element] = set()
    for caption in sheet.body.iter("figcaption"):
        note_around(caption, around)
    for element in list(sheet.body.iter("p", "div", "span", "dd", "small", "td", "em")):
        if not _CAPTIONS.isdisjoint(tokens(element)):
            _settle(element, around)
    sheet.sweep()


def _settle(caption: Element, around: set[Element]) -> None:
    """Settle one caption; `around` are the elements that hold a figcaption."""
    if next(caption.iter(*MEDIA), None) is not None:
        return
    for _, ancestor in zip(range(_LEVELS), caption.iterancestors(), strict=False):
        if ancestor.tag == "figure":
            if ancestor not in around:
                caption.tag = "figcaption"
                note_around(caption, around)
            return
        if ancestor.tag in ("div", "dl", "span", "p", "table") and _is_frame(ancestor, caption):
            _frame(ancestor, caption)
            note_around(caption, around)
            return


def _is_frame(element: Element, caption: Element) -> bool:
    """Tell whether an element holds a picture, its caption, and nothing else to read."""
    if is_wide(element, _PARTS) or next(element.iter("img", "video", "iframe"), None) is None:
        return False
    # Frames may be nested: each is looked at no further than to see that.
    if has_more_elements(element, _ELEMENTS):
        return False
    said = text_of(caption)
    whole = _text_up_to(element, len(said) + _SPACE)
    return whole is not None and len(words(whole)) == len(words(said))


def _text_up_to(element: Element, most: int) -> str | None:
    """Return all text in an element; None when it is longer than `most` characters."""
    parts: list[str] = []
    left = most
    for text in map(str, element.itertext()):
        left -= len(text)
        if left < 0:
            return None
        parts.append(text)
    return "".join(parts)


def _frame(element: Element, caption: Element) -> None:
    element.tag = "figure"
    caption.tag = "figcaption"
    for inner in element.iter("dt", "tbody", "tr", "td"):
        inner.tag = UNWRAP
