"""How everything is: one account for `status`, /status.json, /healthz and systemd."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from aggregator.publish.render.addresses import hide_secrets
from aggregator.records import Output, Source, SourceState, SourceStats
from aggregator.services import Services

DAYS = 30
"""Of so many days, today's included, it is told how many entries came on each."""


class Health(StrEnum):
    """How a source is, in one word."""

    NEW = "new"
    OK = "ok"
    LIMITED = "limited"
    FAILING = "failing"
    GONE = "gone"


async def read_status(services: Services) -> dict[str, object]:
    """Return the present state of all configured sources and outputs, ready for JSON.

    Keys and credentials in addresses are hidden: people show others what they see.
    """
    now = services.clock.now()
    states = await services.store.read_states()
    stats = await services.store.read_stats()
    days = [now.date() - timedelta(days=ago) for ago in reversed(range(DAYS))]
    arrivals = await services.store.count_arrivals(datetime.combine(days[0], time(), UTC))
    sources = [
        _tell_source(source, states.get(source.name), stats.get(source.name, SourceStats()))
        | {"arrivals": [arrivals.get(source.name, {}).get(day, 0) for day in days]}
        for source in services.sources
    ]
    return {
        "sources": sources,
        "outputs": [await _tell_output(output, services) for output in services.outputs],
        "totals": {
            **_totals(sources, stats),
            "due": sum(is_due(states.get(source.name), now) for source in services.sources),
        },
        "storage": {"bytes": await services.store.measure()},
        "arrivals_since": days[0].isoformat(),
    }


def tell_shortly(
    sources: Sequence[Source], states: Mapping[str, SourceState], now: datetime
) -> str:
    """Return the present state of all sources in a line."""
    healths = [tell_health(states.get(source.name)) for source in sources]
    counts = [f"{count} {each}" for each in Health if (count := healths.count(each))]
    due = sum(is_due(states.get(source.name), now) for source in sources)
    told = f"{len(sources)} source{'s' if len(sources) != 1 else ''}"
    return f"{told}: {', '.join([*counts, f'{due} due'])}"


def is_due(state: SourceState | None, now: datetime) -> bool:
    """Say whether a source waits for being asked."""
    if state is None:
        return True
    return not state.gone and (state.next_poll_at is None or state.next_poll_at <= now)


def tell_health(state: SourceState | None) -> Health:
    """Sum a source's state up; it is new until it was reached."""
    if state is None or state.last_poll_at is None:
        return Health.NEW
    if state.gone:
        return Health.GONE
    if state.not_before is not None:
        return Health.LIMITED
    if state.failures:
        return Health.FAILING
    # Asked while there was no network: nothing is known of it yet.
    return Health.OK if state.last_success_at else Health.NEW


def _tell_source(
    source: Source, state: SourceState | None, stats: SourceStats
) -> dict[str, object]:
    told: dict[str, object] = {
        "name": source.name,
        "title": source.title or (state and state.info.title) or source.name,
        "url": hide_secrets(source.url),
        "home": hide_secrets((state and state.info.link) or "") or None,
        "tags": list(source.tags),
        "health": str(tell_health(state)),
        "entries": stats.entries,
        "unique": stats.entries - stats.duplicates - stats.dropped,
        "duplicates": stats.duplicates,
        "dropped": stats.dropped,
        "latest": _moment(stats.latest),
    }
    if state is not None:
        told |= {
            "last_poll_at": _moment(state.last_poll_at),
            "last_success_at": _moment(state.last_success_at),
            "next_poll_at": _moment(state.next_poll_at),
            "next_poll_reason": state.next_poll_reason,
            "failures": state.failures,
            "error": _tell(state.last_error),
            "notice": _tell(state.notice),
            "defects": [
                {"code": flaw.code, "detail": hide_secrets(flaw.detail)} for flaw in state.defects
            ],
        }
    return told


async def _tell_output(output: Output, services: Services) -> dict[str, object]:
    base = services.settings.base_url.rstrip("/")
    return {
        "name": output.name,
        "title": output.title,
        "urls": {kind: f"{base}/feeds/{output.name}.{kind}" for kind in output.formats},
        "sizes": dict(await services.publisher.read_sizes(output)),
    }


def _totals(
    sources: list[dict[str, object]], stats: Mapping[str, SourceStats]
) -> dict[str, object]:
    healths = [source["health"] for source in sources]
    return {
        "sources": len(sources),
        **{str(health): healths.count(str(health)) for health in Health},
        "entries": sum(each.entries for each in stats.values()),
        "duplicates": sum(each.duplicates for each in stats.values()),
    }


def _tell(text: str | None) -> str | None:
    return None if text is None else hide_secrets(text)


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else None
