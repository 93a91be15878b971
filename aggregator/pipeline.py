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
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from aggregator.errors import WorkerDiedError
from aggregator.familiar import (
    Familiar,
    find_home_pages,
    find_repeated,
    find_usual,
    learn_site,
    learn_sizes,
    note_familiar,
    read_familiar,
    settle_identities,
)
from aggregator.log import log_crash
from aggregator.pages import PageRead, Pages, is_marked, is_settled, mark_again
from aggregator.parse.limits import limits_of
from aggregator.polling.memory import (
    after_document,
    after_news,
    choose_validators,
    is_answer,
    is_below_http,
)
from aggregator.records import (
    CleanEntry,
    Defect,
    Dropped,
    Duplicate,
    EntrySelectors,
    FeedOutcome,
    Fetched,
    FetchFailed,
    Gone,
    New,
    NotModified,
    Original,
    ParsedFeed,
    ParseFailed,
    Poll,
    RateLimited,
    RawEntry,
    Recorded,
    Result,
    Revised,
    Setting,
    Source,
    SourceReport,
    SourceState,
    Validators,
)
from aggregator.refinery import Refinery, decided, read_lessons
from aggregator.services import Services
from aggregator.urls import host_of, is_web_url
from aggregator.visit import Visit, report

STAGES = ("fetch", "parse", "extract", "clean", "dedup", "store", "publish")

PARTIAL = 226
"""IM Used: only the entries that are new since the validators that were sent (RFC 3229, 10.4.1)."""


async def poll_source(
    source: Source, state: SourceState, services: Services, *, force: bool = False
) -> SourceReport:
    """Fetch the source, take in what is new, store it, and say what came of it.

    With `force` the document is asked for unconditionally and taken in even
    when its bytes are those of the last poll. Raises only what a person has to
    act on (AggregatorError); what an origin does is in the report.
    """
    visit = Visit(source=source, state=state, services=services, force=force)
    outcome, offline = await _ask(visit)
    if offline:
        return await visit.end_offline(offline)
    match _unless_same_body(outcome, visit):
        case Fetched() as fetched:
            return await _take_in(fetched, visit)
        case NotModified() as same:
            state = visit.succeeded(same, visit.state.info)
            if isinstance(outcome, Fetched):  # whole, though nothing in it is new
                state = replace(state, last_full_at=state.last_poll_at)
            return await visit.end_unchanged(state)
        case Gone() as gone:
            return await visit.end_failed(gone, "the origin asks not to be asked again (410)")
        case RateLimited(status=status) as limited:
            return await visit.end_failed(limited, f"asked too often: status {status}")
        case FetchFailed(reason=reason) as failure:
            return await visit.end_failed(failure, reason)


async def _ask(visit: Visit) -> tuple[FeedOutcome, str | None]:
    """Fetch the document; and why, when nobody can be reached, so that it is no failure."""
    services, state = visit.services, visit.state
    source = _asked(visit.source, state.adopted_url)
    known = Validators() if visit.force else choose_validators(state, services.clock.now())
    with services.network.asking() as present:
        outcome = await services.fetcher.fetch_feed(source, known)
        if is_answer(outcome) and is_web_url(source.url):
            present.note_answer()
    if not (isinstance(outcome, FetchFailed) and is_below_http(outcome)):
        return outcome, None
    offline = await present.is_offline(host_of(source.url))
    why = f"no source could be reached, is there a network? {outcome.reason}"
    return outcome, why if offline else None


def _asked(source: Source, adopted_url: str | None) -> Source:
    """Return the source as it is asked; its secrets are for the origin that the user named."""
    if adopted_url is None:
        return source
    if urlsplit(adopted_url)[:2] == urlsplit(source.url)[:2]:
        return replace(source, url=adopted_url)
    return replace(source, url=adopted_url, headers=(), auth=None)


async def record_crash(
    source: Source, state: SourceState, services: Services, reason: str
) -> SourceReport:
    """Remember that a poll ended in an error of ours, so that the source is not asked at once."""
    visit = Visit(source=source, state=state, services=services, force=False)
    return await visit.end_failed(None, reason)


