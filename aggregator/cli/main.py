"""The command `aggregator`: its global options, its commands, its exit status."""

import click

from aggregator.cli import (
    add,
    check,
    completion,
    demo,
    explain,
    extract,
    fetch,
    moving,
    parse,
    plan,
    preview,
    publish,
    remove,
    reprocess,
    run,
    service,
    sources,
    status,
    storing,
)
from aggregator.cli.endings import open_streams
from aggregator.cli.session import Verb, Verbs

COMMANDS: tuple[Verb, ...] = (
    fetch.fetch,
    run.run,
    demo.demo,
    add.add,
    remove.remove,
    sources.sources,
    status.status,
    check.check,
    plan.plan,
    preview.preview,
    explain.explain,
    publish.publish,
    reprocess.reprocess,
    extract.extract,
    parse.parse,
    moving.import_,
    moving.export,
    storing.prune,
    storing.backup,
    storing.restore,
    storing.migrate,
    service.service,
    completion.completion,
)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="feed-aggregator", prog_name="aggregator")
def aggregator() -> None:
    """Follow many feeds and republish one clean feed.

    Sources and outputs are in feeds.toml. Results go to stdout, diagnostics to stderr; the
    exit status is 0 when all is well, 1 when some source failed, 2 when the command or the
    configuration is wrong.
    """


for _command in COMMANDS:
    aggregator.add_command(_command)


def main() -> None:
    """Run the command line and exit."""
    open_streams()
    aggregator()
