"""Folds what an output shows, when its own filters or settings decide who is in a story.

The store folds whole stories. An output that folds only what is the same to
the word, or that drops some entries, folds what it keeps: so a member is shown
when the leader is not.
"""

from collections.abc import Sequence
from dataclasses import replace

from aggregator.dedup.relation import relate, relate_exactly
from aggregator.records import Neighbour, StoredEntry, Stories
from aggregator.records.story import tell_story


def fold_entries(entries: Sequence[StoredEntry], stories: Stories) -> tuple[StoredEntry, ...]:
    """Fold entries, newest first, that were read one by one; the earliest of a story shows it.

    Near, a story has its own id whoever shows it; exact, the id of its leader
    when that is among them.
    """
    if stories is Stories.OFF:
        return tuple(entries)
    groups: dict[str, list[list[StoredEntry]]] = {}
    for stored in reversed(entries):
        _join(groups.setdefault(_story(stored), []), stored, stories)
    age = {stored.id: number for number, stored in enumerate(reversed(entries))}
    shown = {}
    for group in (each for some in groups.values() for each in some):
        group.sort(key=lambda stored: age[stored.id])
        shown[group[0].id] = _show(group, stories)
    return tuple(shown[stored.id] for stored in entries if stored.id in shown)


def _story(stored: StoredEntry) -> str:
    return stored.duplicate_of or stored.id


def _join(groups: list[list[StoredEntry]], stored: StoredEntry, stories: Stories) -> None:
    """Put an entry with its like; entries that were apart until now may be one group by it."""
    near = stories is Stories.NEAR
    like = [each for each in groups if near or any(_is_exact(stored, one) for one in each)]
    joined = [one for each in like for one in each]
    groups[:] = [each for each in groups if each not in like]
    groups.append([*joined, stored])


def _is_exact(one: StoredEntry, other: StoredEntry) -> bool:
    return relate_exactly(_as_neighbour(one), _as_neighbour(other)) is not None


def _show(group: Sequence[StoredEntry], stories: Stories) -> StoredEntry:
    first, *others = group
    story = _story(first)
    is_led = stories is Stories.NEAR or any(each.id == story for each in group)
    told = [replace(each, reason=_tell_reason(first, each)) for each in others]
    return tell_story(story if is_led else first.id, [first, *told])


def _tell_reason(first: StoredEntry, other: StoredEntry) -> str:
    return relate(_as_neighbour(first), _as_neighbour(other)) or "like another of the story"


def _as_neighbour(stored: StoredEntry) -> Neighbour:
    entry = stored.entry
    return Neighbour(
        id=stored.id,
        source=entry.source,
        identity=entry.identity,
        canonical_url=entry.canonical_url,
        fingerprint=entry.fingerprint,
        title=entry.title,
        at=min(entry.published or stored.first_seen, stored.first_seen),
        sketch=entry.sketch,
    )
