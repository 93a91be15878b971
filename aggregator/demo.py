"""`aggregator demo`: the packaged sample sites, the whole way of their entries, the result served.

The real pipeline on real sockets and a real storage; only the sites are made
up. Asks nothing beyond loopback, and leaves nothing behind unless it is given
a storage.
"""

import asyncio
import os
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aggregator.config import Config, load_config
from aggregator.cycle import fetch_sources
from aggregator.editions import publish_outputs, read_source_edition
from aggregator.records import Result, SourceReport, StoredEntry
from aggregator.records.base import record
from aggregator.running import run_async
from aggregator.samples.server import SampleSites
from aggregator.samples.site import Site, render_config
from aggregator.services import Services
from aggregator.status import read_status
from aggregator.web.app import Extras, make_app
from aggregator.web.serve import serve as serve_app
from aggregator.wiring import open_services, public_folder

COPYING = ("echo",)
"""Fetched after the others: a copy comes later than what it copies."""

WELL = (Result.NEW, Result.UNCHANGED)


@record
class Shown:
    """What the demo has to show."""

    reports: tuple[SourceReport, ...]
    entries: tuple[StoredEntry, ...]
    config: Config
    sites: Mapping[str, Site]
    is_served: bool


def run(
    *,
    listen: str = "127.0.0.1:8484",
    storage: Path | None = None,
    serve: bool = True,
    show: Callable[[Shown], None] | None = None,
) -> int:
    """Aggregate the sample sites, tell what came of it, and serve it until Ctrl-C.

    Without `storage` everything is kept in a temporary folder. When `listen` is
    taken, a free port of the same host is used. `show` tells what came instead
    of the prose. Returns the exit status: 1 when a source failed.
    """
    with tempfile.TemporaryDirectory(prefix="aggregator-demo-") as folder:
        place = storage or Path(folder) / "storage"
        address = _find_free(listen)
        return run_async(_run(Path(folder), place, address, show or _tell_all, serve=serve))


async def _run(
    folder: Path, storage: Path, listen: str, show: Callable[[Shown], None], *, serve: bool
) -> int:
    async with SampleSites() as samples, AsyncExitStack() as stack:
        config = _write_config(folder, samples.sites, listen)
        services = await stack.enter_async_context(open_services(config, storage))
        reports = await _aggregate(services)
        entries = await _read_all(services)
        if serve:
            await stack.enter_async_context(_serving(services, config, storage))
        show(
            Shown(
                reports=reports,
                entries=entries,
                config=config,
                sites=samples.sites,
                is_served=serve,
            )
        )
        if serve:
            await _wait_for_signal()
    return int(any(report.result not in WELL for report in reports))


def _find_free(listen: str) -> str:
    """Return listen, or the same host with a free port when somebody listens there already."""
    host, _, port = listen.rpartition(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError:
            probe.bind((host, 0))
        return f"{host}:{probe.getsockname()[1]}"


def _write_config(folder: Path, sites: Mapping[str, Site], listen: str) -> Config:
    path = folder / "feeds.toml"
    text = render_config(sites, listen=listen, base_url=f"http://{listen}")
    path.write_text(text, encoding="utf-8")
    return load_config(path, os.environ)


async def _aggregate(services: Services) -> tuple[SourceReport, ...]:
    names = [source.name for source in services.sources if source.name not in COPYING]
    first = await fetch_sources(services, names, force=True)
    then = await fetch_sources(services, COPYING, force=True)
    await publish_outputs(services)
    return first + then


async def _read_all(services: Services) -> tuple[StoredEntry, ...]:
    names = [source.name for source in services.sources]
    return await services.store.read_entries(names, 100, None, folded=True)


@asynccontextmanager
async def _serving(services: Services, config: Config, storage: Path) -> AsyncIterator[None]:
    async def is_healthy() -> bool:
        return True

    app = make_app(
        public_folder(config, storage),
        status=lambda: read_status(services),
        health=is_healthy,
        base_url=config.settings.base_url,
        outputs=lambda: config.outputs,
        extras=Extras(find_edition=lambda name: read_source_edition(name, services)),
    )
    server = await serve_app(app, config.settings.listen)
    try:
        yield
    finally:
        await server.close()


async def _wait_for_signal() -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    await ended.wait()


# --- what is told ------------------------------------------------------------


def _tell_all(shown: Shown) -> None:
    _tell_reports(shown.reports, shown.sites)
    _tell_entries(shown.entries)
    if shown.is_served:
        _tell_addresses(shown.config, shown.sites)


def _tell(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)


def _tell_reports(reports: Sequence[SourceReport], sites: Mapping[str, Site]) -> None:
    _tell("What the sample sites brought", "")
    for report in reports:
        _tell(f"  {sites[report.source].title:<22} {_sum_up(report)}")


def _sum_up(report: SourceReport) -> str:
    if report.result not in WELL:
        return f"{report.result}: {report.detail}"
    facts = [f"{report.found} entries"]
    if report.pages:
        facts.append(f"{report.pages} articles read from their pages")
    if report.duplicates:
        facts.append(f"{report.duplicates} told before by another site")
    return ", ".join(facts)


def _tell_entries(entries: Sequence[StoredEntry]) -> None:
    _tell("", "What became of them", "")
    for stored in entries:
        _tell(f"  {stored.entry.published:%d %b}  {stored.entry.title}  [{stored.entry.source}]")
        for line in _explain(stored):
            _tell(f"          {line}")


def _explain(stored: StoredEntry) -> list[str]:
    told = [
        f"{decision.stage}: {decision.code}" + (f" ({decision.detail})" if decision.detail else "")
        for decision in stored.entry.decisions
        if (decision.stage, decision.code) != ("fetch", "feed")  # each of these entries has a feed
    ]
    folded = [f"folded in: {other.source}, {other.reason}" for other in stored.also]
    return told + folded


def _tell_addresses(config: Config, sites: Mapping[str, Site]) -> None:
    base = config.settings.base_url
    _tell(
        "",
        f"One clean feed of all that is served at {base}/",
        "",
        *(f"  {base}/feeds/all.{kind}" for kind in ("atom", "rss", "json", "html")),
        "",
        f"Compare it with a page that it was made of: {sites['gazette'].base}/articles/bell-buoy",
        f"The sources are in {config.path}. Ctrl-C ends the demo.",
    )
