"""What titles tell of entries whose texts are alike: never that they are the same.

They may tell that they are not: another part, day or version of a series, a
live report, a collection of other texts.
"""

import re
from collections import Counter
from itertools import pairwise

from aggregator.text import words

_ROMAN = re.compile(r"(?=.)x{0,2}(?:ix|iv|v?i{0,3})")
# Counters that are words, in the languages of most feeds.
_COUNTERS = frozenset(
    words("""
    one two three four five six seven eight nine ten first second third fourth fifth
    a b c d morning afternoon evening night today tomorrow yesterday spring summer autumn winter
    monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    eins zwei drei vier fünf erster zweiter dritter erste zweite dritte
    montag dienstag mittwoch donnerstag freitag samstag sonntag
    januar februar märz mai juni juli oktober dezember
    un une deux trois quatre cinq premier première deuxième troisième
    lundi mardi mercredi jeudi vendredi samedi dimanche
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    uno una dos tres cuatro cinco primera segunda tercera
    lunes martes miércoles jueves viernes sábado domingo
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    primo secondo terzo prima seconda terza due tre quattro cinque
    lunedì martedì mercoledì giovedì venerdì sabato domenica
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
    segunda terça quarta quinta sexta domingo janeiro fevereiro março junho julho setembro outubro
    一 二 三 四 五 六 七 八 九 十 上 中 下 月 日 年
    """)
)
_LIVE = frozenset(
    words("""
    live liveblog liveticker newsticker ticker newsblog updates update latest
    direct directo diretta vivo онлайн
    """)
)
_COLLECTIONS = frozenset(
    words("""
    roundup digest briefing newsletter recap headlines links weekly daily
    wochenrückblick überblick presseschau revue résumé resumen rassegna дайджест
    """)
)


_REPLY = re.compile(
    r"\s*(?:re|aw|antw|sv|vs|r|rép|res|odp|fwd?|wg|tr|rv|回复|答复|转发|отв)\s*(?:\[\d+\]\s*)?[:\uff1a]",
    re.IGNORECASE,
)


def is_reply(title: str) -> bool:
    """Tell whether the title is that of a letter that answers another, and perhaps quotes all."""
    return _REPLY.match(title) is not None


def tell_apart(one: str, other: str) -> bool:
    """Tell whether two titles are of one series and count differently: part 1 and part 2."""
    first, second = words(one), words(other)
    counts = Counter(first), Counter(second)
    unlike = (counts[0] - counts[1]) + (counts[1] - counts[0])
    if not unlike:  # 1.2 and 2.1
        unlike = Counter(a for a, b in zip(first, second, strict=True) if a != b)
    return bool(unlike and counts[0] & counts[1]) and all(map(_is_counter, unlike))


def is_live(title: str) -> bool:
    """Tell whether the title is that of a report that goes on."""
    return not _LIVE.isdisjoint(words(title))


def is_collection(title: str) -> bool:
    """Tell whether the title is that of a text made of other texts."""
    said = words(title)
    pairs = {one + two for one, two in pairwise(said)}
    return not _COLLECTIONS.isdisjoint(pairs.union(said))


def _is_counter(word: str) -> bool:
    if any(character.isdigit() for character in word):
        return True
    return word in _COUNTERS or _ROMAN.fullmatch(word) is not None
