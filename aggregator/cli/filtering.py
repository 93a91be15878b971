"""Runs documents through workers, several at once, and gives the answers in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

WINDOW = 32
"""Documents under way or waiting for one that is slower; what bounds the memory."""


async def answer_in_order(
    items: Iterator[T],
    answer: Callable[[T], Coroutine[Any, Any, R]],
    tell: Callable[[R], None],
) -> None:
    """Call `answer` for each item, many at once, and `tell` with each result in order.

    Items are asked for in a thread, so that an answer is told as soon as it is there even
    while the next item is waited for.
    """
    queue: asyncio.Queue[Awaitable[R] | None] = asyncio.Queue(WINDOW)
    async with asyncio.TaskGroup() as group:
        group.create_task(_tell_all(queue, tell))
        while (item := await asyncio.to_thread(next, items, None)) is not None:
            await queue.put(group.create_task(answer(item)))
        await queue.put(None)


async def _tell_all(queue: asyncio.Queue[Awaitable[R] | None], tell: Callable[[R], None]) -> None:
    while (task := await queue.get()) is not None:
        tell(await task)
