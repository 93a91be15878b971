"""Judges an entry against what is stored: new, the same, told differently, or told already.

A duplicate is never made by a title: many different entries share one.
"""

from collections.abc import Sequence

from aggregator.dedup.words import count_words
from aggregator.records import (
    CleanEntry,
    Dropped,
    Duplicate,
    Neighbour,
    New,
    Revised,
    Unchanged,
    Verdict,
)

ENOUGH_WORDS = 48
"""Shorter texts are equal by chance: "No title", "Photo of the day", a weather report."""


def judge(entry: CleanEntry, same: Neighbour | None, others: Sequence[Neighbour]) -> Verdict:
    """Decide what the entry is, given the stored one of its identity and those that are alike."""
    if same is not None:
        if same.fingerprint == entry.fingerprint:
            return Unchanged(of=same.id)
        return Revised(of=same.id)
    if entry.dropped is not None:
        return Dropped(reason=entry.dropped)
    twin = _find_at_address(entry, others)
    if twin is not None:
        return Duplicate(of=twin.leads or twin.id, reason=f"same address: {entry.canonical_url}")
    twin = _find_same_words(entry, others)
    if twin is not None:
        return Duplicate(of=twin.leads or twin.id, reason=f"same words as in {twin.source}")
    return New()


def _find_at_address(entry: CleanEntry, others: Sequence[Neighbour]) -> Neighbour | None:
    if not entry.canonical_url:
        return None
    there = [each for each in others if each.canonical_url == entry.canonical_url]
    alike = [each for each in there if each.fingerprint == entry.fingerprint]
    if alike:
        return alike[0]
    if _is_shared(entry, there):
        return None
    return there[0] if there else None


def _is_shared(entry: CleanEntry, there: Sequence[Neighbour]) -> bool:
    """Tell whether some source gives this address to entries that differ.

    Then it is a page about many things (a home page, a log, a list), and being
    there makes no two entries the same.
    """
    texts = {(each.source, each.fingerprint) for each in there}
    texts.add((entry.source, entry.fingerprint))
    return len(texts) > len({source for source, _ in texts})


def _find_same_words(entry: CleanEntry, others: Sequence[Neighbour]) -> Neighbour | None:
    alike = [each for each in others if each.fingerprint == entry.fingerprint]
    if not alike or count_words(entry) < ENOUGH_WORDS:
        return None
    return alike[0]
