"""Writes docs/reference from the code: keys, commands, documents, addresses, metrics, events.

    python docs/generate.py            # after a key or an option changed
    python docs/generate.py --check    # exits 1 when the reference lags behind

Prose that explains lives in the code too: descriptions of keys, help of commands. What the code
has no words for is in docs/describe.
"""

import dataclasses
import sys
from collections.abc import Iterator
from datetime import timedelta
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Annotated, Required, get_args, get_origin, get_type_hints

import click
import tomlkit
from pydantic.fields import FieldInfo

from aggregator.cli.main import aggregator
from aggregator.config import schema, values
from aggregator.config.durations import format_duration
from aggregator.filters import FUNCTIONS, VARIABLES
from aggregator.records import EntrySelectors, Output, Settings, Source, Tracking
from describe.documents import describe_documents
from describe.events import describe_log
from describe.metrics import describe_metrics
from describe.web import describe_http

REFERENCE = Path(__file__).parent / "reference"
NOTE = "<!-- Made by docs/generate.py of the code: edit that. -->\n"

TABLES = (
    ("`[aggregator]`", schema.AggregatorTable, Settings),
    ("`[[source]]` and `[defaults]`", schema.SourceTable, Source),
    ("`entries` of a source", schema.EntriesTable, EntrySelectors),
    ("`tracking` of a source", schema.TrackingTable, Tracking),
    ("`[[output]]`", schema.OutputTable, Output),
)
RENAMED = {(Settings, "keep"): "retention"}
KINDS = {
    "name": values.SourceName,
    "name of a file": values.OutputName,
    "duration": values.Duration,
    'duration or `""`': values.OptionalDuration,
    "CSS selector": values.Selector,
    "CEL expression": values.Expression,
    "address": values.SourceUrl,
    "web address": values.BaseUrl,
    '`"self"`, web address or `""`': values.Hub,
    "web or mail address": values.Contact,
    "place": values.Listen,
    "folder": values.Folder,
    "file": values.File,
    "secret": values.Auth,
    "secret address": values.Proxy,
    "name of a parameter": values.Parameter,
    "text": values.Text,
    "number": values.Count,
    "number or 0": values.CountOrZero,
}
INTRODUCTION = (
    "Every key that feeds.toml may have. Durations are `30s`, `10m`, `2h`, `7d`, `2w`, or a sum"
    " such as `1h30m`. A secret is best written as `env:NAME` (an environment variable) or"
    " `file:PATH` (a file, looked up in `$CREDENTIALS_DIRECTORY`, then beside feeds.toml)."
)
STATUSES = {
    0: "All is well.",
    1: "Some source failed, or what was asked for could not be had; what could be done is done.",
    2: "The command or the configuration is wrong: nothing was done.",
    130: "Ctrl-C ended it; `run` and `demo` end with 0.",
}
FILTERS = {
    "title": "text; the title",
    "link": 'text; the address of the entry, `""` when it has none',
    "author": "text; the names of its authors, with commas between",
    "tags": "list of text; the categories that the feed gives it",
    "text": "text; the words of the content, or of the summary when there is no content",
    "lang": 'text; the language, such as `en` or `pt-BR`, `""` when unknown',
    "words": "number; how many words the text has",
    "published": "time; when it was published, or updated, or now when the feed does not say",
    "age": "duration; the time since then",
    "source": "text; the name of its source",
    "enclosures": "list of `{url, type, title, length, duration}`; its files",
}


def describe_config() -> str:
    """Return config.md."""
    parts = [
        "# feeds.toml\n",
        NOTE,
        f"{INTRODUCTION}\n",
    ]
    for title, table, record in TABLES:
        parts += [f"## {title}\n", _describe_table(table, record)]
        if table is schema.SourceTable:
            apart = " ".join(f"`{key}`" for key in _apart())
            parts.append(
                f"\n`[defaults]` may hold any of these but {apart}; a source's own key wins.\n"
            )
    parts.append(_describe_filters())
    return "\n".join(parts)


def _apart() -> list[str]:
    return [
        key
        for key in get_type_hints(schema.SourceTable)
        if key not in get_type_hints(schema.DefaultsTable)
    ]


