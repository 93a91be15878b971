"""Which entries make one story: those that are related, be it by way of others.

A relation of two holds whoever came first, so the order of arrival does not
change the stories. Only a story's id, that of its first leader, is kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from aggregator.dedup.relation import relate, tells_alike
from aggregator.records import Neighbour


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry belongs."""

    story: str
    reason: str


def find_stories(nodes: Sequence[Neighbour], changed: Neighbour | None) -> Mapping[str, Place]:
    """Return the place of each node, by its id.

    `changed` is the node that is new or told differently; None when one left.
    """
    nodes = _mark_templates(_mark_shared(nodes, changed))
    reasons: dict[str, str] = {}
    groups = _connect(nodes, reasons)
    taken: set[str] = set()
    places: dict[str, Place] = {}
    for group in sorted(groups, key=lambda group: min(_age(each) for each in group)):
        story = _name_story(group, nodes, taken)
        taken.add(story)
        for each in group:
            reason = "" if each.id == story else reasons.get(each.id, "")
            places[each.id] = Place(story, reason)
    return places


def _mark_shared(nodes: Sequence[Neighbour], changed: Neighbour | None) -> tuple[Neighbour, ...]:
    """Mark those at the changed node's address when some source has different entries there.

    Then it is a page about many things (a home page, a log, a list), and being
    there makes no two entries the same. Of other addresses, the store knows it.
    """
    address = changed.canonical_url if changed else None
    there = [each for each in nodes if address is not None and each.canonical_url == address]
    texts = {(each.source, each.fingerprint) for each in there}
    if len(texts) == len({source for source, _ in texts}):
        return tuple(nodes)
    return tuple(replace(each, is_shared=True) if each in there else each for each in nodes)


def _mark_templates(nodes: Sequence[Neighbour]) -> tuple[Neighbour, ...]:
    """Mark those whose source tells almost the same under other titles."""
    return tuple(
        replace(each, is_template=True)
        if any(tells_alike(each, other) for other in nodes if other is not each)
        else each
        for each in nodes
    )


def _connect(nodes: Sequence[Neighbour], reasons: dict[str, str]) -> Iterable[list[Neighbour]]:
    rest = sorted(nodes, key=_age)
    while rest:
        group, rest = [rest[0]], rest[1:]
        for known in group:  # grows while it is read
            apart = []
            for each in rest:
                if (reason := relate(known, each)) is None:
                    apart.append(each)
                else:
                    group.append(each)
                    reasons[each.id] = reason
            rest = apart
        yield group


def _age(node: Neighbour) -> tuple[bool, float, str]:
    """Order nodes by age; one that is not stored yet comes last."""
    return (not node.id, node.at.timestamp() if node.at else 0.0, node.id)


def _name_story(group: Sequence[Neighbour], nodes: Sequence[Neighbour], taken: set[str]) -> str:
    """Keep the id of the oldest leader in the group; without one, an id that has none anywhere."""
    stored = sorted((each for each in group if each.id), key=_age)
    for each in stored:
        if each.leads is None:
            return each.id
    present = {each.id for each in nodes}
    for each in stored:
        if each.leads and each.leads not in present and each.leads not in taken:
            return each.leads
    return stored[0].id if stored else ""
