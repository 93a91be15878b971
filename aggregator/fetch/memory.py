"""A Fetcher that asks nobody: answers from memory, for tests and for runs without a network."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from aggregator.records import (
    FailureKind,
    FeedOutcome,
    Fetched,
    FetchFailed,
    Gone,
    NotModified,
    PageOutcome,
    RateLimited,
    Source,
    Validators,
)
from aggregator.records.base import record

Answer = Fetched | Gone | RateLimited | FetchFailed


class Now(Protocol):
    """What is needed of a clock."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""


@record
class Asked:
    """A request that was made."""

    url: str
    source: str
    validators: Validators = Validators()
    at: datetime
    headers: tuple[tuple[str, str], ...] = ()
    """What the rules of a page's site want said."""


class MemoryFetcher:
    """Answers as told, honouring validators as a good server does; implements Fetcher."""

    def __init__(self, clock: Now) -> None:
        self._clock = clock
        self._answers: dict[str, Callable[[], Answer]] = {}
        self.asked: list[Asked] = []
        """Every request, in order."""

    def put(
        self,
        url: str,
        body: bytes,
        content_type: str = "application/xml",
        validators: Validators | None = None,
    ) -> None:
        """Serve a document from now on; without validators it gets an ETag of its bytes."""
        given = validators or Validators(etag=f'"{sha256(body).hexdigest()[:16]}"')
        self.answer(
            url,
            lambda: Fetched(
                url=url,
                final_url=url,
                status=200,
                content_type=content_type,
                body=body,
                fetched_at=self._clock.now(),
                validators=given,
            ),
        )

    def answer(self, url: str, answer: Answer | Callable[[], Answer]) -> None:
        """Give this answer from now on, or what the function returns each time."""
        self._answers[url] = answer if callable(answer) else lambda: answer

    async def fetch_feed(self, source: Source, validators: Validators) -> FeedOutcome:
        """Return the answer of the source's address, or that nothing has changed."""
        outcome = await self._ask(source.url, source, validators)
        if isinstance(outcome, Fetched) and _matches(outcome.validators, validators):
            return NotModified(
                validators=outcome.validators,
                fresh_for=outcome.fresh_for,
                moved_to=outcome.moved_to,
            )
        return outcome

    async def fetch_page(
        self, url: str, source: Source, headers: Sequence[tuple[str, str]] = ()
    ) -> PageOutcome:
        """Return the answer of a page's address."""
        return await self._ask(url, source, Validators(), tuple(headers))

    async def close(self) -> None:
        """Do nothing: there is nothing to give back."""

    async def _ask(
        self,
        url: str,
        source: Source,
        validators: Validators,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> Answer:
        await asyncio.sleep(0)  # as with a network, others get their turn meanwhile
        now = self._clock.now()
        asked = Asked(url=url, source=source.name, validators=validators, at=now, headers=headers)
        self.asked.append(asked)
        if url not in self._answers:
            return FetchFailed(
                kind=FailureKind.HTTP,
                reason=f"status 404 Not Found: nothing was put at {url}",
                status=404,
            )
        outcome = self._answers[url]()
        return replace(outcome, fetched_at=now) if isinstance(outcome, Fetched) else outcome


def _matches(current: Validators, sent: Validators) -> bool:
    """Compare as RFC 9110, 13.2.2 has it: the ETag where one was sent, else the date."""
    if sent.etag is not None:
        return current.etag == sent.etag
    return sent.last_modified is not None and current.last_modified == sent.last_modified
