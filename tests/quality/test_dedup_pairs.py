"""How well near-duplicates are told: a labelled corpus, with a floor for each class.

`python -m pytest tests/quality/test_dedup_pairs.py -s` prints the table.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from aggregator.dedup.relation import relate
from aggregator.dedup.verdict import judge
from aggregator.records import Duplicate, Neighbour
from aggregator.store.neighbours import SHARED_KEYS
from tests.dedup_pairs import all_pairs
from tests.store_fixtures import make_entry

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

FLOOR = {"rewritten_in_half": 0.95}
"""Recall of a class, where it is below 1. It may be raised, and lowered only with a reason."""

FALSE = {}
"""Pairs of a class that are folded though they are different, where there are any."""


def as_entry(text, number):
    return make_entry(
        f"{number}",
        source=text.source,
        title=text.title,
        text="</p><p>".join(text.paragraphs),
        published=NOW + timedelta(days=text.day),
    )


def as_neighbour(entry):
    return Neighbour(
        id=entry.identity,
        source=entry.source,
        identity=entry.identity,
        canonical_url=None,
        fingerprint=entry.identity,
        title=entry.title,
        dated=entry.published,
        sketch=entry.sketch,
    )


def is_found(entry, stored):
    return len(set(entry.sketch.keys) & set(stored.sketch.keys)) >= SHARED_KEYS


def is_folded(first, second, besides=()):
    """Tell what the judge says of the second when the store looks up the first."""
    entry = as_entry(second, 2)
    stored = [as_neighbour(as_entry(each, f"b{n}")) for n, each in enumerate((first, *besides))]
    return isinstance(
        judge(entry, None, [each for each in stored if is_found(entry, each)]), Duplicate
    )


@pytest.fixture(scope="module")
def results():
    pairs, folded = Counter(), Counter()
    kinds = {}
    for is_same, pair in all_pairs():
        kinds[pair.kind] = is_same
        pairs[pair.kind] += 1
        there = is_folded(pair.first, pair.second, pair.besides)
        back = is_folded(pair.second, pair.first, pair.besides)
        assert there == back or pair.besides, f"{pair.kind}: {pair.first.title}"
        folded[pair.kind] += there
    for kind, is_same in kinds.items():
        print(
            f"{'same     ' if is_same else 'different'} {kind:26} {folded[kind]:3} of {pairs[kind]}"
        )
    return kinds, pairs, folded


def test_the_corpus_is_large_and_even(results):
    kinds, pairs, _ = results
    assert sum(pairs.values()) >= 1000
    assert sum(kinds.values()) >= 25
    assert len(kinds) - sum(kinds.values()) >= 40


def test_the_same_story_is_folded(results):
    kinds, pairs, folded = results
    recall = {kind: folded[kind] / pairs[kind] for kind, is_same in kinds.items() if is_same}
    assert not {kind: it for kind, it in recall.items() if it < FLOOR.get(kind, 1)}


def test_what_only_looks_alike_is_kept_apart(results):
    kinds, _, folded = results
    false = {kind: folded[kind] for kind, is_same in kinds.items() if not is_same}
    assert not {kind: count for kind, count in false.items() if count > FALSE.get(kind, 0)}


def test_articles_of_the_corpus_are_not_taken_for_one_another():
    """Each against each, whatever the lookup finds: some 20,000 pairs of different stories."""
    firsts = [pair.first for is_same, pair in all_pairs() if is_same]
    nodes = [as_neighbour(as_entry(text, number)) for number, text in enumerate(firsts[:200])]
    assert not [
        (one.title, two.title)
        for one, two in combinations(nodes, 2)
        if relate(one, two) is not None
    ]
