"""Copies of the database: made while it is in use, checked, and put back.

A copy is one file, complete in itself. It appears under its name only when it
is whole and on the disk.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from aggregator.errors import StoreError
from aggregator.store.engine import FILE
from aggregator.store.migrate import revisions

KEPT = 2
"""Copies from before migrations that stay."""

_BEYOND = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
"""What SQLite says of a file of which nothing can be saved."""

PAGES_AT_ONCE = 4096
"""Pages that are copied before writers may go on."""


def copy_database(source: sqlite3.Connection, target: Path) -> None:
    """Copy an open database into a new file.

    Raises StoreError when the file is there already or cannot be written.
    """
    if target.exists():
        raise StoreError(f"cannot write the backup {target}: it exists; choose another name")
    part = target.with_name(f".{target.name}.part")
    with _refusing("write the backup", target):
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(part)) as copy:
            source.backup(copy, pages=PAGES_AT_ONCE)
            # One file, whatever the original is: no log beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
            problems = find_damage(copy)
        if problems:
            part.unlink()
            why = f"the database is damaged: {problems[0]}; keep the backups that you have"
            raise StoreError(f"cannot write the backup {target}: {why}")
        _put_in_place(part, target)


def back_up_before_migration(path: Path, revision: str) -> Path:
    """Copy a database of an older revision, as it is, and return the copy's path.

    The newest KEPT of these copies stay. Raises StoreError when there is no room for it: then
    nothing is migrated.
    """
    target = path.with_name(f"{path.stem}-before-{_name_next(revision)}.db")
    target.unlink(missing_ok=True)  # of a migration that failed
    with _refusing("open", path), closing(_open_to_read(path)) as source:
        copy_database(source, target)
    copies = sorted(path.parent.glob(f"{path.stem}-before-*.db"))
    for old in copies[:-KEPT]:
        old.unlink()
    return target


def _name_next(revision: str) -> str:
    """Return the revision that follows: what the copy is from before of."""
    return revisions()[revisions().index(revision) + 1]


def restore_database(folder: Path, backup: Path) -> None:
    """Put a backup in the place of the storage's database.

    Raises StoreError when it is no sound backup, or when somebody has the
    database open: stop the daemon first.
    """
    check_backup(backup)
    path = folder / FILE
    with _refusing("restore", path):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists():
            _close_off(path)
        part = path.with_name(f".{FILE}.part")
        part.unlink(missing_ok=True)
        with closing(_open_to_read(backup)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
        part.chmod(0o600)
        _put_in_place(part, path)


def check_backup(backup: Path) -> None:
    """Raise StoreError unless the file is a sound database that this version can read."""
    with _refusing("read the backup", backup), closing(_open_to_read(backup)) as connection:
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        problems = find_damage(connection)
    if revision is None or revision[0] not in revisions():
        raise StoreError(f"cannot read the backup {backup}: it is of a newer version of aggregator")
    if problems:
        raise StoreError(f"cannot restore {backup}: it is damaged: {problems[0]}")


def find_damage(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return what is wrong with the database file; nothing for a sound one."""
    try:
        told = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
        dangling = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        # So damaged that the check itself cannot go on.
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_CORRUPT"):
            return (str(error),)
        raise
    told += [f"row {row[1]} of {row[0]} belongs to nothing in {row[2]}" for row in dangling]
    return tuple(each for each in told if each != "ok")


def _open_to_read(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _close_off(path: Path) -> None:
    """Take what is left in the log into the file, and the log away; fails while it is in use."""
    try:
        with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if not getattr(error, "sqlite_errorname", "").startswith(_BEYOND):
            raise
        # A log of what is no database any more must not be taken into what comes in its place.
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)


def _put_in_place(part: Path, target: Path) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _refusing(action: str, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"cannot {action} {path}: {error.strerror}") from error
    except sqlite3.Error as error:
        hint = "; stop what uses it first" if "locked" in str(error) else ""
        raise StoreError(f"cannot {action} {path}: {error}{hint}") from error
