"""Polls that wait for their turn are stored together: one transaction, one flush to the disk.

Each caller gets the answer to its own poll. A poll that cannot be stored is
undone alone, and its caller gets the reason.
"""

from collections import deque
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from aggregator.errors import StoreError
from aggregator.records import Poll, Recorded
from aggregator.store.lane import Lane
from aggregator.store.polls import Judge, record_entries
from aggregator.store.sources import store_states


@dataclass(slots=True)
class _Answer:
    """What became of a poll: stored, or why not."""

    recorded: Recorded = field(default_factory=Recorded)
    failure: BaseException | None = None


@dataclass(slots=True, eq=False)
class _Ticket:
    poll: Poll
    judge: Judge
    answer: _Answer | None = None


class PollQueue:
    """Stores polls in the order in which they come."""

    def __init__(self, lane: Lane, owner: str) -> None:
        self._lane = lane
        self._owner = owner
        self._waiting: deque[_Ticket] = deque()

    async def record(self, poll: Poll, judge: Judge) -> Recorded:
        """Return when the poll is on the disk, with what became of its entries."""
        ticket = _Ticket(poll, judge)
        self._waiting.append(ticket)
        return await self._lane.call(lambda: self._take_turn(ticket))

    def _take_turn(self, ticket: _Ticket) -> Recorded:
        if ticket.answer is None:
            batch = self._take_waiting(ticket)
            answers = self._lane.transact(lambda connection: self._store(connection, batch))
            # Only now are they on the disk. When that failed, the others try in their own turns.
            for each, answer in zip(batch, answers, strict=True):
                each.answer = answer
        answer = ticket.answer or _Answer()
        if answer.failure is not None:
            raise answer.failure
        return answer.recorded

    def _take_waiting(self, ticket: _Ticket) -> list[_Ticket]:
        batch = [ticket]
        while self._waiting:
            each = self._waiting.popleft()
            if each is not ticket and each.answer is None:
                batch.append(each)
        return batch

    def _store(self, connection: Connection, batch: list[_Ticket]) -> list[_Answer]:
        answers = [self._store_entries(connection, each) for each in batch]
        stored = [
            each.poll.state
            for each, answer in zip(batch, answers, strict=True)
            if answer.failure is None
        ]
        unknown = store_states(connection, stored, self._owner)
        for each, answer in zip(batch, answers, strict=True):
            name = each.poll.state.name
            if name in unknown:
                answer.failure = StoreError(f"cannot store a poll of {name}: no such source")
        return answers

    def _store_entries(self, connection: Connection, ticket: _Ticket) -> _Answer:
        answer = _Answer()
        if ticket.poll.entries or ticket.poll.seen or ticket.poll.memos:
            with _Attempt(connection, answer), self._lane.telling():
                answer.recorded = record_entries(connection, ticket.poll, ticket.judge)
        return answer


class _Attempt:
    """Undoes what fails inside, alone, and keeps the failure for the one who asked."""

    def __init__(self, connection: Connection, answer: _Answer) -> None:
        self._savepoint = connection.begin_nested()
        self._answer = answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if error is None:
            self._savepoint.commit()
            return False
        self._savepoint.rollback()
        self._answer.failure = error
        return isinstance(error, Exception)
