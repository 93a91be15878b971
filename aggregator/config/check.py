"""Checks the tables of feeds.toml, each by its schema and all against each other."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, get_type_hints

from pydantic import TypeAdapter, ValidationError

from aggregator.config.durations import parse_duration
from aggregator.config.lines import Path as Location
from aggregator.config.naming import list_tables, name_sources
from aggregator.config.problems import Problems, suggest
from aggregator.config.schema import (
    AggregatorTable,
    DefaultsTable,
    FileTable,
    OutputTable,
    SourceTable,
)
from aggregator.config.secrets import Surroundings
from aggregator.config.urls import fold_address, hide_credentials
from aggregator.records import Settings
from aggregator.records.base import record

Document = Mapping[str, Any]
T = TypeVar("T")


@record
class Tables:
    """The tables that are right; wrong ones are missing, and told as problems."""

    aggregator: AggregatorTable
    defaults: DefaultsTable
    sources: tuple[SourceTable, ...]
    outputs: tuple[OutputTable, ...]


def check_tables(document: Document, around: Surroundings, problems: Problems) -> Tables:
    """Check each table by its schema."""
    for key in document:
        if key not in get_type_hints(FileTable):
            known = suggest(key, ["[aggregator]", "[defaults]", "[[source]]", "[[output]]"])
            problems.add((key,), "", f'unknown table or key "{key}"{known}')
    checker = _Checker(document, around, problems)
    return Tables(
        aggregator=checker.check_one("aggregator", AggregatorTable) or {},
        defaults=checker.check_one("defaults", DefaultsTable) or {},
        sources=checker.check_many("source", SourceTable),
        outputs=checker.check_many("output", OutputTable),
    )


def check_across(document: Document, problems: Problems) -> None:
    """Check what no table shows alone: names that are taken, names that nothing has."""
    sources = list_tables(document, "source")
    names = name_sources(sources)
    _check_intervals(document.get("aggregator"), problems)
    _check_unique(sources, "source", "name", problems)
    _check_unique(sources, "source", "url", problems)
    outputs = list_tables(document, "output")
    _check_unique(outputs, "output", "name", problems)
    tags = _list_tags(document, sources)
    for index, output in enumerate(outputs):
        where, label = ("output", index), label_table("output", index, output)
        _check_known(output, "tags", (where, label), tags, problems)
        _check_known(output, "sources", (where, label), names, problems)
        _check_known(output, "exclude", (where, label), names, problems)


def label_table(key: str, index: int, table: Document) -> str:
    """Name a table the way a person would: `source "lwn"`."""
    name = table.get("name") or table.get("url")
    return f'{key} "{hide_credentials(name)}"' if isinstance(name, str) else f"{key} {index + 1}"


class _Checker:
    def __init__(self, document: Document, around: Surroundings, problems: Problems) -> None:
        self._document = document
        self._around = around
        self._problems = problems
        self._adapters: dict[type, TypeAdapter[Any]] = {}

    def check_one(self, key: str, table: type[T]) -> T | None:
        found = self._document.get(key, {})
        if not isinstance(found, dict):
            self._problems.add((key, 0), "", f"write [{key}]: it is one table")
            return None
        return self._check(found, table, (key,), f"[{key}]")

    def check_many(self, key: str, table: type[T]) -> tuple[T, ...]:
        found = self._document.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self._problems.add((key,), "", f"write [[{key}]], with two brackets, once for each")
            return ()
        checked = (
            self._check(one, table, (key, index), label_table(key, index, one))
            for index, one in enumerate(found)
        )
        return tuple(one for one in checked if one is not None)

    def _check(self, found: object, table: type[T], where: Location, label: str) -> T | None:
        if table not in self._adapters:  # made once: it costs as much as a hundred tables
            self._adapters[table] = TypeAdapter(table)
        adapter: TypeAdapter[T] = self._adapters[table]
        try:
            return adapter.validate_python(found, context=self._around)
        except ValidationError as error:
            self._problems.add_errors(error.errors(include_url=False), where, label, table)
            return None


def _check_intervals(settings: object, problems: Problems) -> None:
    found = settings if isinstance(settings, dict) else {}
    low = _read_interval(found.get("min_interval"), Settings().min_interval.total_seconds())
    high = _read_interval(found.get("max_interval"), Settings().max_interval.total_seconds())
    if low > high:
        key = "min_interval" if "min_interval" in found else "max_interval"
        what = '"min_interval" is longer than "max_interval"'
        problems.add(("aggregator", key), "[aggregator]", what)


def _read_interval(value: object, default: float) -> float:
    try:
        return parse_duration(value).total_seconds() if isinstance(value, str) else default
    except ValueError:
        return default


def _check_unique(tables: Sequence[Document], kind: str, key: str, problems: Problems) -> None:
    first: dict[str, int] = {}
    for index, table in enumerate(tables):
        value = table.get(key)
        if not isinstance(value, str):
            continue
        earlier = first.setdefault(_fold(key, value), index)
        if earlier != index:
            which = f"{kind} {earlier + 1}"
            what = f'"{key}" is taken: {which} already has "{hide_credentials(value)}"'
            problems.add((kind, index, key), label_table(kind, index, table), what)


def _fold(key: str, value: str) -> str:
    """Names differ by more than case, since outputs become files."""
    return value.casefold() if key == "name" else fold_address(value)


def _list_tags(document: Document, sources: Sequence[Document]) -> list[str]:
    defaults = document.get("defaults")
    tables = [*sources, defaults if isinstance(defaults, dict) else {}]
    found = [table.get("tags") for table in tables]
    listed = [tag for tags in found if isinstance(tags, list) for tag in tags]
    return list(dict.fromkeys(tag for tag in listed if isinstance(tag, str)))


def _check_known(
    output: Document,
    key: str,
    place: tuple[Location, str],
    known: Sequence[str],
    problems: Problems,
) -> None:
    values = output.get(key)
    kind = "tag" if key == "tags" else "source"
    for index, value in enumerate(values if isinstance(values, list) else []):
        if isinstance(value, str) and value not in known:
            where, label = place
            what = f'"{key}" names no {kind}: "{value}"{suggest(value, known)}'
            problems.add((*where, key, index), label, what)
