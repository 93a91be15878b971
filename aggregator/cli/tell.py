"""How commands tell their results: JSON, tables on a terminal, plain lines otherwise.

The one door to the terminal: what sources and their pages say steers none.
"""

import json
import sys
from collections.abc import Iterable, Sequence

import click

from aggregator.cli.plain import plain
from aggregator.log import spell_steering


def tell_json(value: object) -> None:
    """Print one JSON document."""
    tell_made_json(json.dumps(plain(value), ensure_ascii=False, indent=2))


def tell_json_line(value: object) -> None:
    """Print one JSON document in one line."""
    tell_made_json(json.dumps(plain(value), ensure_ascii=False))


def tell_made_json(text: str) -> None:
    """Print JSON that was made elsewhere, so that it may be shown on a terminal."""
    # A lone surrogate is legal in JSON, and in no encoding.
    click.echo(spell_steering(text).encode("utf-8", "replace"))


def tell_line(text: str = "") -> None:
    """Print a line, or several."""
    click.echo(spell_steering(text))


def tell_document(text: str) -> None:
    """Print what somebody asked for as it is; only a terminal gets it spelt."""
    click.echo(spell_steering(text) if sys.stdout.isatty() else text)


def tell_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows: as a table on a terminal, as lines with tabs between otherwise.

    A heading that begins with `#` is of a column of numbers.
    """
    if not sys.stdout.isatty():
        for row in rows:
            tell_line("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in headings:
        right = heading.startswith("#")
        table.add_column(heading.lstrip("#"), justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(spell_steering(cell)) for cell in row))
    Console().print(table)


def tell_trouble(text: str) -> None:
    """Print a diagnostic on stderr."""
    click.echo(spell_steering(text), err=True)
