"""How much of one text is in another, told from their sketches. Symmetric."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from aggregator.dedup.sketch import FILLING, LEAD_SAMPLE, MARKS, SAMPLE, SLOTS
from aggregator.records import Sketch

_Sets: TypeAlias = tuple[set[int], set[int]]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Shares from 0 to 1; of what one text lacks altogether, nothing is missed."""

    words: int
    """How many the longer text has."""
    jaccard: float
    """Of the runs of words of both, those that are in both."""
    containment: float
    """Of the runs of words of the shorter text, those that are in the longer one."""
    lead: float
    """Of the runs of words at the beginning of both, those that are in both."""
    beginning: float
    """Of the runs of words at the beginning of the shorter text, those that begin the other."""
    numbers: float
    """Of the numbers of the text with fewer, those that are in the other."""
    names: float
    """The same of names."""
    slots: int
    """Around how many numbers and names both say the same."""
    filled_alike: float
    """In which share of these slots both have the same."""


def compare(one: Sketch, other: Sketch) -> Likeness:
    """Estimate how alike two texts are."""
    runs = _comparable(one.shingles, other.shingles, SAMPLE)
    lead = _comparable(one.lead, other.lead, LEAD_SAMPLE)
    slots = _compare_slots(_comparable(one.slots, other.slots, SLOTS))
    return Likeness(
        words=max(one.words, other.words),
        jaccard=_jaccard(runs),
        containment=_containment(runs, one, other),
        lead=_jaccard(lead),
        beginning=_share(lead) if all(lead) else 0.0,
        numbers=_share(_comparable(one.numbers, other.numbers, MARKS)),
        names=_share(_comparable(one.names, other.names, MARKS)),
        slots=len(slots),
        filled_alike=sum(slots) / len(slots) if slots else 1.0,
    )


def _comparable(one: Sequence[int], other: Sequence[int], full: int) -> _Sets:
    """Cut both samples where the first of them ends: beyond, it says nothing of its text."""
    ends = [sample[-1] for sample in (one, other) if len(sample) >= full]
    end = min(ends, default=None)
    if end is None:
        return set(one), set(other)
    return {each for each in one if each <= end}, {each for each in other if each <= end}


def _jaccard(sets: _Sets) -> float:
    one, other = sets
    return len(one & other) / len(one | other) if one or other else 0.0


def _containment(runs: _Sets, one: Sketch, other: Sketch) -> float:
    lesser = runs[0] if (one.size, one.shingles) <= (other.size, other.shingles) else runs[1]
    return len(runs[0] & runs[1]) / len(lesser) if lesser else 0.0


def _compare_slots(sets: _Sets) -> list[bool]:
    """Tell for each slot of both texts whether they fill it alike."""
    one, other = sets
    places = {each >> FILLING for each in one} & {each >> FILLING for each in other}
    alike = {each >> FILLING for each in one & other}
    return [place in alike for place in places]


def _share(sets: _Sets) -> float:
    least = min(map(len, sets))
    return len(sets[0] & sets[1]) / least if least else 1.0
