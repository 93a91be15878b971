"""`aggregator check`: is everything right, before it runs?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aggregator.cli.session import Session, Verb, pass_session
from aggregator.cli.tell import tell_json, tell_table, tell_trouble
from aggregator.errors import AggregatorError, ConfigError

if TYPE_CHECKING:
    from aggregator.config import Config


@click.command(cls=Verb)
@click.option("--online", is_flag=True, help="Ask each source once; nothing is stored.")
@click.option("--filters", is_flag=True, help="Show what each filter would do to stored entries.")
@pass_session
def check(session: Session, *, online: bool, filters: bool) -> int:
    """Check feeds.toml, the storage and the outputs.

    Every problem is told at once, with its line.
    """
    session.start_log()
    try:
        config = session.load_config()
    except ConfigError as error:
        if not session.as_json:
            raise
        tell_json({"ok": False, "problems": list(error.problems)})
        return 2
    told = _check(session, config, online=online, filters=filters)
    if session.as_json:
        tell_json(told)
    else:
        _tell(session, config, told)
    return int(not told["ok"])


def _check(session: Session, config: Config, *, online: bool, filters: bool) -> dict[str, Any]:
    from aggregator.wiring import run_async

    problems = _check_outputs(config)
    told: dict[str, Any] = {"config": str(config.path), "problems": problems}
    try:
        told |= run_async(_try_out(session, config, problems, online=online, filters=filters))
    except AggregatorError as error:
        problems.append(str(error))
    for source in told.get("sources", []):
        if "error" in source:
            problems.append(f'source "{source["source"]}": {source["error"]}')
    return {"ok": not problems, **told}


def _check_outputs(config: Config) -> list[str]:
    from aggregator.editions import select_sources

    return [
        f'output "{output.name}" carries no source'
        for output in config.outputs
        if config.sources and not select_sources(output, config.sources)
    ]


async def _try_out(
    session: Session, config: Config, problems: list[str], *, online: bool, filters: bool
) -> dict[str, Any]:
    from aggregator.cli.trial import try_filters, try_sources
    from aggregator.wiring import open_services

    told: dict[str, Any] = {}
    async with open_services(config, session.find_storage(config)) as services:
        problems += await _find_damage(session.find_storage(config))
        if online:
            told["sources"] = await try_sources(services)
        if filters:
            told["filters"] = await try_filters(services)
    return told


async def _find_damage(storage: Path | str) -> list[str]:
    """Read the whole database, and say what is wrong with it."""
    from aggregator.store.engine import FILE
    from aggregator.wiring import open_store

    if not isinstance(storage, Path):
        return []
    async with open_store(storage) as store:
        found = await store.find_damage()
    if not found:
        return []
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return [
        f"{storage / FILE} is damaged: {found[0]}{more}; stop the daemon and put a backup in its "
        "place: aggregator restore FILE --force"
    ]


def _tell(session: Session, config: Config, told: dict[str, Any]) -> None:
    for problem in told["problems"]:
        tell_trouble(problem)
    well = [each for each in told.get("sources", []) if "error" not in each]
    if well:
        rows = [(each["source"], each["format"], str(each["entries"])) for each in well]
        tell_table(("source", "format", "#entries"), rows)
    if told.get("filters"):
        tell_table(("of", "filter", "#holds for", "such as"), map(_row, told["filters"]))
    if told["ok"]:
        counts = f"{len(config.sources)} sources, {len(config.outputs)} outputs"
        click.echo(f"{config.path}: {counts}; storage {session.find_storage(config)}: all well")


def _row(told: dict[str, Any]) -> tuple[str, ...]:
    share = f"{told['holds']} of {told['entries']}"
    return (told["of"], f"{told['key']} {told['filter']}", share, told["example"] or "")
