"""What came of asking for a document: the outcomes of stage 1, fetch."""

from datetime import datetime, timedelta
from enum import StrEnum

from aggregator.records.base import record


@record
class Validators:
    """What a conditional GET sends back, byte for byte as received (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@record
class Fetched:
    """A document that arrived whole."""

    url: str
    """The address that was asked for."""
    final_url: str
    """The address that answered, after redirects."""
    status: int
    content_type: str
    """The Content-Type header as received; empty when there was none."""
    body: bytes
    """Decoded (Content-Encoding undone); never empty-by-accident: a cut body is a FetchFailed."""
    fetched_at: datetime
    validators: Validators = Validators()
    content_location: str | None = None
    fresh_for: timedelta | None = None
    """Freshness lifetime by Cache-Control or Expires (RFC 9111, 4.2.1)."""
    moved_to: str | None = None
    """Where an unbroken chain of 301/308 redirects leads, if there was one."""
    link: str | None = None
    """The Link headers as received, joined by commas (RFC 8288)."""
    robots_tag: str | None = None
    """X-Robots-Tag as received: what the site wants to be done with the document."""


@record
class NotModified:
    """The server says, or the body proves, that nothing changed."""

    validators: Validators = Validators()
    """The validators to send next time: those of the 304, else those that were sent."""
    fresh_for: timedelta | None = None
    moved_to: str | None = None
    """As in Fetched."""


@record
class Gone:
    """410: the origin asks never to be asked again (RFC 9110, 15.5.11)."""

    status: int = 410


@record
class RateLimited:
    """429, or 503 with Retry-After: asked too often (RFC 6585, 4)."""

    status: int
    retry_after: timedelta | None = None
    asked: bool = True
    """False when its host had told others to stay away, and was left alone."""


class FailureKind(StrEnum):
    """Where a fetch failed."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    HTTP = "http"
    REDIRECT = "redirect"
    PROTOCOL = "protocol"
    INCOMPLETE = "incomplete"
    TOO_LARGE = "too_large"
    ADDRESS = "address"
    FILE = "file"
    ROBOTS = "robots"


@record
class FetchFailed:
    """No usable answer; `reason` says what happened and what to do about it."""

    kind: FailureKind
    reason: str
    status: int | None = None


FeedOutcome = Fetched | NotModified | Gone | RateLimited | FetchFailed
PageOutcome = Fetched | Gone | RateLimited | FetchFailed
