"""Answer → outcome: what a status, its headers and its body amount to (pure)."""

from collections.abc import Mapping
from datetime import datetime

from aggregator.fetch.exchange import Answer
from aggregator.fetch.journey import Arrival
from aggregator.fetch.lifetimes import find_freshness, find_retry_after
from aggregator.fetch.reasons import explain_status
from aggregator.records import (
    FailureKind,
    FeedOutcome,
    Fetched,
    FetchFailed,
    Gone,
    NotModified,
    PageOutcome,
    RateLimited,
    Validators,
)

_DOCUMENT = frozenset({200, 203, 226})
"""226 brings the new entries alone (RFC 3229); 206 is a part nobody asked for."""


def judge_feed(arrival: Arrival, sent: Validators, now: datetime) -> FeedOutcome:
    """Return the outcome of asking for a feed."""
    answer = arrival.answer
    if answer.status == 304:
        return _judge_unchanged(arrival, sent, now)
    return judge_page(arrival, now)


def judge_page(arrival: Arrival, now: datetime) -> PageOutcome:
    """Return the outcome of asking for a document unconditionally."""
    answer = arrival.answer
    status = answer.status
    if status in _DOCUMENT:
        return _judge_document(arrival, now)
    if status == 410 and arrival.is_permanent():
        return Gone()
    retry_after = find_retry_after(answer.headers, now)
    if status == 429 or (status == 503 and retry_after is not None):
        return RateLimited(status=status, retry_after=retry_after)
    return explain_status(status)


def read_validators(headers: Mapping[str, str]) -> Validators:
    """Return an answer's validators as received.

    One with bytes that are not UTF-8 could not be sent back as it came: it is left out.
    """
    return Validators(
        etag=_sendable(headers.get("ETag")), last_modified=_sendable(headers.get("Last-Modified"))
    )


def _judge_document(arrival: Arrival, now: datetime) -> Fetched | FetchFailed:
    answer = arrival.answer
    if not answer.body.strip():
        return FetchFailed(
            kind=FailureKind.INCOMPLETE,
            reason="the server answered with an empty document; it is asked again later",
            status=answer.status,
        )
    return Fetched(
        url=arrival.asked,
        final_url=answer.url,
        status=answer.status,
        content_type=_printable(answer.headers.get("Content-Type", "")),
        body=answer.body,
        fetched_at=now,
        validators=read_validators(answer.headers),
        content_location=_sendable(answer.headers.get("Content-Location")),
        fresh_for=find_freshness(answer.headers, now),
        moved_to=arrival.moved_to,
        link=_join(answer.headers, "Link"),
        robots_tag=_sendable(answer.headers.get("X-Robots-Tag")),
    )


def _judge_unchanged(arrival: Arrival, sent: Validators, now: datetime) -> FeedOutcome:
    answer: Answer = arrival.answer
    if sent == Validators():
        return FetchFailed(
            kind=FailureKind.PROTOCOL,
            reason="the server says that nothing changed, but nobody asked; it is asked again"
            " later",
            status=answer.status,
        )
    told = read_validators(answer.headers)
    return NotModified(
        validators=Validators(
            etag=told.etag or sent.etag, last_modified=told.last_modified or sent.last_modified
        ),
        fresh_for=find_freshness(answer.headers, now),
        moved_to=arrival.moved_to,
    )


def _join(headers: Mapping[str, str], name: str) -> str | None:
    """Return all lines of a header as one (RFC 9110, 5.3)."""
    lines = [value for each, value in headers.items() if each.lower() == name.lower()]
    return _sendable(", ".join(lines))


def _sendable(value: str | None) -> str | None:
    """Return a header's value if it can be stored and sent again byte for byte."""
    if not value or any("\ud800" <= character <= "\udfff" for character in value):
        return None
    return value


def _printable(value: str) -> str:
    """Return a header's value with `?` for bytes that are not UTF-8."""
    return value.encode("utf-8", "replace").decode("utf-8")
