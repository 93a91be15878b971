"""The one door to mf2py: a page goes in, the microformats that it marks up come out.

mf2py is loaded for the first page that has any: it brings `requests` along,
which nobody here uses (it is always given the page, and never fetches).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from aggregator.parse.tree import Element, html_of

Item = Mapping[str, Any]
"""A microformat as JSON has it: `type`, `properties`, `children`, `value`, `html`."""

_ENTRY = re.compile(r"(?:^|\s)(?:h-(?:entry|event|recipe|review)|hentry)(?:\s|$)")
_ROOT = re.compile(r"(?:^|\s)(?:h-[a-z]|hentry\b|hfeed\b|vcard\b)")
_PROPERTY = re.compile(r"(?:^|\s)(?:(?:p|u|dt|e)-[a-z]|entry-|author\b|published\b)")
_HEAVIEST = 30_000
"""Visits of an element by mf2py, at worst 45 us each. A page of 200 articles has 17,000."""
_PIECE = 1000
"""Characters whose copying costs as much as a visit."""
_UNSEEN = ("base", "script", "style", "template", "svg")


def has_microformats(page: Element) -> bool:
    """Tell whether anything in a page is marked up as an entry."""
    classes = (element.get("class", "") for element in page.iter(etree.Element))
    return any(_ENTRY.search(name) for name in classes)


def read_microformats(page: Element, base: str) -> Sequence[Item] | None:
    """Return the microformats of a page, in its order; None where they are too heavy to be read.

    Takes scripts and the like out of the page.
    """
    etree.strip_elements(page, *_UNSEEN, with_tail=False)
    if weigh(page) > _HEAVIEST:
        return None
    import mf2py

    try:
        items: list[Item] = mf2py.parse(doc=html_of(page), url=base, html_parser="lxml")["items"]
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return None  # what it was seen to raise, or may, on markup that is none
    return items


def weigh(page: Element) -> float:
    """Return about how often mf2py would look at an element of the page, in all.

    It reads a microformat once for each property that it is, and its text once
    for each property around it: nested in one another, a hundred take for ever.
    """
    loads, copies, weight = [1.0], [1.0], 0.0
    for event, element in etree.iterwalk(page, events=("start", "end")):
        if event == "end":
            loads.pop()
            copies.pop()
            continue
        name = element.get("class") or ""
        text = len(element.text or "") + len(element.tail or "")
        weight += loads[-1] * copies[-1] * (1 + text / _PIECE)
        if weight > _HEAVIEST:
            break
        properties = len(_PROPERTY.findall(name))
        is_root = _ROOT.search(name) is not None
        loads.append(loads[-1] * (max(properties, 1) if is_root else 1))
        copies.append(copies[-1] + (0 if is_root else properties))
    return weight
