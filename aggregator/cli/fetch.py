"""`aggregator fetch`: what is due, or what is named, now."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from aggregator.cli.names import check_names
from aggregator.cli.progress import is_trouble, show_progress
from aggregator.cli.publish import summarize_published
from aggregator.cli.session import Session, Verb, complete_source, pass_session
from aggregator.cli.tell import tell_json, tell_line, tell_table, tell_trouble

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.records import Published, SourceReport

HEADINGS = ("source", "result", "#new", "#revised", "#folded", "#dropped", "#seconds", "detail")


@click.command(cls=Verb)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", shell_complete=complete_source)
@click.option("--all", "every", is_flag=True, help="Every source, due or not.")
@click.option(
    "--force", is_flag=True, help="Ask unconditionally, even sooner than the server allows."
)
@pass_session
def fetch(session: Session, sources: tuple[str, ...], *, every: bool, force: bool) -> int:
    """Fetch what is due, or the named sources now.

    What they bring is cleaned, stored and published, also while a long run goes on and when it
    is interrupted. Safe while the daemon runs: they share
    their work through the storage.
    """
    from aggregator.running import run_async

    session.start_log()
    config = session.load_config()
    check_names("source", sources, [source.name for source in config.sources])
    try:
        reports, published = run_async(_fetch(session, config, sources, every=every, force=force))
    except KeyboardInterrupt:
        tell_trouble("interrupted; what had come by then is stored and published")
        raise
    if session.as_json:
        tell_json({"sources": reports, "outputs": published})
    else:
        _tell(reports, published)
    return int(any(is_trouble(report) for report in reports))


async def _fetch(
    session: Session, config: Config, names: tuple[str, ...], *, every: bool, force: bool
) -> tuple[tuple[SourceReport, ...], tuple[Published, ...]]:
    from aggregator.fetching import Wish, fetch_and_publish
    from aggregator.publish.mark import Mark
    from aggregator.wiring import open_services, public_folder

    wanted = names or (tuple(source.name for source in config.sources) if every else ())
    wish = Wish(names=names or None, every=every, force=force)
    storage = session.find_storage(config)
    mark = Mark(public_folder(config, storage))
    async with open_services(config, storage) as services:
        with show_progress(wanted, quiet=session.as_json or session.verbosity != 0) as note:
            return await fetch_and_publish(services, wish, mark, config, on_report=note)


def _tell(reports: tuple[SourceReport, ...], published: tuple[Published, ...]) -> None:
    order = sorted(reports, key=lambda report: (is_trouble(report), report.source))
    if sys.stdout.isatty():
        tell_table(HEADINGS, [_row(report) for report in order])
    else:
        for report in order:
            tell_line(_line(report))
    failed = sum(map(is_trouble, reports))
    new = sum(report.new for report in reports)
    asked = f"{len(reports)} source{'s' if len(reports) != 1 else ''}"
    told = f"{asked}: {new} new {'entry' if new == 1 else 'entries'}, {failed} failed"
    tell_line(told if reports else "nothing is due; aggregator fetch --all asks every source")
    tell_line(summarize_published(published))


def _line(report: SourceReport) -> str:
    counts = {
        "new": report.new,
        "revised": report.revised,
        "folded": report.duplicates,
        "dropped": report.dropped,
    }
    told = [f"{count} {name}" for name, count in counts.items() if count]
    told = told if report.result == "new" and told else [str(report.result)]
    detail = _detail(report)
    return f"{report.source}: {', '.join(told)}{': ' if detail else ''}{detail}"


def _row(report: SourceReport) -> tuple[str, ...]:
    counts = (report.new, report.revised, report.duplicates, report.dropped)
    seconds = f"{report.seconds:.1f}"
    return (report.source, report.result, *map(str, counts), seconds, _detail(report))


def _detail(report: SourceReport) -> str:
    return "; ".join(filter(None, (report.detail, _tell_pages(report))))


def _tell_pages(report: SourceReport) -> str:
    if not report.pages_failed:
        return ""
    # Not all were asked for: of a dead host, or of very many entries, some are put off.
    told = f"{report.pages_failed} pages missing, {report.pages} asked for"
    return f"{told}: {report.pages_trouble}"
