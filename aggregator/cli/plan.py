"""`aggregator plan`: what would be fetched next, when, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from aggregator.cli.session import Session, Verb, pass_session
from aggregator.cli.tell import tell_json, tell_line, tell_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from aggregator.config import Config
    from aggregator.records import Source, SourceState

DAY = timedelta(days=1)


@click.command(cls=Verb)
@click.option(
    "--limit", type=click.IntRange(0), default=0, metavar="N", help="Only the next N; 0 for all."
)
@pass_session
def plan(session: Session, limit: int) -> None:
    """Tell what is fetched next, when and why.

    And how often each host is asked.
    """
    from aggregator.running import run_async

    session.start_log()
    config = session.load_config()
    states, now = run_async(_read(session, config))
    polls = sorted(
        (_plan(source, states.get(source.name), now) for source in config.sources), key=_when
    )
    hosts = _rate_hosts(config, states)
    if session.as_json:
        tell_json({"polls": polls[: limit or None], "hosts": hosts})
        return
    rows = [(each["source"], _left(each["at"], now), each["why"]) for each in polls]
    tell_table(("source", "next poll", "why"), rows[: limit or None])
    tell_line()
    tell_table(("host", "#sources", "#polls a day"), [_host_row(each) for each in hosts])


async def _read(session: Session, config: Config) -> tuple[Mapping[str, SourceState], datetime]:
    from aggregator.wiring import open_services

    async with open_services(config, session.find_storage(config)) as services:
        return await services.store.read_states(), services.clock.now()


def _plan(source: Source, state: SourceState | None, now: datetime) -> dict[str, Any]:
    if state is None or state.last_poll_at is None:
        return {"source": source.name, "at": now, "why": "never polled"}
    if state.gone:
        return {"source": source.name, "at": None, "why": state.next_poll_reason}
    at = max(state.next_poll_at or now, now)
    return {"source": source.name, "at": at, "why": state.next_poll_reason}


def _when(poll: dict[str, Any]) -> tuple[bool, float]:
    at = poll["at"]
    return at is None, at.timestamp() if at else 0.0


def _left(at: datetime | None, now: datetime) -> str:
    from aggregator.config.durations import format_duration

    if at is None:
        return "never"
    left = at - now
    return f"in {format_duration(left)}" if left >= timedelta(seconds=1) else "now"


def _rate_hosts(config: Config, states: Mapping[str, SourceState]) -> list[dict[str, Any]]:
    """Sum the polls a day of each host, as its sources' last waits make them."""
    from aggregator.polling.schedule import find_wish

    hosts: dict[str, dict[str, Any]] = {}
    for source in config.sources:
        host = urlsplit(source.url).hostname or "this machine"
        known = hosts.setdefault(host, {"host": host, "sources": 0, "polls_a_day": 0.0})
        known["sources"] += 1
        wished = find_wish(source, config.settings).interval
        known["polls_a_day"] += _polls_a_day(states.get(source.name), wished)
    for known in hosts.values():
        known["polls_a_day"] = round(known["polls_a_day"], 1)
    return sorted(hosts.values(), key=lambda each: (-each["polls_a_day"], each["host"]))


def _polls_a_day(state: SourceState | None, wished: timedelta) -> float:
    if state is not None and state.gone:
        return 0.0
    if state is None or state.last_poll_at is None or state.next_poll_at is None:
        return DAY / wished
    return DAY / max(state.next_poll_at - state.last_poll_at, timedelta(seconds=1))


def _host_row(host: dict[str, Any]) -> tuple[str, str, str]:
    return host["host"], str(host["sources"]), f"{host['polls_a_day']:g}"
