"""Logging: one past-tense event per fact, with its facts as fields, on stderr. Shows no secrets.

    log.info("source.fetched", extra={"source": "lwn", "new": 3})
    level=info event=source.fetched source=lwn new=3

On a terminal and in a file each line begins with the time; under systemd's journal, which has
its own, with the priority instead (sd-daemon(3)). The core never logs: it returns reasons.
"""

import json
import logging
import os
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TextIO

from aggregator.errors import CrashError, WorkerDiedError

FORMATS = ("logfmt", "json")

_OWN = "aggregator"
_LEVELS = {-1: logging.CRITICAL, 0: logging.ERROR, 1: logging.INFO, 2: logging.DEBUG}
_ALWAYS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_CREDENTIALS = re.compile(r"(://)[^/@\s]+@")
_PLAIN = re.compile(r"[^\s\"=\\\x00-\x1f]+")
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What terminals obey, or what turns the letters behind it round: a server's words may hold it."""
log = logging.getLogger(__name__)
_PRIORITY = {logging.CRITICAL: 2, logging.ERROR: 3, logging.WARNING: 4, logging.INFO: 6}


def configure(
    verbosity: int,
    form: str = "logfmt",
    *,
    environ: Mapping[str, str] = os.environ,
    stream: TextIO | None = None,
) -> None:
    """Send the log to stderr: -1 only what ends the program, 0 errors, 1 events, 2 everything.

    Libraries are heard from two levels further down. Calling it again replaces what it set up.
    """
    target = stream or sys.stderr
    handler = logging.StreamHandler(target)
    handler.setFormatter(_choose_formatter(form, in_journal=is_journal(target, environ)))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    level = _LEVELS[max(-1, min(2, verbosity))]
    root.setLevel(logging.DEBUG if verbosity > 2 else max(level, logging.WARNING))
    logging.getLogger(_OWN).setLevel(level)


def log_crash(death: WorkerDiedError, source: str | None, document: str) -> None:
    """Log with its traceback what a document met with in a worker, if that is a defect of ours."""
    if isinstance(death, CrashError):
        facts = {"source": source, "document": document}
        log.error("document.crashed", exc_info=death, extra=facts)


def is_journal(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Tell whether a stream is connected to the journal (systemd.exec(5), $JOURNAL_STREAM)."""
    named = environ.get("JOURNAL_STREAM")
    if not named:
        return False
    try:
        status = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return named == f"{status.st_dev}:{status.st_ino}"


class LogfmtFormatter(logging.Formatter):
    """key=value pairs, quoted where they need it; a traceback follows in lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of an event."""
        facts = {"time": _moment(record), **_facts(record)}
        return _render(facts) + _traceback(self, record)


class JournalFormatter(logging.Formatter):
    """Like logfmt, with the priority in front instead of time and level."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of an event; every line of a traceback has the priority."""
        facts = _facts(record)
        facts.pop("level")
        text = _render(facts) + _traceback(self, record)
        prefix = f"<{_PRIORITY.get(record.levelno, 7)}>"
        return prefix + text.replace("\n", f"\n{prefix}")


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of an event; the traceback is a field."""
        facts: dict[str, object] = {"time": _moment(record), **_facts(record)}
        if trace := _traceback(self, record):
            facts["traceback"] = trace.strip("\n")
        return spell_steering(json.dumps(facts, ensure_ascii=False))


def _choose_formatter(form: str, *, in_journal: bool) -> logging.Formatter:
    if form == "json":
        return JsonFormatter()
    return JournalFormatter() if in_journal else LogfmtFormatter()


def _facts(record: logging.LogRecord) -> dict[str, object]:
    """Return level, event and the fields that the event brings, fit to be shown."""
    facts: dict[str, object] = {"level": record.levelname.lower()}
    if record.name.partition(".")[0] != _OWN:
        facts["logger"] = record.name
    facts["event"] = _hide(record.getMessage())
    for key, value in vars(record).items():
        if key not in _ALWAYS and value is not None:
            facts[key] = value if isinstance(value, bool | int | float) else _hide(str(value))
    return facts


def _moment(record: logging.LogRecord) -> str:
    at = datetime.fromtimestamp(record.created, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _hide(text: str) -> str:
    """Take user and password out of the addresses of a text."""
    return _CREDENTIALS.sub(r"\1…@", text)


def _render(facts: Mapping[str, object]) -> str:
    return " ".join(f"{key}={_quote(value)}" for key, value in facts.items())


def _quote(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return spell_steering(text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False))


def spell_steering(text: str) -> str:
    """Return the text with what terminals obey spelt as JSON spells it; tabs and line ends stay."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    if not record.exc_info:
        return ""
    return "\n" + spell_steering(_hide(formatter.formatException(record.exc_info)))
