"""Where the new entries of one poll are refined: in workers, with what is known of each site.

A page teaches what its site says on every page (extract/memory.py), so the
pages of a host are worked on one after another, and what was learned of it is
kept with the poll.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from aggregator.dedup.home import find_home
from aggregator.errors import WorkerDiedError
from aggregator.protocols import Store, Workers
from aggregator.records import ArticlePages, CleanEntry, Decision, Home, Memo, RawEntry, Source
from aggregator.urls import host_of

if TYPE_CHECKING:
    from aggregator.refine import Refined

KIND = "template"


async def read_lessons(
    store: Store, source: Source, pages: Sequence[ArticlePages | None]
) -> "Lessons":
    """Return what is known of the sites of these pages; nothing for one that is not to learn."""
    if not source.learn:
        return Lessons({}, learns=False)
    hosts = {host_of(each.parts[0].final_url) for each in pages if each is not None}
    return Lessons(await store.read_memos(KIND, sorted(hosts)) if hosts else {}, learns=True)


class Lessons:
    """Template memories by host, written; and which of them have grown."""

    def __init__(self, known: Mapping[str, bytes], *, learns: bool) -> None:
        self._known = known
        self._learns = learns
        self._grown: dict[str, bytes] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def lock(self, host: str) -> asyncio.Lock:
        """Return what lets one page of a host after another be worked on."""
        return self._locks.setdefault(host, asyncio.Lock())

    def find(self, host: str) -> bytes | None:
        """Return what is known of a host; None where nothing is to be learned."""
        if not self._learns:
            return None
        return self._grown.get(host) or self._known.get(host, b"")

    def keep(self, host: str, memory: bytes | None) -> None:
        """Keep what is known of a host now."""
        if memory is not None and memory != self.find(host):
            self._grown[host] = memory

    def memos(self) -> tuple[Memo, ...]:
        """Return what has grown, for the store."""
        return tuple(
            Memo(kind=KIND, key=host, value=value) for host, value in sorted(self._grown.items())
        )


class Refinery:
    """Refines entries of one source, as of one moment."""

    def __init__(
        self,
        workers: Workers,
        now: datetime,
        source: Source,
        lessons: Lessons,
        repeated: Sequence[str] = (),
    ) -> None:
        self._repeated = frozenset(repeated)
        self._workers = workers
        self._now = now
        self._source = replace(source, headers=(), auth=None, proxy=None)
        self._lessons = lessons

    async def refine(self, raw: RawEntry, pages: ArticlePages | None) -> CleanEntry:
        """Refine in a worker; what kills it costs the page, then the content, never the entry."""
        attempts = [(raw, None), (replace(raw, summary="", content=""), None)]
        deaths: list[str] = []
        for entry, document in [(raw, pages), *attempts] if pages else attempts:
            try:
                made = await self._attempt(entry, document)
            except WorkerDiedError as death:
                deaths.append(str(death))
                continue
            for told in deaths:
                made = decided(made, "extract", "worker-died", told)
            return made
        # Not even the bare title could be refined: for a person to look at.
        raise WorkerDiedError(f"{self._source.name}: entry {raw.identity!r}: {deaths[-1]}")

    async def _attempt(self, raw: RawEntry, pages: ArticlePages | None) -> CleanEntry:
        if pages is None:
            return (await self._call(raw, None, None)).entry
        host = host_of(pages.parts[0].final_url)
        async with self._lessons.lock(host):
            refined = await self._call(raw, pages, self._lessons.find(host))
            self._lessons.keep(host, refined.memory)
        return refined.entry

    async def _call(
        self, raw: RawEntry, pages: ArticlePages | None, memory: bytes | None
    ) -> "Refined":
        # Only now: a run in which nothing is new never loads an extractor.
        from aggregator.refine import refine_entry

        return await self._workers.run(
            refine_entry, raw, pages, self._source, self._now, memory, self._repeated
        )


def placed(entry: CleanEntry, source: Source, home_page: str | None) -> CleanEntry:
    """Return the entry with whether its address is on its source's own site, told if it is not.

    `home_page` is what the feed names as its site.
    """
    home = find_home(entry.canonical_url, source.url, home_page)
    if home is Home.OWN:
        return replace(entry, home=home)
    where = host_of(entry.canonical_url or "")
    detail = f"its page is on {where}, which the feed names as its site"
    if home is Home.ELSEWHERE:
        detail = f"its page is on {where}, not on its source's site"
    told = Decision(stage="dedup", code=home.name.lower(), detail=detail)
    return replace(entry, home=home, decisions=(*entry.decisions, told))


def decided(entry: CleanEntry, stage: str, code: str, detail: str) -> CleanEntry:
    """Return the entry with one more decision, made before the others."""
    decision = Decision(stage=stage, code=code, detail=detail)
    return replace(entry, decisions=(decision, *entry.decisions))
