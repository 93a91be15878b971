"""One daemon for each storage folder: a lock that dies with the process that holds it.

A POSIX record lock (fcntl(2), F_SETLK): the kernel lets go of it however the process ends, and
the worker processes do not inherit it.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aggregator.errors import ConfigError, StoreError

FILE = "daemon.pid"


@contextmanager
def only_daemon(folder: Path) -> Iterator[None]:
    """Be the one daemon of a storage folder for the time of the context.

    The folder is made where it is missing, for its owner only. Raises ConfigError with the pid of
    the daemon that works there already, StoreError when the folder cannot be used.
    """
    descriptor = _open(folder)
    try:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ConfigError(_tell_other(folder, os.pread(descriptor, 32, 0))) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _open(folder: Path) -> int:
    path = folder / FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        why = f"cannot use the storage {path}: {error.strerror}"
        raise StoreError(f"{why}; check who owns the folder, or choose another") from error


def _tell_other(folder: Path, written: bytes) -> str:
    pid = written.decode(errors="replace").strip()
    who = f"another daemon (pid {pid})" if pid.isdecimal() else "another daemon"
    return (
        f"{who} works with the storage {folder} already; stop it, or choose another with --storage "
        "(`aggregator fetch` may be run beside it)"
    )
