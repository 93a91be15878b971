"""A small sample of a text, enough to tell how much of it another text has.

The smallest hashes of a set are the same sample of it whoever draws it, so two
samples can be compared (bottom-k sketches; Broder 1997, "On the resemblance
and containment of documents"). Python's own hash differs from run to run, so
this one is spelt out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from zlib import crc32

from aggregator.records import CleanEntry, Sketch
from aggregator.text import fold, plain_text, says_something, words

SAMPLE = 64
LEAD_SAMPLE = 16
INDEXED, INDEXED_LEAD = 16, 4
"""How many of the samples the store looks others up by; the lead finds the text of an excerpt."""
MARKS = 24
SLOTS = 32
FILLING = 16
"""Bits of a slot that are of what fills it; the others are of the words around it."""
RUN = 3
"""Words in a run."""
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
    in_order = _hash_runs(said)
    lead = _sample(set(in_order[: LEAD - RUN + 1]), LEAD_SAMPLE)
    if len(said) < ENOUGH_WORDS:
        return Sketch(words=len(said), lead=lead, is_bare=_is_bare(entry, text))
    runs = set(in_order)
    shingles = _sample(runs, SAMPLE)
    numbers, names = _numbers(said), {fold(name) for name in set(_names(text))}
    return Sketch(
        words=len(said),
        keys=tuple(sorted({*shingles[:INDEXED], *lead[:INDEXED_LEAD]})),
        shingles=shingles,
        size=len(runs),
        lead=lead,
        numbers=_sample(map(_hash_word, numbers), MARKS),
        names=_sample(map(_hash_word, names), MARKS),
        slots=_sample(set(_slots(said, numbers | names)), SLOTS),
    )


def has_enough_words(sketch: Sketch | None) -> bool:
    """Tell whether the text is long enough that equal words are no chance."""
    return sketch is not None and sketch.words >= ENOUGH_WORDS


def _is_bare(entry: CleanEntry, text: str) -> bool:
    return not entry.enclosures and not says_something(text, entry.title)


def _sample(hashes: Iterable[int], size: int) -> tuple[int, ...]:
    return tuple(sorted(hashes)[:size])


def _hash_runs(said: Sequence[str]) -> list[int]:
    """Return the hash of each run of words, in order."""
    hashed = list(map(_hash_in_run, said))
    # The upper bits are the well-mixed ones.
    return [
        (one[0] + two[1] + three[2] & _MASK) >> 16
        for one, two, three in zip(hashed, hashed[1:], hashed[2:], strict=False)
    ]


@lru_cache(maxsize=16384)
def _hash_in_run(word: str) -> tuple[int, int, int]:
    """Return a word's hash for each place in a run; most words of a text are in all texts."""
    code = crc32(word.encode("utf-8", "replace"))
    first, second, third = (code * odd & _MASK for odd in _ODD)
    return first, second, third


def _hash_word(word: str) -> int:
    return _hash_in_run(word)[0] >> 32


def _numbers(said: Sequence[str]) -> set[str]:
    return {word for word in said if not word.isalpha() and any(map(str.isdigit, word))}


def _slots(said: Sequence[str], marks: set[str]) -> Iterator[int]:
    """Yield for each mark two words before and one after it, and what it is, in one number."""
    for place in range(2, len(said) - 1):
        if said[place] in marks:
            first, second, _, last = map(_hash_in_run, said[place - 2 : place + 2])
            around = (first[0] + second[1] + last[2] & _MASK) >> 32
            yield around << FILLING | _hash_word(said[place]) & 2**FILLING - 1


def _names(text: str) -> Iterator[str]:
    """Yield words that are capitalised though a word, no sentence's end, is before them."""
    for match in _CAPITALISED.finditer(text):
        before = text[max(match.start() - 2, 0) : match.start()].rstrip(" ")[-1:]
        if before.isalnum() or before == ",":
            yield match[0]
