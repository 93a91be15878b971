"""The documentation's commands, run as they stand there against sites of this machine."""

import shutil

import pytest

from tests.docs_fixtures import PAGES, ROOT, Place, is_shown, read_blocks, sample_sites


def is_run(page):
    """Tell whether a page has a session that runs."""
    return any(block.language == "console" and not block.reason for block in read_blocks(page))


@pytest.fixture(scope="module")
def sites():
    with sample_sites() as bases:
        if len({base.rpartition(":")[0] for base in bases.values()}) < len(bases):
            pytest.skip("loopback has one address only")
        yield bases


@pytest.mark.parametrize(
    "page", [*filter(is_run, PAGES)], ids=lambda page: page.relative_to(ROOT).as_posix()
)
def test_sessions_run_as_they_are_shown(page, tmp_path, sites):
    """Each command ends with the status that is told, and shows what is shown."""
    if missing := [name for name in ("bash", "make", "curl") if not shutil.which(name)]:
        pytest.skip(f"{', '.join(missing)} missing")
    place = Place(tmp_path, sites)
    try:
        for block in read_blocks(page):
            place.take(block)
    finally:
        place.close()


def test_an_ellipsis_stands_for_anything_and_nothing_else_does():
    """The comparison can fail: in a word, in a number, in a line too many."""
    shown = ["added … to feeds.toml", "…", "last success 2026-11-23 10:00, 3 new"]
    told = ["added gazette to feeds.toml", "a", "b", "last success 2027-01-02 03:04, 3 new"]
    assert is_shown(shown, "\n".join(told))
    assert not is_shown(shown, "\n".join([*told[:3], "last success 2027-01-02 03:04, 4 new"]))
    assert not is_shown(shown, "\n".join([*told, "more"]))
