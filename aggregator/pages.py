"""The pages of one source's new entries: asked for once each, and again only after bad luck.

A page is asked for when its entry is new or changed. When it could not be had
for a reason that passes (no connection, a server's error, too many at once),
the entry is stored as its feed tells it, with a mark, and is taken up again the
next time that the feed has something new: at most TRIES times.
"""

import asyncio
import re
from collections.abc import Callable, Set

from aggregator.errors import WorkerDiedError
from aggregator.extract.teaser import needs_page
from aggregator.log import log_crash
from aggregator.polling.memory import is_below_http
from aggregator.protocols import Fetcher, Workers
from aggregator.records import (
    ArticlePages,
    FailureKind,
    Fetched,
    FetchFailed,
    Gone,
    PageOutcome,
    RateLimited,
    RawEntry,
    SiteConfig,
    Source,
)
from aggregator.records.base import record
from aggregator.urls import host_of, strip_tracking

TRIES = 3
PAGES_AT_ONCE = 4
"""Of one source; the fetcher paces each host besides."""
PAGES_A_POLL = 40
"""The newest ones, so that a source with a long past is shown soon; the others come later."""

LASTING = frozenset({FailureKind.ADDRESS, FailureKind.ROBOTS, FailureKind.TOO_LARGE})
_MARK = "?"
# Possessive: this process looks, and waits for no page that can be split in many ways.
_REL_NEXT = re.compile(rb"rel\s*+=\s*+[\"']?[\w -]*\bnext\b", re.IGNORECASE)
_META_ROBOTS = re.compile(
    rb"<meta\b[^>]{0,500}\bname\s*=\s*[\"']?robots\b[^>]{0,500}>", re.IGNORECASE
)
_NOINDEX = re.compile(rb"\b(?:noindex|none)\b", re.IGNORECASE)

Failure = Gone | RateLimited | FetchFailed


@record
class PageRead:
    """What came of an entry's page."""

    pages: ArticlePages | None = None
    trouble: str | None = None
    """Why there is none, when it was wanted."""
    again: bool = False
    """Whether the trouble may pass."""
    asked: bool = False


class Pages:
    """Reads the pages of one source during one poll."""

    def __init__(
        self,
        fetcher: Fetcher,
        workers: Workers,
        source: Source,
        find_config: Callable[[str], SiteConfig | None],
        usual: int = 0,
    ) -> None:
        self._fetcher = fetcher
        self._workers = workers
        self._source = source
        self._find_config = find_config
        self._usual = usual
        self._gate = asyncio.Semaphore(PAGES_AT_ONCE)
        self._left = PAGES_A_POLL
        self._dead: dict[str, str] = {}

    async def read(self, raw: RawEntry) -> PageRead:
        """Return the entry's page if it is wanted and can be had."""
        if not raw.link or not needs_page(raw, self._source.full_text, self._usual):
            return PageRead()
        if not self._left:
            return PageRead(trouble="not yet: newer pages come first", again=True)
        self._left -= 1
        address = strip_tracking(raw.link, self._source.tracking)
        async with self._gate:
            if trouble := self._dead.get(host_of(address)):
                return PageRead(trouble=trouble, again=True)
            outcome = await self._ask(address)
            if isinstance(outcome, Fetched):
                if self._source.honour_noindex and _forbids_indexing(outcome):
                    return PageRead(trouble="its page asks not to be indexed", asked=True)
                return PageRead(pages=await self._complete(outcome), asked=True)
        return self._judge_failure(address, outcome)

    async def _complete(self, first: Fetched) -> ArticlePages:
        """Add to an article's first page what its site keeps on others."""
        # Only now: a run in which nothing is new never loads an extractor.
        from aggregator.extract.next_page import MAX_PARTS, find_next_page, find_whole_page

        config = self._find_config(first.final_url)
        if config and config.single_page_link:
            first = await self._follow(find_whole_page, first, config) or first
        parts = [first]
        while len(parts) < MAX_PARTS and _may_go_on(parts[-1], self._source, config):
            rules = (self._source.next_page, config)
            known = {first.url, *(each.final_url for each in parts)}
            part = await self._follow(find_next_page, parts[-1], *rules, known=known)
            if part is None or part.final_url in known:
                break
            parts.append(part)
        return ArticlePages(parts=tuple(parts), config=config)

    async def _follow(
        self,
        find: Callable[..., str | None],
        page: Fetched,
        *rules: object,
        known: Set[str] = frozenset(),
    ) -> Fetched | None:
        """Fetch what a page leads to; None for nothing, what is known, or what cannot be had."""
        try:
            address = await self._workers.run(
                find_in_page, find, page.body, page.final_url, page.content_type, rules
            )
        except WorkerDiedError as death:
            log_crash(death, self._source.name, page.final_url)
            return None
        if address is None or address in known:
            return None
        outcome = await self._ask(address)
        return outcome if isinstance(outcome, Fetched) else None

    async def _ask(self, address: str) -> PageOutcome:
        """Ask for a page, with the headers that its site's rules want."""
        config = self._find_config(address)
        headers = config.http_header if config else ()
        return await self._fetcher.fetch_page(address, self._source, headers)

    def _judge_failure(self, address: str, outcome: Failure) -> PageRead:
        match outcome:
            case RateLimited(status=status):
                self._dead[host_of(address)] = f"its host limits us: status {status}"
                return PageRead(trouble=f"status {status}", again=True, asked=True)
            case Gone(status=status):
                return PageRead(trouble=f"status {status}", asked=True)
            case FetchFailed(reason=reason):
                if is_below_http(outcome):
                    self._dead[host_of(address)] = f"its host cannot be reached: {reason}"
                return PageRead(trouble=reason, again=_may_pass(outcome), asked=True)


