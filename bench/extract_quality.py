"""Score our extractor beside others on pages with a known article text, in one run.

    python bench/extract_quality.py DIR [--limit N] [--learn] [--hints] [--worst N] [--peers NAME…]

DIR holds truth.jsonl (id, url, text, optional host, title, lang) and pages/ID.html.gz. Beside
ours run trafilatura, readability-lxml, newspaper4k and resiliparse, each where it is installed
(pip install trafilatura readability-lxml newspaper4k resiliparse); what is missing is said.

F1, precision and recall are over 4-word shingles, each page weighing the same (CJK counts by
character); page is the mean of the pages' own F1, exact the share of pages whose words all
agree, under 0.5 that of failures, ms is CPU a page. The same is told for news and other pages,
and for each language and all but English where the truth has `lang`. --hints gives ours the
title, as a feed would. --worst lists pages on which trafilatura wins by most.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from statistics import fmean
from urllib.parse import urlsplit

from aggregator.extract.article import extract_article
from aggregator.extract.memory import TemplateMemory, learn_page
from aggregator.records import Article, Hints

WIDE = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
WORD = re.compile(f"[{WIDE}]|[^\\W{WIDE}]+")

NEWS = re.compile(r'"@type"\s*:\s*\[?\s*"\w*NewsArticle"')
"""What a page says of itself in JSON-LD."""

Page = dict[str, str]
"""A line of truth.jsonl."""
Extract = Callable[[str, Page], str]
"""(html, page) → text."""


@dataclass
class Score:
    """What an extractor made of one page."""

    shares: tuple[float, float, float]
    f1: float
    exact: bool
    seconds: float


@dataclass
class Tally:
    """What an extractor scored, page by page."""

    scores: list[Score] = field(default_factory=list)

    def add(self, truth: list[str], got: list[str], seconds: float) -> None:
        shares = compare(truth, got)
        self.scores.append(Score(shares, f1(*shares), truth == got, seconds))

    def line(self, name: str, numbers: list[int]) -> str:
        """Tell how it did on the pages of these numbers."""
        chosen = [self.scores[number] for number in numbers]
        hit, extra, missed = (sum(score.shares[part] for score in chosen) for part in range(3))
        return (
            f"  {name:16} F1 {f1(hit, extra, missed):.4f}  "
            f"precision {hit / ((hit + extra) or 1):.4f}  "
            f"recall {hit / ((hit + missed) or 1):.4f}  "
            f"page {fmean(score.f1 for score in chosen):.4f}  "
            f"exact {fmean(score.exact for score in chosen):.3f}  "
            f"under 0.5 {fmean(score.f1 < 0.5 for score in chosen):.4f}  "
            f"ms {fmean(score.seconds for score in chosen) * 1000:.1f}"
        )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument("--limit", type=int, default=0)
    asked.add_argument("--learn", action="store_true", help="remember templates of hosts")
    asked.add_argument("--hints", action="store_true", help="tell ours the title")
    asked.add_argument("--worst", type=int, default=0)
    asked.add_argument("--peers", nargs="*", default=list(PEERS), help="those to run beside ours")
    options = asked.parse_args()
    with (options.folder / "truth.jsonl").open(encoding="utf-8") as file:
        pages = [json.loads(line) for line in file][: options.limit or None]
    extractors = {"ours": ours(learn=options.learn, hints=options.hints), **peers(options.peers)}
    tallies = {name: Tally() for name in extractors}
    groups: dict[str, list[int]] = defaultdict(list)
    for number, page in enumerate(pages):
        html = read_page(options.folder / "pages" / f"{page['id']}.html.gz")
        for group in groups_of(page, html):
            groups[group].append(number)
        truth = WORD.findall(page["text"])
        for name, extract in extractors.items():
            started = time.process_time()
            got = extract(html, page)
            tallies[name].add(truth, WORD.findall(got), time.process_time() - started)
    for group, numbers in groups.items():
        print(f"{group}: {len(numbers)} pages")
        for name, tally in tallies.items():
            print(tally.line(name, numbers))
    if "trafilatura" in tallies:
        list_worst(pages, tallies["ours"], tallies["trafilatura"], options.worst)


def groups_of(page: Page, html: str) -> Iterator[str]:
    """Name the groups whose scores a page counts in."""
    yield "all"
    yield "news" if NEWS.search(html) or "news" in page["url"] else "other"
    if language := page.get("lang"):
        yield language
        if language.lower() not in ("en", "english"):
            yield "not English"


def list_worst(pages: list[Page], ours: Tally, theirs: Tally, count: int) -> None:
    scored = zip(ours.scores, theirs.scores, pages, strict=True)
    for mine, other, page in sorted(scored, key=lambda row: row[0].f1 - row[1].f1)[:count]:
        print(f"{mine.f1:.3f}  trafilatura {other.f1:.3f}  {page['id']}  {page['url'][:100]}")


def ours(*, learn: bool, hints: bool) -> Extract:
    memories: dict[str, TemplateMemory] = {}

    def extract(html: str, page: Page) -> str:
        url = page["url"]
        host = urlsplit(url).hostname or ""
        memory = memories.get(host, TemplateMemory()) if learn else None
        known = Hints(title=page.get("title") if hints else None)
        found = extract_article(html, url, known, memory=memory)
        if not isinstance(found, Article):
            return ""
        if memory is not None:
            memories[host] = learn_page(memory, found, url)
        return found.text

    return extract


def peers(names: list[str]) -> dict[str, Extract]:
    found: dict[str, Extract] = {}
    for name in names:
        try:
            found[name] = careful(PEERS[name]())
        except ImportError:
            print(f"{name:16} is not installed")
    return found


def careful(extract: Extract) -> Extract:
    def extract_or_nothing(html: str, page: Page) -> str:
        try:
            return extract(html, page)
        except Exception:  # noqa: BLE001 - a peer that fails on a page scores 0 there
            return ""

    return extract_or_nothing


def trafilatura() -> Extract:
    module = import_module("trafilatura")
    return lambda html, page: module.extract(html, url=page["url"], include_comments=False) or ""


def readability() -> Extract:
    document = import_module("readability").Document
    html_module = import_module("lxml.html")
    return lambda html, _: html_module.fromstring(document(html).summary()).text_content()


def newspaper() -> Extract:
    article = import_module("newspaper").Article

    def extract(html: str, page: Page) -> str:
        found = article(page["url"], fetch_images=False)  # it would ask their servers
        found.download(input_html=html)
        found.parse()
        return str(found.text)

    return extract


def resiliparse() -> Extract:
    module = import_module("resiliparse.extract.html2text")
    return lambda html, _: str(module.extract_plain_text(html, main_content=True))


PEERS: dict[str, Callable[[], Extract]] = {
    "trafilatura": trafilatura,
    "readability-lxml": readability,
    "newspaper4k": newspaper,
    "resiliparse": resiliparse,
}


def compare(truth: list[str], got: list[str]) -> tuple[float, float, float]:
    """Return the shares of shingles in both, in `got` only and in `truth` only."""
    mine, theirs = shingles(got), shingles(truth)
    hit = sum((mine & theirs).values())
    extra, missed = sum(mine.values()) - hit, sum(theirs.values()) - hit
    total = hit + extra + missed
    return (hit / total, extra / total, missed / total) if total else (1.0, 0.0, 0.0)


def shingles(tokens: list[str]) -> Counter[tuple[str, ...]]:
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[at : at + 4]) for at in range(max(1, len(tokens) - 3)))


def f1(hit: float, extra: float, missed: float) -> float:
    return 2 * hit / (2 * hit + extra + missed) if hit or extra or missed else 1.0


def read_page(path: Path) -> str:
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
        return file.read()


if __name__ == "__main__":
    main()
