"""Replaces files so that a reader, or a power cut, finds the old bytes or the new, never a part."""

import gzip
import os
import tempfile
from contextlib import suppress
from pathlib import Path

import brotli

TWINS = {".gz": "gzip", ".br": "br"}
"""Ending → content coding of the compressed files beside each."""

_MODE = 0o644
"""What is published is for everybody: a web server under another user reads it."""


def replace_file(path: Path, body: bytes, mode: int = _MODE) -> None:
    """Replace a file's bytes: temporary file, fsync, rename, fsync of the folder.

    Raises OSError; the file is then as it was.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in the folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish_file(path: Path, body: bytes) -> bool:
    """Put the bytes and their compressed twins at the path; return whether anything changed.

    The twins go first: should the power fail between, a server that prefers
    them is a version ahead, and the next publishing finds the file behind.
    """
    if read_file(path) == body and all(_twin(path, ending).exists() for ending in TWINS):
        return False
    replace_file(_twin(path, ".gz"), gzip.compress(body, 9, mtime=0))
    replace_file(_twin(path, ".br"), brotli.compress(body, quality=9))
    replace_file(path, body)
    return True


def read_file(path: Path) -> bytes | None:
    """Return the bytes of the file, or None when there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _twin(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
