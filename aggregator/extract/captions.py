"""Make captions of what publishers only name so, before blocks are told apart. Pure."""

import re
from functools import lru_cache

from aggregator.dom import Element, text_of
from aggregator.extract.vocabulary import CAMEL

_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:captions?|imgcaps?|image-?cap|photo-?(?:cap|credits?|by)|cutline|wp-caption-text"
    r"|(?:image|img|photo|picture|media|figure|fig)-?(?:captions?|credits?|desc|description|legend|"
    r"copyright)|credits?|thumbcaption|gallery-caption)(?=$|[\s_-])"
)
_LONGEST = 600
"""Characters; what is longer is no caption."""
_LEVELS = 3
"""How far above a caption the element may be that holds its picture too."""
_MEDIA = ("img", "picture", "video", "iframe", "amp-img")


def settle_captions(body: Element) -> None:
    """Turn elements that a class names a caption into figcaptions, their frames into figures."""
    for element in list(body.iter("p", "div", "span", "dd", "small", "td", "em", "figcaption")):
        if element.tag != "figcaption" and _is_named(element):
            _settle(element)


def _is_named(element: Element) -> bool:
    names = element.get("class")
    return bool(names) and _is_caption(names or "")


@lru_cache(maxsize=4096)
def _is_caption(names: str) -> bool:
    return _CAPTION.search(CAMEL.sub("-", names).lower()) is not None


def _settle(caption: Element) -> None:
    if _holds_media(caption):
        return
    said = text_of(caption)
    if not said or len(said) > _LONGEST:
        return
    for _, above in zip(range(_LEVELS), caption.iterancestors(), strict=False):
        if _holds_media(above):
            caption.tag = "figcaption"
            if above.tag in ("div", "p", "span", "dl") and len(text_of(above)) == len(said):
                above.tag = "figure"
            return


def _holds_media(element: Element) -> bool:
    return next(element.iter(*_MEDIA), None) is not None
