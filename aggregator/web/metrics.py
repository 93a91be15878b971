"""The account of how everything is, as Prometheus reads it."""

from collections.abc import Iterator, Mapping, Sequence

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

MOST_SOURCES = 500
"""Sources told of one by one; of more only the totals, so that no scrape grows without bound."""

_TOTALS = {
    "sources": "Configured sources",
    "new": "Sources that were never reached yet",
    "ok": "Sources whose last poll went well",
    "limited": "Sources that told us to stay away for a while",
    "failing": "Sources whose last poll failed",
    "gone": "Sources that told us not to come back",
    "due": "Sources that wait for being asked",
    "entries": "Stored entries",
    "duplicates": "Stored entries that are folded into the story of another",
}

_PER_SOURCE = {
    "failures": "Consecutive failed polls",
    "entries": "Stored entries",
    "duplicates": "Stored entries that another source told first",
}


def make_metrics(status: Mapping[str, object], tasks: int = 0) -> bytes:
    """Return the metrics of an account made by `status`, and of this process.

    `tasks` is how many tasks its event loop has: a number that only grows is a leak.
    """
    registry = CollectorRegistry()
    registry.register(_Account(status))
    registry.register(_Tasks(tasks))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


class _Tasks:
    """How busy the event loop is."""

    def __init__(self, tasks: int) -> None:
        self._tasks = tasks

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the number of tasks."""
        yield GaugeMetricFamily("aggregator_tasks", "Tasks of the event loop", value=self._tasks)


class _Account:
    """What the registry asks for metrics."""

    def __init__(self, status: Mapping[str, object]) -> None:
        self._status = status

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the totals, then what is known of each source."""
        totals = self._status.get("totals")
        if isinstance(totals, Mapping):
            yield from _tell_totals(totals)
        sources = self._status.get("sources")
        if isinstance(sources, Sequence) and len(sources) <= MOST_SOURCES:
            yield from _tell_sources(sources)


def _tell_totals(totals: Mapping[str, object]) -> Iterator[GaugeMetricFamily]:
    for name, value in totals.items():
        if isinstance(value, int | float):
            yield GaugeMetricFamily(
                f"aggregator_{name}", _TOTALS.get(name, name), value=float(value)
            )


def _tell_sources(sources: Sequence[Mapping[str, object]]) -> Iterator[GaugeMetricFamily]:
    for field, meaning in _PER_SOURCE.items():
        family = GaugeMetricFamily(f"aggregator_source_{field}", meaning, labels=["source"])
        for source in sources:
            value = source.get(field, 0)
            if isinstance(value, int | float):
                family.add_metric([str(source.get("name"))], float(value))
        yield family
    healths = GaugeMetricFamily(
        "aggregator_source_health",
        "1 for the health that a source has",
        labels=["source", "health"],
    )
    for source in sources:
        healths.add_metric([str(source.get("name")), str(source.get("health"))], 1.0)
    yield healths
