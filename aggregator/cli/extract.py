"""`aggregator extract`: the extractor as a filter, HTML in, article out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from aggregator.cli.session import Session, Verb, pass_session
from aggregator.cli.tell import tell_document, tell_json, tell_made_json, tell_trouble
from aggregator.errors import WorkerDiedError
from aggregator.log import log_crash

if TYPE_CHECKING:
    from aggregator.cli.lessons import Lessons
    from aggregator.protocols import Workers


@click.command(cls=Verb)
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--url", default="", help="The page's address, for its links and its site's rules.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "text", "json"]),
    default="html",
    show_default=True,
    help="What to print of the article.",
)
@click.option(
    "--jsonl",
    is_flag=True,
    help="One object a line in (url, html or path, optional id, and title, summary, content as the "
    "feed gives them), one out (url, title, text, html, method, quality), in order; with --format "
    "text without html. A page that has less than content is no article: error says so.",
)
@click.option(
    "--learn",
    is_flag=True,
    help="With --jsonl: learn the boilerplate of each host from its pages, line by line.",
)
@pass_session
def extract(
    session: Session, file: BinaryIO, url: str, form: str, *, jsonl: bool, learn: bool
) -> int:
    """Print the article of a page, without the boilerplate.

    FILE is a page, or with --jsonl lines of JSON; standard input by default. A page with --url is
    read as a poll reads it: with the rules of the source on its host, its site's rules, and what
    was learned of the site. Lines of JSON are read without: each page as if no other were known.
    """
    from aggregator.running import run_async

    session.start_log()
    if jsonl:
        return run_async(_answer_lines(file, form, learn=learn))
    if learn:
        raise click.UsageError("--learn goes with --jsonl: one page teaches nothing of itself")
    article = run_async(_answer_page(session, file.read(), url))
    if "error" in article:
        tell_trouble(f"{file.name}: {article['error']}")
    if form == "json" or session.as_json:
        tell_json({"url": url} | article)
    elif form in article:
        tell_document(article[form])
    return int("error" in article)


async def _answer_page(session: Session, page: bytes, url: str) -> dict[str, Any]:
    """Extract a page as a poll would, where it is known whose it is."""
    from aggregator.cli.context import find_context
    from aggregator.cli.pages import answer_page
    from aggregator.running import open_workers

    holds: tuple[Any, ...] = ()
    if url:
        # Whoever tries the program on a file needs no feeds.toml.
        _, config = session.begin_config()
        context = await find_context(session, config, url)
        holds = (context.rules(), context.memory)
    workers = open_workers()
    try:
        return await workers.run(answer_page, page, url, *holds)
    except WorkerDiedError as error:
        log_crash(error, None, url)
        return {"error": str(error)}
    finally:
        await workers.close()


async def _answer_lines(file: BinaryIO, form: str, *, learn: bool) -> int:
    """Answer each line; an article that cannot be had is an answer, not a failure."""
    from aggregator.cli.filtering import answer_in_order
    from aggregator.cli.lessons import Lessons
    from aggregator.running import open_workers

    workers = open_workers()
    lessons = Lessons() if learn else None
    try:
        await answer_in_order(
            _lines(file), partial(_answer, workers, lessons, form), tell_made_json
        )
    finally:
        await workers.close()
    return 0


async def _answer(workers: Workers, lessons: Lessons | None, form: str, line: bytes) -> str:
    try:
        if lessons is not None:
            return await _learn(workers, lessons, form, line)
        return await workers.run(_answer_line(), form, line)
    except WorkerDiedError as error:
        from aggregator.cli.pages import answer_death

        return answer_death(line, error)


def _answer_line() -> Callable[..., str]:
    # By name: this process never extracts, and the extractor takes long to load.
    from aggregator.workers import Elsewhere

    return Elsewhere("aggregator.cli.pages", "answer_line")


async def _learn(workers: Workers, lessons: Lessons, form: str, line: bytes) -> str:
    from aggregator.cli.pages import find_host, learn_line

    if host := find_host(line):
        return await lessons.learn(host, partial(workers.run, learn_line, form, line))
    return await workers.run(_answer_line(), form, line)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    return (line for line in iter(file.readline, b"") if line.strip())
