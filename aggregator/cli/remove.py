"""`aggregator remove`: take a source out of feeds.toml."""

import os

import click

from aggregator.cli.session import Session, Verb, complete_source, pass_session
from aggregator.cli.tell import tell_json, tell_line


@click.command(cls=Verb)
@click.argument("name", metavar="SOURCE", shell_complete=complete_source)
@pass_session
def remove(session: Session, name: str) -> None:
    """Take a source out of feeds.toml; everything else in it stays.

    What was stored of it stays too, and is published no more.
    """
    from aggregator.config.edit import remove_source, rewrite
    from aggregator.config.load import read_text

    path = session.find_config()
    read_text(path)  # what is not there, or may not be read, is told so of
    rewrite(path, lambda text: remove_source(text, name), os.environ)
    if session.as_json:
        tell_json({"removed": name, "config": str(path)})
        return
    tell_line(f"removed {name} from {path}")
