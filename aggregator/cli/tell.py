"""How commands tell their results: JSON, tables on a terminal, plain lines otherwise.

The one door to the terminal: what sources and their pages say steers none.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from typing import Any

import click

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


def tell_fields(value: object) -> dict[str, Any]:
    """Turn a record, or a mapping of such, into what JSON knows."""
    items = value.items() if isinstance(value, Mapping) else _fields(value)
    return {str(key): plain(each) for key, each in items}


def plain(value: object) -> Any:  # noqa: ANN401 - any JSON
    """Turn records, times and tuples into what JSON knows; durations become seconds.

    Anything else becomes its repr; that of a secret hides it.
    """
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return str(value)
        case list() | tuple():
            return [plain(each) for each in value]
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case timedelta():
            return value.total_seconds()
        case _:
            return tell_fields(value) if _has_fields(value) else repr(value)


def _has_fields(value: object) -> bool:
    return isinstance(value, Mapping) or (is_dataclass(value) and not isinstance(value, type))


def _fields(value: Any) -> Iterator[tuple[str, object]]:  # noqa: ANN401 - any record
    return ((field.name, getattr(value, field.name)) for field in fields(value))


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
