"""What the pages of a site have in common is not what any of them is about. Pure.

A block of text that stood on several different pages of a site is boilerplate
there: its footer, its newsletter box, its clock. The memory holds fingerprints
and counts only, no text; it is bounded, and forgets what a site no longer
shows. It learns nothing from a page seen before, under the same address or
another: else a page seen twice would erase itself.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import field, replace
from hashlib import blake2b
from types import MappingProxyType

from aggregator.records import Article
from aggregator.records.base import record

COMMON = 2
"""Other pages that a block must have been on."""
MOST = 0.6
"""Of a site's pages: a paragraph that stood on so many is none of an article's."""
MAX_BLOCKS = 3_000
"""Fingerprints kept of a site, about 60 kB as JSON; a page has some 300 of them."""
MAX_PAGES = 300
"""Addresses kept, to know pages again."""
MAX_AGE = 100
"""Pages of a site after which a block that none of them had is forgotten."""
TWIN = 0.5
"""Of an article's text that is known already: the page is another's twin."""
LABEL = 80
"""Characters; in a longer block numbers make a difference."""
PARAGRAPH = 100
"""Characters from which a block is said on purpose, and not the site's for being said twice."""
_DIGITS = re.compile(r"\d+")


@record
class TemplateMemory:
    """What is remembered of the pages of one host."""

    pages: int = 0
    """How many were learned from."""
    blocks: Mapping[int, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))
    """Fingerprint of a block → on how many pages it was, and the number of the last of them."""
    addresses: tuple[int, ...] = ()
    """Fingerprints of the addresses learned from, latest last."""

    def is_boilerplate(self, trace: int, length: int) -> bool:
        """Tell whether a block with this fingerprint is the site's; wide characters count as three.

        A short one is, where it stood on other pages. A paragraph must have been on most:
        reports on the same story repeat what went before, and teasers begin articles.
        """
        count, _ = self.blocks.get(trace, (0, 0))
        return count >= COMMON and (length < PARAGRAPH or count >= MOST * self.pages)

    def is_known(self, trace: int) -> bool:
        """Tell whether any page of the site had a block with this fingerprint."""
        return trace in self.blocks


def trace_of(text: str) -> int:
    """Return the fingerprint of a block: case makes no difference.

    Nor do numbers in a label: clocks run, counters count. In a paragraph they may
    be all the news there is: results, notices and market reports are alike but for them.
    """
    plain = plain_form(text)
    return _fingerprint(_DIGITS.sub("0", plain) if len(plain) < LABEL else plain)


def plain_form(text: str) -> str:
    """Return a text as it is compared: white space and case make no difference."""
    return " ".join(text.split()).casefold()


def _fingerprint(plain: str) -> int:
    return int.from_bytes(blake2b(plain.encode("utf-8", "replace"), digest_size=6).digest(), "big")


def learn_page(memory: TemplateMemory, article: Article, url: str) -> TemplateMemory:
    """Return the memory with a page added that was extracted with a memory given.

    The same memory comes back for a page known by its address or its text.
    """
    address = _fingerprint(url.partition("#")[0])
    if address in memory.addresses or not article.seen or _is_twin(memory, article):
        return memory
    pages = memory.pages + 1
    blocks = dict(memory.blocks)
    for trace in set(article.seen):
        count, _ = blocks.get(trace, (0, 0))
        blocks[trace] = (count + 1, pages)
    return replace(
        memory,
        pages=pages,
        blocks=MappingProxyType(_bounded(blocks, pages)),
        addresses=(*memory.addresses, address)[-MAX_PAGES:],
    )


def write_memory(memory: TemplateMemory) -> bytes:
    """Return the memory as JSON, the same bytes for equal memories."""
    blocks = [[trace, *counts] for trace, counts in sorted(memory.blocks.items())]
    told = {"pages": memory.pages, "blocks": blocks, "addresses": list(memory.addresses)}
    return json.dumps(told, separators=(",", ":")).encode()


def read_memory(written: bytes) -> TemplateMemory:
    """Return a memory that was written; an empty one for anything else: it can be learned again."""
    try:
        told = json.loads(written)
        blocks = {int(trace): (int(count), int(last)) for trace, count, last in told["blocks"]}
        addresses = tuple(int(one) for one in told["addresses"])
        pages = int(told["pages"])
    except (ValueError, TypeError, KeyError, OverflowError):
        return TemplateMemory()
    return TemplateMemory(pages=pages, blocks=MappingProxyType(blocks), addresses=addresses)


def _is_twin(memory: TemplateMemory, article: Article) -> bool:
    """Tell whether most of an article's text stood on an earlier page."""
    blocks = article.text.split("\n\n")
    known = sum(len(block) for block in blocks if trace_of(block) in memory.blocks)
    return known > TWIN * len(article.text)


def _bounded(blocks: dict[int, tuple[int, int]], pages: int) -> dict[int, tuple[int, int]]:
    """Leave out what has not been seen for long, then what was seen least and longest ago."""
    fresh = {trace: seen for trace, seen in blocks.items() if pages - seen[1] < MAX_AGE}
    if len(fresh) <= MAX_BLOCKS:
        return fresh
    best = sorted(fresh, key=lambda trace: fresh[trace], reverse=True)
    return {trace: fresh[trace] for trace in best[:MAX_BLOCKS]}
