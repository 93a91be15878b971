"""`aggregator status`: how each source is."""

from __future__ import annotations

from typing import Any

import click

from aggregator.cli.names import check_names
from aggregator.cli.session import Session, Verb, complete_source, pass_session
from aggregator.cli.tell import tell_json, tell_table

HEADINGS = (
    *("source", "health", "#entries", "#unique", "#folded", "#dropped"),
    *("last success", "next poll", "why, or error"),
)


@click.command(cls=Verb)
@click.argument("names", nargs=-1, metavar="[SOURCE]...", shell_complete=complete_source)
@pass_session
def status(session: Session, names: tuple[str, ...]) -> None:
    """Tell how each source is.

    Last success, next poll and why, failures, entries.
    """
    from aggregator.running import run_async

    session.start_log()
    config = session.load_config()
    check_names("source", names, [source.name for source in config.sources])
    found = run_async(_read(session))
    found["sources"] = [each for each in found["sources"] if not names or each["name"] in names]
    if session.as_json:
        tell_json(found)
        return
    tell_table(HEADINGS, [_row(each) for each in found["sources"]])


async def _read(session: Session) -> dict[str, Any]:
    from aggregator.status import read_status
    from aggregator.wiring import open_services

    config = session.load_config()
    async with open_services(config, session.find_storage(config)) as services:
        return await read_status(services)


def _row(source: dict[str, Any]) -> tuple[str, ...]:
    failures = source.get("failures") or 0
    error = f"{source.get('error')} ({failures} in a row)" if failures else ""
    return (
        source["name"],
        source["health"],
        str(source["entries"]),
        *(_share(source[each], source["entries"]) for each in ("unique", "duplicates", "dropped")),
        _minute(source.get("last_success_at")),
        _minute(source.get("next_poll_at")),
        error or source.get("notice") or source.get("next_poll_reason") or "",
    )


def _share(part: int, whole: int) -> str:
    """Say how much of what a source gives leads a story, is folded, or dropped by a filter."""
    return f"{part / whole:.0%}" if whole else "-"


def _minute(moment: str | None) -> str:
    return moment[:16].replace("T", " ") if moment else "never"
