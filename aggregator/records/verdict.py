"""What dedup, stage 5, decides of an entry."""

from datetime import datetime

from aggregator.records.article import Home, Sketch
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
    is_shared: bool = False
    """Whether a source gives its address to entries that differ: a page about many things."""
    is_template: bool = False
    """Whether its source tells almost the same under other titles; the judge finds it out."""
    is_witness: bool = False
    """Whether it only shows that the text of one of its source is a template: its own place is
    not asked about."""
    title: str = ""
    at: datetime | None = None
    """When it was published or first seen, whichever is earlier; None when it is not stored."""
    dated: datetime | None = None
    """When it says that it was published, or updated; None when it says neither."""
    home: Home = Home.OWN
    sketch: Sketch | None = None
    is_told_anew: bool = False
    """Whether it is the entry that is judged, changed since it was stored: what it is like by now
    was there before it, whatever its date."""


@record
class Regrouped:
    """A stored entry that changes its story, because of another one."""

    id: str
    story: str
    """The id of the story that it belongs to now; its own when it leads it."""
    reason: str = ""


@record
class New:
    """Never seen before."""

    regrouped: tuple[Regrouped, ...] = ()


@record
class Unchanged:
    """The same entry, with nothing new that a reader would see."""

    of: str
    regrouped: tuple[Regrouped, ...] = ()
    """May hold the entry itself: its address or a filter may have changed."""


@record
class Revised:
    """The same entry of the same source, told differently: keeps id and place."""

    of: str
    regrouped: tuple[Regrouped, ...] = ()
    """May hold the revised entry itself."""


@record
class Duplicate:
    """Another source's, or another address's, telling of a stored entry."""

    of: str
    reason: str
    regrouped: tuple[Regrouped, ...] = ()


@record
class Dropped:
    """A filter of its source drops it: stored, so that it is known, and never published."""

    reason: str


Verdict = New | Unchanged | Revised | Duplicate | Dropped
