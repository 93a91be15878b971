"""A thread with a connection: what is asked of it is done there, one after the other."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import TypeVar

from sqlalchemy import Connection

from aggregator.errors import StoreError
from aggregator.store.failures import told

T = TypeVar("T")


class Lane:
    """Runs work on its connection, each in a transaction, away from the event loop."""

    def __init__(self, connection: Connection, action: str, where: str) -> None:
        self._connection = connection
        self._action = action
        self._where = where
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"store-{action}")
        self._is_closed = False

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Do the work in a transaction of its own; StoreError when the database refuses."""
        return await self.call(lambda: self.transact(work))

    async def call(self, work: Callable[[], T]) -> T:
        """Call in the thread; the work sees to its transactions itself."""
        if self._is_closed:
            raise StoreError(f"cannot {self._action} {self._where}: the store is closed")
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._tell, work)

    def _tell(self, work: Callable[[], T]) -> T:
        with self.telling():
            return work()

    def transact(self, work: Callable[[Connection], T]) -> T:
        """Do the work in a transaction; only for what runs in the thread already."""
        with self.telling(), self._connection.begin():
            return work(self._connection)

    @property
    def driver(self) -> sqlite3.Connection:
        """The driver's own connection, for what SQLAlchemy has no words for; in the thread only."""
        connection = self._connection.connection.driver_connection
        if not isinstance(connection, sqlite3.Connection):
            raise StoreError(f"cannot do this with {self._where}: it is no file")
        return connection

    def telling(self) -> AbstractContextManager[None]:
        """Raise StoreError for what the database raises inside."""
        return told(self._action, self._where)

    async def close(self) -> None:
        """Finish what was asked, then let go of the connection."""
        if self._is_closed:
            return
        self._is_closed = True
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._connection.close)
        self._thread.shutdown()