def choose_pages(
    raw: RawEntry,
    parts: tuple[Fetched, ...],
    source: Source,
    find_config: Callable[[str], SiteConfig | None],
    usual: int = 0,
) -> ArticlePages | None:
    """Return pages that were kept, as far as they are still wanted, with the rules of today.

    `usual` is how many words the entry has in full, as far as that is known.
    """
    if not parts or not needs_page(raw, source.full_text, usual):
        return None
    if source.honour_noindex and _forbids_indexing(parts[0]):
        return None
    return ArticlePages(parts=parts, config=find_config(parts[0].final_url))


def find_in_page(
    find: Callable[..., str | None],
    body: bytes,
    url: str,
    content_type: str,
    rules: tuple[object, ...],
) -> str | None:
    """Call one of the finders of extract/next_page.py, in a worker."""
    return find(body, url, *rules, content_type=content_type)


def _forbids_indexing(page: Fetched) -> bool:
    """Tell whether a page asks not to be indexed, in its header or in itself."""
    if _NOINDEX.search((page.robots_tag or "").encode()):
        return True
    return any(_NOINDEX.search(meta) for meta in _META_ROBOTS.findall(page.body))


def _may_go_on(page: Fetched, source: Source, config: SiteConfig | None) -> bool:
    """Tell cheaply whether a page may say where its article goes on."""
    ruled = source.next_page or (config and config.next_page_link)
    return bool(ruled) or _REL_NEXT.search(page.body) is not None


def _may_pass(failure: FetchFailed) -> bool:
    if failure.status is not None:
        return failure.status >= 500
    return failure.kind not in LASTING


def mark_again(raw_hash: str, known: str | None) -> str:
    """Return the hash to store for an entry whose page is to be asked for again."""
    return f"{raw_hash}{_MARK}{_count_tries(raw_hash, known) + 1}"


def is_settled(raw_hash: str, known: str | None) -> bool:
    """Tell whether the stored hash says that nothing is left to do for the entry."""
    return known == raw_hash or _count_tries(raw_hash, known) >= TRIES


def is_marked(raw_hash: str) -> bool:
    """Tell whether a hash is marked for its page to be asked for again."""
    return _MARK in raw_hash


def _count_tries(raw_hash: str, known: str | None) -> int:
    before, mark, tries = (known or "").rpartition(_MARK)
    return int(tries) if mark and before == raw_hash else 0
