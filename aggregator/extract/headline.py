"""Where on a page its title stands: the article begins there. Pure."""

import re
from collections.abc import Callable, Sequence

from aggregator.dom import text_of
from aggregator.extract.survey import Survey, lay_out, length_of
from aggregator.extract.vocabulary import HEADINGS, INLINE
from aggregator.text import words

_SEPARATOR = re.compile(r"\s[|\u00b7\u2013\u2014\u00bb:-]\s|\s?::\s?|\s?\|\s?|\s?\u00bb\s?")
_NAMES = re.compile(r",|;|\s(?:and|und|et|y|e|i|en|och|og|&)\s")
"""Between the names of authors."""
_NAMED = 6
"""Letters of a name; shorter ones begin sentences too."""
ALIKE = 0.7
"""Of the words of two titles in common: they are the same title."""
SAME = 0.9
"""So much for a paragraph: some begin with the title's words."""
_SHORTEST = 8
"""Characters; a shorter part of a title names a site or a section."""
_LONGEST = 80
"""Words; a longer title is a text."""
_ENDLESS = 500
"""Characters of a part; with more of them in so few words it is no title."""
FEW_ELEMENTS = 2_000
"""In so few, each text may be read as often as elements are around it."""
_MOST = 6
"""Separators of a title that are looked at."""


def title_parts(titles: tuple[str | None, ...]) -> list[list[str]]:
    """Return the words of titles, and of their parts between separators, as they are compared."""
    found: list[list[str]] = []
    for title in titles:
        if not title:
            continue
        for part in (title, *_SEPARATOR.split(title, maxsplit=_MOST)):
            said = words(part)
            fits = _SHORTEST <= len(part) <= _ENDLESS and 0 < len(said) <= _LONGEST
            if fits and said not in found:
                found.append(said)
    return found


def name_words(authors: tuple[str | None, ...]) -> list[list[str]]:
    """Return the words of each author's name; one word alone names nobody."""
    names = [name for author in authors if author for name in _NAMES.split(author)]
    return [said for said in map(words, names) if len(said) > 1 and sum(map(len, said)) >= _NAMED]


def is_title(said: list[str], parts: Sequence[list[str]], alike: float = ALIKE) -> bool:
    """Tell whether words are those of a title, give or take a few."""
    if not said:
        return False
    mine = set(said)
    for part in parts:
        theirs = set(part)
        if len(mine & theirs) >= alike * max(len(mine), len(theirs)):
            return True
    return False


def find_headline(page: Survey, parts: Sequence[list[str]]) -> int | None:
    """Return the number of the element that says the title: a heading rather than another."""
    longest = max((sum(map(length_of, part)) for part in parts), default=0) * 2
    short = [number for number, length in enumerate(page.text) if 0 < length <= longest]
    read = _reader(page)
    told: dict[str, bool] = {}

    def says(number: int) -> bool:
        text = read(number)
        if text not in told:
            told[text] = is_title(words(text), parts)
        return told[text]

    others = []
    for number in short:
        if page.elements[number].tag not in HEADINGS:
            others.append(number)
        elif says(number):
            return number
    for number in others:
        tag = page.elements[number].tag
        if tag not in INLINE and tag != "li" and says(number):
            return number
    return None


def _reader(page: Survey) -> Callable[[int], str]:
    """Return what reads the text of elements: the whole page at once, if it may nest deeply."""
    if len(page.elements) <= FEW_ELEMENTS:
        return lambda number: text_of(page.elements[number])
    runs, spans = lay_out(page)
    return lambda number: "".join(runs[slice(*spans[number])])
