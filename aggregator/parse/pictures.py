"""The pictures that an item has besides its text (Media RSS, iTunes, RSS 2.0 image)."""

import re
from collections.abc import Iterator
from html import escape

from aggregator.parse.named import Named
from aggregator.parse.tree import Element
from aggregator.parse.vocabulary import split_tag
from aggregator.urls import absolute

_AUDIBLE = re.compile(r"audio|video", re.IGNORECASE)
_SHOWN = 20


def is_picture(element: Element) -> bool:
    """Tell whether a media:content is a picture, by what is said of it or by what is not."""
    said = _kind(element)
    if "image" in said:
        return True
    # Without a word on what it is, a picture far more often than not.
    return not _AUDIBLE.search(said) and not element.get("duration") and "/" not in said


def find_image(named: Named, base: str) -> str | None:
    """Return the address of the picture that stands for an item."""
    pictures = [each for each in named.get("media content", ()) if is_picture(each)]
    for element in (*pictures, *named.get("media thumbnail", ())):
        if url := _address(element, base):
            return url
    for element in (*named.get("itunes image", ()), *named.get("feed image", ())):
        inner = next((each.text for each in element if split_tag(each.tag)[1] == "url"), None)
        if url := absolute(element.get("href") or inner or element.text or "", base):
            return url
    return None


def show_pictures(named: Named, base: str) -> str:
    """Return, as HTML, the pictures that were posted with an item, each with its description.

    Mastodon, Pixelfed and the like say them only in media:content, and their text does not
    show them.
    """
    return "".join(dict.fromkeys(_figures(named, base)))


def _figures(named: Named, base: str) -> Iterator[str]:
    for element in named.get("media content", ())[:_SHOWN]:
        if "image" in _kind(element) and (url := _address(element, base)):
            yield f'<figure><img src="{escape(url)}" alt="{escape(_described(element))}"></figure>'


def _kind(element: Element) -> str:
    return f"{element.get('medium', '')} {element.get('type', '')}"


def _address(element: Element, base: str) -> str | None:
    url = absolute(element.get("url", ""), base)
    # WordPress.com: the author's face, with each entry.
    return None if url and "gravatar.com/avatar/" in url else url


def _described(element: Element) -> str:
    for child in element:
        if split_tag(child.tag) == ("media", "description") and child.text:
            return child.text.strip()
    return ""
