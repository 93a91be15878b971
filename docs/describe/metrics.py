"""metrics.md: what /metrics tells, taken from the registry itself."""

import asyncio

from prometheus_client.parser import text_string_to_metric_families

from aggregator.clock import SystemClock
from aggregator.records import Settings, Source
from aggregator.services import Services
from aggregator.status import read_status
from aggregator.store.memory import MemoryStore
from aggregator.web.metrics import MOST_SOURCES, make_metrics


def describe_metrics(note: str) -> str:
    """Return metrics.md, of the metrics of a program that follows one source."""
    exposed = make_metrics(asyncio.run(_read_status())).decode()
    rows = []
    for family in text_string_to_metric_families(exposed):
        if " " not in family.documentation:
            raise SystemExit(f"say in web/metrics.py what {family.name} tells")
        names = sorted({name for sample in family.samples for name in sample.labels})
        labels = " ".join(f"`{name}`" for name in names)
        name = f"{family.name}_total" if family.type == "counter" else family.name
        told = family.documentation.removesuffix(".")
        rows.append(f"| `{name}` | {family.type} | {labels} | {told}. |")
    return "\n".join(
        [
            "# Metrics",
            "",
            note,
            "What `/metrics` tells Prometheus. Those of sources are there while there are at most "
            f"{MOST_SOURCES} of them; beyond that only the totals, so that no scrape grows without "
            "bound.",
            "",
            "| metric | type | labels | meaning |",
            "|---|---|---|---|",
            *rows,
            "",
            "Worth an alert: `aggregator_source_failures > 10`, "
            "`aggregator_due > 100` for an hour (it does not keep up), and `/healthz`.",
            "",
        ]
    )


async def _read_status() -> dict[str, object]:
    source = Source(name="example", url="https://example.org/feed")
    store = MemoryStore()
    await store.sync_sources([source])
    services = Services(
        settings=Settings(),
        sources=(source,),
        outputs=(),
        clock=SystemClock(),
        fetcher=None,
        store=store,
        publisher=None,
        workers=None,
        jitter=float,
    )
    return await read_status(services)
