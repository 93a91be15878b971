"""Headings that say the title again, and captions by another name."""

from aggregator.clean.tree import UNWRAP, Element, Sheet, text_of, tokens
from aggregator.clean.vocabulary import HEADINGS, MEDIA
from aggregator.text import words

_NEAR = 500
"""Characters of text after which a heading is no repetition of the title."""
_CAPTIONS_LIST = (
    "wp-caption-text caption image-caption photo-caption img-caption media-caption "
    "figure-caption caption-text gallery-caption picture-caption image__caption "
    "media__caption article-caption thumbcaption blogger-caption tr-caption"
)
_CAPTIONS = frozenset(_CAPTIONS_LIST.split())
_LEVELS = 3
"""How far above a caption the element may be that holds its picture too."""


def drop_title(sheet: Sheet) -> None:
    """Drop what repeats the title where the article begins; never all there is."""
    title = words(sheet.title)
    if not title:
        return
    repeated = [each for each in _beginning(sheet.body) if words(text_of(each)) == title]
    rest = len(words(text_of(sheet.body))) - len(title) * len(repeated)
    if rest <= 0:
        return
    for element in repeated:
        if next(element.iter("img", "video", "iframe"), None) is None:
            sheet.drop(element, "repeated title")
    sheet.sweep()


def _beginning(body: Element) -> list[Element]:
    """Return the headings near the beginning, and the first paragraph if nothing is before it."""
    found: list[Element] = []
    seen = 0
    for element in body.iter():
        if element.tag in HEADINGS or (element.tag == "p" and not seen):
            found.append(element)
        if element.tag not in HEADINGS and element.getparent() not in found:
            seen += len((element.text or "").strip())
        seen += len((element.tail or "").strip()) if element is not body else 0
        if seen > _NEAR:
            break
    return found


def settle_captions(sheet: Sheet) -> None:
    """Make a figure of a picture and the caption that a class names."""
    for element in list(sheet.body.iter("p", "div", "span", "dd", "small", "td", "em")):
        if not _CAPTIONS.isdisjoint(tokens(element)):
            _settle(element)
    sheet.sweep()


def _settle(caption: Element) -> None:
    if next(caption.iter(*MEDIA), None) is not None:
        return
    for _, ancestor in zip(range(_LEVELS), caption.iterancestors(), strict=False):
        if ancestor.tag == "figure":
            if next(ancestor.iter("figcaption"), None) is None:
                caption.tag = "figcaption"
            return
        if ancestor.tag in ("div", "dl", "span", "p", "table") and _is_frame(ancestor, caption):
            _frame(ancestor, caption)
            return


def _is_frame(element: Element, caption: Element) -> bool:
    """Tell whether an element holds a picture, its caption, and nothing else to read."""
    if next(element.iter("img", "video", "iframe"), None) is None:
        return False
    return len(words(text_of(element))) == len(words(text_of(caption)))


def _frame(element: Element, caption: Element) -> None:
    element.tag = "figure"
    caption.tag = "figcaption"
    for inner in element.iter("dt", "tbody", "tr", "td"):
        inner.tag = UNWRAP
