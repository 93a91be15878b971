"""`aggregator run`: the daemon."""

import os

import click

from aggregator.cli.session import Session, Verb, pass_session


@click.command(cls=Verb)
@pass_session
def run(session: Session) -> int:
    """Run the daemon: schedule, fetch, publish, serve.

    SIGTERM and Ctrl-C stop it when what is under way is stored; SIGHUP reads feeds.toml again.
    """
    from aggregator import daemon

    session.start_log(base=1)
    return daemon.run(session.find_config(), session.storage_option, os.environ)
