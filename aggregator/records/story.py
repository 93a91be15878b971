"""How a story is told: which of its entries is shown, and who else told it."""

from collections.abc import Sequence
from dataclasses import replace

from aggregator.records.stored import Member, StoredEntry

FULL = 0.5
"""Which share of the longest text's words makes a text no mere teaser."""


def tell_story(id_: str, entries: Sequence[StoredEntry]) -> StoredEntry:
    """Return the story of these entries, given by age, under its id.

    It shows the earliest full text, one of a preferred source if there is any, but its
    place is that of its earliest entry: it neither moves nor becomes news when a better
    text joins it.
    """
    longest = max(map(_count_words, entries))
    full = [each for each in entries if _count_words(each) >= longest * FULL]
    shown = next((each for each in full if each.entry.preferred), full[0])
    others = [as_member(each) for each in entries if each is not shown]
    first_seen = entries[0].first_seen
    return replace(
        shown, id=id_, first_seen=first_seen, duplicate_of=None, reason="", also=tuple(others)
    )


def _count_words(stored: StoredEntry) -> int:
    return stored.entry.sketch.words if stored.entry.sketch else 0


def as_member(stored: StoredEntry) -> Member:
    """Return what a story says of an entry that it does not show."""
    entry = stored.entry
    return Member(source=entry.source, title=entry.title, link=entry.link, reason=stored.reason)
