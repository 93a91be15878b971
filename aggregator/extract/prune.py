"""Take out of a page what is no article, whatever the article is: by tag, by name. Pure.

An element that holds most of the page's text is never taken out: unclosed tags
make a nav, an aside or a button enclose whole articles.
"""

from functools import lru_cache
from typing import cast

from lxml import etree

from aggregator.dom import Element, drop, has_more_text, outermost
from aggregator.extract.survey import Survey
from aggregator.extract.vocabulary import (
    BODY,
    BOILERPLATE,
    HEADINGS,
    HIDDEN_STYLE,
    INLINE,
    NEVER,
    OUTSIDE,
    WHOLE,
    hyphenated,
    lowered,
)
from aggregator.standins import find_formula, is_post

CODE = ("pre", "code")
NAMING = frozenset(("class", "id", "role"))
HIDING = frozenset(("hidden", "aria-hidden", "style"))
SLUG = 5
"""Hyphens; a name with so many is a sentence."""
TRAITS = ("has-", "no-", "with-", "without-", "is-", "not-")
"""Names that say what an element has, and not what it is."""
BUILT = "so-panel"
MOST = 0.4
"""Of a page's prose: more than that is never dropped."""
HIDDEN = "hidden"
UNSEEN = (
    HIDDEN,
    "sr-only",
    "visually-hidden",
    "visuallyhidden",
    "screen-reader",
    "screen-reader-text",
)
SENTENCE = 30
"""Characters around an inline element: a sentence runs through it."""
TALK = ("comm", "disqus", "respond", "repl", "komment", "koment", "opinie", "discuss")
LONG_LABEL = 150
"""Characters; longer text in an inline element is what the element's block is about."""
LABELS = 100
"""Characters in a drawing: icons and logos say no more."""
TAGS = NEVER | OUTSIDE
UNNAMED = frozenset(
    {"html", "body", "article", "main", "img", "br", "b", "strong", "em", "i", "code", "pre"}
)
"""Elements whose names are about looks, or about the whole page."""


def strip_machinery(body: Element) -> None:
    """Take out what holds no text for readers; TeX that a script would typeset is text."""
    _keep_formulas(body)
    etree.strip_elements(
        body,
        *("script", "style", "template", "link", "meta", "title", "textarea", "select", "input"),
        with_tail=False,
    )
    for drawing in outermost(body, "svg"):
        # One that is never closed holds what follows.
        if not has_more_text(drawing, LABELS) and next(drawing.iter("p", "img"), None) is None:
            drop(drawing)


def _keep_formulas(body: Element) -> None:
    for script in body.iter("script"):
        if formula := find_formula(script):
            script.text = formula
            script.tag = "span"
            script.attrib.clear()


def prune_names(page: Survey, *, lenient: bool = False) -> list[str]:
    """Drop elements by their tag and by names of boilerplate; return what was dropped.

    `lenient` drops by name only comments, for pages whose names mean nothing.
    """
    suspects = _find_suspects(page)
    if lenient:
        suspects = [one for one in suspects if one[1] in OUTSIDE or one[1].startswith(TALK)]
    # Tabs and accordions are hidden until they are clicked: most of an article may be.
    hidden = sum(page.prose[number] for number, reason in suspects if reason == HIDDEN)
    shown = hidden > MOST * page.prose[0] + 20
    dropped = [one for one in suspects if one[1] != HIDDEN or not shown]
    if dropped:
        page.subtract([number for number, _ in dropped])
    for number, _ in dropped:
        drop(page.elements[number])
    return [reason for _, reason in dropped]


def _is_talk(element: Element, reason: str) -> bool:
    """Tell whether an element is comments and no more, however long they are."""
    if not reason.startswith(TALK):
        return False
    return next(element.iter("h1", "article", "main"), None) is None


def _find_suspects(page: Survey) -> list[tuple[int, str]]:
    """Return the outermost elements that are boilerplate by tag or name, each with the reason."""
    found: list[tuple[int, str]] = []
    inside: set[int] = set()
    code: set[int] = set()
    # One element that holds so much is not what it is called; what is in it may be.
    limit = MOST * page.prose[0] + 20
    for number, (element, above) in enumerate(zip(page.elements, page.parent, strict=True)):
        tag = element.tag
        if number == 0 or tag in HEADINGS:
            continue
        if above in inside:
            inside.add(number)
            continue
        reason = _reason(element, tag)
        if above in code or tag in CODE:
            # What is coloured there as a comment is a part of the program.
            code.add(number)
            reason = reason if tag in NEVER else ""
        if not reason or (page.prose[number] > limit and not _is_talk(element, reason)):
            continue
        if tag in INLINE and _is_said(element, reason):
            continue
        inside.add(number)
        found.append((number, reason))
    return found


def _is_said(element: Element, reason: str) -> bool:
    """Tell whether what an inline element says is part of a sentence, or one itself."""
    if has_more_text(element, LONG_LABEL):
        return True
    if reason in UNSEEN:
        return False
    around = element.getparent()
    ahead = element.getprevious()
    before = (around.text if around is not None else "") if ahead is None else ahead.tail
    return _runs_on((before or "").strip(), (element.tail or "").strip())


def _runs_on(before: str, after: str) -> bool:
    """Tell whether a sentence runs from before an element, or through it, to what is behind."""
    if before and after:
        return len(before) + len(after) >= SENTENCE
    if before:
        return len(before) >= SENTENCE and (before[-1].isalpha() or before[-1] in ",(")
    return len(after) >= SENTENCE and (after[0].islower() or after[0] in ",;")


def _reason(element: Element, tag: str) -> str:
    """Return what makes an element boilerplate: its tag, that it is hidden, a part of its name."""
    if tag in TAGS:
        return tag
    # An article shows a post as its own: the name says where it is from.
    if tag in UNNAMED or (tag == "blockquote" and is_post(element)):
        return ""
    if "-" in tag and (own := _find_name(tag)):
        return own
    # Of a tree that lxml parsed, names and values are str.
    said = cast(list[tuple[str, str]], element.items())
    if not said:
        return ""
    names = ""
    for name, value in said:
        if name in NAMING:
            names = f"{names} {value}"
        elif name in HIDING and _hides(name, value):
            return HIDDEN
    return _find_name(names) if names else ""


@lru_cache(maxsize=8192)
def _find_name(names: str) -> str:
    """Return the name of boilerplate among names; none beside that of an article's body."""
    tokens = lowered(names).split()
    # Page builders call every block of a page a widget.
    if BUILT not in tokens and (whole := next(filter(WHOLE.__contains__, tokens), "")):
        return whole
    found = next(filter(None, map(_find_in_token, tokens)), "")
    if not found:
        return ""
    told = hyphenated(" ".join(filter(_is_telling, tokens)))
    return "" if BODY.search(told) else found


@lru_cache(maxsize=16384)
def _find_in_token(token: str) -> str:
    """Return the name of boilerplate in one name: sites mostly combine the same ones anew."""
    found = BOILERPLATE.search(token) if _is_telling(token) else None
    return found[0].strip("_-") if found else ""


def _is_telling(token: str) -> bool:
    """Tell whether a name says what its element is: no slug, no trait."""
    return token.count("-") < SLUG and not token.startswith(TRAITS)


def _hides(name: str, value: str) -> bool:
    """Tell whether an attribute hides its element."""
    if name == "style":
        return HIDDEN_STYLE.search(value) is not None
    return name == "hidden" or value == "true"
