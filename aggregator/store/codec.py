"""Records to JSON and back, derived from their fields: there is no list to keep in step.

A field that holds its default is left out, so records may grow new fields with
defaults while old rows stay readable. Refuses types that no record has.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

Convert = Callable[[Any], Any]

_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime) -> int:
    """Return microseconds since 1970, exactly."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(count: int) -> datetime:
    """Return the moment so many microseconds after 1970, in UTC."""
    return _EPOCH + timedelta(microseconds=count)


def dump(record: object, without: frozenset[str] = frozenset()) -> str:
    """Write a record as JSON, less the named fields."""
    table = _encode_record(record)
    kept = {name: value for name, value in table.items() if name not in without}
    return _WRITER.encode(kept)


def load(kind: Callable[..., T], text: str, **others: object) -> T:
    """Read a record; `others` are the fields that are kept elsewhere, as they are."""
    return kind(**_decode_fields(kind, json.loads(text)) | others)


@dataclass(frozen=True, slots=True)
class _Way:
    """How values of a type go into JSON and come out of it."""

    encode: Convert
    decode: Convert


@dataclass(frozen=True, slots=True)
class _Slot:
    default: object
    way: _Way


def _same(value: object) -> object:
    return value


_LEAVES: Mapping[object, _Way] = {
    str: _Way(_same, _same),
    int: _Way(_same, _same),
    float: _Way(_same, _same),
    bool: _Way(_same, _same),
    # Each byte a character: what is compressed afterwards is best not coded.
    bytes: _Way(
        lambda value: value.decode("latin-1"),
        lambda value: value.encode("latin-1"),
    ),
    datetime: _Way(micros, moment),
    timedelta: _Way(
        lambda value: value // _MICROSECOND, lambda value: timedelta(microseconds=value)
    ),
}


@cache
def _slots(kind: Callable[..., object]) -> Mapping[str, _Slot]:
    if not (isinstance(kind, type) and is_dataclass(kind)):
        raise TypeError(f"{kind!r} is not a record")
    hints = get_type_hints(kind)
    return {each.name: _Slot(each.default, _find_way(hints[each.name])) for each in fields(kind)}


def _encode_record(record: object) -> dict[str, object]:
    kind: Callable[..., object] = type(record)
    table = {}
    for name, slot in _slots(kind).items():
        value = getattr(record, name)
        if slot.default is MISSING or value != slot.default:
            table[name] = slot.way.encode(value)
    return table


def _decode_fields(kind: Callable[..., object], table: Mapping[str, object]) -> dict[str, object]:
    slots = _slots(kind)
    return {name: slots[name].way.decode(it) for name, it in table.items() if name in slots}


def _find_way(hint: object) -> _Way:
    """Return the way of a field's type, which may be a NewType, a tuple or optional."""
    hint = getattr(hint, "__supertype__", hint)
    if hint in _LEAVES:
        return _LEAVES[hint]
    arguments = get_args(hint)
    if get_origin(hint) is tuple and arguments[1:] == (Ellipsis,):
        return _many(_find_way(arguments[0]))
    if get_origin(hint) in (Union, UnionType) and arguments[1:] == (NoneType,):
        return _maybe(_find_way(arguments[0]))
    if isinstance(hint, type):
        return _of_class(hint)
    raise TypeError(f"no record holds a {hint!r}")


def _of_class(kind: type) -> _Way:
    if issubclass(kind, Enum):
        return _Way(lambda value: value.value, kind)
    if is_dataclass(kind):
        return _Way(_encode_record, lambda table: kind(**_decode_fields(kind, table)))
    raise TypeError(f"no record holds a {kind!r}")


def _many(item: _Way) -> _Way:
    if item.encode is _same:  # hundreds of numbers in each sketch
        return _Way(list, tuple)
    return _Way(
        lambda values: [item.encode(value) for value in values],
        lambda values: tuple(item.decode(value) for value in values),
    )


def _maybe(inner: _Way) -> _Way:
    return _Way(
        lambda value: None if value is None else inner.encode(value),
        lambda value: None if value is None else inner.decode(value),
    )
