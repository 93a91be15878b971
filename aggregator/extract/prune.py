"""Take out of a page what is no article, whatever the article is: by tag, by name. Pure.

An element that holds most of the page's text is never taken out: unclosed tags
make a nav, an aside or a button enclose whole articles.
"""

from lxml import etree

from aggregator.dom import Element, drop
from aggregator.extract.survey import Survey
from aggregator.extract.vocabulary import (
    BODY,
    BOILERPLATE,
    CAMEL,
    HEADINGS,
    HIDDEN_STYLE,
    INLINE,
    NEVER,
    OUTSIDE,
    WHOLE,
)

SLUG = 5
"""Hyphens; a name with so many is a sentence."""
MOST = 0.4
"""Of a page's prose: more than that is never dropped for its name."""


def strip_machinery(body: Element) -> None:
    """Take out what holds no text for readers; elements that hold much are unwrapped."""
    etree.strip_elements(body, "script", "style", "template", "link", "meta", with_tail=False)


def prune_names(page: Survey) -> list[str]:
    """Drop elements by their tag and by names of boilerplate; return what was dropped."""
    dropped: list[str] = []
    gone: set[int] = set()
    kinds: dict[str, bool] = {}
    limit = MOST * page.prose[0] + 20
    for number, element in enumerate(page.elements):
        if number == 0 or page.parent[number] in gone:
            if number:
                gone.add(number)
            continue
        if page.prose[number] > limit or element.tag in HEADINGS:
            continue
        if reason := _is_boilerplate(element, kinds):
            gone.add(number)
            page.subtract(number)
            drop(element)
            dropped.append(reason)
    return dropped


def names_of(element: Element) -> str:
    """Return class, id and role, as they are matched."""
    raw = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
    return CAMEL.sub("-", raw).lower()


def _is_boilerplate(element: Element, kinds: dict[str, bool]) -> str:
    tag = element.tag
    if tag in NEVER or tag in OUTSIDE:
        return str(tag)
    if not element.attrib:
        return ""
    if _is_hidden(element):
        return "hidden"
    if tag in ("html", "body", "article", "main", "img", "br"):
        return ""
    names = names_of(element)
    known = kinds.get(names)
    if known is None:
        known = kinds[names] = _is_named(names)
    if known and tag in INLINE and tag != "span" and tag != "a":
        return ""
    return names.strip() if known else ""


def _is_named(names: str) -> bool:
    """Tell whether names are of boilerplate; slugs made of headings say nothing."""
    tokens = [name for name in names.split() if name.count("-") < SLUG]
    if not WHOLE.isdisjoint(tokens):
        return True
    told = " ".join(tokens)
    return BOILERPLATE.search(told) is not None and BODY.search(told) is None


def _is_hidden(element: Element) -> bool:
    get = element.get
    if get("hidden") is not None or get("aria-hidden") == "true":
        return True
    style = get("style")
    return bool(style) and HIDDEN_STYLE.search(style or "") is not None
