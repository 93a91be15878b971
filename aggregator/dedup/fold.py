"""Folds what an output shows, when its own filters or settings decide who is in a story.

The store folds whole stories. An output that folds only what is the same to
the word, or that drops some entries, folds what it keeps: so a member is shown
when the leader is not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from aggregator.dedup.relation import relate, relate_exactly
from aggregator.dedup.stories import connect
from aggregator.records import Neighbour, StoredEntry, Stories
from aggregator.records.story import dated, tell_story


def fold_entries(entries: Sequence[StoredEntry], stories: Stories) -> tuple[StoredEntry, ...]:
    """Fold entries, newest first, that were read one by one; the earliest of a story shows it.

    Near, a story has its own id whoever shows it; exact, the id of its leader
    when that is among them.
    """
    if stories is Stories.OFF:
        return tuple(entries)
    told: dict[str, list[StoredEntry]] = {}
    for stored in reversed(entries):
        told.setdefault(stored.duplicate_of or stored.id, []).append(stored)
    shown = {}
    for story, group in told.items():
        for part in [group] if stories is Stories.NEAR else _split(group):
            is_led = stories is Stories.NEAR or any(each.id == story for each in part)
            shown[part[0].id] = tell_story(story if is_led else part[0].id, _explain(part))
    return tuple(shown[stored.id] for stored in entries if stored.id in shown)


def _split(group: Sequence[StoredEntry]) -> Iterable[list[StoredEntry]]:
    """Split a story into parts that are the same to the word, each in the story's order."""
    part_of = {
        node.id: number
        for number, part in enumerate(connect(list(map(_as_neighbour, group)), relate_exactly))
        for node, _ in part
    }
    parts: dict[int, list[StoredEntry]] = {}
    for stored in group:
        parts.setdefault(part_of[stored.id], []).append(stored)
    return parts.values()


def _explain(part: Sequence[StoredEntry]) -> list[StoredEntry]:
    """Tell why each of them is in the story that is left."""
    reasons = {
        node.id: reason
        for group in connect(list(map(_as_neighbour, part)), relate)
        for node, reason in group
    }
    return [replace(each, reason=reasons[each.id] or "like another of the story") for each in part]


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
        dated=dated(entry),
        home=entry.home,
        sketch=entry.sketch,
    )
