"""Filters: what a user wants kept or dropped, as CEL expressions over a clean entry. Pure.

An expression that fails on an entry keeps it: a mistake may show too much, it never
loses anything. Nothing here can call, import or loop: CEL has no way to, and its
regular expressions run in linear time.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from aggregator.errors import ConfigError
from aggregator.records import CleanEntry, Enclosure, SafeHtml
from aggregator.records.base import record
from aggregator.text import plain_text, words

if TYPE_CHECKING:
    from cel import Program

Value = Callable[[CleanEntry, datetime], object]


def _text(entry: CleanEntry) -> str:
    """Return the text of an entry, one line a block: of its content, else of its summary."""
    return plain_text(entry.content) or entry.summary


def _published(entry: CleanEntry, now: datetime) -> datetime:
    return entry.published or entry.updated or now


def _enclosures(entry: CleanEntry) -> list[dict[str, object]]:
    return [
        {
            "url": enclosure.url,
            "type": enclosure.type or "",
            "title": enclosure.title or "",
            "length": enclosure.length or 0,
            "duration": enclosure.duration or 0,
        }
        for enclosure in entry.enclosures
    ]


VARIABLES: Mapping[str, Value] = {
    "title": lambda entry, now: entry.title,
    "link": lambda entry, now: entry.link or "",
    "author": lambda entry, now: ", ".join(person.name for person in entry.authors),
    "tags": lambda entry, now: list(entry.tags),
    "text": lambda entry, now: _text(entry),
    "lang": lambda entry, now: entry.language or "",
    "words": lambda entry, now: len(words(_text(entry))),
    "published": _published,
    "age": lambda entry, now: now - _published(entry, now),
    "source": lambda entry, now: entry.source,
    "enclosures": lambda entry, now: _enclosures(entry),
}
"""What an expression may name. An unknown author, link or language is "", an unknown date now."""

_STRINGS = ("charAt", "indexOf", "join", "lastIndexOf", "lowerAscii", "replace", "reverse", "split",
    "substring", "trim", "upperAscii")  # fmt: skip
FUNCTIONS = frozenset({
    *_STRINGS, "contains", "endsWith", "matches", "size", "startsWith", "duration", "timestamp",
    "int", "uint", "double", "string", "bool", "bytes", "type", "dyn", "getDate", "getDayOfMonth",
    "getDayOfWeek", "getDayOfYear", "getFullYear", "getHours", "getMilliseconds", "getMinutes",
    "getMonth", "getSeconds",
})  # fmt: skip
"""What an expression may call: CEL's own functions, and its extension for strings."""

_TYPES = ("int", "uint", "double", "string", "bool", "bytes", "list", "map", "null_type", "type")
_BOUND = re.compile(r"\.\s*(?:all|exists|exists_one|filter|map)\s*\(\s*([A-Za-z_]\w*)\s*,")
_LITERAL = r"""[rR]?(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')"""
_QUOTED = re.compile(_LITERAL)
_CHECKED_CALL = re.compile(rf"\b(matches|duration|timestamp)\s*\(\s*({_LITERAL})\s*\)")
_POSITION = re.compile(r"<input>:(\d+):(\d+): (?:Syntax error: )?(.*)")
_EVALUATION_ERRORS = (RuntimeError, TypeError, ValueError, ArithmeticError, LookupError)

_SAMPLE = CleanEntry(
    source="sample",
    identity="sample",
    raw_hash="",
    entry_id=None,
    link="https://example.org/",
    canonical_url=None,
    title="Sample",
    tags=("sample",),
    content=SafeHtml("<p>Sample</p>"),
    fingerprint="",
    enclosures=(Enclosure(url="https://example.org/a.mp3", type="audio/mpeg"),),
)
_SAMPLE_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@record
class Filter:
    """A compiled expression; `matches` tells whether it holds for an entry."""

    expression: str
    program: "Program"
    variables: tuple[str, ...]
    functions: Mapping[str, Callable[..., object]]

    def evaluate(self, entry: CleanEntry, now: datetime) -> object:
        """Return what the expression yields; raises what CEL raises when it cannot be told."""
        from cel import Context

        values = {name: VARIABLES[name](entry, now) for name in self.variables}
        return self.program.execute(Context(variables=values, functions=dict(self.functions)))

    def is_match(self, entry: CleanEntry, now: datetime, *, otherwise: bool) -> bool:
        """Tell whether the expression holds; `otherwise` when that cannot be told."""
        try:
            return self.evaluate(entry, now) is True
        except _EVALUATION_ERRORS:
            return otherwise