def _describe_table(table: type, record: type) -> str:
    rows = ["| key | kind | default | meaning |", "|---|---|---|---|"]
    rows += [
        f"| `{key}` | {kind} | {default} | {_cell(meaning)} |"
        for key, kind, default, meaning in _list_keys(table, record)
    ]
    return "\n".join(rows) + "\n"


def _list_keys(table: type, record: type) -> Iterator[tuple[str, str, str, str]]:
    """Yield (key, kind, default, meaning)."""
    defaults = {field.name: field for field in dataclasses.fields(record)}
    hints = get_type_hints(table, include_extras=True)
    own = {key: _unwrap(annotation) for key, annotation in hints.items()}
    first = _apart() if table is schema.SourceTable else []
    for key in dict.fromkeys([*first, *own]):
        default = _default(defaults[RENAMED.get((record, key), key)])
        default = "required" if key in table.__required_keys__ else default
        meaning = next(m.description for m in own[key].__metadata__ if _has_description(m))
        yield key, _kind(own[key]), default, meaning


def _unwrap(annotation: object) -> object:
    return get_args(annotation)[0] if get_origin(annotation) is Required else annotation


def _has_description(metadata: object) -> bool:
    return isinstance(metadata, FieldInfo) and bool(metadata.description)


def _kind(annotation: object) -> str:
    for name, kind in KINDS.items():
        extra = getattr(annotation, "__metadata__", ())
        same = get_args(annotation)[:1] == get_args(kind)[:1] or annotation == kind
        if same and extra[: len(kind.__metadata__)] == kind.__metadata__:
            return name
    bare = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    if get_origin(bare) is list:
        return f"list: {_kind(get_args(bare)[0])}"
    if get_origin(bare) is dict:
        return "table: header = secret"
    if isinstance(bare, type) and issubclass(bare, Enum):
        return " or ".join(f"`{each.value}`" for each in bare)
    if bare is bool:
        return "`true` or `false`"
    return " or ".join(f"`{each}`" for each in get_args(bare)) or "table"


def _default(field: dataclasses.Field[object]) -> str:
    default = field.default
    if default in (dataclasses.MISSING, None, (), Tracking()):
        return ""
    if isinstance(default, timedelta):
        default = format_duration(default)
    return f"`{tomlkit.item(list(default) if isinstance(default, tuple) else default).as_string()}`"