def _unless_same_body(outcome: FeedOutcome, visit: Visit) -> FeedOutcome:
    """Take a 200 with the bytes of the last poll for the 304 that it should have been."""
    if not isinstance(outcome, Fetched) or visit.force:
        return outcome
    if _digest(outcome.body) != visit.state.body_hash:
        return outcome
    return NotModified(
        validators=outcome.validators, fresh_for=outcome.fresh_for, moved_to=outcome.moved_to
    )


async def _take_in(fetched: Fetched, visit: Visit) -> SourceReport:
    source, workers = visit.source, visit.services.workers
    familiar = await read_familiar(visit.services.store, source.name)
    parts = {} if visit.force else familiar.parts
    try:
        wish = (fetched, source.entries, source.max_entries, parts)
        parsed = await workers.run(_parse, *wish, limits=limits_of(len(fetched.body)))
    except WorkerDiedError as death:
        log_crash(death, source.name, fetched.final_url)
        parsed = ParseFailed(reason=f"the document cannot be parsed safely: {death}")
    if isinstance(parsed, ParseFailed):
        return await _turn_to_feed(fetched, parsed.reason, visit)
    return await _take_in_entries(fetched, parsed, familiar, visit)


async def _turn_to_feed(fetched: Fetched, reason: str, visit: Visit) -> SourceReport:
    """Go on with the feed that a page declares, when it is a page that was configured."""
    services, source = visit.services, visit.source
    if visit.state.adopted_url or not is_web_url(source.url):
        return await visit.end_failed(None, reason)
    try:
        page = (fetched.body, fetched.final_url, fetched.content_type)
        declared = await services.workers.run(services.find_feeds, *page)
    except WorkerDiedError as death:
        log_crash(death, source.name, fetched.final_url)
        declared = ()
    if not declared or declared[0] == source.url:
        return await visit.end_failed(None, reason)
    if declared[0] in {each.url for each in services.sources}:
        told = f"{reason}; its feed {declared[0]} is another source already: remove this one"
        return await visit.end_failed(None, told)
    state = replace(visit.state, adopted_url=declared[0], validators=Validators())
    return await poll_source(source, state, services, force=visit.force)


def _parse(
    fetched: Fetched,
    selectors: EntrySelectors | None,
    max_entries: int,
    parts: Mapping[str, str],
) -> ParsedFeed | ParseFailed:
    # Here, in a worker: a run in which nothing changed never loads a parser.
    from aggregator.parse.document import parse_feed

    return parse_feed(fetched, selectors=selectors, max_entries=max_entries, known=parts)


async def _take_in_entries(
    fetched: Fetched, parsed: ParsedFeed, familiar: Familiar, visit: Visit
) -> SourceReport:
    services, source = visit.services, visit.source
    parsed, renamed = await settle_identities(parsed, familiar, services.store, source.name)
    known = await services.store.find_known(
        source.name, [entry.identity for entry in parsed.entries]
    )
    fresh = [raw for raw in parsed.entries if not is_settled(raw.raw_hash, known.get(raw.identity))]
    usual = find_usual(familiar)
    pages = Pages(services.fetcher, services.workers, source, services.find_config, usual)
    reads = await asyncio.gather(*(pages.read(raw) for raw in fresh))
    lessons = await read_lessons(services.store, source, [read.pages for read in reads])
    repeated = await find_repeated(source.name, parsed, familiar, services.workers)
    now = services.clock.now()
    familiar = replace(learn_site(parsed, familiar), renamed=renamed, repeated=repeated)
    refinery = Refinery(services.workers, _setting(visit, parsed, familiar, now), lessons)
    told = await _make_entries(fresh, reads, known, refinery)
    left_out = {identity: each for identity, each in told.items() if isinstance(each, Defect)}
    parsed = replace(parsed, defects=(*parsed.defects, *left_out.values()))
    origin = _tell_origin(fetched, parsed)
    made = [decided(each, *origin) for each in told.values() if isinstance(each, CleanEntry)]
    familiar = learn_sizes(familiar, made)
    news = [raw.published for raw in fresh if raw.identity not in known]
    visit = replace(visit, state=after_news(visit.state, news, now))
    wanted = {entry.identity for entry in made if is_marked(entry.raw_hash)} | left_out.keys()
    memos = (*lessons.memos(), note_familiar(source.name, parsed, familiar, frozenset(wanted)))
    poll = _make_poll(visit, fetched, parsed, tuple(reversed(made)))
    originals = _originals(fresh, reads, now) if services.settings.keep_raw else ()
    poll = replace(poll, memos=memos, originals=originals)
    recorded = await visit.record(poll)
    return _sum_up(poll, parsed, reads, recorded)


