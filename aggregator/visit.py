"""One poll under way, and how it ends: what is remembered of the source, and what is reported."""

from dataclasses import dataclass, replace

from aggregator.dedup.verdict import judge
from aggregator.polling.memory import Moment, after_failure, after_offline, after_success
from aggregator.polling.redirects import find_adoptable
from aggregator.polling.schedule import find_wish
from aggregator.records import (
    FeedInfo,
    FeedOutcome,
    Fetched,
    Gone,
    NotModified,
    Poll,
    RateLimited,
    Recorded,
    Result,
    Source,
    SourceReport,
    SourceState,
)
from aggregator.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One poll under way: the source, what is remembered of it, and what serves it."""

    source: Source
    state: SourceState
    services: Services
    force: bool = False

    def succeeded(self, outcome: Fetched | NotModified, info: FeedInfo) -> SourceState:
        """Return the state after a success; a new address that is sure by now is adopted."""
        moment = self._moment()
        state = after_success(self.state, outcome, info, moment)
        others = {each.url for each in self.services.sources if each.name != self.source.name}
        adopted, notice = find_adoptable(state.move, self.source.url, others, moment.now)
        return replace(state, adopted_url=adopted or state.adopted_url, notice=notice)

    async def end_unchanged(self, state: SourceState) -> SourceReport:
        """Store that nothing is new."""
        await self._record_state(state)
        return report(state, Result.UNCHANGED)

    async def end_failed(self, outcome: FeedOutcome | None, reason: str) -> SourceReport:
        """Store a failed poll; None stands for a document that could not be taken in."""
        state = after_failure(self.state, outcome, reason, self._moment())
        await self._record_state(state)
        match outcome:
            case Gone():
                return report(state, Result.GONE, reason)
            case RateLimited():
                return report(state, Result.LIMITED, reason)
            case _:
                return report(state, Result.FAILED, reason)

    async def end_offline(self, reason: str) -> SourceReport:
        """Store a poll that reached nobody, which is nobody's failure."""
        state = after_offline(self.state, reason, self._moment())
        await self._record_state(state)
        return report(state, Result.OFFLINE, reason)

    async def record(self, poll: Poll) -> Recorded:
        """Store all that the poll brought; what is new is judged in the same transaction."""
        return await self.services.store.record_poll(poll, judge)

    async def _record_state(self, state: SourceState) -> None:
        await self.record(Poll(state=state, at=self.services.clock.now()))

    def _moment(self) -> Moment:
        return Moment(
            now=self.services.clock.now(),
            wish=find_wish(self.source, self.services.settings),
            jitter=self.services.jitter(),
        )


def report(state: SourceState, result: Result, detail: str = "") -> SourceReport:
    """Return what a poll is told as, without counts."""
    return SourceReport(
        source=state.name, result=result, detail=detail, next_poll_at=state.next_poll_at
    )
