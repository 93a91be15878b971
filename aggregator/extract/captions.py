"""Make captions of what publishers only name so, before blocks are told apart. Pure."""

import re
from functools import lru_cache

from aggregator.dom import Element, has_more_elements, has_more_text, is_wide, text_of
from aggregator.extract.survey import length_of
from aggregator.extract.vocabulary import lowered

_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:captions?|imgcaps?|image-?cap|photo-?(?:cap|credits?|by)|cutline|"
    r"wp-caption-text"
    r"|(?:image|img|photo|picture|media|figure|fig)-?(?:captions?|credits?|desc|description|legend|"
    r"copyright|text|info|explanation|note)|credits?|thumbcaption|gallery-caption|"
    r"caption-?(?:info|text|body"
    r"|content|inner|wrap(?:per)?|box)|bild-?(?:unterschrift|text|legende|nachweis)|bu-?text|"
    r"l[eé]gende"
    r"|leyenda|pie-?(?:de-?)?foto|didascalia|legenda|bijschrift|bildtekst|podpis|foto-?(?:podpis|"
    r"autor))"
    r"(?=$|[\s_-])"
)
_LONGEST = 600
"""Characters; what is longer is no caption."""
_LEVELS = 3
"""How far above a caption the element may be that holds its picture too."""
_TOLD = 25
"""Characters; what a picture shows is said in more, and then said again under it."""
_HEAD = 20
"""Of them that are compared first."""
_PARTS = 8
"""Elements right in a frame of one picture."""
_ELEMENTS = 300
"""In a frame of one picture; what holds more is a part of the page."""
_MEDIA = ("img", "picture", "video", "iframe", "amp-img")


def settle_captions(body: Element) -> None:
    """Turn what a class names a caption, or says what its picture says, into figcaptions.

    Their frames become figures.
    """
    frames = _find_frames(body)
    if not frames:
        return
    told = _read_alternatives(frames)
    for element in list(body.iter("p", "div", "span", "dd", "small", "td", "em")):
        if (names := element.get("class")) and _is_caption(names):
            if element in frames:
                _settle_inside(element, frames)
            else:
                _settle(element, frames)
        elif _repeats(element, told) and element not in frames:
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


def _read_alternatives(frames: set[Element]) -> dict[str, set[str]]:
    """Return what pictures say of themselves, by how it begins; several may begin alike."""
    told: dict[str, set[str]] = {}
    for picture in frames:
        said = " ".join((picture.get("alt") or "").split()) if picture.tag == "img" else ""
        if len(said) >= _TOLD:
            told.setdefault(said[:_HEAD], set()).add(said)
    return told


def _repeats(element: Element, told: dict[str, set[str]]) -> bool:
    """Tell whether an element says what a picture says of itself."""
    if not told or not (text := element.text):
        return False
    # Most elements begin otherwise: only for the others is their text put together.
    alternatives = told.get(" ".join(text.strip()[: 2 * _HEAD].split())[:_HEAD])
    if alternatives is None or length_of(text) > _LONGEST:
        return False
    return _read(element) in alternatives


def _read(element: Element) -> str:
    """Return the text of an element; none of one that holds too much for a frame of a picture.

    Frames may be nested: each is looked at no further than to see that.
    """
    if has_more_elements(element, _ELEMENTS):
        return ""
    return "" if has_more_text(element, 2 * _LONGEST) else text_of(element)


@lru_cache(maxsize=4096)
def _is_caption(names: str) -> bool:
    return _CAPTION.search(lowered(names)) is not None


def _settle(caption: Element, frames: set[Element]) -> None:
    said = _read(caption)
    if not said or length_of(said) > _LONGEST:
        return
    for _, above in zip(range(_LEVELS), caption.iterancestors(), strict=False):
        if above in frames:
            caption.tag = "figcaption"
            if _is_frame(above, said):
                above.tag = "figure"
            return


def _settle_inside(frame: Element, frames: set[Element]) -> None:
    """Make a figure of a frame that is called what is written in it."""
    said = _read(frame) if frame.tag == "div" else ""
    if not said or length_of(said) > _LONGEST:
        return
    parts = [child for child in frame if child not in frames and text_of(child)]
    if len(parts) == 1 and text_of(parts[0]) == said:
        frame.tag = "figure"
        parts[0].tag = "figcaption"


def _is_frame(element: Element, said: str) -> bool:
    """Tell whether an element holds a picture, its caption, and nothing else to read."""
    if element.tag not in ("div", "p", "span", "dl") or is_wide(element, _PARTS):
        return False
    return len(_read(element)) == len(said)
