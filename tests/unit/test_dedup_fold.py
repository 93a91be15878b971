"""What an output shows of stories when it folds them itself."""

from datetime import UTC, datetime, timedelta

from aggregator.dedup.fold import fold_entries
from aggregator.records import StoredEntry, Stories
from tests.dedup_texts import article
from tests.store_fixtures import make_entry

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TEXT = " ".join(article("fold").paragraphs)
ALMOST = TEXT.replace(" the ", " that ", 2)


def stored(id_, age, leader=None, **fields):
    at = NOW - timedelta(hours=age)
    entry = make_entry(id_, source=fields.pop("source", id_), **fields)
    return StoredEntry(id=id_, entry=entry, first_seen=at, revised_at=at, duplicate_of=leader)


def told(entries):
    return [(each.id, each.entry.identity, [one.source for one in each.also]) for each in entries]


STORY = [
    stored("d", 1, "a", text=ALMOST, canonical_url="x.example/d"),
    stored("c", 2, "a", text=ALMOST, canonical_url="x.example/d"),
    stored("b", 3, "a", text=TEXT),
    stored("a", 4, text=TEXT),
    stored("z", 5),
]


def test_off_folds_nothing():
    assert fold_entries(STORY, Stories.OFF) == tuple(STORY)


def test_near_shows_one_entry_of_a_story_at_the_place_of_the_earliest():
    assert told(fold_entries(STORY, Stories.NEAR)) == [("a", "a", ["b", "c", "d"]), ("z", "z", [])]


def test_exact_keeps_apart_what_is_only_nearly_the_same():
    assert told(fold_entries(STORY, Stories.EXACT)) == [
        ("c", "c", ["d"]),
        ("a", "a", ["b"]),
        ("z", "z", []),
    ]


def test_a_member_shows_the_story_under_its_id_when_the_leader_was_left_out():
    assert told(fold_entries(STORY[:3], Stories.NEAR)) == [("a", "b", ["c", "d"])]
    assert told(fold_entries(STORY[:3], Stories.EXACT)) == [("c", "c", ["d"]), ("b", "b", [])]


def test_entries_that_one_joins_are_one():
    bridge = [
        stored("c", 1, "a", text=ALMOST, canonical_url="x.example/a"),
        stored("b", 2, "a", text=ALMOST),
        stored("a", 3, text=TEXT, canonical_url="x.example/a"),
    ]
    assert told(fold_entries(bridge, Stories.EXACT)) == [("a", "a", ["b", "c"])]


def test_the_earliest_shows_the_story_however_its_groups_came_together():
    chain = [
        stored("d", 1, "a", text=TEXT, canonical_url="x.example/b"),
        stored("c", 2, "a", text="short", canonical_url="x.example/a"),
        stored("b", 3, "a", text="brief", canonical_url="x.example/b"),
        stored("a", 4, text=TEXT, canonical_url="x.example/a"),
    ]
    assert told(fold_entries(chain, Stories.EXACT)) == [("a", "a", ["b", "c", "d"])]


def test_each_member_says_why_it_is_one():
    (shown, *_) = fold_entries(STORY[2:], Stories.NEAR)
    assert [each.reason for each in shown.also] == ["same words"]
