"""One source through all stages. READ FIRST.

    Source + Validators ─fetch→ Fetched ─parse→ ParsedFeed(RawEntry…)
    RawEntry (unknown or changed only) ─page, extract, clean→ CleanEntry
    CleanEntry + neighbours ─dedup→ Verdict ─store→ StoredEntry… ─publish→ Publication

Everything that touches the world is handed in (protocols.py), so this file is
the same in a test, on one machine and on many. What a poll learns is stored in
one transaction, the validators with the entries that came with them: killed at
any moment, an entry is stored or will be asked for again.
"""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from aggregator.dedup.verdict import judge
from aggregator.errors import WorkerDiedError
from aggregator.extract.teaser import needs_page
from aggregator.parse.document import parse_feed
from aggregator.polling.schedule import Told, plan_next_poll, wished_interval
from aggregator.protocols import Clock, Fetcher, Publisher, Store, Workers
from aggregator.records import (
    CleanEntry,
    Decision,
    Dropped,
    Duplicate,
    EntrySelectors,
    FeedInfo,
    FeedOutcome,
    Fetched,
    FetchFailed,
    Gone,
    New,
    NotModified,
    Output,
    ParsedFeed,
    ParseFailed,
    Poll,
    RateLimited,
    RawEntry,
    Recorded,
    Result,
    Revised,
    Settings,
    Source,
    SourceReport,
    SourceState,
    Validators,
)
from aggregator.refine import refine_entry

STAGES = ("fetch", "parse", "extract", "clean", "dedup", "store", "publish")

