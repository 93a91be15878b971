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
LEAD_SAMPLE = 16
INDEXED, INDEXED_LEAD = 16, 4
"""How many of the samples the store looks others up by; the lead finds the text of an excerpt."""
MARKS = 24
LEAD = 40
"""Words at the beginning that tell an excerpt of a text from one that quotes it."""

ENOUGH_WORDS = 48
"""Shorter texts are alike by chance: "Photo of the day", a weather report, a status."""

MOST = 12_000
"""Characters of text that are read: enough of the longest article, and an end to hostile input."""

_MASK = 2**64 - 1
# Odd constants with well-mixed bits (from MurmurHash3).
_ODD = (0x87C37B91114253D5, 0x4CF5AD432745937F, 0xFF51AFD7ED558CCD)

_UPPER = "".join(filter(str.isupper, map(chr, range(0x41, 0x590))))
_CAPITALISED = re.compile(rf"\b[{_UPPER}]\w+")


def make_sketch(entry: CleanEntry) -> Sketch:
    """Return the sketch of the entry's content."""
    text = plain_text(entry.content)[:MOST]
    said = words(text)
    if len(said) < ENOUGH_WORDS:
        return Sketch(words=len(said))
    runs = _hash_runs(said)
    shingles = _sample(runs, SAMPLE)
    lead = _sample(_hash_runs(said[:LEAD]), LEAD_SAMPLE)
    return Sketch(
        words=len(said),
        keys=tuple(sorted({*shingles[:INDEXED], *lead[:INDEXED_LEAD]})),
        shingles=shingles,
        size=len(runs),
        lead=lead,
        numbers=_sample(map(_hash_word, filter(_has_digit, set(said))), MARKS),
        names=_sample(map(_hash_word, {fold(name) for name in _names(text)}), MARKS),
    )


def has_enough_words(sketch: Sketch | None) -> bool:
    """Tell whether the text is long enough that equal words are no chance."""
    return sketch is not None and sketch.words >= ENOUGH_WORDS


def _sample(hashes: Iterable[int], size: int) -> tuple[int, ...]:
    return tuple(nsmallest(size, hashes))


def _hash_runs(said: Sequence[str]) -> set[int]:
    codes = {word: crc32(word.encode("utf-8", "replace")) for word in set(said)}
    # A word's hash depends on its place in the run; the upper bits are the well-mixed ones.
    tables = [{word: code * odd & _MASK for word, code in codes.items()} for odd in _ODD]
    one, two, three = ([table[word] for word in said] for table in tables)
    runs = zip(one, two[1:], three[2:], strict=False)
    return {(first + second + third & _MASK) >> 16 for first, second, third in runs}


def _hash_word(word: str) -> int:
    return (crc32(word.encode("utf-8", "replace")) * _ODD[0] & _MASK) >> 32


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any(character.isdigit() for character in word)


def _names(text: str) -> Iterator[str]:
    """Yield words that are capitalised though a word, no sentence's end, is before them."""
    for match in _CAPITALISED.finditer(text):
        before = text[max(match.start() - 2, 0) : match.start()].rstrip(" ")[-1:]
        if before.isalnum() or before == ",":
            yield match[0]
