"""Connections to the database file: how it is opened, and what is promised of a commit.

WAL with synchronous=FULL: what was acknowledged survives a power cut (NORMAL
loses acknowledged commits). BEGIN is ours, since the driver's own begins a
write late and then cannot wait for its turn.
"""

import os
import sqlite3
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from aggregator.errors import StoreError

FILE = "aggregator.db"

PATIENCE = timedelta(seconds=15)
"""How long to wait for another process's transaction."""

_PRAGMAS = (
    # Of use before the first table only: lets prune give space back in small steps.
    "PRAGMA auto_vacuum = INCREMENTAL",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -16384",
    "PRAGMA temp_store = MEMORY",
)


def make_file(folder: Path) -> Path:
    """Make the folder and the database file where they are missing, for their owner only.

    Raises StoreError when they cannot be made.
    """
    path = folder / FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        why = f"cannot open the storage {path}: {error.strerror}"
        raise StoreError(f"{why}; check who owns the folder, or choose another") from error
    return path


def make_engine(path: Path, patience: timedelta = PATIENCE) -> Engine:
    """Return an engine whose transactions begin when and as we say."""
    options = {"check_same_thread": False, "timeout": patience.total_seconds()}
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args=options)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def connect(engine: Engine, *, writes: bool) -> Connection:
    """Open a connection; one that writes takes its turn before it reads anything."""
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
    return engine.connect().execution_options(begin=begin)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
