"""`file:` sources: a document of this machine, with validators like any other."""

import asyncio
import os
import stat
from dataclasses import replace
from datetime import datetime
from email.utils import formatdate
from pathlib import Path
from urllib.parse import unquote, urlsplit

from aggregator.fetch.body import Body
from aggregator.fetch.limits import Limits
from aggregator.records import (
    FailureKind,
    FeedOutcome,
    Fetched,
    FetchFailed,
    NotModified,
    Validators,
)


def is_file_url(url: str) -> bool:
    """Tell whether an address is of a file of this machine."""
    return url[:5].lower() == "file:"


async def fetch_file(
    url: str, validators: Validators, limits: Limits, now: datetime
) -> FeedOutcome:
    """Read the file, unless size and time of change are those of the validators."""
    parts = urlsplit(url)
    path = Path(unquote(parts.path))
    if parts.netloc not in ("", "localhost") or not path.is_absolute():
        return _failed(f"{url} is not of a file of this machine: write file:///path")
    try:
        outcome = await asyncio.to_thread(_read_file, path, validators, limits, now)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        told = error.strerror if isinstance(error, OSError) else error
        return _failed(f"{path} cannot be read: {told}")
    if isinstance(outcome, Fetched):
        return replace(outcome, url=url, final_url=url)
    return outcome


def _read_file(path: Path, validators: Validators, limits: Limits, now: datetime) -> FeedOutcome:
    # A pipe that nobody writes to must not hold a thread for ever.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            return _failed(f"{path} is not a file: give the address of a feed's file")
        current = Validators(
            etag=f'"{status.st_mtime_ns:x}-{status.st_size:x}"',
            last_modified=formatdate(status.st_mtime, usegmt=True),
        )
        if current == validators:
            return NotModified(validators=current)
        body = Body("", limits)
        told = body.take(file.read(limits.body + 1)) or body.finish()
    if isinstance(told, FetchFailed):
        return told
    if not told:
        return _failed(f"{path} is empty")
    url = path.as_uri()
    return Fetched(
        url=url,
        final_url=url,
        status=200,
        content_type="",
        body=told,
        fetched_at=now,
        validators=current,
    )


def _failed(reason: str) -> FetchFailed:
    return FetchFailed(kind=FailureKind.FILE, reason=reason)
