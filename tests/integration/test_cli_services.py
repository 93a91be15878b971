"""Rules of the commands on a real storage: what they tell, as lines and JSON, and how they end."""

import json
import logging
from contextlib import chdir
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from click.testing import CliRunner

from aggregator.cli.main import aggregator
from tests.e2e_fixtures import loopback_site

ENTRY = """<item><title>{title}</title><link>http://e.example/{title}</link><guid>{title}</guid>
<pubDate>Mon, 05 Jan 2026 09:00:00 GMT</pubDate>
<description>&lt;p&gt;{title} has news of its own, in some words.&lt;/p&gt;</description></item>"""
RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>The Feed</title>{}</channel></rss>'
FEEDS = """
[aggregator]
listen = ""
[[source]]
url = "file:good.xml"
name = "good"
full_text = "never"
drop = ["title.contains('Spam')"]
[[source]]
url = "file:missing.xml"
name = "missing"
[[output]]
name = "all"
drop = ["words > 1000"]
[[output]]
name = "short"
sources = ["good"]
keep = ["title == 'One'"]
"""


def feed(*titles):
    return RSS.format("".join(ENTRY.format(title=title) for title in titles))


def run_aggregator(*arguments, cwd):
    """Run a command in this process, which is quicker by the start of one."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    with chdir(cwd):
        done = CliRunner(env={"AGGREGATOR_CONFIG": None}).invoke(aggregator, arguments)
    root.handlers[:], root.level = before
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture(scope="module")
def fetched(tmp_path_factory):
    """A folder with a feeds.toml whose sources were fetched once, and what that told."""
    folder = tmp_path_factory.mktemp("services")
    (folder / "good.xml").write_text(feed("One", "Two", "Spam"), encoding="utf-8")
    (folder / "feeds.toml").write_text(FEEDS, encoding="utf-8")
    return folder, run_aggregator("fetch", cwd=folder)


@pytest.fixture
def run(fetched):
    folder, _ = fetched
    return lambda *arguments: run_aggregator(*arguments, cwd=folder)


@pytest.fixture
def told(run):
    return lambda *arguments: json.loads(run(*arguments, "--json").stdout)


def test_fetch_names_what_came_and_what_failed(fetched):
    """A line for each source, the failed ones last; exit status 1 when any failed."""
    _, done = fetched
    lines = done.stdout.splitlines()
    assert lines[0] == "good: 2 new, 1 dropped"
    assert lines[1].startswith("missing: failed: ")
    assert lines[2] == "2 sources: 2 new entries, 1 failed"
    assert lines[3].startswith("published all, short: 8 files written")
    assert done.exit_code == 1


def test_fetch_without_anything_due_says_so(run):
    """A second run asks nobody, and says how to ask all the same."""
    done = run("fetch")
    assert done.stdout.startswith("nothing is due; ")
    assert done.exit_code == 0


def test_fetch_of_an_unknown_source_asks_nobody(run):
    """A typo is told with what was perhaps meant; exit status 2."""
    done = run("fetch", "god")
    assert (done.exit_code, done.stderr) == (2, 'no source named "god"; did you mean "good"?\n')


def test_fetch_tells_json(told):
    """One document: each source's report, each output's files."""
    found = told("fetch", "good", "--force")
    (report,) = found["sources"]
    assert (report["source"], report["new"]) == ("good", 0)
    assert [output["output"] for output in found["outputs"]] == ["all", "short"]


def test_status_tells_each_source(told, run):
    """Health, counts and the next poll of each; one source when it is named."""
    good, missing = told("status")["sources"]
    assert (good["name"], good["health"], missing["health"]) == ("good", "ok", "failing")
    assert missing["error"]
    (line,) = run("status", "missing").stdout.splitlines()
    assert line.startswith("missing\tfailing\t")


def test_sources_tells_the_outputs_that_carry_each(told):
    """The list of sources shows where each goes."""
    carried = {source["name"]: source["outputs"] for source in told("sources")["sources"]}
    assert carried == {"good": ["all", "short"], "missing": ["all"]}


def test_plan_is_in_the_order_of_polls(told):
    """What comes next is first; each host has its rate."""
    found = told("plan")
    moments = [poll["at"] for poll in found["polls"]]
    assert len(moments) == 2
    assert moments == sorted(moments)
    assert all(poll["why"] for poll in found["polls"])
    (host,) = found["hosts"]
    assert (host["host"], host["sources"]) == ("this machine", 2)
    assert host["polls_a_day"] > 0


def test_explain_tells_where_an_entry_is_published(run, told):
    """By link or id: its decisions, and for each output why it is in it or not."""
    found = told("explain", "http://e.example/Two")
    assert found["entry"]["entry"]["title"] == "Two"
    carried = {each["output"]: each["reason"] for each in found["outputs"]}
    assert carried == {"all": None, "short": "keep title == 'One'"}
    by_id = run("explain", found["entry"]["id"]).stdout
    assert by_id.startswith("Two\n")
    assert "publish  short: not in it: keep title == 'One'" in by_id
    assert run("explain", "http://e.example/none").exit_code == 2


def test_check_tries_filters_on_what_is_stored(told):
    """--filters counts for each expression how many entries it holds for."""
    found = told("check", "--filters")
    counts = {each["filter"]: (each["of"], each["holds"]) for each in found["filters"]}
    assert counts["title == 'One'"] == ("output short", 1)
    assert counts["words > 1000"] == ("output all", 0)


def test_check_online_asks_each_source_and_stores_nothing(run, told):
    """What cannot be had is a problem: exit status 1."""
    before = told("status")
    done = run("check", "--online")
    assert done.exit_code == 1
    assert 'source "missing": ' in done.stderr
    assert done.stdout == "good\trss20\t3\n"
    assert told("status") == before


def test_export_has_every_entry(run):
    """One JSON object a line, with what is published of an entry."""
    lines = run("export", "entries").stdout.splitlines()
    assert sorted(json.loads(line)["entry"]["title"] for line in lines) == ["One", "Two"]


def test_publish_rewrites_nothing_that_did_not_change(told, run):
    """Rendering again from the same storage gives the same bytes."""
    told("publish")
    (output,) = told("publish", "short")["outputs"]
    assert output["written"] == []
    assert len(output["unchanged"]) == 4
    assert run("publish", "shrt").stderr == 'no output named "shrt"; did you mean "short"?\n'


def test_add_finds_tries_and_appends(tmp_path):
    """From the address of a page to a source with its tags, the comments kept; then it is known."""
    with loopback_site() as site:
        link = b'<link rel="alternate" type="application/rss+xml" href="/feed">'
        site.documents["/"] = ("text/html", b"<html><head>" + link + b"</head></html>")
        site.documents["/feed"] = ("application/rss+xml", feed("One").encode())
        path = tmp_path / "feeds.toml"
        path.write_text('# mine\n[aggregator]\nlisten = ""\n', encoding="utf-8")
        add = ("add", f"{site.base}/", "--allow-private")
        shy = run_aggregator(*add[:2], cwd=tmp_path)
        assert (shy.exit_code, "add --allow-private" in shy.stderr) == (1, True)
        tried = json.loads(run_aggregator(*add, "--dry-run", "--json", cwd=tmp_path).stdout)
        assert [entry["title"] for entry in tried["entries"]] == ["One"]
        assert "[[source]]" not in path.read_text(encoding="utf-8")
        done = run_aggregator(*add, "--tag", "t", "--name", "new", cwd=tmp_path)
        assert done.exit_code == 0, done.stderr
        assert path.read_text(encoding="utf-8") == (
            f'# mine\n[aggregator]\nlisten = ""\n\n[[source]]\nurl = "{site.base}/feed"\n'
            'name = "new"\ntags = ["t"]\nallow_private = true\n'
        )
        again = run_aggregator(*add, cwd=tmp_path)
        assert (again.exit_code, '"url" is taken' in again.stderr) == (2, True)
        site.documents.pop("/feed")
        site.documents["/"] = ("text/html", b"<html></html>")
        assert run_aggregator(*add, cwd=tmp_path).exit_code == 1


def test_preview_shows_what_is_kept_and_what_is_dropped(tmp_path):
    """A file is shown with the rules of the source that its address belongs to."""
    story = "".join(f"<p>Paragraph {number} says a lot, and at length.</p>" for number in range(5))
    page = f"<html><body><nav>Menu</nav><div class=story>{story}<i>Ad</i></div></body></html>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    feeds = '[[source]]\nurl = "https://www.e.example/f"\nname = "e"\n'
    feeds += 'select = [".story"]\nstrip = ["i"]\n'
    (tmp_path / "feeds.toml").write_text(feeds, encoding="utf-8")
    shown = ("preview", "page.html", "--url", "https://e.example/a")
    told = json.loads(run_aggregator(*shown, "--json", cwd=tmp_path).stdout)
    assert (told["source"], told["method"]) == ("e", "rule")
    lines = run_aggregator(*shown, cwd=tmp_path).stdout.splitlines()
    assert "Paragraph 4 says a lot, and at length." in lines
    assert "Ad" not in lines
    assert lines[-1] == "  rule: i"


def test_preview_of_a_file_needs_no_configuration(tmp_path):
    """Who tries the program on a page leaves nothing behind but the page."""
    story = "".join(f"<p>Paragraph {number} says a lot, and at length.</p>" for number in range(5))
    (tmp_path / "page.html").write_text(f"<article>{story}</article>", encoding="utf-8")
    done = run_aggregator("preview", "page.html", cwd=tmp_path)
    assert "Paragraph 4 says a lot, and at length." in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_explain_tells_of_what_a_filter_dropped(run):
    """An entry that its source drops is stored, so that the reason can be told."""
    told = run("explain", "http://e.example/Spam").stdout
    assert "dropped: drop title.contains('Spam')" in told
    assert "publish  all: not in it: dropped by a filter of its source" in told


def test_explain_counts_max_age_as_publishing_does(tmp_path):
    """From when the entry was first seen: an old one that came today is in the output."""
    (tmp_path / "good.xml").write_text(feed("Old"), encoding="utf-8")
    (tmp_path / "feeds.toml").write_text(
        '[[source]]\nurl = "file:good.xml"\nfull_text = "never"\n'
        '[[output]]\nname = "recent"\nmax_age = "1d"\n',
        encoding="utf-8",
    )
    run_aggregator("fetch", cwd=tmp_path)
    recent = tmp_path / "storage" / "public" / "feeds" / "recent.json"
    assert [each["title"] for each in json.loads(recent.read_text())["items"]] == ["Old"]
    told = run_aggregator("explain", "http://e.example/Old", cwd=tmp_path).stdout
    assert "publish  recent: published, within its limit" in told


class Refusing(BaseHTTPRequestHandler):
    """Answers 429 to everything."""

    def do_GET(self):
        self.send_response(429)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


def test_check_online_tells_of_a_limit_in_words(tmp_path):
    """Not by the name of a class."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        (tmp_path / "feeds.toml").write_text(
            f'[[source]]\nname = "full"\nurl = "http://127.0.0.1:{server.server_port}/"\n'
            "allow_private = true\n",
            encoding="utf-8",
        )
        done = run_aggregator("check", "--online", cwd=tmp_path)
        server.shutdown()
    assert (done.exit_code, 'source "full": asked too often: status 429' in done.stderr) == (
        1,
        True,
    )


