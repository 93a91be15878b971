"""What the user says of a site's pages, in CSS, carried out on a tree. Pure.

Sites change, and rules age: one that finds nothing changes nothing.
"""

from collections.abc import Iterable

from lxml import etree
from lxml.cssselect import CSSSelector

from aggregator.dom import Element, drop


def find_selected(root: Element, selectors: Iterable[str]) -> list[Element]:
    """Return what the first selector that finds anything finds, none inside of another."""
    for selector in selectors:
        if found := _match(root, selector):
            return _outermost(found)
    return []


def strip_selected(root: Element, selectors: Iterable[str]) -> list[str]:
    """Drop what any of the selectors finds; return those that found something."""
    used = []
    for selector in selectors:
        if found := _match(root, selector):
            used.append(selector)
            for element in found:
                drop(element)
    return used


def gather(elements: list[Element]) -> Element:
    """Return one element that holds all of these; they leave where they were."""
    if len(elements) == 1:
        return elements[0]
    holder = etree.Element("div")
    for element in elements:
        drop(element)
        holder.append(element)
    return holder


def _match(root: Element, selector: str) -> list[Element]:
    # The configuration was checked with the same translator, so this does not raise.
    found = CSSSelector(selector, translator="html")(root)
    return [one for one in found if isinstance(one, Element)] if isinstance(found, list) else []


def _outermost(elements: list[Element]) -> list[Element]:
    chosen = set(elements)
    return [one for one in elements if not any(above in chosen for above in one.iterancestors())]
