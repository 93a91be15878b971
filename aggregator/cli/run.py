"""`aggregator run`: the daemon."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from aggregator.cli.session import Session, Verb, pass_session
from aggregator.cli.tell import tell_json

if TYPE_CHECKING:
    from aggregator.services import Services


@click.command(cls=Verb)
@pass_session
def run(session: Session) -> int:
    """Run the daemon: schedule, fetch, publish, serve.

    SIGTERM and Ctrl-C stop it when what is under way is stored; SIGHUP reads feeds.toml again.
    With --json it tells where it serves, once it does, as a document on stdout.
    """
    from aggregator import daemon

    session.start_log(base=1)
    announce = _tell if session.as_json else None
    return daemon.run(session.find_config(), session.storage_option, os.environ, announce)


def _tell(services: Services) -> None:
    settings = services.settings
    base = settings.base_url.rstrip("/")
    feeds = [f"{base}/feeds/{o.name}.{kind}" for o in services.outputs for kind in o.formats]
    tell_json({"pid": os.getpid(), "listen": settings.listen, "base_url": base, "feeds": feeds})
