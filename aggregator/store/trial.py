"""A copy of the database to try things out on, while others go on writing to the real one."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from aggregator.store.engine import FILE, connect, make_engine

PREFIX = ".trial-"
"""Of the folder of a copy; its process follows, so that one left behind by a kill is known."""


@contextmanager
def open_trial(path: Path) -> Iterator[Connection]:
    """Copy a database as it is at this moment, and yield a connection to the copy.

    It lies beside the original, where there is room for what is of its size, and is gone
    afterwards. The original is only read, so nobody waits.
    """
    _sweep(path.parent)
    with TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", dir=path.parent) as folder:
        copy = Path(folder) / FILE
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)  # in one step: a snapshot, however much is written meanwhile
        with connect(make_engine(copy), writes=True) as connection, connection.begin() as attempt:
            yield connection
            attempt.rollback()


def _sweep(folder: Path) -> None:
    for each in folder.glob(f"{PREFIX}*"):
        pid = each.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdigit() and not _is_alive(int(pid)):
            shutil.rmtree(each, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
