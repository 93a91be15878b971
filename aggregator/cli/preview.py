"""`aggregator preview`: what becomes of one page, beside what is dropped."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aggregator.cli.session import Session, Verb, pass_session
from aggregator.cli.tell import tell_json, tell_line, tell_trouble
from aggregator.errors import WorkerDiedError
from aggregator.log import log_crash, spell_steering

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aggregator.cli.context import Context
    from aggregator.config import Config
    from aggregator.extract.account import Piece
    from aggregator.records import PageOutcome

SHORT = 100
"""Characters of a dropped text that are shown in lines."""


@dataclass(slots=True)
class _Page:
    """A page to be shown, and what holds for it."""

    body: bytes
    url: str
    content_type: str
    context: Context


@click.command(cls=Verb)
@click.argument("page", metavar="URL|FILE")
@click.option("--url", default="", help="The address of a FILE, for its links and site's rules.")
@click.option(
    "--save",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the page of URL as a file in DIR, for `aggregator check --rules`.",
)
@click.option(
    "--html",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it as a page: the article as readers get it, and what is dropped below.",
)
@pass_session
def preview(session: Session, page: str, url: str, save: Path | None, html: Path | None) -> int:
    """Show the article of a page beside what is dropped, and why.

    As a poll makes it: with the rules (select, strip, site_rules), headers and proxy of the
    source that is on the page's host, and with what was learned of the site (learn). Where an
    article goes on is told, and not followed.
    """
    from aggregator.running import run_async

    session.start_log()
    told = run_async(_look(session, page, url, save))
    if "error" not in told and html is not None:
        from aggregator.cli.preview_page import write_page

        write_page(html, told, _sum_up(told))
        tell_trouble(f"wrote {html}")
    if session.as_json:
        tell_json(told)
    elif "error" in told:
        tell_trouble(f"{page}: {told['error']}")
    elif html is None:
        _tell(told)
    return int("error" in told)


async def _look(session: Session, page: str, url: str, save: Path | None) -> dict[str, Any]:
    """Read a file, or ask for an address, and say what is made of it."""
    from aggregator.cli.context import find_context
    from aggregator.records import Fetched

    path = Path(page)
    if path.is_file():
        # Whoever tries the program on a file needs no feeds.toml, and finds nothing new after it.
        _, config = session.begin_config()
        context = await find_context(session, config, url)
        return await _show(_Page(path.read_bytes(), url, "", context))
    config = session.load_config()
    found = await _ask(session, config, page)
    if not isinstance(found, Fetched):
        return {"url": page, "error": getattr(found, "reason", type(found).__name__)}
    if save is not None:
        from aggregator.cli.saved import save_page

        tell_trouble(f"saved {save_page(save, page, found.body)}")
    context = await find_context(session, config, found.final_url, asked=page)
    return await _show(_Page(found.body, found.final_url, found.content_type, context))


async def _ask(session: Session, config: Config, url: str) -> PageOutcome:
    from aggregator.cli.context import find_source
    from aggregator.wiring import open_services

    source = find_source(config.sources, url)
    async with open_services(config, session.find_storage(config)) as services:
        rules = services.find_config(url)
        return await services.fetcher.fetch_page(url, source, rules.http_header if rules else ())


async def _show(page: _Page) -> dict[str, Any]:
    from aggregator.cli.shown import show_page
    from aggregator.running import open_workers

    context = page.context
    workers = open_workers()
    try:
        told = await workers.run(
            show_page,
            *(page.body, page.url, page.content_type),
            *(context.rules(), context.memory, context.source.next_page),
        )
    except WorkerDiedError as error:
        log_crash(error, context.source.name or None, page.url)
        told = {"error": str(error)}
    finally:
        await workers.close()
    name, ruled = context.source.name, context.config is not None
    facts = {"url": page.url, "source": name, "site_rules": ruled}
    return facts | told


def _sum_up(told: dict[str, Any]) -> str:
    """Say in a line how the article was found, by which rules, and what is known of the site."""
    facts = [f"method {told['method']}, quality {told['quality']:.2f}"]
    if told["source"]:
        facts.append(f"rules of {told['source']}")
    if told["site_rules"]:
        facts.append("a site-config file")
    facts.append(_tell_learned(told["learned"]))
    # Told and not followed: what is shown is this page.
    for key, what in (("single_page", "whole at"), ("next_page", "goes on at")):
        if told[key]:
            facts.append(f"{what} {told[key]}")
    return "; ".join(facts)


def _tell_learned(learned: dict[str, int] | None) -> str:
    if learned is None:
        return "nothing is learned of the site (learn = false)"
    if not learned["pages"]:
        return "nothing learned of the site yet"
    return f"learned from {learned['pages']} pages of the site: {learned['repeated']} texts repeat"


def _tell(told: dict[str, Any]) -> None:
    tell_line(f"{told['title'] or '(untitled)'}\n{_sum_up(told)}\n")
    used = [f"{each['code']}: {each['detail']}" for each in told["dropped"]]
    if sys.stdout.isatty():
        _tell_columns(told)
        tell_line("\n" + ", ".join(used))
        return
    tell_line(told["text"])
    tell_line("\ndropped:")
    for why, texts in _group(told["pieces"]):
        if why:
            tell_line(f"  {why}: {' · '.join(map(_shorten, texts))}")
    for each in used:
        tell_line(f"  {each}")


def _tell_columns(told: dict[str, Any]) -> None:
    """Show the page in its order: at the left what is kept, at the right what is dropped."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("kept", ratio=3, overflow="fold")
    table.add_column("dropped", ratio=2, overflow="fold")
    for why, texts in _group(told["pieces"]):
        if why:
            told_texts = spell_steering(" · ".join(map(_shorten, texts)))
            table.add_row(Text(), Text.assemble((why, "yellow"), ": ", (told_texts, "dim")))
        else:
            table.add_row(Text(spell_steering("\n\n".join(texts))), Text())
    Console().print(table)


def _group(pieces: Sequence[Piece]) -> Iterator[tuple[str, list[str]]]:
    """Return neighbours that are kept, or are dropped for the same reason, together."""
    for why, same in groupby(pieces, key=lambda piece: piece.why):
        yield why, [piece.text for piece in same]


def _shorten(text: str) -> str:
    from aggregator.text import shorten

    return shorten(text, SHORT)
