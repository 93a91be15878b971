"""`aggregator check`: is everything right, before it runs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aggregator.cli.session import Session, Verb, pass_session
from aggregator.cli.tell import tell_json, tell_trouble
from aggregator.errors import AggregatorError, ConfigError

if TYPE_CHECKING:
    from aggregator.config import Config


@click.command(cls=Verb)
@pass_session
def check(session: Session) -> int:
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
    problems = [*_check_outputs(config), *_check_storage(session, config)]
    if session.as_json:
        tell_json({"ok": not problems, "config": str(config.path), "problems": problems})
        return int(bool(problems))
    for problem in problems:
        tell_trouble(problem)
    if not problems:
        counts = f"{len(config.sources)} sources, {len(config.outputs)} outputs"
        click.echo(f"{config.path}: {counts}; storage {session.find_storage(config)}: all well")
    return int(bool(problems))


def _check_outputs(config: Config) -> list[str]:
    from aggregator.editions import select_sources

    return [
        f'output "{output.name}" carries no source'
        for output in config.outputs
        if config.sources and not select_sources(output, config.sources)
    ]


def _check_storage(session: Session, config: Config) -> list[str]:
    from aggregator.wiring import run_async

    try:
        run_async(_read_storage(session, config))
    except AggregatorError as error:
        return [str(error)]
    return []


async def _read_storage(session: Session, config: Config) -> None:
    from aggregator.wiring import open_services

    async with open_services(config, session.find_storage(config)) as services:
        await services.store.read_states()
