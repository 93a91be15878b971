"""How a story is told: which of its entries is shown, and who else told it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.records.article import CleanEntry, Home
from aggregator.records.stored import Member, StoredEntry
from aggregator.records.verdict import Duplicate, Revised, Unchanged, Verdict

FULL = 0.5
"""Which share of the longest text's words makes a text no mere teaser."""

ONE_RUN = timedelta(minutes=10)
"""What comes within it came in one run: who was polled first says nothing."""

BEHIND = timedelta(microseconds=1)


def find_joined(verdict: Verdict) -> str | None:
    """Return the story that the judged entry joins by the verdict; None when it joins none."""
    match verdict:
        case Duplicate():
            return verdict.of
        case Unchanged(of=id_, regrouped=regrouped) | Revised(of=id_, regrouped=regrouped):
            joined = (each.story for each in regrouped if each.id == id_ != each.story)
            return next(joined, None)
        case _:
            return None


def find_place(
    claimed: datetime, at: datetime, first: tuple[datetime, datetime] | None
) -> datetime:
    """Return the place of an entry that joins a story at a moment; it claims to be of another.

    `first` is the place of the story's first entry, and when that was first seen. A date is
    quickly written: once a story is told, nobody gets before those who tell it, where it would
    take their place, their title and their address.
    """
    if first is None or at - first[1] <= ONE_RUN:
        return claimed
    return max(claimed, first[0] + BEHIND)


def tell_story(id_: str, entries: Sequence[StoredEntry]) -> StoredEntry:
    """Return the story of these entries, given by age, under its id.

    It shows the earliest full text of those whose site it is, or one of a preferred source
    if there is any, but its place is that of its earliest entry: it neither moves nor
    becomes news when a better text joins it.
    """
    shown = _choose_shown(entries)
    others = [
        as_member(replace(each, reason=each.reason or shown.reason))
        for each in entries
        if each is not shown
    ]
    first_seen = entries[0].first_seen
    return replace(
        shown, id=id_, first_seen=first_seen, duplicate_of=None, reason="", also=tuple(others)
    )


def dated(entry: CleanEntry) -> datetime | None:
    """Return when an entry says that it is of; None when it does not say."""
    return entry.published or entry.updated


def _choose_shown(entries: Sequence[StoredEntry]) -> StoredEntry:
    for each in _full(entries):
        if each.entry.preferred:
            return each
    surest = max(each.entry.home for each in entries)
    return _full([each for each in entries if each.entry.home == surest])[0]


def _full(entries: Sequence[StoredEntry]) -> Sequence[StoredEntry]:
    longest = max(map(_count_words, entries))
    return [each for each in entries if _count_words(each) >= longest * FULL]


def _count_words(stored: StoredEntry) -> int:
    return stored.entry.sketch.words if stored.entry.sketch else 0


def as_member(stored: StoredEntry) -> Member:
    """Return what a story says of an entry that it does not show."""
    entry = stored.entry
    # What it adds to a page of somebody else is what is said about it.
    is_elsewhere = entry.home is Home.ELSEWHERE
    link = entry.comments if is_elsewhere and entry.comments else entry.link
    return Member(source=entry.source, title=entry.title, link=link, reason=stored.reason)
