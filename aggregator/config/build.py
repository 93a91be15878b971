"""Builds the records from tables that are right; what they leave out is the records' default."""

from collections.abc import Sequence
from typing import Any

from aggregator.config.naming import name_sources
from aggregator.config.schema import (
    AggregatorTable,
    DefaultsTable,
    OutputTable,
    SourceTable,
)
from aggregator.config.urls import split_credentials
from aggregator.records import EntrySelectors, Output, Settings, Source, Tracking

EVERYWHERE = frozenset({"0.0.0.0", "[::]"})

DEFAULT_OUTPUT = Output(name="all", title="Everything")


def build_settings(table: AggregatorTable) -> Settings:
    """Build the settings; the key `keep` is the retention.

    Without `base_url`, readers are taken to come to where we listen.
    """
    known: dict[str, Any] = {**table}
    if "base_url" not in known and (address := _reach(known.get("listen", ""))):
        known["base_url"] = address
    if "keep" in known:
        known["retention"] = known.pop("keep")
    return Settings(**known)


def _reach(listen: str) -> str | None:
    """Return the address that leads to where we listen, as seen from this machine."""
    host, _, port = listen.rpartition(":")
    if not host or host.startswith("unix"):
        return None
    return f"http://{'localhost' if host in EVERYWHERE else host}:{port}"


def build_sources(tables: Sequence[SourceTable], defaults: DefaultsTable) -> tuple[Source, ...]:
    """Build each source from the defaults and its own table."""
    names = name_sources(tables)
    return tuple(
        _build_source({**defaults, **table, "name": name})
        for table, name in zip(tables, names, strict=True)
    )


def build_outputs(tables: Sequence[OutputTable]) -> tuple[Output, ...]:
    """Build the outputs; with none, one of everything."""
    if not tables:
        return (DEFAULT_OUTPUT,)
    return tuple(Output(**{"title": table["name"], **_freeze({**table})}) for table in tables)


def _build_source(table: dict[str, Any]) -> Source:
    known = _freeze(table)
    known["url"], credentials = split_credentials(known["url"])
    if credentials:
        known.setdefault("auth", credentials)
    if "headers" in known:
        known["headers"] = tuple(known["headers"].items())
    if "entries" in known:
        known["entries"] = EntrySelectors(**known["entries"])
    if "tracking" in known:
        known["tracking"] = Tracking(**_freeze(known["tracking"]))
    return Source(**known)


def _freeze(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in table.items()}
