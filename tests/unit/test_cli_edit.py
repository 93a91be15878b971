"""Rules of the commands that edit feeds.toml: all or nothing, and every comment kept."""

import json
import stat

import pytest
from click.testing import CliRunner

from aggregator.cli.main import aggregator

FEEDS = """# mine
[[source]]
url = "https://a.example/feed"
name = "a"   # the first

[[source]]
url = "https://b.example/feed"
tags = ["x"]
"""

OPML = b"""<?xml version="1.0"?><opml version="2.0"><head><title>t</title></head><body>
<outline text="News"><outline text="World">
<outline type="rss" text="C &amp; D" xmlUrl="https://c.example/feed" category="daily"/>
</outline></outline>
<outline type="rss" text="A again" xmlUrl="HTTPS://A.example/feed"/>
<outline type="rss" text="odd" xmlUrl="feed:nonsense"/>
<outline type="rss" text="C" xmlUrl="https://c.example/feed#top"/>
</body></opml>"""


@pytest.fixture
def feeds(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AGGREGATOR_CONFIG", raising=False)
    path = tmp_path / "feeds.toml"
    path.write_text(FEEDS, encoding="utf-8")
    return path


def run(*arguments, **more):
    return CliRunner().invoke(aggregator, arguments, **more)


def test_remove_takes_one_table(feeds):
    """The other source, and the comments, stay as they were."""
    assert run("remove", "b.example").exit_code == 0
    assert feeds.read_text(encoding="utf-8") == FEEDS.split('\n[[source]]\nurl = "https://b')[0]


def test_remove_of_an_unknown_name_changes_nothing(feeds):
    """A typo is told with what was perhaps meant."""
    done = run("remove", "b.exmple")
    assert done.exit_code == 2
    assert done.stderr == 'no source named "b.exmple"; did you mean "b.example"?\n'
    assert feeds.read_text(encoding="utf-8") == FEEDS


def test_a_file_with_problems_is_not_edited(feeds):
    """An edit that leaves a wrong file behind is refused whole, with the problems."""
    feeds.write_text(FEEDS + 'tgas = ["y"]\n', encoding="utf-8")
    done = run("remove", "a")
    assert done.exit_code == 2
    assert 'unknown key "tgas"' in done.stderr
    assert feeds.read_text(encoding="utf-8") == FEEDS + 'tgas = ["y"]\n'


def test_an_edit_keeps_links_and_permissions(feeds, tmp_path):
    """feeds.toml may be a link into a folder under version control, and private."""
    real = tmp_path / "real.toml"
    feeds.rename(real)
    real.chmod(0o600)
    feeds.symlink_to(real)
    assert run("remove", "a").exit_code == 0
    assert feeds.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
    assert "a.example" not in real.read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["feeds.toml", "real.toml"]


def test_import_adds_what_is_not_there(feeds):
    """Folders and categories become tags; known addresses stay; what is none is left out."""
    done = run("import", "-", "--tag", "moved", "--json", input=OPML)
    assert json.loads(done.stdout) == {
        "added": ["https://c.example/feed"],
        "known": 2,
        "refused": ["feed:nonsense"],
        "config": "feeds.toml",
    }
    added = feeds.read_text(encoding="utf-8").removeprefix(FEEDS)
    assert added.splitlines() == [
        "",
        "[[source]]",
        'url = "https://c.example/feed"',
        'title = "C & D"',
        'tags = ["daily", "News", "World", "moved"]',
    ]


def test_import_of_something_else_is_an_error(feeds):
    """A file that names no feeds is told as such, and nothing is changed."""
    done = run("import", "-", input=b"<html>")
    assert (done.exit_code, done.stdout) == (2, "")
    assert feeds.read_text(encoding="utf-8") == FEEDS


def test_what_is_exported_can_be_imported(feeds, tmp_path):
    """export opml and import undo each other: addresses, titles and tags survive."""
    exported = run("export", "opml").stdout_bytes
    other = tmp_path / "other.toml"
    other.write_text("", encoding="utf-8")
    assert run("--config", str(other), "import", "-", input=exported).exit_code == 0
    text = other.read_text(encoding="utf-8")
    assert 'url = "https://a.example/feed"\ntitle = "a"\n' in text
    assert 'tags = ["x"]' in text


def test_completion_knows_the_sources(feeds, monkeypatch):
    """A shell completes the names of sources from feeds.toml."""
    environ = {
        "_AGGREGATOR_COMPLETE": "bash_complete",
        "COMP_WORDS": "aggregator remove ",
        "COMP_CWORD": "2",
    }
    done = run("completion", "bash")
    assert "_AGGREGATOR_COMPLETE=bash_complete" in done.output
    done = CliRunner(env=environ).invoke(aggregator, [], prog_name="aggregator")
    assert done.output.split() == ["plain,a", "plain,b.example"]


def test_where_there_is_no_file_yet_one_is_begun(tmp_path, monkeypatch):
    """A newcomer's first command is an import, or an add, and not an editor."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AGGREGATOR_CONFIG", raising=False)
    done = run("import", "-", input=OPML)
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "feeds.toml").read_text(encoding="utf-8").startswith("[[source]]\n")
    assert run("sources").exit_code == 0
