"""`aggregator preview`: what becomes of one page, beside what is dropped."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from aggregator.cli.session import Session, Verb, pass_session
from aggregator.cli.tell import tell_json, tell_trouble
from aggregator.errors import ConfigError, WorkerDiedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.protocols import Workers
    from aggregator.records import Source


@click.command(cls=Verb)
@click.argument("page", metavar="URL|FILE")
@click.option("--url", default="", help="The address of a FILE, for its links and site's rules.")
@click.option(
    "--save",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the page of URL as a file in DIR, for `aggregator check --rules`.",
)
@pass_session
def preview(session: Session, page: str, url: str, save: Path | None) -> int:
    """Show the article of a page, and what is dropped.

    With the rules (select, strip), headers and proxy of the source that is on the page's host.
    """
    from aggregator.running import run_async

    session.start_log()
    path = Path(page)
    if path.is_file():
        told = run_async(_preview_file(_find_source(_read_sources(session), url), path, url))
    else:
        told = run_async(_preview_url(session, page, save))
    if session.as_json:
        tell_json(told)
    elif "error" in told:
        tell_trouble(f"{page}: {told['error']}")
    else:
        _tell(told)
    return int("error" in told)


def _read_sources(session: Session) -> Sequence[Source]:
    """Return the sources, of which there need be none: a file can be shown without a feeds.toml."""
    try:
        session.find_config()
    except ConfigError:
        return ()
    return session.load_config().sources


async def _preview_file(source: Source, path: Path, url: str) -> dict[str, Any]:
    from aggregator.running import open_workers

    workers = open_workers()
    try:
        return await _extract(workers, source, path.read_bytes(), url)
    finally:
        await workers.close()


async def _preview_url(session: Session, url: str, save: Path | None) -> dict[str, Any]:
    from aggregator.cli.saved import save_page
    from aggregator.records import Fetched
    from aggregator.wiring import open_services

    config = session.load_config()
    source = _find_source(config.sources, url)
    async with open_services(config, session.find_storage(config)) as services:
        found = await services.fetcher.fetch_page(url, source)
        if not isinstance(found, Fetched):
            return {"url": url, "error": getattr(found, "reason", type(found).__name__)}
        if save is not None:
            tell_trouble(f"saved {save_page(save, url, found.body)}")
        return await _extract(
            services.workers, source, found.body, found.final_url, found.content_type
        )


async def _extract(
    workers: Workers, source: Source, page: bytes, url: str, content_type: str = ""
) -> dict[str, Any]:
    from aggregator.cli.pages import answer_page
    from aggregator.records import SiteRules

    rules = SiteRules(select=source.select, strip=source.strip)
    try:
        told = await workers.run(answer_page, page, url, content_type, rules)
    except WorkerDiedError as error:
        told = {"error": str(error)}
    return {"url": url, "source": source.name} | told


def _find_source(sources: Sequence[Source], url: str) -> Source:
    """Return the source on the same host, whose rules hold for the page, or one without rules."""
    from aggregator.config.urls import name_by_host
    from aggregator.records import Source

    if urlsplit(url).hostname:
        for source in sources:
            if urlsplit(source.url).hostname and name_by_host(source.url) == name_by_host(url):
                return source
    return Source(name="", url=url)


def _tell(told: dict[str, Any]) -> None:
    dropped = [f"{each['code']}: {each['detail']}" for each in told["dropped"]]
    facts = f"method {told['method']}, quality {told['quality']:.2f}"
    rules = f", rules of {told['source']}" if told["source"] else ""
    click.echo(f"{told['title'] or '(untitled)'}\n{facts}{rules}\n")
    if sys.stdout.isatty():
        _tell_columns(told["text"], "\n".join(dropped))
        return
    click.echo(told["text"])
    click.echo("\ndropped:")
    for each in dropped:
        click.echo(f"  {each}")


def _tell_columns(kept: str, dropped: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("kept", ratio=3, overflow="fold")
    table.add_column("dropped", ratio=1, overflow="fold", style="dim")
    table.add_row(Text(kept), Text(dropped))
    Console().print(table)
