"""A body, taken in piece by piece: decoded, bounded, and known to be whole."""

from aggregator.fetch import codings
from aggregator.fetch.limits import Limits
from aggregator.records import FailureKind, FetchFailed

_GZIP = b"\x1f\x8b"


class Body:
    """What arrived of a body so far."""

    def __init__(self, encoding: str, limits: Limits) -> None:
        self._limit = limits.body
        self._encoding = encoding
        self._chain = codings.find_codings(encoding)
        self._sizes = [0 for _ in self._chain or ()]
        self._pieces: list[bytes] = []
        self.arrived = 0
        """Bytes as they came over the wire."""
        self.size = 0
        """Bytes decoded."""

    def take(self, data: bytes) -> FetchFailed | None:
        """Take in the next piece; what is returned is the reason not to read on."""
        self.arrived += len(data)
        if self._chain is None:
            return _unknown_coding(self._encoding)
        if self.arrived > self._limit:
            return self._too_large()
        try:
            return self._decode(data, self._chain)
        except codings.ERRORS:
            return _damaged(self._encoding)

    def finish(self) -> bytes | FetchFailed:
        """Return the whole body, or why it is not whole."""
        if self._chain and self.arrived and not all(coding.is_whole() for coding in self._chain):
            return _cut_short(self._encoding)
        body = b"".join(self._pieces)
        if body.startswith(_GZIP):
            return self._open_archive(body)
        return body

    def _decode(self, data: bytes, chain: tuple[codings.Coding, ...]) -> FetchFailed | None:
        # The bound holds for each layer: the bomb may be in the inner one.
        for layer, coding in enumerate(chain):
            data = coding.decode(data, self._limit - self._sizes[layer] + 1)
            self._sizes[layer] += len(data)
            if self._sizes[layer] > self._limit:
                return self._too_large()
        self.size += len(data)
        self._pieces.append(data)
        return None

    def _open_archive(self, body: bytes) -> bytes | FetchFailed:
        """Open a document that is a .gz file itself: served as such, under no coding's name."""
        gzip = codings.Gzip()
        try:
            opened = gzip.decode(body, self._limit + 1)
        except codings.ERRORS:
            return _damaged("gzip")
        if len(opened) > self._limit:
            return self._too_large()
        return opened if gzip.is_whole() else _cut_short("gzip")

    def _too_large(self) -> FetchFailed:
        return FetchFailed(
            kind=FailureKind.TOO_LARGE,
            reason=f"the document is larger than {self._limit // 2**20 or 1} MiB, which no feed"
            " needs to be; look whether the address is that of a feed",
        )


def _unknown_coding(encoding: str) -> FetchFailed:
    return FetchFailed(
        kind=FailureKind.PROTOCOL,
        reason=f"the server sent Content-Encoding {encoding[:60]!r}, which nobody asked for;"
        " tell the site's operator",
    )


def _damaged(encoding: str) -> FetchFailed:
    return FetchFailed(
        kind=FailureKind.PROTOCOL,
        reason=f"the {encoding[:60]} compression of the document is damaged; it is asked again"
        " later, and if that does not help, tell the site's operator",
    )


def _cut_short(encoding: str) -> FetchFailed:
    return FetchFailed(
        kind=FailureKind.INCOMPLETE,
        reason=f"the document stops in the middle of its {encoding[:60]} compression; it is asked"
        " again later",
    )
