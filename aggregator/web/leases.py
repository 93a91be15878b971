"""What we know of our WebSub subscriptions at hubs, kept in one small file."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from aggregator.errors import StoreError
from aggregator.publish.folder import read_file, replace_file
from aggregator.records.base import record


@record
class Lease:
    """A subscription to one source's hub, wished for or granted."""

    id: str
    """Part of the callback's address: not to be guessed."""
    source: str
    hub: str
    topic: str
    secret: str
    asked_at: datetime
    expires: datetime | None = None
    """None: the hub has not verified it yet."""
    pushed_at: datetime | None = None
    """When the hub last told us something; None when that proved not to be relied on."""


class Leases:
    """Leases by source; the file, which holds secrets, is its owner's only.

    Raises StoreError when the file is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = {lease.source: lease for lease in _read(path)}

    def __iter__(self) -> Iterator[Lease]:
        return iter(tuple(self._known.values()))

    def find(self, source: str) -> Lease | None:
        """Return the lease of a source."""
        return self._known.get(source)

    def find_id(self, id: str) -> Lease | None:
        """Return the lease of a callback."""
        return next((lease for lease in self._known.values() if lease.id == id), None)

    def put(self, lease: Lease) -> None:
        """Remember the lease in place of its source's earlier one."""
        self._known[lease.source] = lease
        self._write()

    def remove(self, source: str) -> None:
        """Forget the lease of a source."""
        if self._known.pop(source, None) is not None:
            self._write()

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        rows = [asdict(lease) for lease in self._known.values()]
        body = json.dumps(rows, indent=1, default=datetime.isoformat).encode()
        replace_file(self._path, body, mode=0o600)


def _read(path: Path) -> list[Lease]:
    try:
        return [_decode(row) for row in json.loads(read_file(path) or b"[]")]
    except (ValueError, LookupError, TypeError) as error:
        why = f"{path} is damaged: {error}"
        raise StoreError(f"{why}; remove it, and hubs are asked again") from error


def _decode(row: dict[str, str]) -> Lease:
    return Lease(
        id=row["id"],
        source=row["source"],
        hub=row["hub"],
        topic=row["topic"],
        secret=row["secret"],
        asked_at=datetime.fromisoformat(row["asked_at"]),
        expires=_read_moment(row["expires"]),
        pushed_at=_read_moment(row["pushed_at"]),
    )


def _read_moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
