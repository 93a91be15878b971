"""Whether what outputs show may have changed: a mark that every such change replaces.

Not a number that grows: two processes could count to the same one.
"""

from uuid import uuid4

from sqlalchemy import Connection

from aggregator.records import Memo
from aggregator.store import memos

_KIND = "version"


def read(connection: Connection) -> str:
    """Return the present mark; nothing for a store in which nothing ever changed."""
    return memos.read(connection, _KIND, [""]).get("", b"").decode()


def renew(connection: Connection) -> None:
    """Replace the mark, in the transaction that changes something."""
    memos.write(connection, [Memo(kind=_KIND, key="", value=uuid4().hex.encode())])
