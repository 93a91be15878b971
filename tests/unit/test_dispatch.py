"""The dispatcher of one machine."""

import asyncio
from datetime import timedelta

from aggregator.dispatch import LocalDispatcher


class Polls:
    """Records what is polled and released; a name that starts with "slow" never ends."""

    def __init__(self):
        self.done = []
        self.released = []

    async def poll(self, name):
        if name.startswith("slow"):
            await asyncio.Event().wait()
        self.done.append(name)

    async def release(self, names):
        self.released.extend(names)


def test_dispatch_returns_before_the_polls_end():
    async def scenario():
        polls = Polls()
        dispatcher = LocalDispatcher(4, polls.poll, polls.release)
        await dispatcher.dispatch(["a", "b"])
        before = list(polls.done)
        await dispatcher.drain(timedelta(seconds=5))
        return before, polls.done

    before, after = asyncio.run(scenario())
    assert before == []
    assert sorted(after) == ["a", "b"]


def test_slots_are_taken_and_given_back():
    async def scenario():
        polls = Polls()
        dispatcher = LocalDispatcher(3, polls.poll, polls.release)
        await dispatcher.dispatch(["a", "b"])
        taken = dispatcher.free_slots()
        await dispatcher.drain(timedelta(seconds=5))
        return taken, dispatcher.free_slots()

    assert asyncio.run(scenario()) == (1, 3)


def test_what_is_not_done_in_time_is_cancelled_and_its_claim_released():
    async def scenario():
        polls = Polls()
        dispatcher = LocalDispatcher(3, polls.poll, polls.release)
        await dispatcher.dispatch(["slow", "quick"])
        await dispatcher.drain(timedelta(milliseconds=50))
        return polls

    polls = asyncio.run(scenario())
    assert polls.done == ["quick"]
    assert polls.released == ["slow"]
