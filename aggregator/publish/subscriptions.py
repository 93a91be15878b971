"""Who subscribed to our feeds through our own WebSub hub, kept in one small file."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from aggregator.errors import StoreError
from aggregator.publish.folder import read_file, replace_file
from aggregator.records import Secret
from aggregator.records.base import record


@record
class Subscription:
    """A subscriber's wish, verified."""

    topic: str
    callback: str
    secret: Secret | None
    expires: datetime


class Book:
    """The subscriptions, by topic and callback; the file is replaced whole at each change.

    The file holds subscribers' secrets: it lies outside the public folder, and
    only its owner may read it. Raises StoreError when it is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = {(each.topic, each.callback): each for each in _read(path)}

    def __len__(self) -> int:
        return len(self._known)

    def list_topic(self, topic: str, now: datetime) -> tuple[Subscription, ...]:
        """Return the subscriptions to a topic that have not run out."""
        return tuple(
            each for each in self._known.values() if each.topic == topic and each.expires > now
        )

    def put(self, subscription: Subscription, now: datetime) -> None:
        """Add or renew a subscription; those that ran out are forgotten."""
        kept = {key: each for key, each in self._known.items() if each.expires > now}
        self._known = {**kept, (subscription.topic, subscription.callback): subscription}
        self._write()

    def remove(self, topic: str, callback: str) -> None:
        """Forget a subscription, if there is one."""
        if self._known.pop((topic, callback), None) is not None:
            self._write()

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self._path, _encode(self._known.values()), mode=0o600)


def _read(path: Path) -> list[Subscription]:
    try:
        return [_decode(row) for row in json.loads(read_file(path) or b"[]")]
    except (ValueError, LookupError, TypeError) as error:
        why = f"{path} is damaged: {error}"
        raise StoreError(f"{why}; remove it, and subscribers come again") from error


def _decode(row: dict[str, str]) -> Subscription:
    return Subscription(
        topic=row["topic"],
        callback=row["callback"],
        secret=Secret(row["secret"]) if row["secret"] else None,
        expires=datetime.fromisoformat(row["expires"]),
    )


def _encode(subscriptions: Iterable[Subscription]) -> bytes:
    rows = [
        {
            "topic": each.topic,
            "callback": each.callback,
            "secret": each.secret.reveal() if each.secret else None,
            "expires": each.expires.isoformat(),
        }
        for each in subscriptions
    ]
    return json.dumps(rows, indent=1).encode()
