"""Which entries make one story: those that are related, be it by way of others.

A relation of two holds whoever came first, so the order of arrival does not
change the stories. Only a story's id, that of its first leader, is kept.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from aggregator.dedup.relation import is_bare_link, relate, tells_alike
from aggregator.records import Neighbour

Relation: TypeAlias = Callable[[Neighbour, Neighbour], str | None]
Group: TypeAlias = list[tuple[Neighbour, str]]
"""Nodes, each with why it is in the group: how it is related to one of the others."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry belongs."""

    story: str
    reason: str


def find_stories(nodes: Sequence[Neighbour]) -> Mapping[str, Place]:
    """Return the place of each node, by its id; of a new one, which has none yet, by ""."""
    taken: set[str] = set()
    places: dict[str, Place] = {}
    for group in connect(nodes, relate):
        story = _name_story([node for node, _ in group], nodes, taken)
        taken.add(story)
        for node, reason in group:
            places[node.id] = Place(story, "" if node.id == story else reason)
    return places


def connect(nodes: Sequence[Neighbour], relation: Relation) -> Iterable[Group]:
    """Return the groups that a relation makes of nodes, by age, the oldest first in each."""
    marked = _mark_templates(_mark_shared(nodes))
    nodes = sorted((each for each in marked if not each.is_witness), key=_age)
    links = [each for each in nodes if is_bare_link(each)]
    groups = list(_join([each for each in nodes if not is_bare_link(each)], relation))
    _attach(links, groups)
    groups = [sorted(_explain(group), key=lambda each: _age(each[0])) for group in groups]
    return sorted(groups, key=lambda group: _age(group[0][0]))


def _explain(group: Group) -> Group:
    """Give the first, which the others were compared with, the reason of the one after it."""
    (first, _), *others = group
    return [(first, others[0][1] if others else ""), *others]


def _mark_shared(nodes: Sequence[Neighbour]) -> Sequence[Neighbour]:
    """Mark those at an address where some source has entries that differ.

    Then it is a page about many things (a home page, a log, a list), and being
    there makes no two entries the same. What is not among the nodes, the store
    has looked for.
    """
    first: dict[tuple[str, str], str] = {}
    shared: set[str] = set()
    for each in nodes:
        address = each.canonical_url
        if address is None:
            continue
        told = first.setdefault((each.source, address), each.fingerprint)
        if each.is_shared or told != each.fingerprint:
            shared.add(address)
    return [
        replace(each, is_shared=True) if each.canonical_url in shared else each for each in nodes
    ]


def _mark_templates(nodes: Sequence[Neighbour]) -> tuple[Neighbour, ...]:
    """Mark those whose source tells almost the same under other titles."""
    return tuple(
        replace(each, is_template=True)
        if any(tells_alike(each, other) for other in nodes if other is not each)
        else each
        for each in nodes
    )


def _join(nodes: Sequence[Neighbour], relation: Relation) -> Iterable[Group]:
    rest = list(nodes)
    while rest:
        group, rest = [(rest[0], "")], rest[1:]
        for known, _ in group:  # grows while it is read
            apart = []
            for each in rest:
                if (reason := relation(known, each)) is None:
                    apart.append(each)
                else:
                    group.append((each, reason))
            rest = apart
        yield group


def _attach(links: Sequence[Neighbour], groups: list[Group]) -> None:
    """Put each bare link where the best entry of its page is; without one, to the first link."""
    there: dict[str | None, list[tuple[Neighbour, Group]]] = {}
    for group in groups:
        for node, _ in group:
            there.setdefault(node.canonical_url, []).append((node, group))
    for link in links:
        candidates = there.get(link.canonical_url)
        if candidates:
            _, group = max(candidates, key=lambda each: _standing(each[0]))
            group.append((link, f"same address, no text of its own: {link.canonical_url}"))
        else:
            groups.append([(link, "")])
            there[link.canonical_url] = [(link, groups[-1])]


def _standing(node: Neighbour) -> tuple[int, bool, int, str, str]:
    """Order the entries of a page by how much they are the page; never the same for two."""
    length = node.sketch.words if node.sketch else 0
    return (node.home, not is_bare_link(node), length, node.source, node.identity)


def _age(node: Neighbour) -> tuple[bool, float, str]:
    """Order nodes by age; one that is not stored yet, or as it is now, comes last."""
    return (not node.id or node.is_told_anew, node.at.timestamp() if node.at else 0.0, node.id)


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
