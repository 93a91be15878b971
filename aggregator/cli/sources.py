"""`aggregator sources`: what is configured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aggregator.cli.session import Session, Verb, pass_session
from aggregator.cli.tell import tell_json, tell_table

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.records import Source


@click.command(cls=Verb)
@pass_session
def sources(session: Session) -> None:
    """List the sources, and the outputs that carry them."""
    config = session.load_config()
    from aggregator.editions import select_sources

    outputs: dict[str, list[str]] = {source.name: [] for source in config.sources}
    for output in config.outputs:
        for source in select_sources(output, config.sources):
            outputs[source.name].append(output.name)
    if session.as_json:
        tell_json({"sources": [_describe(each, outputs) for each in config.sources]})
        return
    tell_table(("source", "tags", "outputs", "address"), _rows(config, outputs))


def _rows(config: Config, outputs: dict[str, list[str]]) -> list[tuple[str, ...]]:
    from aggregator.publish.render.addresses import hide_secrets

    return [
        (each.name, " ".join(each.tags), " ".join(outputs[each.name]), hide_secrets(each.url))
        for each in config.sources
    ]


def _describe(source: Source, outputs: dict[str, list[str]]) -> dict[str, object]:
    from aggregator.publish.render.addresses import hide_secrets

    return {
        "name": source.name,
        "url": hide_secrets(source.url),
        "title": source.title,
        "tags": source.tags,
        "full_text": source.full_text,
        "interval": source.interval,
        "outputs": outputs[source.name],
    }
