"""`aggregator explain`: every decision on one entry, and its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aggregator.cli.session import Session, Verb, pass_session
from aggregator.cli.tell import tell_json
from aggregator.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from aggregator.config import Config
    from aggregator.protocols import Store
    from aggregator.records import Output, StoredEntry


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
    stored, leader, now = run_async(_find(session, config, entry))
    carried = [_tell_output(output, leader, config, now) for output in config.outputs]
    if session.as_json:
        tell_json({"entry": stored, "published_as": leader.id, "outputs": carried})
        return 0
    for line in (*_tell_entry(stored, leader), *carried_lines(carried)):
        click.echo(line)
    return 0


async def _find(
    session: Session, config: Config, entry: str
) -> tuple[StoredEntry, StoredEntry, datetime]:
    """Return the entry and the one that it is folded into, or itself."""
    from aggregator.wiring import open_services

    async with open_services(config, session.find_storage(config)) as services:
        stored = await _find_entry(services.store, entry)
        if stored is None:
            raise ConfigError(f"no entry {entry} is stored; aggregator export entries lists all")
        leader = await services.store.read_entry(stored.duplicate_of or stored.id)
        return stored, leader or stored, services.clock.now()


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
        yield f"  dedup    folded into {leader.id} of {leader.entry.source}: {leader.entry.title}"
    for member in stored.also:
        yield f"  dedup    carries {member.source}: {member.title} {member.link} ({member.reason})"


def _tell_output(
    output: Output, stored: StoredEntry, config: Config, now: datetime
) -> dict[str, object]:
    """Say whether an output may carry the entry, else what keeps it out."""
    from aggregator.editions import select_sources
    from aggregator.filters import is_kept

    entry = stored.entry
    names = [source.name for source in select_sources(output, config.sources)]
    reason = None
    if entry.source not in names:
        reason = f"source {entry.source} is not in it"
    elif entry.dropped:
        reason = "dropped by a filter of its source"
    elif output.max_age and now - stored.first_seen > output.max_age:
        reason = "first seen longer ago than max_age"
    else:
        reason = is_kept(entry, output.keep, output.drop, now)
    return {"output": output.name, "carries": reason is None, "reason": reason}


def carried_lines(carried: list[dict[str, object]]) -> Iterator[str]:
    """Say for each output whether the entry is in it."""
    for each in carried:
        told = "published, within its limit" if each["carries"] else f"not in it: {each['reason']}"
        yield f"  publish  {each['output']}: {told}"
