"""Where the new entries of one poll are refined: in workers, with what is known of each site.

A page teaches what its site says on every page (extract/memory.py), so the
pages of a host are worked on one after another, and what was learned of it is
kept with the poll.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.errors import CrashError, WorkerDiedError
from aggregator.log import log_crash
from aggregator.protocols import Store, Workers
from aggregator.records import (
    ArticlePages,
    CleanEntry,
    Decision,
    Defect,
    Memo,
    RawEntry,
    Setting,
    Source,
)
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


NEW_SITES = 10
"""That one poll may make known: one source leads to sites without end, and shall not crowd out
those of the others."""


class Lessons:
    """Template memories by host, written; and which of them were used."""

    def __init__(self, known: Mapping[str, bytes], *, learns: bool) -> None:
        self._known = known
        self._learns = learns
        self._used: dict[str, bytes] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def lock(self, host: str) -> asyncio.Lock:
        """Return what lets one page of a host after another be worked on."""
        return self._locks.setdefault(host, asyncio.Lock())

    def find(self, host: str) -> bytes | None:
        """Return what is known of a host; None where nothing is to be learned."""
        if not self._learns:
            return None
        return self._used.get(host) or self._known.get(host, b"")

    def keep(self, host: str, memory: bytes | None) -> None:
        """Keep what is known of a host now."""
        if memory is not None:
            self._used[host] = memory

    def memos(self) -> tuple[Memo, ...]:
        """Return what was used, for the store: what is not is forgotten in time."""
        new = [host for host in self._used if host not in self._known]
        left_out = frozenset(new[NEW_SITES:])
        return tuple(
            Memo(kind=KIND, key=host, value=value)
            for host, value in sorted(self._used.items())
            if host not in left_out
        )


_Attempt = Callable[[], Coroutine[object, object, CleanEntry]]


class Refinery:
    """Refines entries of one source, as of one moment."""

    def __init__(self, workers: Workers, setting: Setting, lessons: Lessons) -> None:
        self._workers = workers
        # Secrets stay here.
        source = replace(setting.source, headers=(), auth=None, proxy=None)
        self._setting = replace(setting, source=source)
        self._lessons = lessons

    async def refine(self, raw: RawEntry, pages: ArticlePages | None) -> CleanEntry | Defect:
        """Refine in a worker; what kills it costs the page, the markup, then all but the title.

        A Defect tells of an entry that has to be left out: not even its title can be taken in,
        for a fault of ours that it will meet at the next poll again. Raises WorkerDiedError
        where a worker dies of anything else over that.
        """
        deaths: list[WorkerDiedError] = []
        for attempt in self._attempts(raw, pages):
            try:
                made = await attempt()
            except WorkerDiedError as death:
                log_crash(death, self._setting.source.name, raw.identity)
                deaths.append(death)
                continue
            for told in deaths:
                made = decided(made, "extract", "worker-died", str(told))
            return made
        if isinstance(deaths[-1], CrashError):
            return Defect(code="entry-left-out", detail=f"{raw.identity}: {deaths[-1]}")
        # Workers that are at their end, or a machine: for a person to look at.
        raise WorkerDiedError(f"{self._setting.source.name}: entry {raw.identity!r}: {deaths[-1]}")

    def _attempts(self, raw: RawEntry, pages: ArticlePages | None) -> Sequence[_Attempt]:
        from_feed: tuple[_Attempt, ...] = (
            lambda: self._refine(raw),
            lambda: self._refine_text(raw),
            lambda: self._refine(_bare(raw)),
        )
        return from_feed if pages is None else (lambda: self._refine_page(raw, pages), *from_feed)

    async def _refine_page(self, raw: RawEntry, pages: ArticlePages) -> CleanEntry:
        host = host_of(pages.parts[0].final_url)
        async with self._lessons.lock(host):
            refined = await self._call(raw, pages, self._lessons.find(host))
            self._lessons.keep(host, refined.memory)
        return refined.entry

    async def _refine(self, raw: RawEntry) -> CleanEntry:
        return (await self._call(raw, None, None)).entry

    async def _refine_text(self, raw: RawEntry) -> CleanEntry:
        from aggregator.refine import refine_text

        return (await self._workers.run(refine_text, raw, self._setting)).entry

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


def _bare(raw: RawEntry) -> RawEntry:
    """Return what makes it the entry that it is, and nothing else of it."""
    return RawEntry(
        identity=raw.identity,
        raw_hash=raw.raw_hash,
        entry_id=raw.entry_id,
        link=raw.link,
        base=raw.base,
        title=raw.title,
        published=raw.published,
        updated=raw.updated,
    )
