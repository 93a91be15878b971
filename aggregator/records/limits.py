"""What one call of a worker may cost."""

from aggregator.records.base import record


@record
class Limits:
    """Bounds of one call, where they are tighter than those of every call."""

    seconds: float
    """Of CPU: a machine that is busy with other things takes none of it."""
    memory: int
    """Bytes of address space beyond what the process had taken before."""
