"""A page → the article in it. Pure. READ FIRST

    bytes → text → tree (lxml) → pruned by tag and name → candidates, one picked
    → soup of the picked part → blocks → those that are no article taken out

Refuses to make HTML safe (clean does), and to find an article where there is
none: then it says why.
"""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from aggregator.dom import Element, decode, defuse, mend, outermost, parse_document, text_of
from aggregator.extract.blocks import Block, find_blocks
from aggregator.extract.headline import name_words, title_parts
from aggregator.extract.jsonld import Described, read_jsonld
from aggregator.extract.memory import TemplateMemory, trace_of
from aggregator.extract.metadata import Metadata, read_date, read_metadata
from aggregator.extract.part import Known, Part, pick_part
from aggregator.extract.rules import find_said, is_advertising, replace_strings
from aggregator.extract.said import Said, read_said
from aggregator.extract.slim import count_elements, slim
from aggregator.extract.soup import soup_of
from aggregator.extract.subject import hold_to_feed, is_another
from aggregator.extract.trim import trim
from aggregator.extract.write import write_inside
from aggregator.records import Article, Hints, NoArticle, SiteRules
from aggregator.text import legal, plain_text, words

_NO_HINTS = Hints()
_NO_RULES = SiteRules()

MAX_ELEMENTS = 25_000
"""Of which soup is made; the longest real articles have under 10,000."""
FEW = 150
"""Characters; so short an article on a page with more prose is probably none."""
SUMMARY = 12
"""Words; a shorter summary proves nothing."""
DENIED = 0.3
"""Of the words of the feed's summary: an article with fewer is another's text."""
AGREED = 0.5
"""Of the words that a page's JSON-LD gives as the article's text: so many must be found."""


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
    before everything else and fall through when they find nothing; `memory` is
    what earlier pages of the site taught (`learn_page` adds this one).
    """
    html = decode(page, content_type) if isinstance(page, bytes) else page
    return _extract(html, url, hints, Known(rules=rules, memory=memory))


def extract_text(
    page: bytes | str, url: str, hints: Hints = _NO_HINTS, memory: TemplateMemory | None = None
) -> Article | NoArticle:
    """Do as extract_article does, for who wants the text only: its HTML is left empty."""
    html = decode(page) if isinstance(page, bytes) else page
    return _extract(html, url, hints, Known(memory=memory, text_only=True))


def _extract(page: str, url: str, hints: Hints, known: Known) -> Article | NoArticle:
    html, reason = defuse(mend(page))
    if reason:
        return NoArticle(reason=reason)
    html = replace_strings(html, known.rules)
    root = parse_document(html)
    if root is None:
        return NoArticle(reason="the page is empty")
    if is_advertising(root, known.rules.config):
        return NoArticle(reason="the page is an advertisement, by a clue of its site's rules")
    described = read_jsonld(root)
    about = _apply_rules(root, known.rules, read_metadata(root, url, described))
    names = (*about.titles, *(text_of(heading) for heading in outermost(root, "h1")))
    known = replace(
        known,
        titles=title_parts((hints.title, about.title, *about.titles)),
        authors=name_words((hints.author, about.author)),
        said=read_said(hints) if known.memory is not None else Said(),
    )
    part = pick_part(root, known)
    found = _make_article(part, about, known)
    if _length(found) < FEW < part.prose or _denies(found, hints):
        found = _try_again(found, html, about, replace(known, lenient=True), hints)
    return _judge(_prefer(found, described, about), names, hints)


def _judge(found: Article | NoArticle, names: Sequence[str], hints: Hints) -> Article | NoArticle:
    """Return what was found, unless the feed tells that it is another text, or not all of it."""
    if not isinstance(found, Article) or found.method == "rule":
        return found
    if is_another(found, names, hints):
        return NoArticle(reason="the page is about something else than the entry")
    return hold_to_feed(found, hints) if hints.whole else found


def _denies(found: Article | NoArticle, hints: Hints) -> bool:
    """Tell whether an article has next to nothing of what the feed's summary says."""
    told = plain_text(hints.summary or "")
    if len(words(told)) < SUMMARY or not isinstance(found, Article):
        return False
    return _lacks(found.text, told, DENIED)


