"""Judges an entry against what is stored: new, the same, told differently, or told already.

A duplicate is never made by a title: many different entries share one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aggregator.dedup.stories import Place, find_stories
from aggregator.records import (
    CleanEntry,
    Dropped,
    Duplicate,
    Neighbour,
    New,
    Regrouped,
    Revised,
    Unchanged,
    Verdict,
)
from aggregator.records.story import dated


def judge(entry: CleanEntry, same: Neighbour | None, others: Sequence[Neighbour]) -> Verdict:
    """Decide what the entry is, given the stored one of its identity and those that are alike.

    `others` holds whatever shares its address, its fingerprint or two keys of
    its sketch, the whole stories of these and of the stored one, and what shows
    which of them are templates; nothing that a filter dropped.
    """
    me = _as_node(entry, same)
    places = _find_places(entry, me, others)
    regrouped = _tell_regrouped(places, (*others, me) if same else others)
    if same is not None:
        if same.fingerprint == entry.fingerprint:
            return Unchanged(of=same.id, regrouped=regrouped)
        return Revised(of=same.id, regrouped=regrouped)
    if entry.dropped is not None:
        return Dropped(reason=entry.dropped)
    mine = places[me.id]
    if not mine.story:
        return New(regrouped=regrouped)
    return Duplicate(of=mine.story, reason=mine.reason, regrouped=regrouped)


def _find_places(
    entry: CleanEntry, me: Neighbour, others: Sequence[Neighbour]
) -> Mapping[str, Place]:
    if entry.dropped is not None:
        return {**find_stories(others), me.id: Place(me.id, "")}
    return find_stories((*others, me))


def _tell_regrouped(
    places: Mapping[str, Place], nodes: Sequence[Neighbour]
) -> tuple[Regrouped, ...]:
    return tuple(
        Regrouped(id=each.id, story=places[each.id].story, reason=places[each.id].reason)
        for each in nodes
        if not each.is_witness and places[each.id].story != (each.leads or each.id)
    )


def _as_node(entry: CleanEntry, same: Neighbour | None) -> Neighbour:
    node = Neighbour(
        id=same.id if same else "",
        source=entry.source,
        identity=entry.identity,
        canonical_url=entry.canonical_url,
        fingerprint=entry.fingerprint,
        leads=same.leads if same else None,
        title=entry.title,
        at=same.at if same else None,
        dated=dated(entry),
        home=entry.home,
        sketch=entry.sketch,
    )
    return replace(node, is_told_anew=same is not None and _tells(node) != _tells(same))


def _tells(node: Neighbour) -> tuple[object, ...]:
    """Return all by which it is like others."""
    told = (node.fingerprint, node.canonical_url, node.title)
    return (*told, node.dated, node.home, node.sketch)
