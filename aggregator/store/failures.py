"""What the database says, translated once: StoreError with what, where and what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from aggregator.errors import StoreError

_ADVICE = {
    "SQLITE_BUSY": "another process holds it locked; wait, or end that process",
    "SQLITE_LOCKED": "another process holds it locked; wait, or end that process",
    "SQLITE_READONLY": "it is read-only; give the user that runs aggregator the right to write it",
    "SQLITE_FULL": "the disk is full; make room, nothing that was stored is lost",
    "SQLITE_CORRUPT": "it is damaged; stop the daemon and put a backup in its place: "
    "aggregator restore FILE --force",
    "SQLITE_NOTADB": "it is not a database of aggregator; choose another storage folder, or "
    "put a backup in its place: aggregator restore FILE --force",
    "SQLITE_CANTOPEN": "it cannot be opened; check that the folder exists and may be written",
    "SQLITE_PERM": "it may not be opened; check who owns the folder",
    "SQLITE_IOERR": "the disk failed to read or write it; check the disk and the free space",
}


@contextmanager
def told(action: str, where: str) -> Iterator[None]:
    """Raise StoreError for whatever the database raises inside."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(f"cannot {action} {where}: {_advise(error.orig)}") from error
    except sqlite3.Error as error:
        raise StoreError(f"cannot {action} {where}: {_advise(error)}") from error
    except SQLAlchemyError as error:
        raise StoreError(f"cannot {action} {where}: {error}") from error


def _advise(error: BaseException | None) -> str:
    name = getattr(error, "sqlite_errorname", "")
    # Extended codes (SQLITE_IOERR_FSYNC) start with their plain ones.
    for code, advice in _ADVICE.items():
        if name.startswith(code):
            return f"{advice} ({error})"
    return str(error)
