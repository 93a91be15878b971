"""A page → the article in it. Pure.

    bytes → text → tree (lxml) → pruned by tag and name → candidates, one picked
    → soup of the picked part → blocks → those that are no article taken out

Refuses to make HTML safe (clean does), and to find an article where there is
none: then it says why.
"""

from lxml import etree

from aggregator.dom import Element, decode, find_bomb, parse_document
from aggregator.extract.blocks import Block, find_blocks, soup_of
from aggregator.extract.candidates import pick
from aggregator.extract.captions import settle_captions
from aggregator.extract.headline import find_headline, title_parts
from aggregator.extract.jsonld import read_jsonld
from aggregator.extract.memory import TemplateMemory, trace_of
from aggregator.extract.metadata import Metadata, read_metadata
from aggregator.extract.prune import prune_names, strip_machinery
from aggregator.extract.rules import find_selected, gather, strip_selected
from aggregator.extract.slim import slim
from aggregator.extract.survey import Survey, survey
from aggregator.extract.trim import trim
from aggregator.extract.write import write_inside
from aggregator.records import Article, Defect, Hints, NoArticle, SiteRules
from aggregator.records.base import record

_NO_HINTS = Hints()
_NO_RULES = SiteRules()


@record
class Part:
    """The part of a page that was picked."""

    element: Element
    method: str
    quality: float
    dropped: tuple[Defect, ...] = ()
    seen: tuple[int, ...] = ()


def extract_article(
    page: bytes | str,
    url: str,
    hints: Hints = _NO_HINTS,
    rules: SiteRules = _NO_RULES,
    *,
    content_type: str = "",
    memory: TemplateMemory | None = None,
) -> Article | NoArticle:
    """Return the article of a page, or why there is none; never raises for what a page holds.

    `url` is the page's address, `content_type` its HTTP header; `rules` come
    before everything else and fall through when they find nothing.
    """
    html = decode(page, content_type) if isinstance(page, bytes) else page
    if reason := find_bomb(html):
        return NoArticle(reason=reason)
    root = parse_document(html)
    if root is None:
        return NoArticle(reason="the page is empty")
    about = read_metadata(root, url, read_jsonld(root))
    titles = title_parts((hints.title, about.title))
    part = _pick_part(root, rules, titles, memory)
    return _make_article(part, about, titles, memory)


def _pick_part(
    root: Element, rules: SiteRules, titles: list[list[str]], memory: TemplateMemory | None
) -> Part:
    body = root.find("body")
    body = root if body is None else body
    strip_machinery(body)
    stripped = tuple(
        Defect(code="rule", detail=selector) for selector in strip_selected(body, rules.strip)
    )
    if chosen := find_selected(body, rules.select):
        settle_captions(body)
        return Part(element=gather(chosen), method="rule", quality=0.95, dropped=stripped)
    settle_captions(body)
    page = survey(body)
    headline = find_headline(page, titles)
    seen = _discount_common(page, memory) if memory is not None else ()
    pruned = tuple(Defect(code="name", detail=names) for names in prune_names(page))
    best = pick(page, headline)
    return Part(
        element=page.elements[best.number],
        method=best.method,
        quality=best.quality,
        dropped=(*stripped, *pruned),
        seen=seen,
    )


def _discount_common(page: Survey, memory: TemplateMemory) -> tuple[int, ...]:
    """Let blocks that the site's pages have in common count for nothing; return all blocks'."""
    traces = {number: trace_of(text) for number, text in page.runs().items()}
    for number, trace in traces.items():
        if memory.is_common(trace):
            page.discount(number)
    return tuple(traces.values())


def _make_article(
    part: Part, about: Metadata, titles: list[list[str]], memory: TemplateMemory | None
) -> Article | NoArticle:
    slim(part.element)
    soup = soup_of(etree.tostring(part.element, encoding="unicode", with_tail=False, method="html"))
    top = soup.body or soup
    blocks = find_blocks(top)
    seen = (*part.seen, *(trace_of(block.text) for block in blocks)) if memory is not None else ()
    kept = trim(blocks, titles, memory)
    if not kept:
        return NoArticle(reason="the page holds no text")
    return Article(
        html=write_inside(top),
        text=_text(kept),
        method=part.method,
        quality=part.quality,
        base=about.base,
        title=about.title,
        author=about.author,
        published=about.published,
        language=about.language,
        image=about.image,
        canonical_url=about.canonical_url,
        dropped=part.dropped,
        seen=seen,
    )


def _text(blocks: list[Block]) -> str:
    return "\n\n".join(block.text for block in blocks)
