"""The published files, read when they change and kept ready to be sent."""

from collections import OrderedDict
from datetime import UTC, datetime
from pathlib import Path

from aggregator.publish.folder import TWINS
from aggregator.web.documents import Document, Kind, make_document

_ROOM = 64 * 2**20
"""Bytes kept in memory."""

Signature = tuple[int, int, int]


class Shelf:
    """Documents of files, by path; those not asked for the longest give way."""

    def __init__(self, room: int = _ROOM) -> None:
        self._room = room
        self._held = 0
        self._documents: OrderedDict[Path, tuple[Signature, Document]] = OrderedDict()

    def find(self, path: Path, kind: Kind) -> Document | None:
        """Return the file at the path as it is now, or None when there is none."""
        try:
            signature = _sign(path)
            known = self._documents.get(path)
            if known is not None and known[0] == signature:
                return known[1]
            document = _read(path, kind)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        self._keep(path, signature, document)
        return document

    def _keep(self, path: Path, signature: Signature, document: Document) -> None:
        old = self._documents.pop(path, None)
        self._held += _size(document) - (_size(old[1]) if old else 0)
        self._documents[path] = (signature, document)
        while self._held > self._room and len(self._documents) > 1:
            _, (_, dropped) = self._documents.popitem(last=False)
            self._held -= _size(dropped)


def _sign(path: Path) -> Signature:
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _read(path: Path, kind: Kind) -> Document:
    modified = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
    body = path.read_bytes()
    twins = {}
    for ending, coding in TWINS.items():
        twin = path.with_name(path.name + ending)
        if twin.exists():
            twins[coding] = twin.read_bytes()
    return make_document(body, kind, modified, twins=twins)


def _size(document: Document) -> int:
    return sum(len(variant.body) for variant in document.variants.values())