def test_explain_takes_an_address_as_the_feed_or_a_reader_gives_it(run):
    """Tracking parameters and a fragment lead to the entry as well."""
    for address in ("http://e.example/One?utm_source=rss", "http://www.e.example/One"):
        assert "One" in run("explain", address).output


def test_sources_shows_no_key_of_an_address(tmp_path):
    """Who looks over a shoulder learns no key."""
    (tmp_path / "feeds.toml").write_text(
        '[[source]]\nurl = "https://p.example/feed?token=TOPSECRET"\n', encoding="utf-8"
    )
    for arguments in (["sources"], ["--json", "sources"]):
        told = run_aggregator(*arguments, cwd=tmp_path).output
        assert "p.example" in told
        assert "TOPSECRET" not in told


def test_check_online_keeps_to_what_a_server_said(tmp_path):
    """A source that was told to wait is not asked, and said so of."""
    asked = []

    class Waiting(Refusing):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(429)
            self.send_header("Retry-After", "7200")
            self.send_header("Content-Length", "0")
            self.end_headers()

    with ThreadingHTTPServer(("127.0.0.1", 0), Waiting) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/"
        (tmp_path / "feeds.toml").write_text(
            f'[[source]]\nname = "full"\nurl = "{url}"\nallow_private = true\n', encoding="utf-8"
        )
        run_aggregator("fetch", cwd=tmp_path)
        done = run_aggregator("check", "--online", cwd=tmp_path)
        server.shutdown()
    assert len(asked) == 1
    assert "not to ask before" in done.stderr
