"""The mark that says that the outputs are complete."""

import pytest

from aggregator.publish.mark import Mark


@pytest.fixture
def public(tmp_path):
    (tmp_path / "public" / "feeds").mkdir(parents=True)
    (tmp_path / "public" / "feeds" / "all.atom").write_text("<feed/>", encoding="utf-8")
    return tmp_path / "public"


def test_a_mark_that_was_left_holds(public):
    assert not Mark(public).holds("configuration")
    Mark(public).leave("configuration")
    assert Mark(public).holds("configuration")
    assert Mark(public).holds("configuration")


def test_another_configuration_does_not_find_it(public):
    Mark(public).leave("configuration")
    assert not Mark(public).holds("another")


@pytest.mark.parametrize("harm", ["changed", "removed", "added"])
def test_files_that_somebody_touched_are_not_complete(public, harm):
    Mark(public).leave("configuration")
    path = public / "feeds" / "all.atom"
    if harm == "changed":
        path.write_text("<feed></feed>", encoding="utf-8")
    elif harm == "removed":
        path.unlink()
    else:
        (public / "feeds" / "b.atom").write_text("<feed/>", encoding="utf-8")
    assert not Mark(public).holds("configuration")


def test_nonsense_in_its_place_counts_as_none(public):
    (public.parent / ".published").write_text("{", encoding="utf-8")
    assert not Mark(public).holds("configuration")


def test_a_folder_that_is_not_there_is_no_trouble(tmp_path):
    mark = Mark(tmp_path / "nowhere" / "public")
    mark.leave("configuration")
    assert not mark.holds("configuration")
