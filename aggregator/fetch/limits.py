"""What a fetch may cost us, and what we cost a host: every bound, in one record."""

from datetime import timedelta

from aggregator.records import Settings
from aggregator.records.base import record


@record
class Limits:
    """Bounds of one fetch; the defaults are generous to honest servers."""

    connect: timedelta = timedelta(seconds=10)
    """For the name, the connection and TLS together."""
    first_byte: timedelta = timedelta(seconds=20)
    """From the request to the headers of the answer, and between two pieces of its body."""
    total: timedelta = timedelta(seconds=60)
    """The outer deadline: redirects and body included, waiting for our own turn excluded."""
    body: int = 15 * 2**20
    """Bytes of a body, before and after decompression."""
    header_line: int = 64 * 2**10
    """Bytes of one header line; some sites' Content-Security-Policy is beyond the usual 8 KiB."""
    headers: int = 200
    """Header lines of one answer."""
    min_rate: int = 512
    """Bytes a second that a body must come at, once `rate_grace` is over."""
    rate_grace: timedelta = timedelta(seconds=15)
    redirects: int = 5
    """Hops to another address."""
    roomy_body: int = 2**20
    """Bytes of a body that need no permit; beyond it `roomy_bodies` are read at once."""
    roomy_bodies: int = 4
    gap: timedelta = timedelta(milliseconds=500)
    """Between the starts of two requests to a host; up to twice that, by chance."""
    loopback_gap: timedelta = timedelta(0)
    """The same for this very machine: nobody minds how it asks itself."""


def limits_of(settings: Settings) -> Limits:
    """Return the bounds that the user set; the others as they are."""
    return Limits(
        connect=settings.connect_timeout,
        first_byte=settings.answer_timeout,
        total=settings.timeout,
        body=settings.max_size * 2**20,
        min_rate=settings.min_rate,
        header_line=settings.max_header * 2**10,
        redirects=settings.max_redirects,
    )
