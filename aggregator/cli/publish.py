"""`aggregator publish`: render the outputs again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aggregator.cli.names import check_names
from aggregator.cli.session import Session, Verb, complete_output, pass_session
from aggregator.cli.tell import tell_json, tell_line, tell_trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.config import Config
    from aggregator.records import Published


@click.command(cls=Verb)
@click.argument("outputs", nargs=-1, metavar="[OUTPUT]...", shell_complete=complete_output)
@pass_session
def publish(session: Session, outputs: tuple[str, ...]) -> int:
    """Render the outputs again from what is stored.

    Files that would not change stay as they are.
    """
    from aggregator.running import run_async

    session.start_log()
    config = session.load_config()
    check_names("output", outputs, [output.name for output in config.outputs])
    published = run_async(_publish(session, config, outputs))
    if session.as_json:
        tell_json({"outputs": published})
    else:
        tell_line(summarize_published(published))
    return int(any(each.kept for each in published))


async def _publish(
    session: Session, config: Config, names: tuple[str, ...]
) -> tuple[Published, ...]:
    from aggregator.editions import publish_outputs
    from aggregator.wiring import open_services

    async with open_services(config, session.find_storage(config)) as services:
        return await publish_outputs(services, names or None)


def summarize_published(published: Sequence[Published]) -> str:
    """Return one line on what publishing did, and tell on stderr of what it had to leave."""
    for each in published:
        for flaw in each.kept:
            tell_trouble(f"{each.output}: {flaw.code} {flaw.detail}: the last good file stays")
        for flaw in each.left_out:
            tell_trouble(f"{each.output}: left out: {flaw.code} {flaw.detail}")
    written = sum(len(each.written) for each in published)
    unchanged = sum(len(each.unchanged) for each in published)
    names = ", ".join(each.output for each in published)
    return f"published {names}: {written} files written, {unchanged} unchanged"
