"""Sketches, and what titles tell."""

import pytest

from aggregator.dedup.likeness import compare
from aggregator.dedup.sketch import make_sketch
from aggregator.dedup.titles import is_collection, is_live, is_reply, tell_apart
from tests.dedup_texts import CHINESE, article
from tests.store_fixtures import make_entry


def sketch(text):
    return make_sketch(make_entry("one", text=text))


def test_a_sketch_is_the_same_in_every_process_and_version():
    """Stored sketches are compared with new ones: the hash may not change by itself."""
    words = "the quick brown fox jumps over the lazy dog and comes back home again at 10 "
    assert sketch(words * 4).shingles[:3] == SHINGLES


SHINGLES = (19928090232413, 27600001855435, 35842455922114)


def test_markup_and_typography_do_not_change_a_sketch():
    text = " ".join(article("markup").paragraphs)
    dressed = text.replace("the", "<em>the</em>").replace("'", "\u2019")
    assert sketch(text) == sketch(dressed)


def test_short_texts_have_no_samples():
    assert sketch("nothing new today").shingles == ()
    assert sketch("nothing new today").words == 3


def test_a_text_is_all_of_itself_and_nothing_of_another():
    one, other = (sketch(" ".join(article(seed).paragraphs)) for seed in ("one", "two"))
    same = compare(one, one)
    assert (same.jaccard, same.containment, same.lead) == (1, 1, 1)
    assert compare(one, other).jaccard < 0.2


def test_likeness_is_symmetric():
    texts = [article(seed).paragraphs for seed in "abc"]
    texts += [texts[0][:4], texts[0] + texts[1]]
    made = [sketch(" ".join(each)) for each in texts]
    assert all(compare(one, other) == compare(other, one) for one in made for other in made)


def test_estimates_are_near_the_truth():
    paragraphs = article("estimate", count=30).paragraphs
    whole, half = sketch(" ".join(paragraphs)), sketch(" ".join(paragraphs[:5]))
    found = compare(whole, half)
    assert 0.3 < found.jaccard < 0.7
    assert found.containment > 0.95


def test_scripts_without_spaces_are_compared_by_character():
    text = "".join(article("c", CHINESE, 10).paragraphs)
    assert sketch(text).words > 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The harbour, part 1", "The harbour, part 2"),
        ("Der Hafen, Teil I", "Der Hafen, Teil II"),
        ("News of Monday", "News of Tuesday"),
        ("Release 1.2.3", "Release 1.2.4"),
        ("Release 1.0.0", "Release 1.1.0"),
        ("Release 1.2", "Release 2.1"),
        ("The harbour", "The harbour 2"),
        ("3月5日新闻联播", "3月6日新闻联播"),
    ],
)
def test_titles_of_a_series_are_told_apart(one, other):
    assert tell_apart(one, other)
    assert tell_apart(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The harbour", "The harbour"),
        ("The harbour closes", "Harbour to close in May"),
        ("1", "2"),
        ("12 dead in blast", "Blast shakes the harbour"),
    ],
)
def test_other_titles_tell_nothing(one, other):
    assert not tell_apart(one, other)


def test_reports_that_go_on_and_collections_are_known_by_their_titles():
    assert is_live("LIVE: the vote")
    assert is_live("Wahl im Liveticker")
    assert not is_live("A lively debate")
    assert is_collection("Daily round-up")
    assert is_collection("Morning Briefing, 3 March")
    assert not is_collection("Rounding up the sheep")


@pytest.mark.parametrize(
    "title", ["Re: a patch", "AW: ein Flicken", "re[2]: x", "Fwd: y", "回复:你好"]
)
def test_a_reply_is_known_by_its_title(title):
    assert is_reply(title)


@pytest.mark.parametrize("title", ["Re-opening of the bridge", "Reply: none", "Are we there?", "R"])
def test_a_title_that_only_begins_like_one_is_no_reply(title):
    assert not is_reply(title)
