"""What a command runs on: the event loop, and the worker processes.

Apart from `wiring`, which loads every service there is: a filter that reads one
page waits neither for a database nor for an HTTP client.
"""

import asyncio
import os
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

from aggregator.workers import ProcessWorkers

T = TypeVar("T")

WORKER_TIME = timedelta(seconds=20)
"""For one document or page; honest ones take milliseconds."""

WORKER_MEMORY = 600 * 2**20
"""Bytes of address space that a document may cost beyond what a worker starts with."""


def run_async(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on uvloop where it is installed, else on asyncio's own loop."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(main)
    return uvloop.run(main)


def open_workers() -> ProcessWorkers:
    """Return workers sized to the cores; no process starts before the first call."""
    return ProcessWorkers(
        processes=os.cpu_count() or 1, time_limit=WORKER_TIME, memory_limit=WORKER_MEMORY
    )
