"""What reading a document may cost, by its size. Loads no parser."""

from aggregator.records import Limits

_SECONDS, _SECONDS_PER_MB = 2.0, 0.5
_MEMORY, _MEMORY_PER_BYTE = 300 << 20, 18


def limits_of(size: int) -> Limits:
    """Return the limits for a document of so many bytes.

    Honest ones take 20 ms and 10 MB; one of 20 MB takes 0.4 s and 230 MB, or
    3 s where all of its 9,000 entries are wanted.
    """
    return Limits(
        seconds=max(_SECONDS, _SECONDS_PER_MB * size / (1 << 20)),
        memory=max(_MEMORY, _MEMORY_PER_BYTE * size),
    )
