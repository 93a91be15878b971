"""What an entry is, given what is stored: the rules of the judge, one by one."""

from datetime import UTC, datetime

import pytest

from aggregator.dedup.verdict import judge
from aggregator.records import Dropped, Duplicate, Neighbour, New, Regrouped, Revised, Unchanged
from tests.store_fixtures import make_entry

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOME = "x.example/"
LONG = " ".join(f"sentence{letter}{other}" for letter in "abcdefgh" for other in "abcdefgh")


def stored(id_, entry, **fields):
    return Neighbour(
        id=id_,
        source=entry.source,
        identity=entry.identity,
        canonical_url=entry.canonical_url,
        fingerprint=entry.fingerprint,
        title=entry.title,
        at=NOW,
        sketch=entry.sketch,
        **fields,
    )


def test_an_entry_without_likeness_is_new():
    assert judge(make_entry("one"), None, ()) == New()


def test_the_same_identity_with_the_same_words_is_unchanged():
    entry = make_entry("one")
    assert judge(entry, stored("id", entry), ()) == Unchanged(of="id")


def test_the_same_identity_with_other_words_is_revised():
    before = stored("id", make_entry("one", text="before"))
    assert judge(make_entry("one", text="after"), before, ()) == Revised(of="id")


def test_a_new_entry_that_a_filter_drops_is_dropped_whatever_it_is_like():
    twin = make_entry("one", source="b", canonical_url=HOME)
    entry = make_entry("one", canonical_url=HOME, dropped="a filter")
    assert judge(entry, None, [stored("id", twin)]) == Dropped(reason="a filter")


def test_the_same_address_in_another_source_makes_a_duplicate():
    twin = make_entry("one", source="b", canonical_url=HOME)
    verdict = judge(make_entry("two", canonical_url=HOME), None, [stored("id", twin)])
    assert verdict == Duplicate(of="id", reason=f"same address: {HOME}")


def test_a_duplicate_points_to_the_leader_and_never_to_a_member():
    twin = make_entry("one", source="b", canonical_url=HOME)
    verdict = judge(make_entry("two", canonical_url=HOME), None, [stored("id", twin, leads="top")])
    assert isinstance(verdict, Duplicate)
    assert verdict.of == "top"


def test_a_title_alone_makes_no_duplicate():
    twin = make_entry("one", source="b", title="Weekend reading", text="this and that")
    entry = make_entry("two", title="Weekend reading", text="other things")
    assert judge(entry, None, [stored("id", twin)]) == New()


def test_entries_of_one_source_that_link_to_the_same_page_are_all_kept():
    before = make_entry("one", canonical_url=HOME, text="the first note")
    entry = make_entry("two", canonical_url=HOME, text="the second note")
    assert judge(entry, None, [stored("id", before)]) == New()


def test_an_entry_told_twice_by_its_source_under_two_identities_is_folded():
    before = make_entry("one", canonical_url=HOME, text="the note")
    entry = make_entry("two", canonical_url=HOME, text="the note")
    assert isinstance(judge(entry, None, [stored("id", before)]), Duplicate)


def test_an_address_that_proves_to_be_a_page_about_many_things_frees_who_was_folded_for_it():
    one = make_entry("one", source="b", canonical_url=HOME)
    folded = make_entry("two", source="c", canonical_url=HOME)
    second = make_entry("three", source="b", canonical_url=HOME)
    others = [stored("i", one), stored("j", folded, leads="i")]
    assert judge(second, None, others) == New(regrouped=(Regrouped(id="j", story="j"),))


def test_an_address_known_as_a_page_about_many_things_makes_no_duplicate():
    twin = make_entry("one", source="b", canonical_url=HOME)
    others = [stored("id", twin, is_shared=True)]
    assert judge(make_entry("two", canonical_url=HOME), None, others) == New()


def test_the_same_words_make_a_duplicate_only_when_there_are_enough():
    for text, verdict in (("Nothing new.", New), (LONG, Duplicate)):
        twin = make_entry("one", source="b", text=text)
        assert isinstance(judge(make_entry("two", text=text), None, [stored("id", twin)]), verdict)


def test_an_entry_that_is_like_two_stories_makes_them_one():
    one = make_entry("one", source="b", canonical_url=HOME)
    two = make_entry("two", source="c", text=LONG)
    entry = make_entry("three", canonical_url=HOME, text=LONG)
    verdict = judge(entry, None, [stored("i", one), stored("j", two)])
    assert isinstance(verdict, Duplicate)
    assert verdict.of == "i"
    assert [(each.id, each.story) for each in verdict.regrouped] == [("j", "i")]


def test_a_revision_that_is_not_alike_any_more_leaves_its_story():
    twin = make_entry("one", source="b", text=LONG)
    before = stored("mine", make_entry("two", text=LONG), leads="id")
    verdict = judge(make_entry("two", text="quite another thing"), before, [stored("id", twin)])
    assert verdict == Revised(of="mine", regrouped=(Regrouped(id="mine", story="mine"),))


@pytest.mark.parametrize("told", ["leader", "member"])
def test_an_entry_that_is_dropped_later_leaves_its_story_to_the_others(told):
    mine, theirs = (None, "mine") if told == "leader" else ("id", None)
    twin = stored("id", make_entry("one", source="b", text=LONG), leads=theirs)
    before = stored("mine", make_entry("two", text=LONG), leads=mine)
    verdict = judge(make_entry("two", text=LONG, dropped="a filter"), before, [twin])
    moved = {each.id: each.story for each in verdict.regrouped}
    # The members of a leader that went keep the story's id.
    assert moved == ({} if told == "leader" else {"mine": "mine"})


def test_a_text_that_a_source_tells_under_many_titles_folds_by_title_only():
    def episode(source, title):
        # As stage 4 makes it, a fingerprint is of title and text.
        return make_entry(title, source=source, title=title, text=LONG, fingerprint=title)

    others = [stored(title, episode("b", title)) for title in ("On cats", "On dogs")]
    assert isinstance(judge(episode("a", "On foxes"), None, others), New)
    verdict = judge(episode("a", "On dogs"), None, others)
    assert isinstance(verdict, Duplicate)
    assert verdict.of == "On dogs"


def test_the_last_entry_of_a_story_keeps_its_id_when_the_leader_is_gone():
    """Forgotten or dropped: an entry that is told again is still found under the story's id."""
    entry = make_entry("one", source="b")
    same = stored("id-2", entry, leads="id-1")
    assert judge(entry, same, ()) == Unchanged(of="id-2")
