"""Services on the shipped doubles: no network, no disk, and a clock that waits for nobody."""

import asyncio
from datetime import UTC, datetime

from aggregator.clock import VirtualClock
from aggregator.cycle import fetch_sources
from aggregator.fetch.candidates import find_declared
from aggregator.fetch.memory import MemoryFetcher
from aggregator.publish.memory import MemoryPublisher
from aggregator.records import Output, Settings, Source
from aggregator.services import Services
from aggregator.store.memory import MemoryStore
from aggregator.workers import InlineWorkers

OUTPUTS = (Output(name="all", title="All"),)
START = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def make_services(*sources, outputs=OUTPUTS, **parts):
    clock = parts.pop("clock", None) or VirtualClock(START)
    return Services(
        settings=Settings(),
        sources=sources,
        outputs=outputs,
        clock=clock,
        fetcher=parts.pop("fetcher", None) or MemoryFetcher(clock),
        store=parts.pop("store", None) or MemoryStore(),
        publisher=MemoryPublisher(),
        workers=parts.pop("workers", None) or InlineWorkers(),
        jitter=lambda: 0.0,
        find_feeds=find_declared,
        **parts,
    )


def source(name="blog", **keys):
    return Source(name=name, url=f"http://{name}.example/feed", **keys)


def fetch(services, *names, **how):
    """Run one cycle and return its reports by source."""
    reports = asyncio.run(fetch_sources(services, names or None, **how))
    return {report.source: report for report in reports}


def states(services):
    return asyncio.run(services.store.read_states())


def entries(services, *names, folded=True):
    names = names or [each.name for each in services.sources]
    return asyncio.run(services.store.read_entries(names, 1000, None, folded=folded))


def rss(*items, channel=""):
    """Make an RSS document of (guid, title, html) items."""
    told = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title>"
        f"<link>http://blog.example/{guid}</link><description><![CDATA[{html}]]></description></item>"
        for guid, title, html in items
    )
    head = "<title>Blog</title><link>http://blog.example/</link><description>d</description>"
    return f"<rss version='2.0'><channel>{head}{channel}{told}</channel></rss>".encode()
