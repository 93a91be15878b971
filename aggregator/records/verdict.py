"""What dedup, stage 5, decides of an entry."""

from aggregator.records.base import record


@record
class Neighbour:
    """A stored entry that a new one might be the same as."""

    id: str
    source: str
    identity: str
    canonical_url: str | None
    fingerprint: str
    leads: str | None = None
    """The id of the entry that this one is folded into; None for a leader."""


@record
class New:
    """Never seen before."""


@record
class Unchanged:
    """The same entry, with nothing new that a reader would see."""

    of: str


@record
class Revised:
    """The same entry of the same source, told differently: keeps id and place."""

    of: str


@record
class Duplicate:
    """Another source's, or another address's, telling of a stored entry."""

    of: str
    reason: str


@record
class Dropped:
    """A filter of its source drops it: stored, so that it is known, and never published."""

    reason: str


Verdict = New | Unchanged | Revised | Duplicate | Dropped
