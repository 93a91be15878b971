"""What the tests of the workers run: module-level, as everything that travels must be."""

import os
import signal
import time
from pathlib import Path

from aggregator.errors import ConfigError


def double(value):
    return value * 2


def identify():
    return os.getpid()


def fail(text):
    raise LookupError(text)


def fail_for_a_person():
    raise ConfigError("mend feeds.toml")


def open_nothing():
    return Path("/nowhere/at/all").read_bytes()


class StubbornError(Exception):
    """Cannot be pickled: it wants an argument that it does not keep."""

    def __init__(self, first, second):
        super().__init__("stubborn")


def fail_stubbornly():
    raise StubbornError(1, 2)


def return_function():
    return lambda: None


def hang():
    time.sleep(60)


def spin():
    while True:
        pass


def take(size):
    return len(bytearray(size))


def abort():
    os.abort()


def leave():
    os._exit(7)


def nest():
    return nest()


def ignore_and_note(path):
    """Say who runs, and then never end by itself."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Path(path).write_text(str(os.getpid()))
    spin()
