"""Rules of the log: one line an event, its facts as fields, no secrets, the journal's own way."""

import io
import json
import logging
import os
import sys

import pytest

from aggregator.log import configure
from aggregator.records import Secret


@pytest.fixture
def restored():
    """The root logger as it was before."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before
    logging.getLogger("aggregator").setLevel(logging.NOTSET)


def written(restored, event, *, verbosity=1, form="logfmt", name="aggregator.test", **extra):
    stream = io.StringIO()
    configure(verbosity, form, environ={}, stream=stream)
    logging.getLogger(name).info(event, extra=extra)
    return stream.getvalue()


def test_an_event_is_one_line_of_fields(restored):
    """Time, level, event, then the facts in the order in which they were given."""
    line = written(restored, "source.fetched", source="lwn", new=3, seconds=0.25)
    time, rest = line.split(" ", 1)
    assert time.startswith("time=2")
    assert time.endswith("Z")
    assert rest == "level=info event=source.fetched source=lwn new=3 seconds=0.25\n"


def test_values_are_quoted_only_where_they_need_it(restored):
    """Spaces, quotes, equals signs and line ends cannot break a line apart."""
    line = written(restored, "poll.failed", reason='no "x" = y\nz', plain="a/b:c")
    assert line.endswith('reason="no \\"x\\" = y\\nz" plain=a/b:c\n')
    assert line.count("\n") == 1


def test_json_has_the_same_facts(restored):
    """--log-format json gives one object a line; numbers stay numbers."""
    told = json.loads(written(restored, "source.fetched", form="json", source="lwn", new=3))
    assert told.pop("time").endswith("Z")
    assert told == {"level": "info", "event": "source.fetched", "source": "lwn", "new": 3}


def test_secrets_never_show(restored):
    """Neither a Secret nor the credentials of an address get into a line."""
    line = written(
        restored, "fetch.failed", auth=Secret("hunter2"), url="https://me:hunter2@example.org/feed"
    )
    assert "hunter2" not in line
    assert "example.org/feed" in line


def test_quiet_leaves_events_out(restored):
    """Without -v only errors are told, and with -q only what ends the program."""
    assert written(restored, "source.fetched", verbosity=0) == ""
    assert written(restored, "source.fetched", verbosity=1) != ""


def test_libraries_are_told_apart_and_later(restored):
    """A library's chatter needs -vvv, and names its logger."""
    assert written(restored, "hello", verbosity=1, name="other.library") == ""
    line = written(restored, "hello", verbosity=3, name="other.library")
    assert "logger=other.library event=hello" in line


def test_a_traceback_follows_its_event(restored):
    """An unexpected error shows where it happened, without credentials."""
    stream = io.StringIO()
    configure(0, environ={}, stream=stream)
    try:
        raise ValueError("at https://me:hunter2@example.org")
    except ValueError:
        logging.getLogger("aggregator").exception("source.crashed", extra={"source": "lwn"})
    first, *rest = stream.getvalue().splitlines()
    assert first.endswith("event=source.crashed source=lwn")
    assert rest[0] == "Traceback (most recent call last):"
    assert "hunter2" not in stream.getvalue()


def test_the_journal_gets_priorities_instead_of_times(restored, tmp_path):
    """Under systemd the journal knows the time; each line begins with its priority."""
    with (tmp_path / "journal").open("w+", encoding="utf-8") as stream:
        status = os.fstat(stream.fileno())
        configure(1, environ={"JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"}, stream=stream)
        logging.getLogger("aggregator").warning("source.failed", extra={"source": "lwn"})
        stream.seek(0)
        assert stream.read() == "<4>event=source.failed source=lwn\n"


def test_another_stream_is_not_the_journal(restored):
    """A variable left over from a parent does not make a terminal a journal."""
    stream = io.StringIO()
    configure(1, environ={"JOURNAL_STREAM": "1:2"}, stream=stream)
    logging.getLogger("aggregator").info("x.happened")
    assert stream.getvalue().startswith("time=")
    assert sys.stderr is not stream


@pytest.mark.parametrize("form", ["logfmt", "json"])
def test_what_terminals_obey_is_spelt_out(restored, form):
    """C1 controls and marks that turn text round come from servers, too."""
    stream = io.StringIO()
    configure(1, form, environ={}, stream=stream)
    logging.getLogger("aggregator").info("x.happened", extra={"reason": "a\x9b2J\u202eb \x7f"})
    written = stream.getvalue()
    assert "a\\u009b2J\\u202eb \\u007f" in written
    assert not {"\x9b", "\u202e", "\x7f"} & set(written)


@pytest.mark.parametrize("form", ["logfmt", "json"])
def test_what_terminals_obey_is_spelt_out_in_tracebacks(restored, form):
    """An exception may quote a document."""
    stream = io.StringIO()
    configure(1, form, environ={}, stream=stream)
    logging.getLogger("aggregator").error("x.failed", exc_info=ValueError("a\x9b2J"))
    assert "\x9b" not in stream.getvalue()
    assert "u009b2J" in stream.getvalue()
