"""`aggregator parse`: the parser as a filter, feed documents in, entries out."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aggregator.cli.session import Session, Verb, pass_session
from aggregator.cli.tell import tell_json, tell_line, tell_trouble
from aggregator.errors import WorkerDiedError
from aggregator.log import log_crash

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.protocols import Workers


@click.command(cls=Verb)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--url", default="", help="Where the documents come from, for relative links.")
@click.option("--content-type", default="", help="The Content-Type they came with.")
@pass_session
def parse(session: Session, files: tuple[str, ...], url: str, content_type: str) -> int:
    """Print the entries of feed documents; - is standard input.

    With --json: {"feeds": [{"file", "format", "feed", "entries", "defects"}]}, in the order of
    the files; one that is no feed has "error" instead.
    """
    from aggregator.running import run_async

    session.start_log()
    feeds = run_async(_parse_all(files, url, content_type))
    if session.as_json:
        tell_json({"feeds": feeds})
    else:
        for feed in feeds:
            _tell(feed)
    return int(any("error" in feed for feed in feeds))


async def _parse_all(files: tuple[str, ...], url: str, content_type: str) -> list[dict[str, Any]]:
    from aggregator.cli.filtering import answer_in_order
    from aggregator.clock import SystemClock
    from aggregator.running import open_workers

    feeds: list[dict[str, Any]] = []
    workers = open_workers()
    ask = partial(_parse, workers, url=url, content_type=content_type, now=SystemClock().now())
    try:
        await answer_in_order(iter(files), ask, feeds.append)
    finally:
        await workers.close()
    return feeds


async def _parse(
    workers: Workers, file: str, *, url: str, content_type: str, now: datetime
) -> dict[str, Any]:
    from aggregator.cli.documents import answer_document
    from aggregator.parse.limits import limits_of
    from aggregator.records import Fetched

    address = url or ("file:///dev/stdin" if file == "-" else Path(file).absolute().as_uri())
    try:
        body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        document = Fetched(
            url=address,
            final_url=address,
            status=200,
            content_type=content_type,
            body=body,
            fetched_at=now,
        )
        limits = limits_of(len(body))
        return {"file": file} | await workers.run(answer_document, document, limits=limits)
    except OSError as error:
        return {"file": file, "error": f"cannot be read: {error.strerror}"}
    except WorkerDiedError as error:
        log_crash(error, None, address)
        return {"file": file, "error": str(error)}


def _tell(feed: dict[str, Any]) -> None:
    if "error" in feed:
        tell_trouble(f"{feed['file']}: {feed['error']}")
        return
    title = feed["feed"]["title"] or "(untitled)"
    tell_line(f"{feed['file']}: {title} ({feed['format']}, {len(feed['entries'])} entries)")
    for entry in feed["entries"]:
        date = (entry["published"] or entry["updated"] or "-")[:10]
        tell_line(f"  {date:10}  {entry['title']}  {entry['link'] or ''}")
    for defect in feed["defects"]:
        tell_trouble(f"{feed['file']}: {defect['code']} {defect['detail']}")
