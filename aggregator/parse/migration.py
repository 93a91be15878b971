"""A feed that has changed the ids of its entries: a new engine behind the site, not news.

More than half of a document's entries, unknown by their identities, are told
again by link or title: then they take the identities that they had. Fewer are
left alone: one guid that changed may be another entry, and dedup sees to it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from aggregator.records import Defect, ParsedFeed, RawEntry, Remembered
from aggregator.text import fold
from aggregator.urls import canonical_url, is_home_page

_TITLE = 10
"""Characters under which a title (`Update`, `Week 3`) tells nothing."""
_FEW = 2

Entry = RawEntry | Remembered


def find_migration(parsed: ParsedFeed, stored: Sequence[Remembered]) -> Mapping[str, str]:
    """Return new identity → old for a feed that changed its ids, and nothing for any other.

    `stored` are the entries of the source that were in its feed at the last
    poll. Links are compared as canonical addresses, titles without their
    typography; what two entries share tells neither.
    """
    present = {*parsed.known, *(entry.identity for entry in parsed.entries)}
    old = [each for each in stored if each.identity not in present]
    kept = {each.identity for each in stored} & present
    new = [entry for entry in parsed.entries if entry.identity not in kept]
    if len(new) * 2 <= len(present) or len(old) < _FEW:
        return {}
    found = dict(_pairs(new, old, _place))
    taken = frozenset(found.values())
    found |= _pairs(
        [each for each in new if each.identity not in found],
        [each for each in old if each.identity not in taken],
        _name,
    )
    enough = len(found) >= _FEW and len(found) * 2 > len(present)
    return found if enough else {}


def migrate(parsed: ParsedFeed, renamed: Mapping[str, str]) -> ParsedFeed:
    """Return the feed with the old identities in the place of the new ones, and a defect told."""
    if not renamed:
        return parsed
    told = f"{len(renamed)} of {len(parsed.entries)} entries"
    defects = (*parsed.defects, Defect(code="ids-changed", detail=told))
    return replace(rename(parsed, renamed), defects=defects)


def rename(parsed: ParsedFeed, renamed: Mapping[str, str]) -> ParsedFeed:
    """Return the feed with the old identities in the place of the new ones."""
    entries = tuple(
        replace(entry, identity=renamed.get(entry.identity, entry.identity))
        for entry in parsed.entries
    )
    parts = tuple((digest, renamed.get(name, name)) for digest, name in parsed.parts)
    return replace(parsed, entries=entries, parts=parts)


def _pairs(
    new: Iterable[Entry], old: Iterable[Entry], key: Callable[[Entry], str]
) -> dict[str, str]:
    one, other = _by(new, key), _by(old, key)
    return {one[mark]: other[mark] for mark in one.keys() & other.keys()}


def _by(entries: Iterable[Entry], key: Callable[[Entry], str]) -> dict[str, str]:
    marked = [(mark, entry.identity) for entry in entries if (mark := key(entry))]
    often = Counter(mark for mark, _ in marked)
    return {mark: identity for mark, identity in marked if often[mark] == 1}


def _place(entry: Entry) -> str:
    if not entry.link or is_home_page(entry.link):
        return ""
    return canonical_url(entry.link) or ""


def _name(entry: Entry) -> str:
    title = fold(entry.title).strip()
    return title if len(title) >= _TITLE else ""