def _setting(visit: Visit, parsed: ParsedFeed, familiar: Familiar, now: datetime) -> Setting:
    return Setting(
        source=visit.source,
        now=now,
        repeated=frozenset(familiar.repeated),
        home_pages=find_home_pages(parsed.info.link, familiar),
    )


def _sum_up(
    poll: Poll, parsed: ParsedFeed, reads: Sequence[PageRead], recorded: Recorded
) -> SourceReport:
    troubles = [read.trouble for read in reads if read.trouble is not None]
    return replace(
        report(poll.state, Result.NEW if poll.entries else Result.UNCHANGED),
        found=len(parsed.entries) + len(parsed.known),
        new=_count(recorded, New),
        revised=_count(recorded, Revised),
        duplicates=_count(recorded, Duplicate),
        dropped=_count(recorded, Dropped),
        pages=sum(read.asked for read in reads),
        pages_failed=len(troubles),
        pages_trouble=max(troubles, key=troubles.count, default=""),
    )


async def _make_entries(
    fresh: Sequence[RawEntry],
    reads: Sequence[PageRead],
    known: Mapping[str, str],
    refinery: Refinery,
) -> Mapping[str, CleanEntry | Defect]:
    """Return what is stored of new entries, by identity, or why they are left out.

    The oldest first: what their pages teach of the site is for the newest.
    """
    pairs = list(zip(reversed(fresh), reversed(reads), strict=True))
    made = await asyncio.gather(
        *(_make_entry(raw, read, known.get(raw.identity), refinery) for raw, read in pairs)
    )
    return {raw.identity: each for (raw, _), each in zip(pairs, made, strict=True)}


async def _make_entry(
    raw: RawEntry, read: PageRead, known: str | None, refinery: Refinery
) -> CleanEntry | Defect:
    entry = await refinery.refine(raw, read.pages)
    if isinstance(entry, Defect):
        return entry
    if read.pages:
        pages = ", ".join(part.final_url for part in read.pages.parts)
        return decided(entry, "fetch", "page", pages)
    if read.trouble is None:
        return entry
    told = decided(entry, "fetch", "no-page", read.trouble)
    return replace(told, raw_hash=mark_again(raw.raw_hash, known)) if read.again else told


def _tell_origin(fetched: Fetched, parsed: ParsedFeed) -> tuple[str, str, str]:
    """Return the decision that tells where an entry came from; a query may hold a key."""
    address = fetched.final_url.partition("?")[0]
    when = f"{fetched.fetched_at:%Y-%m-%d %H:%M:%S} UTC"
    return "fetch", "feed", f"{address}, status {fetched.status}, read as {parsed.format}, {when}"


def _originals(
    entries: Sequence[RawEntry], reads: Sequence[PageRead], now: datetime
) -> tuple[Original, ...]:
    return tuple(
        Original(raw=raw, parts=read.pages.parts if read.pages else (), at=now)
        for raw, read in zip(entries, reads, strict=True)
    )


def _make_poll(
    visit: Visit, fetched: Fetched, parsed: ParsedFeed, entries: tuple[CleanEntry, ...]
) -> Poll:
    state = visit.succeeded(fetched, parsed.info)
    at = visit.services.clock.now()
    if fetched.status == PARTIAL:  # what it leaves out has not left the feed
        return Poll(state=state, entries=entries, resurface=visit.source.resurface, at=at)
    seen = (*(entry.identity for entry in parsed.entries), *parsed.known)
    state = after_document(state, _digest(fetched.body), parsed.defects)
    return Poll(state=state, entries=entries, seen=seen, resurface=visit.source.resurface, at=at)


def _count(recorded: Recorded, kind: type) -> int:
    return sum(isinstance(verdict, kind) for verdict in recorded.verdicts)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
