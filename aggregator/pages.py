"""The pages of one source's new entries: asked for once each, and again only after bad luck.

A page is asked for when its entry is new or changed. When it could not be had
for a reason that passes (no connection, a server's error, too many at once),
the entry is stored as its feed tells it, with a mark, and is taken up again the
next time that the feed has something new: at most TRIES times.
"""

import asyncio

from aggregator.extract.teaser import needs_page
from aggregator.polling.memory import is_below_http
from aggregator.protocols import Fetcher
from aggregator.records import (
    FailureKind,
    Fetched,
    FetchFailed,
    Gone,
    PageOutcome,
    RateLimited,
    RawEntry,
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


@record
class PageRead:
    """What came of an entry's page."""

    page: Fetched | None = None
    trouble: str | None = None
    """Why there is none, when it was wanted."""
    again: bool = False
    """Whether the trouble may pass."""
    asked: bool = False


class Pages:
    """Reads the pages of one source during one poll."""

    def __init__(self, fetcher: Fetcher, source: Source) -> None:
        self._fetcher = fetcher
        self._source = source
        self._gate = asyncio.Semaphore(PAGES_AT_ONCE)
        self._left = PAGES_A_POLL
        self._dead: dict[str, str] = {}

    async def read(self, raw: RawEntry) -> PageRead:
        """Return the entry's page if it is wanted and can be had."""
        if not raw.link or not needs_page(raw, self._source.full_text):
            return PageRead()
        if not self._left:
            return PageRead(trouble="not yet: newer pages come first", again=True)
        self._left -= 1
        address = strip_tracking(raw.link)
        async with self._gate:
            if trouble := self._dead.get(host_of(address)):
                return PageRead(trouble=trouble, again=True)
            outcome = await self._fetcher.fetch_page(address, self._source)
        return self._judge(address, outcome)

    def _judge(self, address: str, outcome: PageOutcome) -> PageRead:
        match outcome:
            case Fetched():
                return PageRead(page=outcome, asked=True)
            case RateLimited(status=status):
                self._dead[host_of(address)] = f"its host limits us: status {status}"
                return PageRead(trouble=f"status {status}", again=True, asked=True)
            case Gone(status=status):
                return PageRead(trouble=f"status {status}", asked=True)
            case FetchFailed(reason=reason):
                if is_below_http(outcome):
                    self._dead[host_of(address)] = f"its host cannot be reached: {reason}"
                return PageRead(trouble=reason, again=_may_pass(outcome), asked=True)


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
