"""What a user or a site-config file says of a site's pages, carried out on a tree. Pure.

Sites change, and rules age: one that finds nothing changes nothing.
"""

from collections.abc import Iterable

from lxml import etree
from lxml.cssselect import CSSSelector

from aggregator.dom import Element, drop, text_of
from aggregator.records import LinkRule, SiteConfig, SiteRules
from aggregator.urls import absolute


def replace_strings(html: str, rules: SiteRules) -> str:
    """Return the document with the file's replacements made."""
    for find, replacement in rules.config.replacements if rules.config else ():
        html = html.replace(find, replacement)
    return html


def find_body(root: Element, rules: SiteRules) -> list[Element]:
    """Return what the first rule that finds any text finds, none inside of another."""
    for selector in rules.select:
        if found := _with_text(_select(root, selector)):
            return _outermost(found)
    for path in rules.config.body if rules.config else ():
        if found := _with_text(_find(root, path)):
            return _outermost(found)
    return []


def strip_all(root: Element, rules: SiteRules) -> list[str]:
    """Drop what any of the rules finds; return those that found something."""
    used = [rule for rule in rules.strip if _drop_all(_select(root, rule))]
    if config := rules.config:
        used += [rule for rule in config.strip if _drop_all(_find(root, rule))]
        used += [rule for rule in config.strip_id_or_class if _drop_all(_named(root, rule))]
        used += [rule for rule in config.strip_image_src if _drop_all(_images(root, rule))]
    return used


def find_said(root: Element, paths: Iterable[str]) -> str | None:
    """Return the text that the first rule that finds any finds."""
    for path in paths:
        for found in _evaluate(root, path):
            said = text_of(found) if isinstance(found, Element) else str(found).strip()
            if said:
                return said
    return None


def find_link(root: Element, rules: Iterable[LinkRule], base: str) -> str | None:
    """Return the absolute address of the first link that a rule finds whose condition holds."""
    for path, condition in rules:
        if condition and not _evaluate(root, condition):
            continue
        for found in _evaluate(root, path):
            href = found.get("href") if isinstance(found, Element) else str(found)
            if address := absolute(href or "", base):
                return address
    return None


def is_advertising(root: Element, config: SiteConfig | None) -> bool:
    """Tell whether the page is an advertisement, by the file's clues."""
    return any(_evaluate(root, path) for path in (config.native_ad_clue if config else ()))


def select_link(root: Element, selector: str, base: str) -> str | None:
    """Return the absolute address of the first link that a CSS selector finds."""
    for found in _select(root, selector):
        if address := absolute(found.get("href") or "", base):
            return address
    return None


def gather(elements: list[Element]) -> Element:
    """Return one element that holds all of these; they leave where they were."""
    if len(elements) == 1:
        return elements[0]
    holder = etree.Element("div")
    for element in elements:
        drop(element)
        holder.append(element)
    return holder


def _evaluate(root: Element, path: str) -> list[object]:
    """Return what a path finds, as a list; a path that cannot be evaluated finds nothing."""
    try:
        found = root.xpath(path)
    except etree.XPathError:
        return []
    if isinstance(found, list):
        return list(found)
    return [found] if found else []


def _find(root: Element, path: str) -> list[Element]:
    return [one for one in _evaluate(root, path) if isinstance(one, Element)]


def _select(root: Element, selector: str) -> list[Element]:
    # The configuration was checked with the same translator, so this does not raise.
    return _find(root, CSSSelector(selector, translator="html").path)


def _named(root: Element, part: str) -> list[Element]:
    wanted = part.lower()
    return [
        one
        for one in root.iter()
        if wanted in (one.get("class") or "").lower() or wanted in (one.get("id") or "").lower()
    ]


def _images(root: Element, part: str) -> list[Element]:
    return [image for image in root.iter("img") if part in (image.get("src") or "")]


def _drop_all(elements: list[Element]) -> int:
    for element in elements:
        drop(element)
    return len(elements)


def _with_text(elements: list[Element]) -> list[Element]:
    return elements if any(text_of(element) for element in elements) else []


def _outermost(elements: list[Element]) -> list[Element]:
    chosen = set(elements)
    return [one for one in elements if not any(above in chosen for above in one.iterancestors())]
