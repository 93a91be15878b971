"""How a command ends: its exit status, and in words what went wrong."""

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress

from aggregator.cli.tell import tell_json_line, tell_trouble
from aggregator.errors import AggregatorError, ConfigError


def open_streams() -> None:
    """Give the program the three streams that every program has, where whoever started it closed
    one: else the first file or socket that is opened takes its place."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - as Python's own
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - so
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - so


def end(work: Callable[[], object], *, as_json: Callable[[], bool]) -> int:
    """Do the work and return the exit status; what it raises for a person is told as it is.

    With `as_json`, stdout gets the reason as well, as an object with `error`.
    """
    try:
        status = work()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except ExceptionGroup as group:
        return _tell(_find_first(group), as_json=as_json())
    except (AggregatorError, OSError) as error:
        return _tell(error, as_json=as_json())
    return status if isinstance(status, int) else 0


def _find_first(group: ExceptionGroup[Exception]) -> Exception:
    """Return what went wrong in the first of several tasks that ran side by side."""
    first = group.exceptions[0]
    return _find_first(first) if isinstance(first, ExceptionGroup) else first


def _let_go_of_stdout() -> None:
    """Drop what could not be written: Python would try it again at its end, and complain."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(error: Exception, *, as_json: bool) -> int:
    if isinstance(error, OSError) and error.errno != errno.EPIPE:
        _let_go_of_stdout()
        told = f"{error.filename or 'cannot write what there is to tell'}: {error.strerror}"
    elif isinstance(error, AggregatorError):
        told = str(error)
    else:
        # A reader that went away is click's to end; anything else is a fault of ours.
        raise error
    tell_trouble(told)
    if as_json and not isinstance(error, OSError):
        tell_json_line({"error": told})
    return 2 if isinstance(error, ConfigError) else 1
