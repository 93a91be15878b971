"""Rules of moving entries: what `export entries` writes, `import` takes in as it was."""

import json

import pytest

from tests.integration.test_cli_services import feed, run_aggregator

FEEDS = """
[aggregator]
listen = ""
[[source]]
url = "file:one.xml"
name = "one"
full_text = "never"
[[source]]
url = "file:two.xml"
name = "two"
full_text = "never"
"""
RICH = """<item><title>Rich</title><link>http://e.example/rich</link><guid>rich</guid>
<pubDate>Mon, 05 Jan 2026 09:00:00 GMT</pubDate><category>c</category>
<author>a@b.example (A)</author>
<enclosure url="http://e.example/a.mp3" length="7" type="audio/mpeg"/>
<description>&lt;h2&gt;Head&lt;/h2&gt;&lt;p&gt;A &lt;a href="http://e.example/b?x=1&amp;amp;y=2"&gt;
link&lt;/a&gt;, &amp;amp; &lt;code&gt;a &amp;lt; b&lt;/code&gt;&lt;img src="http://e.example/i.png"
alt="i"&gt;&lt;/p&gt;</description></item>"""


@pytest.fixture
def old(tmp_path):
    """A storage in which two sources tell one story, among others."""
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "feeds.toml").write_text(FEEDS, encoding="utf-8")
    rich = feed("One", "Both").replace("</channel>", RICH + "</channel>")
    (folder / "one.xml").write_text(rich, encoding="utf-8")
    (folder / "two.xml").write_text(feed("Two", "Both"), encoding="utf-8")
    assert run_aggregator("fetch", cwd=folder).exit_code == 0
    return folder


@pytest.fixture
def new(old, tmp_path):
    """A new place with the same feeds.toml, and what the old one exported."""
    folder = tmp_path / "new"
    folder.mkdir()
    for path in old.glob("*.*ml"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "entries.jsonl").write_text(export(old), encoding="utf-8")
    return folder


def export(folder):
    return run_aggregator("export", "entries", cwd=folder).stdout


def take_in(folder):
    return run_aggregator("import", "entries.jsonl", cwd=folder)


def test_what_is_exported_is_taken_in_as_it_was(old, new):
    """Ids, dates, sources, texts and folds, to the letter; and the outputs carry it."""
    done = take_in(new)
    assert (done.exit_code, done.stdout) == (0, "added 5 entries; 0 were there\n"), done.stderr
    assert export(new) == export(old)
    folded = [line for line in export(new).splitlines() if json.loads(line)["duplicate_of"]]
    assert len(folded) == 1
    feeds = [each / "storage" / "public" / "feeds" / "all.json" for each in (old, new)]
    one, other = (json.loads(path.read_text())["items"] for path in feeds)
    assert [each["id"] for each in one] == [each["id"] for each in other]


def test_nothing_is_there_twice(new):
    """Neither by a second import, nor by a poll of the feed that the entries came from."""
    take_in(new)
    assert take_in(new).stdout == "added 0 entries; 5 were there\n"
    before = sorted(export(new).splitlines())
    fetched = run_aggregator("fetch", "--all", cwd=new)
    assert "2 sources: 0 new entries" in fetched.stdout
    assert sorted(export(new).splitlines()) == before


def test_a_line_that_is_wrong_is_told_with_its_number(new):
    """The others are taken in; exit status 1."""
    lines = (new / "entries.jsonl").read_text(encoding="utf-8").splitlines()
    stray = json.loads(lines[1])
    stray["entry"]["source"] = "onne"
    torn = json.loads(lines[2])
    del torn["entry"]["identity"]
    lines[1:3] = [json.dumps(stray), json.dumps(torn), "", "{no json"]
    (new / "entries.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = take_in(new)
    assert (done.exit_code, done.stdout) == (1, "added 3 entries; 0 were there; 3 left out\n")
    first, second, third = done.stderr.splitlines()
    assert first.startswith('entries.jsonl: line 2: no source named "onne"; did you mean "one"?')
    assert second.startswith("entries.jsonl: line 3: is no entry of")
    assert "entry.identity" in second
    assert third.startswith("entries.jsonl: line 5: is no entry of")


def test_html_of_a_file_is_made_safe(new):
    """Anybody can have written it: what the store accepts is what the sanitiser let through."""
    hostile = "<p onclick='x()'>Text<script src='x'></script><img src=x onerror=alert(1)></p>"
    lines = [json.loads(line) for line in (new / "entries.jsonl").read_text().splitlines()]
    for line in lines:
        line["entry"]["content"] = hostile
    text = "\n".join(map(json.dumps, lines))
    (new / "entries.jsonl").write_text(text, encoding="utf-8")
    assert take_in(new).exit_code == 0
    contents = {json.loads(line)["entry"]["content"] for line in export(new).splitlines()}
    assert not any(word in each for each in contents for word in ("on", "script"))
    assert all("Text" in each for each in contents)
