"""`aggregator demo`: the whole way of an entry, without a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.session import Session, Verb, pass_session
from aggregator.cli.tell import tell_json

if TYPE_CHECKING:
    from aggregator.demo import Shown


@click.command(cls=Verb)
@pass_session
def demo(session: Session) -> int:
    """Show the whole way on sample sites, offline.

    Serves packaged sites on this machine, aggregates them, and serves the result.
    """
    from aggregator.demo import run

    session.start_log()
    storage = Path(session.storage_option) if session.storage_option else None
    return run(storage=storage, show=_tell if session.as_json else None)


def _tell(shown: Shown) -> None:
    settings = shown.config.settings
    told = {"sources": shown.reports, "entries": shown.entries}
    tell_json({**told, "serving": settings.base_url if shown.is_served else None})
