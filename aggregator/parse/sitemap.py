"""A news sitemap (Google's sitemap-news/0.9): the last thing that a site without a feed has."""

from collections.abc import Iterator
from datetime import datetime

from aggregator.parse.dates import read_date
from aggregator.parse.identity import identify
from aggregator.parse.prose import title_text
from aggregator.parse.tree import Element
from aggregator.parse.vocabulary import split_tag
from aggregator.records import Defect, FeedInfo, ParsedFeed, ParseFailed, RawEntry
from aggregator.urls import absolute, is_web_url


def parse_sitemap(
    root: Element, base: str, now: datetime, max_entries: int
) -> ParsedFeed | ParseFailed:
    """Return the articles of a sitemap; one that names pages without titles is no feed."""
    found = [_map_page(page, base, now) for page in _pages(root, max_entries)]
    named = [(entry, flaw) for entry, flaw in found if entry is not None]
    if not named:
        return ParseFailed(reason="a sitemap without news: its pages have no titles")
    entries, _, repeated = identify([entry for entry, _ in named])
    flaws = tuple(flaw for _, flaw in named if flaw)
    title = next((_said(page, "name") for page in _pages(root, 1)), "") or None
    info = FeedInfo(title=title, language=entries[0].language)
    return ParsedFeed(format="sitemap", info=info, entries=entries, defects=(*flaws, *repeated))


def _pages(root: Element, most: int) -> Iterator[Element]:
    for count, page in enumerate(root.iterchildren("{*}url")):
        if count >= most:
            return
        yield page


def _map_page(page: Element, base: str, now: datetime) -> tuple[RawEntry | None, Defect | None]:
    link = absolute(_said(page, "loc"), base)
    title = title_text(_said(page, "title"))
    if not link or not is_web_url(link) or not title:
        return None, None
    published, flaw = read_date(_said(page, "publication_date") or _said(page, "lastmod"), now)
    entry = RawEntry(
        identity="",
        raw_hash="",
        link=link,
        base=link,
        title=title,
        tags=tuple(word.strip() for word in _said(page, "keywords").split(",") if word.strip()),
        published=published,
        language=_said(page, "language") or None,
    )
    return entry, flaw


def _said(page: Element, name: str) -> str:
    """Return the text of the first element of this name, however deep."""
    for element in page.iterdescendants(f"{{*}}{name}"):
        family, _ = split_tag(str(element.tag))
        if family in ("sitemap", "news", "feed") and element.text:
            return element.text.strip()
    return ""
