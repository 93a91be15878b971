"""`aggregator reprocess`: make stored entries again, after rules or a new version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aggregator.cli.names import check_names
from aggregator.cli.publish import summarize_published
from aggregator.cli.session import Session, Verb, complete_source, pass_session
from aggregator.cli.tell import tell_json, tell_line, tell_trouble

if TYPE_CHECKING:
    from typing import Any

    from aggregator.config import Config
    from aggregator.records import Published
    from aggregator.reprocess import Reprocessed


@click.command(cls=Verb)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", shell_complete=complete_source)
@click.option("--diff", is_flag=True, help="Show what would change, and change nothing.")
@pass_session
def reprocess(session: Session, sources: tuple[str, ...], *, diff: bool) -> int:
    """Make stored entries again, after rules or the program changed.

    Extraction, cleaning, filters and folding run again over the documents that are kept
    (keep_raw in feeds.toml); nothing is fetched, and no id changes. What changes is shown,
    then published.
    """
    from aggregator.running import run_async

    session.start_log()
    config = session.load_config()
    check_names("source", sources, [source.name for source in config.sources])
    return run_async(_reprocess(session, config, sources, dry=diff))


async def _reprocess(session: Session, config: Config, names: tuple[str, ...], *, dry: bool) -> int:
    from aggregator.editions import publish_outputs
    from aggregator.reprocess import reprocess_sources
    from aggregator.wiring import open_services

    async with open_services(config, session.find_storage(config)) as services:
        chosen = [each for each in services.sources if not names or each.name in names]
        done = await reprocess_sources(services, chosen, dry=dry)
        differences = _find_differences(done)
        if not session.as_json:
            _tell(done, differences, dry=dry)
        published: tuple[Published, ...] = () if dry else await publish_outputs(services)
    if session.as_json:
        facts = {"entries": done.entries, "changed": differences, "failed": done.failed}
        tell_json({**facts, "stored": not dry, "outputs": published})
    elif not dry:
        tell_line(summarize_published(published))
    return int(bool(done.failed))


def _find_differences(done: Reprocessed) -> list[dict[str, Any]]:
    from aggregator.cli.compare import compare, is_seen

    return [told for told in map(compare, done.changed) if is_seen(told)]


def _tell(done: Reprocessed, differences: list[dict[str, Any]], *, dry: bool) -> None:
    from aggregator.cli.compare import tell_lines

    for told in differences:
        for line in tell_lines(told):
            tell_line(line)
    for reason in done.failed:
        tell_trouble(f"{reason}: it stays as it is")
    verb = "would change" if dry else "changed"
    tell_line(f"{done.entries} entries made again: {len(differences)} {verb}")
