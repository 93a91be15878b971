"""Where in a pruned page the article may be: by markup, by names, by density. Pure."""

from collections.abc import Iterator
from functools import lru_cache

from aggregator.extract.survey import Survey
from aggregator.extract.vocabulary import BODY, hyphenated
from aggregator.records.base import record

PARAGRAPHS = frozenset({"p", "pre", "blockquote", "li", "h1", "h2", "h3"})
NEAR = 500
"""Characters of prose between a title and the element that holds its article."""
FAR = 0.3
"""What prose further away, or before the title, is worth."""
DOMINANT = 0.8
"""Of the prose around it: an element with so much of it is where the article is."""
OWN = 250
"""Characters of prose in the article that holds the title, if it is to be the whole one."""
LINK_COST = 1.0
LABEL_COST = 0.3
"""What a character in a link, and one in a short run, take from the worth of prose around it."""
ENOUGH = 0.5
"""Of the densest element's worth: a candidate by markup with less is a part, or another text."""


@record
class Candidate:
    """An element that may hold the article."""

    method: str
    number: int
    """In the survey."""
    quality: float


def pick(page: Survey, headline: int | None = None) -> Candidate:
    """Return the best candidate of a page, whose title stands in element number `headline`."""
    near = _find_near(page, headline)
    worth = [
        _worth(text, link, prose) if text else 0.0
        for text, link, prose in zip(page.text, page.link, page.prose, strict=True)
    ]
    if own := _find_own(page, headline):
        first, end = own
        worth = [value if first <= number < end else 0 for number, value in enumerate(worth)]
    dense = find_dense(page, worth, near)
    floor = max(ENOUGH * worth[dense], 1)
    for method, numbers in (
        ("itemprop", _by_itemprop(page)),
        ("name", _by_name(page)),
        ("article", _by_tag(page, "article")),
        ("main", _by_tag(page, "main")),
    ):
        best = max(
            numbers, key=lambda number: worth[number] * (1 if near[number] else FAR), default=0
        )
        if best and (worth[best] >= floor or _is_sparse(page, best, dense, method)):
            return _candidate(page, method, _narrow(page, best, dense))
    return _candidate(page, "density", dense)


def _find_own(page: Survey, headline: int | None) -> tuple[int, int] | None:
    """Return the range of the article that holds the title, where others stand beside it."""
    here = -1 if headline is None else headline
    while here > 0 and page.elements[here].tag != "article":
        here = page.parent[here]
    if here <= 0 or page.prose[here] < OWN:
        return None
    others = page.elements[here].itersiblings("article")
    if not any(page.prose[page.index[other]] for other in others if other in page.index):
        return None
    end = here + 1
    while end < len(page.parent) and page.parent[end] >= here:
        end += 1
    return here, end


def _is_sparse(page: Survey, best: int, dense: int, method: str) -> bool:
    """Tell whether a named body around the densest element is one of tables, lists and links."""
    if method == "main" or page.link[best] * 2 > page.text[best]:
        return False
    if method == "article" and sum(1 for _ in _by_tag(page, "article")) > 1:
        return False
    above = dense
    while above > best:
        above = page.parent[above]
    return above == best


def _candidate(page: Survey, method: str, number: int) -> Candidate:
    """Weigh a candidate: its share of the page's prose, and the prose's share of its text."""
    share = page.prose[number] / max(page.prose[0], 1)
    purity = page.prose[number] / max(page.text[number], 1)
    named = 0.1 if method != "density" else 0.0
    return Candidate(
        method=method, number=number, quality=min(0.9, 0.5 * share + 0.3 * purity + named)
    )


def _narrow(page: Survey, best: int, dense: int) -> int:
    """Prefer the denser element where it lies inside of the candidate."""
    above = dense
    while above > best:
        above = page.parent[above]
    return dense if above == best and page.prose[dense] >= 0.9 * page.prose[best] else best


def _find_near(page: Survey, headline: int | None) -> list[bool]:
    """Tell of each element whether it holds the title, or begins shortly after it."""
    if headline is None:
        return [True] * len(page.elements)
    around = {headline}
    while (above := page.parent[min(around)]) >= 0:
        around.add(above)
    near = [False] * len(page.elements)
    for number in around:
        near[number] = True
    behind = 0
    for number in range(headline + 1, len(near)):
        near[number] = True
        behind += page.own_prose(number)
        if behind > NEAR:
            break
    return near


def find_dense(page: Survey, worth: list[float], near: list[bool]) -> int:
    """Return the element in which prose outweighs links and labels the most."""
    # The last of equals is the innermost.
    weighed = [value if close else value * FAR for value, close in zip(worth, near, strict=True)]
    _, best = max(zip(weighed, range(len(weighed)), strict=True))
    # One paragraph is not an article: the others stand beside it.
    while best and page.elements[best].tag in PARAGRAPHS:
        above = page.parent[best]
        if page.prose[best] > DOMINANT * page.prose[above]:
            return best
        best = above
    return _descend(page, best)


def _descend(page: Survey, here: int) -> int:
    """Go down while one child holds nearly all of the prose."""
    while True:
        below = [page.index[child] for child in page.elements[here] if child in page.index]
        best = max(below, key=lambda number: page.prose[number], default=here)
        if page.prose[best] < DOMINANT * page.prose[here] or best == here:
            return here
        if page.elements[best].tag in PARAGRAPHS:
            return here
        here = best


def _worth(text: int, link: int, prose: int) -> float:
    return prose - LINK_COST * link - LABEL_COST * max(text - link - prose, 0)


def _by_itemprop(page: Survey) -> Iterator[int]:
    for number, element in enumerate(page.elements):
        if page.prose[number] and "articleBody" in element.get("itemprop", ""):
            yield number


def _by_name(page: Survey) -> Iterator[int]:
    for number, element in enumerate(page.elements):
        if not page.prose[number] or element.tag not in ("div", "section", "td"):
            continue
        if _is_body(f"{element.get('class', '')} {element.get('id', '')}"):
            yield number


@lru_cache(maxsize=4096)
def _is_body(names: str) -> bool:
    return BODY.search(hyphenated(names)) is not None


def _by_tag(page: Survey, tag: str) -> Iterator[int]:
    for number, element in enumerate(page.elements):
        if element.tag == tag or (tag == "main" and element.get("role") == "main"):
            yield number
