"""`aggregator import` and `aggregator export`: moving in, and out again."""

from __future__ import annotations

import os
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from aggregator.cli.session import Session, Verb, pass_session
from aggregator.cli.tell import tell_json, tell_json_line, tell_line, tell_trouble
from aggregator.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aggregator.config import Config

EVERYTHING = 10_000_000
"""More entries than a storage has."""


@click.command("import", cls=Verb)
@click.argument("file", type=click.File("rb"))
@click.option("--tag", "tags", multiple=True, help="OPML: one more tag for each imported source.")
@pass_session
def import_(session: Session, file: BinaryIO, tags: tuple[str, ...]) -> int:
    """Take in sources from OPML, or entries from JSON lines.

    Of an OPML file, the feeds are added to feeds.toml: folders and categories become tags,
    and feeds that are there already stay as they are. What `aggregator export entries` wrote is
    taken into the storage with its ids, dates and stories; the sources must be in feeds.toml.
    Safe while the daemon runs, and nothing is there twice. FILE may be - for standard input.
    """
    lines = iter(file.readline, b"")
    head: list[bytes] = []
    for line in lines:
        head.append(line)
        if line.strip():
            break
    if b"".join(head).lstrip().startswith(b"{"):
        return _import_entries(session, chain(head, lines), file.name)
    _import_opml(session, b"".join([*head, *lines]), tags)
    return 0


def _import_entries(session: Session, lines: Iterable[bytes], name: str) -> int:
    from aggregator.cli.taking_in import take_in
    from aggregator.running import run_async

    session.start_log()
    config = session.load_config()
    storage = session.find_storage(config)
    if not isinstance(storage, Path):
        raise StoreError("entries can be imported into a storage in a folder only")
    taken = run_async(take_in(config, storage, lines))
    for problem in taken.problems:
        tell_trouble(f"{name}: {problem}")
    if session.as_json:
        tell_json(taken)
    else:
        told = f"added {taken.added} entries; {taken.known} were there"
        left = f"; {len(taken.problems)} left out" if taken.problems else ""
        tell_line(told + left)
    return int(bool(taken.problems))


def _import_opml(session: Session, body: bytes, tags: tuple[str, ...]) -> None:
    from aggregator.config.edit import rewrite

    found = _read_opml(body, tags)
    if not found:
        raise ConfigError("the file names no feeds; is it OPML, or JSON lines of entries?")
    path, _ = session.begin_config()
    usable = [feed for feed in found if _is_usable(feed["url"])]
    added: list[dict[str, Any]] = []
    rewrite(path, lambda text: _add_all(text, usable, added), os.environ)
    known = len(usable) - len(added)
    if session.as_json:
        refused = [feed["url"] for feed in found if feed not in usable]
        urls = [feed["url"] for feed in added]
        tell_json({"added": urls, "known": known, "refused": refused, "config": str(path)})
        return
    tell_line(f"added {len(added)} sources to {path}; {known} were there")


def _is_usable(url: str) -> bool:
    """Tell whether an address can be a source, and say so when it cannot."""
    from aggregator.config.urls import read_web_url

    try:
        read_web_url(url)
    except ValueError as error:
        tell_trouble(f"left out: {url}: {error}")
        return False
    return True


def _read_opml(body: bytes, tags: tuple[str, ...]) -> list[dict[str, Any]]:
    import listparser

    feeds: dict[str, dict[str, Any]] = {}
    for feed in listparser.parse(body).feeds:
        parts = [part.strip() for category in feed.categories for part in category]
        known = feeds.setdefault(feed.url, {"url": feed.url, "title": feed.title, "tags": []})
        known["tags"] = list(dict.fromkeys(filter(None, [*known["tags"], *parts, *tags])))
    return list(feeds.values())


def _add_all(text: str, found: Iterable[dict[str, Any]], added: list[dict[str, Any]]) -> str:
    import tomllib

    from aggregator.config.edit import add_sources
    from aggregator.config.naming import list_tables
    from aggregator.config.urls import fold_address

    sources = list_tables(tomllib.loads(text), "source")
    known = {fold_address(str(table.get("url"))) for table in sources}
    for feed in found:
        if fold_address(feed["url"]) not in known:
            known.add(fold_address(feed["url"]))
            added.append(feed)
    return add_sources(text, added)


@click.command(cls=Verb)
@click.argument("what", type=click.Choice(["opml", "entries"]))
@pass_session
def export(session: Session, what: str) -> None:
    """Print the sources as OPML, or the entries as JSON lines.

    Secrets of sources are not exported.
    """
    config = session.load_config()
    if what == "opml":
        _tell_sources(config, as_json=session.as_json)
        return
    from aggregator.running import run_async

    run_async(_tell_entries(session, config))


def _tell_sources(config: Config, *, as_json: bool) -> None:
    from aggregator.publish.render.addresses import make_public
    from aggregator.web.opml import make_sources_opml

    sources = [
        {"url": url, "title": each.title or each.name, "tags": each.tags}
        for each in config.sources
        if (url := make_public(each.url))
    ]
    if as_json:
        tell_json({"sources": sources})
        return
    sys.stdout.buffer.write(make_sources_opml(sources))


async def _tell_entries(session: Session, config: Config) -> None:
    from aggregator.wiring import open_services

    names = [source.name for source in config.sources]
    async with open_services(config, session.find_storage(config)) as services:
        for name in names:  # one after the other: all at once may be more than the memory holds
            for stored in await services.store.read_entries([name], EVERYTHING, None, folded=False):
                tell_json_line(stored)
