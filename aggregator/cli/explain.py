"""`aggregator explain`: every decision on one entry, and its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aggregator.cli.session import Session, Verb, pass_session
from aggregator.cli.tell import tell_json, tell_line
from aggregator.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from typing import Any

    from aggregator.config import Config
    from aggregator.protocols import Store
    from aggregator.records import Output, Source, StoredEntry


@click.command(cls=Verb)
@click.argument("entry", metavar="ENTRY_ID|URL")
@pass_session
def explain(session: Session, entry: str) -> int:
    """Tell every decision on an entry, and the reason.

    The entry may be named by its published id, its link, or the id that its feed gives it.
    """
    from aggregator.running import run_async

    session.start_log()
    config = session.load_config()
    stored, leader, carried = run_async(_find(session, config, entry))
    if session.as_json:
        tell_json({"entry": stored, "published_as": leader.id, "outputs": carried})
        return 0
    for line in (*_tell_entry(stored, leader), *carried_lines(carried)):
        tell_line(line)
    return 0


async def _find(
    session: Session, config: Config, entry: str
) -> tuple[StoredEntry, StoredEntry, list[dict[str, Any]]]:
    """Return the entry, the one that leads its story, and what becomes of it in each output."""
    from aggregator.editions import read_shown
    from aggregator.wiring import open_services

    async with open_services(config, session.find_storage(config)) as services:
        stored = await _find_entry(services.store, entry)
        if stored is None:
            raise ConfigError(f"no entry {entry} is stored; aggregator export entries lists all")
        leader = await services.store.read_entry(stored.duplicate_of or stored.id)
        now = services.clock.now()
        carried = []
        for output in services.outputs:
            shown = await read_shown(output, services)
            kept_out = _find_objection(output, stored, services.sources, now)
            carried.append(_tell_output(output, stored, shown, kept_out))
        return stored, leader or stored, carried


async def _find_entry(store: Store, entry: str) -> StoredEntry | None:
    """Find an entry by its id or address; an address also as its feed gives it, or a reader."""
    from aggregator.urls import canonical_url, strip_tracking

    for form in dict.fromkeys((entry, strip_tracking(entry), canonical_url(entry))):
        if found := await store.read_entry(form):
            return found
    return None


def _tell_entry(stored: StoredEntry, leader: StoredEntry) -> Iterator[str]:
    entry = stored.entry
    yield entry.title or "(untitled)"
    yield f"  id         {stored.id}"
    yield f"  source     {entry.source}"
    yield f"  link       {entry.link or '(none)'}"
    yield f"  published  {entry.published or '(no date)'}"
    yield f"  first seen {stored.first_seen}"
    if stored.revised_at != stored.first_seen:
        yield f"  revised    {stored.revised_at}"
    yield "decisions"
    for decision in entry.decisions:
        yield f"  {decision.stage:<8} {decision.code}{decision.detail and ': '}{decision.detail}"
    if entry.dropped:
        yield f"  filter   dropped: {entry.dropped}"
    if stored.duplicate_of:
        why = f" ({stored.reason})" if stored.reason else ""
        told = f"{leader.id} of {leader.entry.source}: {leader.entry.title}{why}"
        yield f"  dedup    folded into {told}"
    for member in stored.also:
        yield f"  dedup    carries {member.source}: {member.title} {member.link} ({member.reason})"


def _find_objection(
    output: Output, stored: StoredEntry, sources: Sequence[Source], now: datetime
) -> str | None:
    """Say why an output may not carry the entry, if it may not."""
    from aggregator.editions import select_sources
    from aggregator.filters import is_kept

    entry = stored.entry
    if entry.source not in {source.name for source in select_sources(output, sources)}:
        return f"source {entry.source} is not in it"
    if entry.dropped:
        return "dropped by a filter of its source"
    if output.max_age and now - stored.first_seen > output.max_age:
        return "first seen longer ago than max_age"
    return is_kept(entry, output.keep, output.drop, now)


def _tell_output(
    output: Output, stored: StoredEntry, shown: Sequence[StoredEntry], objection: str | None
) -> dict[str, Any]:
    """Say what becomes of the entry in an output: shown, named by another, or kept out and why."""
    told: dict[str, Any] = {"output": output.name, "carries": False, "named_by": None}
    if objection:
        return told | {"reason": objection}
    carrier = next((each for each in shown if _is_told_by(each, stored)), None)
    if carrier is None:
        limit = f"the newest {output.limit} come first"
        return told | {
            "reason": f"first seen before max_age, or {limit}" if output.max_age else limit
        }
    is_itself = carrier.entry.identity == stored.entry.identity
    by = None if is_itself else carrier.entry.source
    return told | {"carries": True, "named_by": by, "reason": None}


def _is_told_by(carrier: StoredEntry, stored: StoredEntry) -> bool:
    """Tell whether an entry that is shown is this one, or names it."""
    from aggregator.records.story import as_member

    if (carrier.entry.source, carrier.entry.identity) == (
        stored.entry.source,
        stored.entry.identity,
    ):
        return True
    own = as_member(stored)
    return any(
        (each.source, each.title, each.link) == (own.source, own.title, own.link)
        for each in carrier.also
    )


def carried_lines(carried: list[dict[str, Any]]) -> Iterator[str]:
    """Say for each output whether the entry is in it."""
    for each in carried:
        told = "published, within its limit" if each["carries"] else f"not in it: {each['reason']}"
        if by := each["named_by"]:
            told = f"named by the entry of {by}"
        yield f"  publish  {each['output']}: {told}"
