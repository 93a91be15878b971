"""What integration tests get by name."""

import asyncio

import pytest

from aggregator.store.memory import MemoryStore
from aggregator.store.sql import SqlStore
from tests.store_contract_fixtures import A, B


@pytest.fixture(params=["sql", "memory"])
def run(request, tmp_path):
    """Run a test's coroutine on a store that knows the sources a and b."""

    def runner(test):
        async def main():
            store = SqlStore.open(tmp_path) if request.param == "sql" else MemoryStore()
            await store.sync_sources([A, B])
            try:
                await test(store)
            finally:
                await store.close()

        asyncio.run(main())

    return runner
