"""A parsed page → the part of it that holds the article. Pure."""

import re
from collections.abc import Sequence
from itertools import takewhile

from aggregator.dom import Element, text_of
from aggregator.extract.candidates import pick
from aggregator.extract.captions import settle_captions
from aggregator.extract.headline import find_headline
from aggregator.extract.memory import TemplateMemory, trace_of
from aggregator.extract.prune import prune_names, strip_machinery
from aggregator.extract.rules import find_body, gather, strip_all
from aggregator.extract.said import Said
from aggregator.extract.survey import Survey, length_of, survey
from aggregator.extract.vocabulary import STANDFIRST, hyphenated
from aggregator.records import Defect, SiteRules
from aggregator.records.base import record

INTRODUCTION = 170
"""Characters of a paragraph that stands with the title; what is shorter is a summary."""
_SENTENCE = re.compile(r"[.!?\u2026][\"'\u201d\u2019)]?(?=\s|\Z)")
LEAD = 80
"""Characters of a paragraph that stands before the element with the others."""
DENSE = 0.7
"""Of its text that is prose."""
RULED = 0.95
"""The quality of what a rule finds."""
UNSURE = 0.3
"""The quality at most where all lines are short: a notice, a poem, or what an application shows."""


@record
class Known:
    """What is known of a page besides its markup, and what is asked of it."""

    titles: Sequence[list[str]] = ()
    """The words of its titles and their parts."""
    authors: Sequence[list[str]] = ()
    """The words of its authors' names."""
    rules: SiteRules = SiteRules()
    memory: TemplateMemory | None = None
    said: Said = Said()
    """What the feed gives for its article."""
    lenient: bool = False
    """Whether names of boilerplate are to be passed over."""
    text_only: bool = False
    """Whether nobody asks for the article's HTML."""


@record
class Part:
    """The part of a page that was picked."""

    element: Element
    method: str
    quality: float
    dropped: tuple[Defect, ...] = ()
    prose: int = 0
    """Characters of prose on the page before anything was dropped."""
    seen: tuple[int, ...] = ()
    """Fingerprints of the page's blocks, when there is a memory."""


def pick_part(root: Element, known: Known) -> Part:
    """Return the part of a page that holds the article; the tree is pruned on the way."""
    found = root.find("body")
    body = root if found is None else found
    stripped = tuple(
        Defect(code="rule", detail=selector) for selector in strip_all(root, known.rules)
    )
    strip_machinery(body)
    # As long as these are held, lxml makes no other objects of the same elements.
    elements = list(body.iter())
    settle_captions(body)
    if chosen := find_body(root, known.rules):
        return Part(element=gather(chosen), method="rule", quality=RULED, dropped=stripped)
    page = survey(elements)
    headline = find_headline(page, known.titles)
    seen = _discount_common(page, known.memory) if known.memory is not None else ()
    prose = page.prose[0]
    pruned = prune_names(page, lenient=known.lenient)
    unsure = page.prose[0] <= 0
    if unsure:
        page.settle_for_labels()
    best = pick(page, headline)
    element = gather(_find_lead(page, best.number, headline) + _with_twins(page, best.number))
    page.release()
    return Part(
        element=element,
        method=best.method,
        quality=min(best.quality, UNSURE) if unsure else best.quality,
        dropped=(*stripped, *(Defect(code="name", detail=name) for name in pruned)),
        prose=prose,
        seen=seen,
    )


def _find_lead(page: Survey, number: int, headline: int | None) -> list[Element]:
    """Return the paragraphs between the title and the picked element, right beside it."""
    if headline is None:
        return []
    beside = page.elements[number].itersiblings(preceding=True)
    others = takewhile(lambda other: other > headline, (page.index.get(one, 0) for one in beside))
    found = [page.elements[other] for other in others if _is_lead(page, other)][::-1]
    return found or _find_introduction(page, number, headline)


def _find_introduction(page: Survey, number: int, headline: int) -> list[Element]:
    """Return the paragraphs that stand in the frame of the title, away from all others."""
    between = (other for other in range(headline + 1, number) if _introduces(page, other))
    return [page.elements[other] for other in between]


def _introduces(page: Survey, number: int) -> bool:
    """Tell whether an element is a paragraph of several sentences: a summary has one."""
    element = page.elements[number]
    if element.tag != "p" or page.prose[number] < INTRODUCTION:
        return False
    return _is_lead(page, number) and len(_SENTENCE.findall(text_of(element))) > 1


def _is_lead(page: Survey, number: int) -> bool:
    """Tell whether an element is a paragraph of the article: a standfirst is its summary."""
    names = hyphenated(page.elements[number].get("class") or "")
    if STANDFIRST.search(names):
        return False
    prose = page.prose[number]
    return prose >= LEAD and prose >= DENSE * page.text[number]


def _with_twins(page: Survey, number: int) -> list[Element]:
    """Return an element, and those beside it of the same class: an article laid out in pieces."""
    picked = page.elements[number]
    name = picked.get("class")
    around = picked.getparent()
    if not name or around is None:
        return [picked]
    return [
        one
        for one in around.iterchildren(picked.tag)
        if one is picked or (one.get("class") == name and _is_piece(page, one))
    ]


def _is_piece(page: Survey, element: Element) -> bool:
    """Tell whether an element is a piece of an article, and not another one with its title."""
    titles = ("h1", "h2") if element.tag == "article" else ("h1",)
    return page.prose[page.index[element]] > 0 and next(element.iter(*titles), None) is None


def _discount_common(page: Survey, memory: TemplateMemory) -> tuple[int, ...]:
    """Let blocks that the site's pages have in common count for nothing; return all blocks'."""
    runs = page.runs()
    traces = {number: trace_of(text) for number, text in runs.items()}
    common = []
    for number, trace in traces.items():
        if memory.is_boilerplate(trace, length_of(runs[number])):
            common.append(number)
    if common:
        page.discount(common)
    return tuple(traces.values())
