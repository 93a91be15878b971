"""Names for sources that have none: the host, and a number where that is taken."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from aggregator.config.urls import name_by_host

MOST_LISTED = 12


def tell_unknown(kind: str, name: str, known: Sequence[str]) -> str:
    """Say that nothing has this name, and what was perhaps meant, or what there is."""
    folded = {each.casefold(): each for each in known}
    if close := get_close_matches(name.casefold(), folded, 1):
        return f'no {kind} named "{name}"; did you mean "{folded[close[0]]}"?'
    listed = ", ".join(known[:MOST_LISTED]) + (" …" if len(known) > MOST_LISTED else "")
    return f'no {kind} named "{name}"; there are: {listed or "none"}'


def list_tables(document: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """Return an array of tables, with an empty table for whatever is not one."""
    found = document.get(key, [])
    if not isinstance(found, list):
        return []
    return [table if isinstance(table, dict) else {} for table in found]


def name_sources(sources: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the name of each table: its own, else one made from the host of its address."""
    taken = {name.casefold() for table in sources if isinstance(name := table.get("name"), str)}
    return [_name(table, taken) for table in sources]


def _name(table: Mapping[str, Any], taken: set[str]) -> str:
    name, url = table.get("name"), table.get("url")
    if isinstance(name, str):
        return name
    stem = _read_host(url) or "source"
    candidate, number = stem, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{stem}-{number}"
    taken.add(candidate.casefold())
    return candidate


def _read_host(url: object) -> str:
    try:
        return name_by_host(url) if isinstance(url, str) else ""
    except ValueError:  # an address that is no address is told as a problem of its own
        return ""