def _describe_filters() -> str:
    if set(FILTERS) != set(VARIABLES):
        raise SystemExit(f"describe these names of filters: {set(FILTERS) ^ set(VARIABLES)}")
    rows = "\n".join(f"| `{name}` | {meaning} |" for name, meaning in FILTERS.items())
    functions = ", ".join(f"`{name}`" for name in sorted(FUNCTIONS))
    return (
        "## Filters: `keep` and `drop`\n\n"
        "Expressions of the [Common Expression Language](https://cel.dev), such as\n"
        "`title.matches('(?i)sponsored') || words < 40`. An entry is kept when any expression of"
        " `keep`\nholds, or there is none, and none of `drop` holds. An expression that cannot be"
        " told of an\nentry keeps it. `aggregator check --filters` shows what each would do.\n\n"
        f"| name | what it is |\n|---|---|\n{rows}\n\nFunctions: {functions}.\n"
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def describe_commands() -> str:
    """Return commands.md."""
    parts = ["# Commands\n", NOTE, f"{_help(aggregator)}\n", "## Options of every command\n"]
    parts.append("They may stand before the command or after it.\n")
    parts.append(_describe_options(aggregator))
    for name, command in aggregator.commands.items():
        parts += [f"\n## aggregator {name}\n", f"    {_usage(command)}\n", f"{_help(command)}\n"]
        parts.append(_describe_options(command))
    parts += ["\n## Exit status\n", "| status | when |\n|---|---|"]
    parts += [f"| {status} | {meaning} |" for status, meaning in STATUSES.items()]
    return "\n".join(part for part in [*parts, "\n"] if part)


def _help(command: click.Command) -> str:
    paragraphs = (command.help or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _usage(command: click.Command) -> str:
    context = click.Context(command, info_name=f"aggregator {command.name}")
    return " ".join(command.get_usage(context).removeprefix("Usage: ").split())


def _options(command: click.Command) -> list[tuple[str, str]]:
    context = click.Context(command, info_name=command.name)
    records = (option.get_help_record(context) for option in command.get_params(context))
    return [(names, text) for names, text in filter(None, records) if text and names != "--help"]


def _describe_options(command: click.Command) -> str:
    rows = [f"| `{_cell(names)}` | {_cell(text)} |" for names, text in _options(command)]
    if not rows:
        return ""
    return "\n".join(["| option | meaning |", "|---|---|", *rows, ""])


def describe_manual() -> str:
    """Return aggregator.1, the manual page (man-pages(7))."""
    lines = ['.TH AGGREGATOR 1 "" aggregator "User Commands"', ".SH NAME"]
    lines += ["aggregator \\- many feeds in, one clean feed out", ".SH SYNOPSIS"]
    lines += [".B aggregator", "[OPTIONS] COMMAND [ARGS]...", ".SH DESCRIPTION"]
    lines += [_roff(_help(aggregator)), ".SH OPTIONS", *_roff_options(aggregator), ".SH COMMANDS"]
    for command in aggregator.commands.values():
        lines += [f".SS {_roff(_usage(command))}", _roff(_help(command))]
        lines += _roff_options(command)
    lines += [".SH FILES", ".TP", ".I feeds.toml", "Sources and outputs; its keys are described in"]
    lines += [".BR feeds.toml (5).", ".SH EXIT STATUS"]
    lines += [f".TP\n.B {status}\n{_roff(meaning)}" for status, meaning in STATUSES.items()]
    return "\n".join([*lines, ""])


def describe_config_manual() -> str:
    """Return feeds.toml.5, the manual page of the configuration."""
    lines = ['.TH FEEDS.TOML 5 "" aggregator "File Formats"', ".SH NAME"]
    lines += ["feeds.toml \\- what aggregator follows and publishes"]
    lines += [".SH DESCRIPTION", _roff(_bare(INTRODUCTION))]
    for title, table, record in TABLES:
        lines.append(f".SH {_roff(_bare(title))}")
        for key, kind, default, meaning in _list_keys(table, record):
            told = _bare(f"{kind}; {default}" if default else kind)
            lines += [".TP", f"\\fB{_roff(key)}\\fR ({_roff(told)})", _roff(_bare(meaning))]
    lines += [".SH FILTERS", "An entry is kept when any expression of keep holds, or there is"]
    lines += ["none, and none of drop holds. Expressions may name:"]
    for name, meaning in FILTERS.items():
        lines += [".TP", f".B {name}", _roff(_bare(meaning))]
    return "\n".join([*lines, ".SH SEE ALSO", ".BR aggregator (1)", ""])


def _bare(text: str) -> str:
    """Return a text without the marks of Markdown."""
    return text.replace("`", "")


def _roff_options(command: click.Command) -> list[str]:
    return [
        line
        for names, text in _options(command)
        for line in (".TP", f".B {_roff(names)}", _roff(text))
    ]


def _roff(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("\n\n", "\n.PP\n")
    escaped = "".join(each if each.isascii() else f"\\[u{ord(each):04X}]" for each in escaped)
    lines = escaped.split("\n")
    return "\n".join(f"\\&{line}" if line.startswith(("'", ". ")) else line for line in lines)


FILES = {
    "config.md": describe_config,
    "commands.md": describe_commands,
    "aggregator.1": describe_manual,
    "feeds.toml.5": describe_config_manual,
    "json.md": partial(describe_documents, NOTE),
    "http.md": partial(describe_http, NOTE),
    "metrics.md": partial(describe_metrics, NOTE),
    "log.md": partial(describe_log, NOTE),
}


def main() -> None:
    """Write the reference, or check it."""
    stale = []
    for name, describe in FILES.items():
        path, text = REFERENCE / name, describe()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        sys.exit(f"lags behind the code, run docs/generate.py: {', '.join(stale)}")


if __name__ == "__main__":
    main()
