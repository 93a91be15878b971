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
_PARTS = 8
"""Elements right in a frame of one picture."""
_MEDIA = ("img", "picture", "video", "iframe", "amp-img")


def settle_captions(body: Element) -> None:
    """Turn elements that a class names a caption into figcaptions, their frames into figures."""
    frames = _find_frames(body)
    if not frames:
        return
    for element in list(body.iter("p", "div", "span", "dd", "small", "td", "em")):
        if _is_named(element) and element not in frames:
            _settle(element, frames)


def _find_frames(body: Element) -> set[Element]:
    """Return all elements that have a picture somewhere in them, and the pictures."""
    frames: set[Element] = set()
    for picture in body.iter(*_MEDIA):
        above: Element | None = picture
        while above is not None and above not in frames:
            frames.add(above)
            above = above.getparent()
    return frames


def _is_named(element: Element) -> bool:
    names = element.get("class")
    return bool(names) and _is_caption(names or "")


@lru_cache(maxsize=4096)
def _is_caption(names: str) -> bool:
    return _CAPTION.search(CAMEL.sub("-", names).lower()) is not None


def _settle(caption: Element, frames: set[Element]) -> None:
    said = text_of(caption)
    if not said or len(said) > _LONGEST:
        return
    for _, above in zip(range(_LEVELS), caption.iterancestors(), strict=False):
        if above in frames:
            caption.tag = "figcaption"
            if _is_frame(above, said):
                above.tag = "figure"
            return


def _is_frame(element: Element, said: str) -> bool:
    """Tell whether an element holds a picture, its caption, and nothing else to read."""
    if element.tag not in ("div", "p", "span", "dl") or len(element) > _PARTS:
        return False
    return len(text_of(element)) == len(said)
