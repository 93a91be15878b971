"""RawEntry + its page → CleanEntry: extract, clean and filter, as one call for a worker.

Pure, and picklable in both directions: hostile HTML is worked on in a process
that may be killed (protocols.Workers).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from aggregator.clean.entry import clean_entry, find_address
from aggregator.clean.sanitize import sanitize_text
from aggregator.dedup.home import find_home
from aggregator.dedup.sketch import make_sketch
from aggregator.extract.article import extract_article
from aggregator.extract.memory import (
    TemplateMemory,
    learn_page,
    read_memory,
    write_memory,
)
from aggregator.extract.next_page import merge_parts
from aggregator.extract.subject import hold_to_feed
from aggregator.filters import is_kept
from aggregator.records import (
    Article,
    ArticlePages,
    CleanEntry,
    Decision,
    Fetched,
    Hints,
    Home,
    NoArticle,
    RawEntry,
    Setting,
    SiteRules,
)
from aggregator.records.base import record
from aggregator.urls import host_of

MOST_NAMES = 12
"""Kinds of parts that a decision names."""


@record
class Refined:
    """An entry, and what is known of its page's site now."""

    entry: CleanEntry
    memory: bytes | None = None
    """None when there was nothing to learn from, or nothing was to be learned."""


def refine_entry(
    raw: RawEntry,
    pages: ArticlePages | None,
    setting: Setting,
    memory: bytes | None = None,
) -> Refined:
    """Make the entry that is stored from what the feed and, if there are any, its pages tell.

    `memory` is what is known of their site, as extract/memory.py writes it.
    """
    source = setting.source
    known = None if memory is None else read_memory(memory)
    article, decisions = _extract(raw, pages, setting, known)
    home = find_home(find_address(raw, article, source.tracking), source.url, setting.home_pages)
    entry = clean_entry(raw, article, setting, is_elsewhere=home is Home.ELSEWHERE)
    made = replace(
        entry,
        sketch=make_sketch(entry),
        preferred=source.preferred,
        home=home,
        dropped=is_kept(entry, source.keep, source.drop, setting.now),
        decisions=(*decisions, *entry.decisions, *_tell_home(entry, home)),
    )
    if known is None or article is None or pages is None:
        return Refined(entry=made)
    address = pages.parts[0].final_url
    return Refined(entry=made, memory=write_memory(learn_page(known, article, address)))


def refine_text(raw: RawEntry, setting: Setting) -> Refined:
    """Make the entry of the mere text of what its feed tells: its markup is more than we can take.

    The text comes back as paragraphs, at most as much of it as is ever kept of a bomb.
    """
    told = max(raw.content, raw.summary, key=len)
    return refine_entry(replace(raw, summary="", content=sanitize_text(told)), None, setting)


def _tell_home(entry: CleanEntry, home: Home) -> tuple[Decision, ...]:
    if home is Home.OWN:
        return ()
    where = f"its page is on {host_of(entry.canonical_url or '')}"
    told = {
        Home.CLAIMED: "which its feed makes out to be its own site",
        Home.ELSEWHERE: "not on its source's site",
    }
    return (Decision(stage="dedup", code=home.name.lower(), detail=f"{where}, {told[home]}"),)


def _extract(
    raw: RawEntry, pages: ArticlePages | None, setting: Setting, memory: TemplateMemory | None
) -> tuple[Article | None, tuple[Decision, ...]]:
    if pages is None:
        return None, ()
    source = setting.source
    rules = SiteRules(select=source.select, strip=source.strip, config=pages.config)
    hints = _hints(raw, setting.repeated)
    first, *others = pages.parts
    found = _extract_part(first, replace(hints, whole=not others), rules, memory)
    if isinstance(found, NoArticle):
        return None, (_no_article(found),)
    told = [_decide(found.method, f"quality {found.quality:.2f}")]
    # What the feed says is of the article, and not of each of its pages.
    rest = [_extract_part(part, Hints(author=hints.author), rules, memory) for part in others]
    merged = merge_parts([found, *(each for each in rest if isinstance(each, Article))])
    if others:
        told.append(_decide("parts", _tell_parts(merged.parts, len(pages.parts))))
        if isinstance(held := hold_to_feed(merged.article, hints), NoArticle):
            return None, (*told, _no_article(held))
    return merged.article, (*told, *_tell_left_out(merged.article))


def _decide(code: str, detail: str) -> Decision:
    return Decision(stage="extract", code=code, detail=detail)


def _no_article(found: NoArticle) -> Decision:
    return _decide("no-article", found.reason)


def _tell_parts(joined: int, read: int) -> str:
    if joined == read:
        return f"{joined} pages"
    return f"{joined} of {read} pages; the others are another article, or say it again"


def _tell_left_out(article: Article) -> Iterator[Decision]:
    """Tell which parts of its pages were taken for furniture, by the names that gave them away."""
    counts = Counter(each.detail for each in article.dropped)
    if counts:
        told = ", ".join(f"{count} {name}" for name, count in counts.most_common(MOST_NAMES))
        more = len(counts) - MOST_NAMES
        yield _decide("left-out", f"{told} and {more} kinds more" if more > 0 else told)


def _extract_part(
    page: Fetched, hints: Hints, rules: SiteRules, memory: TemplateMemory | None
) -> Article | NoArticle:
    return extract_article(
        page.body, page.final_url, hints, rules, content_type=page.content_type, memory=memory
    )


def _hints(raw: RawEntry, repeated: frozenset[str]) -> Hints:
    return Hints(
        title=raw.title or None,
        summary=raw.summary or None,
        content=raw.content or None,
        repeated=repeated,
        author=raw.authors[0].name if raw.authors else None,
        published=raw.published,
        language=raw.language,
    )
