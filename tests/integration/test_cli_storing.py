"""Rules of the commands over the storage: forgetting, copying, putting back, migrating."""

import json
import time

import pytest

from tests.integration.test_cli_services import feed, run_aggregator

FEEDS = """
[aggregator]
{settings}
[[source]]
url = "file:feed.xml"
name = "f"
full_text = "never"
"""


@pytest.fixture
def folder(tmp_path):
    """A folder whose one source was fetched once."""
    configure(tmp_path)
    (tmp_path / "feed.xml").write_text(feed("One", "Two"), encoding="utf-8")
    assert run_aggregator("fetch", cwd=tmp_path).exit_code == 0
    return tmp_path


def configure(folder, settings=""):
    (folder / "feeds.toml").write_text(FEEDS.format(settings=settings), encoding="utf-8")


def entries(folder):
    lines = run_aggregator("export", "entries", cwd=folder).stdout.splitlines()
    return [json.loads(line)["entry"]["title"] for line in lines]


def tell(folder, *arguments):
    done = run_aggregator(*arguments, "--json", cwd=folder)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_prune_keeps_what_is_young_and_what_its_feed_carries(folder):
    assert tell(folder, "prune") == {"entries": 0, "documents": 0, "sites": 0}
    configure(folder, 'keep = "1s"')
    time.sleep(1.1)
    assert tell(folder, "prune")["entries"] == 0
    assert len(entries(folder)) == 2


def test_prune_forgets_what_left_its_feed_long_ago(folder):
    (folder / "feed.xml").write_text(feed("Two"), encoding="utf-8")
    run_aggregator("fetch", "f", cwd=folder)
    configure(folder, 'keep = "1s"')
    time.sleep(1.1)
    done = run_aggregator("prune", cwd=folder)
    assert done.stdout == "forgotten: 1 entries, documents of 0 others, templates of 0 sites\n"
    assert entries(folder) == ["Two"]


def test_prune_forgets_documents_where_none_are_to_be_kept(folder):
    assert tell(folder, "reprocess", "--diff")["entries"] == 2
    configure(folder, 'keep_raw = ""')
    assert tell(folder, "prune") == {"entries": 0, "documents": 2, "sites": 0}
    assert tell(folder, "reprocess", "--diff")["entries"] == 0
    assert len(entries(folder)) == 2


def test_a_backup_brings_everything_back(folder):
    copy = folder / "copy.db"
    assert tell(folder, "backup", "copy.db") == {"file": "copy.db", "bytes": copy.stat().st_size}
    assert copy.stat().st_mode & 0o777 == 0o600
    for path in (folder / "storage").glob("aggregator.db*"):
        path.unlink()
    done = run_aggregator("restore", "copy.db", cwd=folder)
    assert done.exit_code == 0, done.stderr
    assert sorted(entries(folder)) == ["One", "Two"]


def test_a_backup_overwrites_nothing(folder):
    (folder / "copy.db").write_text("precious", encoding="utf-8")
    done = run_aggregator("backup", "copy.db", cwd=folder)
    assert done.exit_code == 1
    assert "it exists" in done.stderr
    assert (folder / "copy.db").read_text(encoding="utf-8") == "precious"


def test_a_database_is_replaced_only_by_force_and_only_by_a_sound_one(folder):
    run_aggregator("backup", "copy.db", cwd=folder)
    (folder / "feed.xml").write_text(feed("One", "Two", "Three"), encoding="utf-8")
    run_aggregator("fetch", "f", cwd=folder)
    refused = run_aggregator("restore", "copy.db", cwd=folder)
    assert (refused.exit_code, "--force" in refused.stderr) == (1, True)
    (folder / "bad.db").write_text("no database at all", encoding="utf-8")
    assert run_aggregator("restore", "bad.db", "--force", cwd=folder).exit_code == 1
    assert len(entries(folder)) == 3
    assert run_aggregator("restore", "copy.db", "--force", cwd=folder).exit_code == 0
    assert len(entries(folder)) == 2


def test_migrate_tells_the_form_of_the_storage(folder):
    told = tell(folder, "migrate")
    assert told["schema"].isdigit()
    assert told["schema"] in run_aggregator("migrate", cwd=folder).stdout


def test_a_source_keeps_its_entries_for_as_long_as_it_says(folder):
    """keep_for of a source is stronger than keep, and is checked as other keys are."""
    (folder / "feed.xml").write_text(feed("Two"), encoding="utf-8")
    run_aggregator("fetch", "f", cwd=folder)
    feeds = folder / "feeds.toml"
    feeds.write_text(feeds.read_text() + 'keep_for = "1s"\n', encoding="utf-8")
    time.sleep(1.1)
    assert tell(folder, "prune")["entries"] == 1
    feeds.write_text(feeds.read_text().replace("keep_for", "kep_for"), encoding="utf-8")
    assert 'did you mean "keep_for"?' in run_aggregator("prune", cwd=folder).stderr
