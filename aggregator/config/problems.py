"""Collects what is wrong with a feeds.toml and says each thing for a person to act on."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from pydantic_core import ErrorDetails

from aggregator.config.lines import Path as Location
from aggregator.config.urls import hide_credentials

_MESSAGES = {
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "list_type": "must be a list in brackets",
    "dict_type": "must be a table, {{ … }}",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
}


class Problems:
    """The problems of one file, in the order of its lines."""

    def __init__(self, path: Path, lines: Mapping[Location, int]) -> None:
        self._path = path
        self._lines = lines
        self._found: list[tuple[int, str]] = []

    def add(self, where: Location, label: str, what: str) -> None:
        """Note a problem at a location of the document; `label` names its table."""
        line = self._find_line(where)
        place = f"{self._path}:{line}" if line else f"{self._path}"
        self._found.append((line, f"{place}: {label}{': ' if label else ''}{what}"))

    def add_errors(
        self, errors: Iterable[ErrorDetails], where: Location, label: str, table: type
    ) -> None:
        """Note what pydantic found in the table at a location."""
        for error in errors:
            inside = tuple(part for part in error["loc"] if part != "[key]")
            self.add((*where, *inside), label, explain(error, inside, table))

    def render(self) -> tuple[str, ...]:
        """Return all problems as lines of text."""
        return tuple(dict.fromkeys(text for _, text in sorted(self._found, key=lambda f: f[0])))

    def _find_line(self, where: Location) -> int:
        while where and where not in self._lines:
            where = where[:-1]
        return self._lines.get(where, 0)


def suggest(word: str, known: Iterable[str]) -> str:
    """Return ` (did you mean "…"?)` when a known word is alike, else what is known."""
    known = list(dict.fromkeys(known))
    close = get_close_matches(word.lower(), [name.lower() for name in known], 1, 0.6)
    for name in known:
        if close and name.lower() == close[0]:
            return f' (did you mean "{name}"?)'
    listed = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    return f" (known: {listed})" if known else ""


def explain(error: ErrorDetails, inside: Location, table: type) -> str:
    """Say in plain words what pydantic found wrong with a key."""
    key = ".".join(str(part) for part in inside if isinstance(part, str))
    match error["type"]:
        case "extra_forbidden":
            known = _known_keys(table, inside[:-1])
            return f'unknown key "{inside[-1]}"{suggest(str(inside[-1]), known)}'
        case "missing":
            return f'key "{key}" is missing'
        case "secret":
            return f'"{key}" {error["msg"]}'
        case _:
            what, _, meant = _describe(error).partition(" (did you mean ")
            hint = f" (did you mean {meant}" if meant else _meant(error)
            return f'"{key}" {what}, got {_show(error["input"])}{hint}'


def _describe(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        return str(context["error"])
    if error["type"] in ("literal_error", "enum"):
        return f"must be one of {context['expected']}".replace("'", '"')
    known = _MESSAGES.get(error["type"])
    return known.format(**context) if known else error["msg"]


def _meant(error: ErrorDetails) -> str:
    value, kind = error["input"], error["type"]
    if kind in ("literal_error", "enum") and isinstance(value, str):
        expected = error.get("ctx", {}).get("expected", "")
        words = [word for word in expected.split("'") if word.isalnum() and word != "or"]
        found = suggest(value, words)
        return found if "did you mean" in found else ""
    if kind == "list_type" and isinstance(value, str):
        return f" (did you mean [{_show(value)}]?)"
    if kind in ("int_type", "bool_type") and isinstance(value, str) and value.strip():
        return f" (did you mean {value.strip().lower()}, without quotes?)" * _is_bare(value)
    return ""


def _is_bare(value: str) -> bool:
    return value.strip().isdecimal() or value.strip().lower() in ("true", "false")


def _show(value: object) -> str:
    """Write a value as TOML does, cut to a length that fits a line."""
    if isinstance(value, bool):
        return str(value).lower()
    shown = f'"{hide_credentials(value)}"' if isinstance(value, str) else str(value)
    return shown if len(shown) <= 80 else shown[:79] + "…"


def _known_keys(table: Any, inside: Location) -> list[str]:  # noqa: ANN401 - a type expression
    """Return the keys of a table, or of a table inside it."""
    for part in inside:
        table = get_type_hints(table).get(str(part), dict)
    return list(get_type_hints(table)) if get_origin(table) is None and not get_args(table) else []
