"""Records as what JSON knows. Loads nothing: workers answer so, and never print."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from typing import Any


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
