"""When a source's entries come."""

from datetime import datetime

from aggregator.records.base import record


@record
class Rhythm:
    """How many entries came in each hour of the day and on each day of the week, in UTC.

    Made and read by polling/rhythm.py: the longer ago, the less an entry counts.
    """

    since: datetime | None = None
    """From when on nothing was missed; None when nothing is known."""
    at: datetime | None = None
    """The moment as of which the counts are."""
    hours: tuple[float, ...] = ()
    days: tuple[float, ...] = ()
    """Monday first."""
