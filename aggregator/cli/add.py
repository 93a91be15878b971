"""`aggregator add`: from any address of a site to a source in feeds.toml."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aggregator.cli.session import Session, Verb, pass_session
from aggregator.cli.tell import tell_json, tell_line, tell_trouble
from aggregator.errors import ConfigError, WorkerDiedError
from aggregator.log import log_crash

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.fetch.discover import Discovery
    from aggregator.records import Source
    from aggregator.services import Services

SHOWN = 3
"""Entries of a feed that are shown before it is added."""


@click.command(cls=Verb)
@click.argument("url")
@click.option("--tag", "tags", multiple=True, help="A tag for the source; may be repeated.")
@click.option("--name", help="The source's name; made from the host by default.")
@click.option("--allow-private", is_flag=True, help="The source may be on a private address.")
@click.option("--dry-run", is_flag=True, help="Show what is found, and change nothing.")
@pass_session
def add(
    session: Session,
    url: str,
    tags: tuple[str, ...],
    name: str | None,
    *,
    allow_private: bool,
    dry_run: bool,
) -> int:
    """Find the feed of a site and append it to feeds.toml.

    URL may be a page of the site. What is found is tried and shown; comments in feeds.toml stay.
    """
    from aggregator.running import run_async

    session.start_log()
    _, config = session.begin_config()
    source = _make_source(url, allow_private=allow_private)
    found = run_async(_look(session, config, source))
    if "feed" not in found:
        tell_trouble(f"{url}: {found['reason']}")
        if session.as_json:
            tell_json(found)
        return 1
    if not dry_run:
        keys = {"name": name, "tags": tags, "allow_private": allow_private}
        found["name"] = _append(config, found["feed"]["url"], keys)
    _tell(session, found, config)
    return 0


def _make_source(url: str, *, allow_private: bool) -> Source:
    from aggregator.config.urls import read_web_url
    from aggregator.records import Source

    if url.startswith("file:") or Path(url).exists():
        here = Path(url).absolute().as_uri() if Path(url).exists() else url
        raise ConfigError(
            f"{url}: a document of this machine is no site to look for feeds on; "
            f'write a source with url = "{here}" into feeds.toml'
        )
    address = url if "://" in url else f"https://{url}"
    try:
        read_web_url(address)
    except ValueError as error:
        raise ConfigError(f"{url}: {error}") from error
    return Source(name="add", url=address, allow_private=allow_private)


async def _look(session: Session, config: Config, source: Source) -> dict[str, Any]:
    from aggregator.fetch.discover import discover_feeds
    from aggregator.wiring import open_services

    async with open_services(config, session.find_storage(config)) as services:
        found = await discover_feeds(source, services.fetcher)
        if not found.feeds:
            return {"reason": _tell_none(found)}
        return await _try_out(services, source, found)


def _tell_none(found: Discovery) -> str:
    if found.listed:
        return f"a list of {len(found.listed)} feeds; aggregator import FILE adds them all"
    return found.reason


async def _try_out(services: Services, source: Source, found: Discovery) -> dict[str, Any]:
    """Read the likeliest feed, so that what is shown is what will come."""
    from dataclasses import replace

    from aggregator.cli.documents import answer_document
    from aggregator.parse.limits import limits_of
    from aggregator.records import Fetched, Validators

    feed = found.feeds[0]
    told: dict[str, Any] = {"feed": feed, "others": found.feeds[1:], "entries": []}
    outcome = await services.fetcher.fetch_feed(replace(source, url=feed.url), Validators())
    if isinstance(outcome, Fetched):
        limits = limits_of(len(outcome.body))
        try:
            parsed = await services.workers.run(answer_document, outcome, limits=limits)
        except WorkerDiedError as error:
            log_crash(error, None, feed.url)
            return {"reason": f"{feed.url}: {error}"}
        told["entries"] = parsed.get("entries", [])
    return {**told, "feed": {"url": feed.url, "title": feed.title, "how": feed.how}}


def _append(config: Config, url: str, keys: dict[str, Any]) -> str:
    """Append the source to feeds.toml and return its name."""
    from aggregator.config.edit import add_source, rewrite

    edited = rewrite(config.path, partial(add_source, url=url, **keys), os.environ)
    return edited.sources[-1].name


def _tell(session: Session, found: dict[str, Any], config: Config) -> None:
    entries = found["entries"]
    if session.as_json:
        newest = [{key: each[key] for key in ("title", "link", "published")} for each in entries]
        tell_json({**found, "entries": newest})
        return
    feed = found["feed"]
    tell_line(f"{feed['title'] or '(untitled)'}  {feed['url']}  ({feed['how']})")
    for entry in entries[:SHOWN]:
        tell_line(f"  {(entry['published'] or '')[:10]:10}  {entry['title']}")
    tell_line(f"  {len(entries)} entries")
    for other in found["others"]:
        tell_line(f"also there: {other.title}  {other.url}")
    if "name" in found:
        tell_line(f"added as {found['name']} to {config.path}")