def _try_again(
    found: Article | NoArticle, html: str, about: Metadata, careless: Known, hints: Hints
) -> Article | NoArticle:
    """Read the page once more, paying no heed to names, which seem to mislead."""
    root = parse_document(html)
    if root is None:
        return found
    other = _make_article(pick_part(root, careless), about, careless)
    if _denies(found, hints):
        return found if _denies(other, hints) else other
    return other if _length(other) > 2 * _length(found) else found


def _length(found: Article | NoArticle) -> int:
    return len(found.text) if isinstance(found, Article) else 0


def _apply_rules(root: Element, rules: SiteRules, about: Metadata) -> Metadata:
    """Let a site-config file say better what the page says of itself."""
    config = rules.config
    if config is None:
        return about
    return replace(
        about,
        title=find_said(root, config.title) or about.title,
        author=find_said(root, config.author) or about.author,
        published=read_date(find_said(root, config.date)) or about.published,
    )


def _make_article(part: Part, about: Metadata, known: Known) -> Article | NoArticle:
    slim(part.element)
    if (size := count_elements(part.element)) > MAX_ELEMENTS:
        return NoArticle(reason=f"{size} elements in the article, more than {MAX_ELEMENTS}")
    top = soup_of(part.element)
    blocks = find_blocks(top)
    seen: tuple[int, ...] = ()
    if known.memory is not None:
        seen = (*part.seen, *(trace_of(block.text) for block in blocks))
    kept = blocks
    if _is_trimmed(part, known):
        kept = trim(blocks, known.titles, known.authors, known.memory, known.said)
    if not kept:
        return NoArticle(reason="the page holds no text")
    article = _article(
        about,
        html="" if known.text_only else write_inside(top),
        text=_text(kept),
        method=part.method,
        quality=part.quality,
    )
    return replace(article, dropped=part.dropped, seen=seen)


def _is_trimmed(part: Part, known: Known) -> bool:
    """Tell whether what was picked may still hold boilerplate: a user's word is taken."""
    config = known.rules.config
    return part.method != "rule" or (config is not None and config.prune)


def _text(blocks: list[Block]) -> str:
    # What stands in the tree for characters that XML forbids (dom.parse_document) is no text.
    return legal("\n\n".join(block.label + block.text for block in blocks))


def _prefer(
    found: Article | NoArticle, described: Described | None, about: Metadata
) -> Article | NoArticle:
    """Hear a second opinion: JSON-LD where the page's markup failed."""
    ours = found.text if isinstance(found, Article) else ""
    body = described.body if described else None
    if body and not _is_ruled(found) and _lacks(ours, body, AGREED):
        return _described_article(body, about, found)
    return found


def _is_ruled(found: Article | NoArticle) -> bool:
    return isinstance(found, Article) and found.method == "rule"


def _lacks(ours: str, theirs: str, share: float) -> bool:
    """Tell whether a text has fewer than this share of the words of another."""
    wanted = words(theirs)
    mine = set(words(ours))
    return sum(1 for word in wanted if word in mine) < share * len(wanted)


def _described_article(body: str, about: Metadata, found: Article | NoArticle) -> Article:
    # Some publishers put HTML there, others text with line breaks.
    told = plain_text(body) if "<" in body else body
    lines = [" ".join(line.split()) for line in told.split("\n")]
    paragraphs = [line for line in lines if line]
    article = _article(
        about,
        html="".join(f"<p>{escape(line)}</p>" for line in paragraphs),
        text="\n\n".join(paragraphs),
        method="json-ld",
        quality=0.6,
    )
    return replace(article, seen=found.seen if isinstance(found, Article) else ())


def _article(about: Metadata, *, html: str, text: str, method: str, quality: float) -> Article:
    return Article(
        html=html,
        text=text,
        method=method,
        quality=quality,
        base=about.base,
        title=about.title,
        author=about.author,
        published=about.published,
        language=about.language,
        image=about.image,
        canonical_url=about.canonical_url,
    )
