"""Where the new entries of one poll are refined: in workers, with what is known of each site.

A page teaches what its site says on every page (extract/memory.py), so the
pages of a host are worked on one after another, and what was learned of it is
kept with the poll.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.errors import WorkerDiedError
from aggregator.protocols import Store, Workers
from aggregator.records import ArticlePages, CleanEntry, Decision, Memo, RawEntry, Setting, Source
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

    def __init__(self, workers: Workers, setting: Setting, lessons: Lessons) -> None:
        self._workers = workers
        # Secrets stay here.
        source = replace(setting.source, headers=(), auth=None, proxy=None)
        self._setting = replace(setting, source=source)
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
        raise WorkerDiedError(f"{self._setting.source.name}: entry {raw.identity!r}: {deaths[-1]}")

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

        return await self._workers.run(refine_entry, raw, pages, self._setting, memory)


def decided(entry: CleanEntry, stage: str, code: str, detail: str) -> CleanEntry:
    """Return the entry with one more decision, made before the others."""
    decision = Decision(stage=stage, code=code, detail=detail)
    return replace(entry, decisions=(decision, *entry.decisions))
