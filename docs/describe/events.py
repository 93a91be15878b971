"""log.md: every event that is logged, found in the source."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import aggregator
from aggregator.records import Result
from describe import require_same

EVENTS = {
    "daemon.started": "It serves and schedules.",
    "daemon.stopped": "It ended as it was told to; what was under way is stored.",
    "config.reloaded": "A changed feeds.toml was taken up.",
    "config.waits_for_restart": "These keys of `[aggregator]` changed; they are as before until a "
    "restart.",
    "config.rejected": "feeds.toml has mistakes; the last good configuration stays.",
    "source.fetched": "A source had something new.",
    "source.unchanged": "A source had nothing new.",
    "source.skipped": "A source was not asked; the reason says why.",
    "source.limited": "A server asked us to stay away for a while (429, 403).",
    "source.gone": "A server asked us not to come back (410).",
    "source.failed": "A source could not be had or read; it is asked again later.",
    "source.offline": "No source could be reached, so that it counts against none of them.",
    "source.crashed": "An error of aggregator itself over a source, with a traceback: report it.",
    "document.crashed": "An error of aggregator itself over a page or an entry, with a traceback: "
    "report it. It costs the page, or the entry's markup, and `explain` says so.",
    "network.lost": "No source could be reached; each is asked again within minutes.",
    "network.found": "A server answered again.",
    "poll.failed": "What a source brought could not be stored.",
    "publish.failed": "No output could be written; it is tried again.",
    "output.kept": "A file of an output was bad when rendered; the last good one stays.",
    "entry.left_out": "An entry could not be rendered, and is in none of its output's files.",
    "store.pruned": "Old entries, documents, and what was learned of sites were forgotten.",
    "job.failed": "A job of the daemon failed, most often at the storage; it is tried again. Told "
    "once for each reason.",
    "publish.put_off": "The end came before all was published; the next start does it.",
    "clock.leapt": "The clock was set, or the machine slept; what is due is caught up with.",
    "site_rules.failed": "A file of site rules could not be read.",
    "site_rules.flawed": "A file of site rules has lines that are not understood.",
}
PATTERNS = {
    "source.%s": [f"source.{each}" for each in (Result.LIMITED, Result.GONE, Result.FAILED)]
}
"""Events whose names hold a word that is known only then."""

NAME = re.compile(r"[a-z_]+\.[a-z_%]+")
LEVELS = ("debug", "info", "warning", "error", "exception", "critical")


@dataclass
class Event:
    """An event as the source logs it."""

    level: str
    fields: list[str]


def find_events() -> dict[str, Event]:
    """Return what the source logs, by name."""
    found: dict[str, Event] = {}
    for path in sorted(Path(aggregator.__file__).parent.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                found |= _find_in(function)
    for pattern, names in PATTERNS.items():
        if event := found.pop(pattern, None):
            found |= dict.fromkeys(names, event)
    return found


def _find_in(function: ast.AST) -> dict[str, Event]:
    return {
        name: Event(node.func.attr, _read_fields(node, function))  # type: ignore[attr-defined]
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and (name := _read_name(node))
    }


def _read_name(call: ast.Call) -> str | None:
    function = call.func
    if not (isinstance(function, ast.Attribute) and function.attr in LEVELS and call.args):
        return None
    first = call.args[0]
    if isinstance(first, ast.Constant) and NAME.fullmatch(str(first.value)):
        return str(first.value)
    return None


def _read_fields(call: ast.Call, function: ast.AST) -> list[str]:
    """Return the names of the event's facts, through the variables that hold them."""
    extra = next((each.value for each in call.keywords if each.arg == "extra"), None)
    if extra is None:
        return []
    named = {node.id for node in ast.walk(extra) if isinstance(node, ast.Name)}
    shown = [extra]
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            shown += [node.value for each in node.targets if getattr(each, "id", "") in named]
    keys = [key for each in shown for node in ast.walk(each) for key in _keys(node)]
    return list(dict.fromkeys(keys))


def _keys(node: ast.AST) -> list[str]:
    if not isinstance(node, ast.Dict):
        return []
    return [str(key.value) for key in node.keys if isinstance(key, ast.Constant)]


def describe_log(note: str) -> str:
    """Return log.md."""
    found = find_events()
    require_same("events", set(EVENTS), set(found))
    rows = [
        f"| `{name}` | {_tell_level(found[name].level)} | "
        f"{' '.join(f'`{field}`' for field in found[name].fields)} | {meaning} |"
        for name, meaning in EVENTS.items()
    ]
    return "\n".join(
        [
            "# Log",
            "",
            note,
            "Events go to stderr, one a line, each a fact that happened, with its facts as fields: "
            "`level=info event=source.fetched source=lwn new=3`. Under systemd's journal each "
            "begins with its priority instead of time and level; `--log-format json` gives one "
            "object a line. Commands show errors; `-v` shows everything from info up, `-vv` more, "
            "`-q` less. The daemon shows one level more. No event holds a secret.",
            "",
            "| event | level | fields | meaning |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _tell_level(level: str) -> str:
    return "error" if level == "exception" else level
