"""A small sample of a text, enough to tell how much of it another text has.

The smallest hashes of a set are the same sample of it whoever draws it, so two
samples can be compared (bottom-k sketches; Broder 1997, "On the resemblance
and containment of documents"). Python's own hash differs from run to run, so
this one is spelt out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from zlib import crc32

from aggregator.records import CleanEntry, Sketch
from aggregator.text import fold, plain_text, words

SAMPLE = 64
LEAD_SAMPLE = 8
INDEXED, INDEXED_LEAD = 16, 4
"""How many of the samples the store looks others up by; the lead finds the text of an excerpt."""
MARKS = 24
LEAD = 40
"""Words at the beginning that tell an excerpt of a text from one that quotes it."""

ENOUGH_WORDS = 48
"""Shorter texts are alike by chance: "Photo of the day", a weather report, a status."""

MOST = 100_000
"""Characters of text that are read: hostile input ends here, and no article does."""

_MASK = 2**64 - 1
# Odd constants with well-mixed bits (from the finaliser of MurmurHash3).
_FIRST, _SECOND, _MIX = 0x87C37B91114253D5, 0x4CF5AD432745937F, 0xFF51AFD7ED558CCD

_WITHIN = re.compile(r"(?<=[^\W\d_][ ,])\s?([^\W\d_]\w+)")


def make_sketch(entry: CleanEntry) -> Sketch:
    """Return the sketch of the entry's content."""
    text = plain_text(entry.content)[:MOST]
    said = words(text)
    if len(said) < ENOUGH_WORDS:
        return Sketch(words=len(said))
    runs = set(_hash_runs(said))
    shingles = _sample(runs, SAMPLE)
    lead = _sample(_hash_runs(said[:LEAD]), LEAD_SAMPLE)
    return Sketch(
        words=len(said),
        keys=tuple(sorted({*shingles[:INDEXED], *lead[:INDEXED_LEAD]})),
        shingles=shingles,
        size=len(runs),
        lead=lead,
        numbers=_sample(map(_hash_word, filter(_has_digit, said)), MARKS),
        names=_sample(map(_hash_word, _names(text)), MARKS),
    )


def has_enough_words(sketch: Sketch | None) -> bool:
    """Tell whether the text is long enough that equal words are no chance."""
    return sketch is not None and sketch.words >= ENOUGH_WORDS


def _sample(hashes: Iterable[int], size: int) -> tuple[int, ...]:
    return tuple(nsmallest(size, set(hashes)))


def _hash_runs(said: Sequence[str]) -> Iterator[int]:
    codes = [crc32(word.encode("utf-8", "replace")) for word in said]
    for one, two, three in zip(codes, codes[1:], codes[2:], strict=False):
        mixed = (one * _FIRST + two * _SECOND + three) & _MASK
        yield ((mixed ^ mixed >> 33) * _MIX & _MASK) >> 16


def _hash_word(word: str) -> int:
    return (crc32(word.encode("utf-8", "replace")) * _MIX & _MASK) >> 32


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any(character.isdigit() for character in word)


def _names(text: str) -> Iterator[str]:
    """Yield words that are capitalised though another word, no sentence's end, is before them."""
    for match in _WITHIN.finditer(text):
        if match[1][0].isupper():
            yield fold(match[1])