@lru_cache(maxsize=2048)
def compile_filter(expression: str) -> Filter:
    """Compile an expression and try it on a sample entry.

    Raises ConfigError that says what is wrong with it, where, and what was perhaps meant.
    """
    # Imported when there is a filter: this library loads a whole command line of its own.
    import cel
    from cel.stdlib import EXTENSIONS

    try:
        program = cel.compile(expression)
    except ValueError as error:
        raise ConfigError(_explain_syntax(expression, str(error))) from error
    names = program.references()
    _check_names(expression, names["variables"], {*VARIABLES, *_TYPES, *_find_bound(expression)})
    _check_names(expression, filter(str.isidentifier, names["functions"]), FUNCTIONS)
    _check_literals(expression)
    compiled = Filter(
        expression=expression,
        program=program,
        variables=tuple(name for name in names["variables"] if name in VARIABLES),
        functions={
            name: EXTENSIONS["strings"][name] for name in names["functions"] if name in _STRINGS
        },
    )
    _try_out(compiled)
    return compiled


def is_kept(
    entry: CleanEntry, keep: Sequence[str], drop: Sequence[str], now: datetime
) -> str | None:
    """Return why the entry is dropped, None when it is kept.

    It is kept when any of `keep` holds, or there is none, and none of `drop` holds.
    """
    for expression in drop:
        if compile_filter(expression).is_match(entry, now, otherwise=False):
            return f"drop {expression}"
    wanted = (
        compile_filter(expression).is_match(entry, now, otherwise=True) for expression in keep
    )
    if keep and not any(wanted):
        return f"keep {' or '.join(keep)}"
    return None


def depends_on_age(expression: str) -> bool:
    """Tell whether an expression can hold, or cease to, by the mere passing of time."""
    return "age" in compile_filter(expression).variables


def _explain_syntax(expression: str, message: str) -> str:
    found = _POSITION.search(message)
    if not found:
        return message.splitlines()[0]
    line, column, what = found.groups()
    what = what.partition(" expecting ")[0].replace("mismatched input '<EOF>'", "ends too early")
    where = f"column {column}" if "\n" not in expression else f"line {line}, column {column}"
    hint = _hint(expression)
    return f"{where}: {what}{hint}"


def _hint(expression: str) -> str:
    """Say what people write who know other languages."""
    bare = _QUOTED.sub("''", expression)
    if re.search(r"\b(and|or|not)\b", bare):
        return " (CEL writes && for and, || for or, ! for not)"
    if re.search(r"[^=!<>]=[^=~]", bare):
        return " (CEL compares with ==)"
    return ""


def _find_bound(expression: str) -> Iterable[str]:
    """Find the names that macros such as tags.exists(t, …) bind."""
    return _BOUND.findall(expression)


def _check_names(expression: str, used: Iterable[str], known: Iterable[str]) -> None:
    known = sorted(known)
    for name in used:
        if name not in known:
            alike = get_close_matches(name, known, 1, 0.6)
            meant = f'did you mean "{alike[0]}"?' if alike else f"known are {', '.join(known)}"
            raise ConfigError(f'{_locate(expression, name)}unknown name "{name}" ({meant})')


def _locate(expression: str, name: str) -> str:
    blanked = _QUOTED.sub(lambda quoted: " " * len(quoted.group()), expression)
    found = re.search(rf"\b{re.escape(name)}\b", blanked)
    return f"column {found.start() + 1}: " if found else ""


def _check_literals(expression: str) -> None:
    """Try each regular expression, duration and timestamp by itself: a run may skip it."""
    from cel import evaluate

    for call in _CHECKED_CALL.finditer(expression):
        name, literal = call.groups()
        try:
            evaluate(f"''.matches({literal})" if name == "matches" else f"{name}({literal})")
        except _EVALUATION_ERRORS as error:
            what = {
                "matches": "not a regular expression",
                "duration": 'not a duration of h, m and s, such as "48h"',
                "timestamp": 'not a time such as "2026-01-31T00:00:00Z"',
            }[name]
            raise ConfigError(f"column {call.start(2) + 1}: {literal} is {what}") from error


def _try_out(compiled: Filter) -> None:
    try:
        result = compiled.evaluate(_SAMPLE, _SAMPLE_TIME + timedelta(days=1))
    except KeyError as error:
        fields = ", ".join(_enclosures(_SAMPLE)[0])
        raise ConfigError(f"unknown field {error} (an enclosure has {fields})") from error
    except TypeError as error:
        raise ConfigError("compares or calls values of types that do not go together") from error
    except _EVALUATION_ERRORS:
        return  # it may hold for entries that have more than the sample
    if not isinstance(result, bool):
        raise ConfigError(f"yields a value ({type(result).__name__}), not true or false")
