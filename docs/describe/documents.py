"""json.md: what `--json` gives for each command; records are those of the code."""

import ast
import inspect
import textwrap
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NewType, get_args, get_origin, get_type_hints

from aggregator.cli.main import COMMANDS
from aggregator.fetch.discover import FoundFeed
from aggregator.records import (
    Defect,
    FeedInfo,
    Published,
    RawEntry,
    SourceReport,
    StoredEntry,
)
from describe import require_same

TEXT, NUMBER, TRUTH, TIME = "text", "number", "true or false", "time"
OR_NULL = " or null"

SOURCE_STATUS = {
    "name": TEXT, "title": TEXT, "url": TEXT, "home": TEXT + OR_NULL, "tags": [TEXT],
    "health": "new, ok, limited, failing or gone",
    "entries": NUMBER, "unique": NUMBER, "duplicates": NUMBER, "dropped": NUMBER,
    "latest": TIME + OR_NULL, "arrivals": [NUMBER],
    "last_poll_at?": TIME + OR_NULL, "last_success_at?": TIME + OR_NULL,
    "next_poll_at?": TIME + OR_NULL, "next_poll_reason?": TEXT, "failures?": NUMBER,
    "error?": TEXT + OR_NULL, "notice?": TEXT + OR_NULL, "defects?": [Defect],
}  # fmt: skip
PAGE = {
    "url": TEXT, "title": TEXT, "text": TEXT, "html": TEXT, "method": TEXT, "quality": NUMBER,
    "base": TEXT, "author": TEXT + OR_NULL, "published": TIME + OR_NULL,
    "language": TEXT + OR_NULL, "image": TEXT + OR_NULL, "canonical_url": TEXT + OR_NULL,
    "dropped": "list of {code, detail}",
}  # fmt: skip

SHAPES: dict[str, Any] = {
    "fetch": {"sources": [SourceReport], "outputs": [Published]},
    "run": {"pid": NUMBER, "listen": TEXT, "base_url": TEXT, "feeds": [TEXT]},
    "demo": {"sources": [SourceReport], "entries": [StoredEntry], "serving": TEXT + OR_NULL},
    "add": {
        "feed": {"url": TEXT, "title": TEXT, "how": TEXT},
        "others": [FoundFeed],
        "entries": [{"title": TEXT, "link": TEXT + OR_NULL, "published": TIME + OR_NULL}],
        "name?": TEXT,
    },
    "remove": {"removed": TEXT, "config": TEXT},
    "sources": {
        "sources": [
            {
                "name": TEXT, "url": TEXT, "title": TEXT + OR_NULL, "tags": [TEXT],
                "full_text": "auto, always or never", "interval": "seconds", "outputs": [TEXT],
            }
        ]
    },
    "status": {
        "sources": [SOURCE_STATUS],
        "outputs": [
            {"name": TEXT, "title": TEXT, "urls": "format: address", "sizes": "format: bytes"}
        ],
        "totals": "name: number",
        "storage": {"bytes": NUMBER},
        "arrivals_since": "the first day of arrivals",
    },
    "check": {
        "ok": TRUTH,
        "config?": TEXT,
        "problems": [TEXT],
        "sources?": [
            {
                "source": TEXT, "error?": TEXT, "format?": TEXT, "entries?": NUMBER,
                "defects?": NUMBER, "moved_to?": TEXT + OR_NULL,
            }
        ],
        "filters?": [
            {
                "of": TEXT, "key": "keep or drop", "filter": TEXT, "holds": NUMBER,
                "entries": NUMBER, "example": TEXT + OR_NULL,
            }
        ],
    },
    "plan": {
        "polls": [{"source": TEXT, "at": TIME + OR_NULL, "why": TEXT}],
        "hosts": [{"host": TEXT, "sources": NUMBER, "polls_a_day": NUMBER}],
    },
    "preview": {
        "source": TEXT,
        "site_rules": TRUTH,
        **PAGE,
        "learned": {"pages": NUMBER, "repeated": NUMBER},
        "pieces?": [{"text": TEXT, "why": TEXT}],
        "single_page": TEXT + OR_NULL,
        "next_page": TEXT + OR_NULL,
    },
    "explain": {
        "entry": StoredEntry,
        "published_as": TEXT,
        "outputs": [
            {"output": TEXT, "carries": TRUTH, "named_by": TEXT + OR_NULL, "reason": TEXT + OR_NULL}
        ],
    },
    "publish": {"outputs": [Published]},
    "reprocess": {
        "entries": NUMBER,
        "changed": [
            {
                "id": TEXT, "source": TEXT, "title": TEXT, "fate": [TEXT], "title_before?": TEXT,
                "diff?": [TEXT], "fields?": [TEXT],
            }
        ],
        "failed": [TEXT],
        "stored": TRUTH,
        "outputs": [Published],
    },
    "extract": PAGE,
    "parse": {
        "feeds": [
            {
                "file": TEXT, "error?": TEXT, "format?": TEXT, "feed?": FeedInfo,
                "entries?": [RawEntry], "defects?": [Defect],
            }
        ]
    },
    "import": {"added": [TEXT], "known": NUMBER, "refused": [TEXT], "config": TEXT},
    "export": {"sources": [{"url": TEXT, "title": TEXT, "tags": [TEXT]}]},
    "prune": {"entries": NUMBER, "documents": NUMBER, "sites": NUMBER},
    "backup": {"file": TEXT, "bytes": NUMBER},
    "restore": {"file": TEXT, "database": TEXT},
    "migrate": {"schema": TEXT},
    "service": {"action": TEXT, "done": [TEXT], "units": [TEXT], "status": NUMBER},
    "completion": {"shell": TEXT, "script": TEXT},
}  # fmt: skip
"""By command; a key that ends in `?` is there only when it says something."""

