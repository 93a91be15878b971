"""The candidates of a srcset attribute, and the best of them (HTML Living Standard, 4.8.4.2.1)."""

import re
from collections.abc import Iterable
from typing import NamedTuple

MAX_WIDTH = 1600
"""Pixels; a wider picture costs a reader more than it shows."""
MAX_DENSITY = 2.0

# An address may hold commas but not end with one; a descriptor ends at a comma.
_CANDIDATE = re.compile(r"[\s,]*([^\s,](?:[^\s]*[^\s,])?)(,+|\s+[^,]*(?:,|\Z)|\s*\Z)")
_DESCRIPTOR = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)([wx])(?:\s+[0-9]+h)?\s*,?\Z")
_ENOUGH = 64
"""Candidates looked at."""


class Candidate(NamedTuple):
    """One picture of a srcset; 0 for what is not said."""

    url: str
    width: float = 0
    density: float = 0


def read_srcset(srcset: str) -> list[Candidate]:
    """Return the candidates in their order; what cannot be read is left out."""
    found: list[Candidate] = []
    position = 0
    while position < len(srcset) and len(found) < _ENOUGH:
        match = _CANDIDATE.match(srcset, position)
        if match is None or match.end() == position:
            break
        found.append(_candidate(match[1], match[2]))
        position = match.end()
    return found


def _candidate(url: str, descriptor: str) -> Candidate:
    said = _DESCRIPTOR.match(descriptor)
    if said is None:
        return Candidate(url)
    size = min(float(said[1]), 1e6)
    return Candidate(url, width=size) if said[2] == "w" else Candidate(url, density=size)


def best(candidates: Iterable[Candidate]) -> str | None:
    """Return the largest picture within bounds, else the smallest beyond them, else the first."""
    found = list(candidates)
    within = [each for each in found if each.width <= MAX_WIDTH and each.density <= MAX_DENSITY]
    sized = [each for each in within if each.width or each.density]
    if sized:
        return max(sized, key=lambda each: (each.width, each.density)).url
    if within:
        return within[0].url
    if found:
        return min(found, key=lambda each: (each.width, each.density)).url
    return None
