"""What a run tells of itself."""

from datetime import datetime
from enum import StrEnum

from aggregator.records.base import record


class Result(StrEnum):
    """How the poll of a source ended."""

    NEW = "new"
    UNCHANGED = "unchanged"
    LIMITED = "limited"
    GONE = "gone"
    FAILED = "failed"
    OFFLINE = "offline"
    """Nobody could be reached: it is our network that is missing."""
    SKIPPED = "skipped"
    """Not asked: somebody else is at it, or the server said when to come back."""


@record
class SourceReport:
    """One source's way through the pipeline, for the summary."""

    source: str
    result: Result
    detail: str = ""
    found: int = 0
    new: int = 0
    revised: int = 0
    duplicates: int = 0
    dropped: int = 0
    pages: int = 0
    """How many were asked for."""
    pages_failed: int = 0
    """How many were wanted and not had, those that were put off among them."""
    pages_trouble: str = ""
    """Why most of those were not had."""
    seconds: float = 0.0
    next_poll_at: datetime | None = None
