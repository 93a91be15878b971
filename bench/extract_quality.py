"""Score our extractor beside others on pages with a known article text, in one run.

    python bench/extract_quality.py DIR [--limit N] [--learn] [--worst N] [--peers NAME…]

DIR holds truth.jsonl (id, url, text, optional host, title) and pages/ID.html.gz. Beside ours
run trafilatura, readability-lxml, newspaper4k and resiliparse, each where it is installed.
F1 is over 4-word shingles, each page weighing the same (CJK counts by character); exact is
the share of pages whose words all agree; ms is CPU a page. --worst lists pages on which
trafilatura wins by most.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from aggregator.extract.article import extract_article
from aggregator.extract.memory import TemplateMemory, learn_page
from aggregator.records import Article

WIDE = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
WORD = re.compile(f"[{WIDE}]|[^\\W{WIDE}]+")

Extract = Callable[[str, str], str]
"""(html, url) → text."""


@dataclass
class Tally:
    """What an extractor scored so far."""

    shares: list[tuple[float, float, float]] = field(default_factory=list)
    f1: list[float] = field(default_factory=list)
    exact: int = 0
    seconds: float = 0.0

    def add(self, truth: list[str], got: list[str], seconds: float) -> None:
        shares = compare(truth, got)
        self.shares.append(shares)
        self.f1.append(f1(*shares))
        self.exact += truth == got
        self.seconds += seconds

    def line(self, name: str) -> str:
        count = len(self.f1)
        hit, extra, missed = (sum(column) for column in zip(*self.shares, strict=True))
        bad = sum(value < 0.5 for value in self.f1) / count
        return (
            f"{name:16} F1 {f1(hit, extra, missed):.4f}  "
            f"precision {hit / ((hit + extra) or 1):.4f}  "
            f"recall {hit / ((hit + missed) or 1):.4f}  "
            f"exact {self.exact / count:.3f}  under 0.5 {bad:.4f}  "
            f"ms {self.seconds * 1000 / count:.1f}"
        )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument("--limit", type=int, default=0)
    asked.add_argument("--learn", action="store_true", help="remember templates of hosts")
    asked.add_argument("--worst", type=int, default=0)
    asked.add_argument("--peers", nargs="*", default=list(PEERS), help="those to run beside ours")
    options = asked.parse_args()
    with (options.folder / "truth.jsonl").open(encoding="utf-8") as file:
        pages = [json.loads(line) for line in file][: options.limit or None]
    extractors = {"ours": ours(learn=options.learn), **peers(options.peers)}
    tallies = {name: Tally() for name in extractors}
    for page in pages:
        html = read_page(options.folder / "pages" / f"{page['id']}.html.gz")
        truth = WORD.findall(page["text"])
        for name, extract in extractors.items():
            started = time.process_time()
            got = extract(html, page["url"])
            tallies[name].add(truth, WORD.findall(got), time.process_time() - started)
    for name, tally in tallies.items():
        print(tally.line(name))
    if "trafilatura" in tallies:
        list_worst(pages, tallies["ours"], tallies["trafilatura"], options.worst)


def list_worst(pages: list[dict[str, str]], ours: Tally, theirs: Tally, count: int) -> None:
    scored = zip(ours.f1, theirs.f1, pages, strict=True)
    for mine, other, page in sorted(scored, key=lambda row: row[0] - row[1])[:count]:
        print(f"{mine:.3f}  trafilatura {other:.3f}  {page['id']}  {page['url'][:100]}")


def ours(*, learn: bool) -> Extract:
    memories: dict[str, TemplateMemory] = {}

    def extract(html: str, url: str) -> str:
        host = urlsplit(url).hostname or ""
        memory = memories.get(host, TemplateMemory()) if learn else None
        found = extract_article(html, url, memory=memory)
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
    def extract_or_nothing(html: str, url: str) -> str:
        try:
            return extract(html, url)
        except Exception:  # noqa: BLE001 - a peer that fails on a page scores 0 there
            return ""

    return extract_or_nothing


def trafilatura() -> Extract:
    module = import_module("trafilatura")
    return lambda html, url: module.extract(html, url=url, include_comments=False) or ""


def readability() -> Extract:
    document = import_module("readability").Document
    html_module = import_module("lxml.html")
    return lambda html, _: html_module.fromstring(document(html).summary()).text_content()


def newspaper() -> Extract:
    article = import_module("newspaper").Article

    def extract(html: str, url: str) -> str:
        page = article(url)
        page.download(input_html=html)
        page.parse()
        return str(page.text)

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
