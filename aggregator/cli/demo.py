"""`aggregator demo`: the whole way of an entry, without a network."""

from pathlib import Path

import click

from aggregator.cli.session import Session, Verb, pass_session


@click.command(cls=Verb)
@pass_session
def demo(session: Session) -> int:
    """Show the whole way on sample sites, offline.

    Serves packaged sites on this machine, aggregates them, and serves the result.
    """
    from aggregator.demo import run

    session.start_log()
    return run(storage=Path(session.storage_option) if session.storage_option else None)