PAGES_AT_ONCE = 4
"""Article pages of one source under way at once; the fetcher paces each host besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What a poll needs of the world."""

    settings: Settings
    sources: tuple[Source, ...]
    outputs: tuple[Output, ...]
    clock: Clock
    fetcher: Fetcher
    store: Store
    publisher: Publisher
    workers: Workers
    jitter: Callable[[], float]
    """Uniform in [0, 1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """One poll under way: the source, what is remembered of it, and what serves it."""

    source: Source
    state: SourceState
    services: Services
    force: bool


async def poll_source(
    source: Source, state: SourceState, services: Services, *, force: bool = False
) -> SourceReport:
    """Fetch the source, take in what is new, store it, and say what came of it.

    With `force` the document is asked for unconditionally and taken in even
    when its bytes are those of the last poll. Raises only what a person has to
    act on (AggregatorError); what an origin does is in the report.
    """
    visit = _Visit(source=source, state=state, services=services, force=force)
    outcome = await services.fetcher.fetch_feed(source, Validators() if force else state.validators)
    match _unless_same_body(outcome, visit):
        case Fetched() as fetched:
            return await _take_in(fetched, visit)
        case NotModified() as same:
            state = _succeeded(visit, same, visit.state.info)
            await _record(visit, state)
            return _report(state, Result.UNCHANGED)
        case Gone() as gone:
            return await _record_failure(visit, gone, "gone: the origin asks not to be asked (410)")
        case RateLimited(status=status) as limited:
            return await _record_failure(visit, limited, f"asked too often: status {status}")
        case FetchFailed(reason=reason) as failure:
            return await _record_failure(visit, failure, reason)


async def record_crash(
    source: Source, state: SourceState, services: Services, reason: str
) -> SourceReport:
    """Remember that a poll ended in an error of ours, so that the source is not asked at once."""
    visit = _Visit(source=source, state=state, services=services, force=False)
    return await _record_failure(visit, None, reason)


def _unless_same_body(outcome: FeedOutcome, visit: _Visit) -> FeedOutcome:
    """Take a 200 with the bytes of the last poll for the 304 that it should have been."""
    if not isinstance(outcome, Fetched) or visit.force:
        return outcome
    if _digest(outcome.body) != visit.state.body_hash:
        return outcome
    return NotModified(validators=outcome.validators, fresh_for=outcome.fresh_for)


async def _take_in(fetched: Fetched, visit: _Visit) -> SourceReport:
    source, workers = visit.source, visit.services.workers
    try:
        parsed = await workers.run(_parse, fetched, source.entries, source.max_entries)
    except WorkerDiedError as death:
        parsed = ParseFailed(reason=f"the document cannot be parsed safely: {death}")
    match parsed:
        case ParseFailed(reason=reason):
            return await _record_failure(visit, None, reason)
        case ParsedFeed():
            return await _take_in_entries(fetched, parsed, visit)


def _parse(
    fetched: Fetched, selectors: EntrySelectors | None, max_entries: int
) -> ParsedFeed | ParseFailed:
    return parse_feed(fetched, selectors=selectors, max_entries=max_entries)


async def _take_in_entries(fetched: Fetched, parsed: ParsedFeed, visit: _Visit) -> SourceReport:
    store, name = visit.services.store, visit.source.name
    identities = tuple(entry.identity for entry in parsed.entries)
    known = await store.find_known(name, identities)
    fresh = [raw for raw in parsed.entries if known.get(raw.identity) != raw.raw_hash]
    gate = asyncio.Semaphore(PAGES_AT_ONCE)
    made = await asyncio.gather(*(_make_entry(raw, visit, gate) for raw in fresh))
    state = replace(
        _succeeded(visit, fetched, parsed.info),
        body_hash=_digest(fetched.body),
        defects=parsed.defects,
    )
    entries = tuple(entry for entry, _ in made)
    recorded = await _record(visit, state, entries, identities)
    pages = [page for _, page in made if page is not None]
    return replace(
        _report(state, Result.NEW if entries else Result.UNCHANGED),
        found=len(parsed.entries),
        new=_count(recorded, New),
        revised=_count(recorded, Revised),
        duplicates=_count(recorded, Duplicate),
        dropped=_count(recorded, Dropped),
        pages=len(pages),
        pages_failed=len(pages) - sum(pages),
    )


async def _make_entry(
    raw: RawEntry, visit: _Visit, gate: asyncio.Semaphore
) -> tuple[CleanEntry, bool | None]:
    """Return the entry, and whether its page could be read (None: it was not asked for)."""
    if not raw.link or not needs_page(raw, visit.source.full_text):
        return await _refine(raw, None, visit), None
    async with gate:
        outcome = await visit.services.fetcher.fetch_page(raw.link, visit.source)
    match outcome:
        case Fetched():
            return await _refine(raw, outcome, visit), True
        case FetchFailed(reason=reason):
            told = reason
        case Gone(status=status) | RateLimited(status=status):
            told = f"status {status}"
    entry = await _refine(raw, None, visit)
    return _decided(entry, "fetch", "no-page", told), False


async def _refine(raw: RawEntry, page: Fetched | None, visit: _Visit) -> CleanEntry:
    """Refine in a worker; what kills it costs the page, then the content, never the entry."""
    services, public = visit.services, _without_secrets(visit.source)
    now = services.clock.now()
    attempts = [(raw, None), (replace(raw, summary="", content=""), None)]
    deaths: list[str] = []
    for entry, document in [(raw, page), *attempts] if page else attempts:
        try:
            made = await services.workers.run(refine_entry, entry, document, public, now)
        except WorkerDiedError as death:
            deaths.append(str(death))
            continue
        for told in deaths:
            made = _decided(made, "extract", "worker-died", told)
        return made
    # Not even the bare title could be refined: for a person to look at.
    raise WorkerDiedError(f"{visit.source.name}: entry {raw.identity!r}: {deaths[-1]}")


def _without_secrets(source: Source) -> Source:
    return replace(source, headers=(), auth=None, proxy=None)


def _decided(entry: CleanEntry, stage: str, code: str, detail: str) -> CleanEntry:
    decision = Decision(stage=stage, code=code, detail=detail)
    return replace(entry, decisions=(decision, *entry.decisions))


# --- what is remembered ------------------------------------------------------


def _succeeded(visit: _Visit, outcome: Fetched | NotModified, info: FeedInfo) -> SourceState:
    now = visit.services.clock.now()
    plan = plan_next_poll(
        wished_interval(visit.source, visit.services.settings),
        outcome,
        Told(info=info),
        now=now,
        jitter=visit.services.jitter(),
    )
    return replace(
        visit.state,
        validators=outcome.validators,
        info=info,
        next_poll_at=plan.at,
        next_poll_reason=plan.reason,
        not_before=None,
        last_poll_at=now,
        last_success_at=now,
        failures=0,
        last_error=None,
        gone=False,
    )


async def _record_failure(visit: _Visit, outcome: FeedOutcome | None, reason: str) -> SourceReport:
    """Store a failed poll; None stands for a document that could not be taken in."""
    state = _failed(visit, outcome, reason)
    await _record(visit, state)
    match outcome:
        case Gone():
            return _report(state, Result.GONE, reason)
        case RateLimited():
            return _report(state, Result.LIMITED, reason)
        case _:
            return _report(state, Result.FAILED, reason)


def _failed(visit: _Visit, outcome: FeedOutcome | None, error: str) -> SourceState:
    now = visit.services.clock.now()
    failures = visit.state.failures + 1
    plan = plan_next_poll(
        wished_interval(visit.source, visit.services.settings),
        outcome,
        Told(info=visit.state.info, failures=failures),
        now=now,
        jitter=visit.services.jitter(),
    )
    return replace(
        visit.state,
        next_poll_at=plan.at,
        next_poll_reason=plan.reason,
        not_before=plan.at if isinstance(outcome, RateLimited) else None,
        last_poll_at=now,
        failures=failures,
        last_error=error,
        gone=isinstance(outcome, Gone),
    )


async def _record(
    visit: _Visit,
    state: SourceState,
    entries: tuple[CleanEntry, ...] = (),
    seen: tuple[str, ...] = (),
) -> Recorded:
    at = visit.services.clock.now()
    poll = Poll(state=state, entries=entries, seen=seen, at=at)
    return await visit.services.store.record_poll(poll, judge)


def _report(state: SourceState, result: Result, detail: str = "") -> SourceReport:
    return SourceReport(
        source=state.name, result=result, detail=detail, next_poll_at=state.next_poll_at
    )


def _count(recorded: Recorded, kind: type) -> int:
    return sum(isinstance(verdict, kind) for verdict in recorded.verdicts)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