NOTES = {
    "run": "Once it serves; it goes on. Its events are JSON with `--log-format json`.",
    "demo": "Once it serves; it goes on.",
    "export": "Of `export opml`. `export entries` prints an entry a line, as `entry` of `explain`.",
    "check": "With `--rules`: `ok`, `pages` (the folder), and `files`, each with its `file`, "
    "`problems` and `tests`.",
    "import": "Of OPML. Of entries: `added`, `known` and `problems`.",
    "preview": "`learned` is null for a source that learns nothing. `single_page` is where a rule "
    "says that the article is whole, `next_page` where it goes on: a poll reads them too.",
    "extract": "With `--jsonl` an object a line, of the first six keys.",
}


def describe_documents(note: str) -> str:
    """Return json.md."""
    require_same("commands", set(SHAPES), {command.name or "" for command in COMMANDS})
    parts = [
        "# JSON",
        "",
        note,
        "What commands print with `--json`: one document on stdout, whatever the exit status. "
        "Times are RFC 3339 in UTC, durations seconds. A key with `?` is there only when it says "
        "something. When a page or a document cannot be had, `error` says why, or `reason` "
        '(`add`); when a command cannot be carried out, `{"error": text}` is all. Keys may be '
        "added in later versions; those that are here keep their meaning.",
        "",
    ]
    for command in COMMANDS:
        name = command.name or ""
        parts += [f"## {name}", ""]
        if name in NOTES:
            parts += [NOTES[name], ""]
        parts += ["```text", *_draw(SHAPES[name]), "```", ""]
    parts += ["## Records", ""]
    for record in list_records():
        parts += _describe_record(record)
    return "\n".join(parts)


def list_records() -> list[type]:
    """Return the records that documents hold, and those in them, each once."""
    found: dict[type, None] = {}
    waiting = list(_find_records(SHAPES))
    for record in waiting:  # grows while it is read
        if record not in found:
            found[record] = None
            waiting += [kind for hint in get_type_hints(record).values() for kind in _named(hint)]
    return list(found)


def _find_records(shape: object) -> list[type]:
    if isinstance(shape, type):
        return [shape]
    inner = shape.values() if isinstance(shape, dict) else shape if isinstance(shape, list) else ()
    return [record for each in inner for record in _find_records(each)]


def _named(hint: object) -> list[type]:
    if isinstance(hint, type) and is_dataclass(hint):
        return [hint]
    return [kind for each in get_args(hint) for kind in _named(each)]


def _draw(shape: object, indent: str = "") -> list[str]:
    """Return the lines that show a shape."""
    if isinstance(shape, list):
        first, *rest = _draw(shape[0], indent)
        lines = [f"[{first}", *rest]
        return [*lines[:-1], f"{lines[-1]} …]"]
    if not isinstance(shape, dict):
        return [shape.__name__ if isinstance(shape, type) else str(shape)]
    if all(isinstance(value, str) for value in shape.values()) and len(shape) < 4:
        return ["{" + ", ".join(f'"{key}": {value}' for key, value in shape.items()) + "}"]
    lines = ["{"]
    for key, value in shape.items():
        first, *rest = _draw(value, f"{indent}  ")
        lines += [f'{indent}  "{key}": {first}', *rest]
    return [*lines, f"{indent}}}"]


def _describe_record(record: type) -> list[str]:
    told, hints = _read_docstrings(record), get_type_hints(record)
    rows = [
        f"| `{field.name}` | {_kind(hints[field.name])} | {told.get(field.name, '')} |"
        for field in fields(record)
    ]
    head = " ".join((record.__doc__ or "").split("\n\n")[0].split())
    table = ["| key | kind | meaning |", "|---|---|---|", *rows]
    return [f"### {record.__name__}", "", head, "", *table, ""]


def _read_docstrings(record: type) -> dict[str, str]:
    """Return what stands under each field of a record."""
    body = ast.parse(textwrap.dedent(inspect.getsource(record))).body[0]
    found = {}
    for field, below in zip(body.body, body.body[1:], strict=False):  # type: ignore[attr-defined]
        is_told = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
        if isinstance(field, ast.AnnAssign) and is_told:
            found[field.target.id] = " ".join(str(below.value.value).split())  # type: ignore
    return found


def _kind(hint: Any) -> str:  # noqa: ANN401 - any annotation
    plain = {str: TEXT, int: NUMBER, float: NUMBER, bool: TRUTH, datetime: TIME}
    plain |= {timedelta: "seconds", type(None): "null"}
    if isinstance(hint, NewType):
        return _kind(hint.__supertype__)
    if hint in plain:
        return plain[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return " or ".join(f"`{each.value}`" for each in hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    if get_origin(hint) is tuple:
        return f"list: {_kind(get_args(hint)[0])}"
    return " or ".join(_kind(each) for each in get_args(hint)) or "table"
