"""The base of all records, and the type of sanitised HTML."""

from dataclasses import dataclass, field
from typing import NewType, TypeVar, dataclass_transform

SafeHtml = NewType("SafeHtml", str)
"""HTML that passed clean/sanitize.py, the only place that makes it."""

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def record(cls: type[_T]) -> type[_T]:
    """Make a class a frozen, slotted, keyword-only dataclass."""
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)
