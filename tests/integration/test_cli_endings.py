"""Rules of how commands end, whatever is wrong around them: in words, and never in a traceback."""

import html
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.e2e_fixtures import (
    AGGREGATOR,
    clean_environ,
    run_aggregator,
    running_aggregator,
    terminate,
    wait_until,
)
from tests.integration.test_cli_services import feed

FEEDS = """[aggregator]
listen = ""
[[source]]
name = "f"
url = "file:feed.xml"
full_text = "never"
"""


@pytest.fixture(scope="module")
def fetched(tmp_path_factory):
    """A folder whose source of many entries was fetched."""
    folder = tmp_path_factory.mktemp("endings")
    (folder / "feeds.toml").write_text(FEEDS, encoding="utf-8")
    titles = [f"Title-{number}" for number in range(300)]
    (folder / "feed.xml").write_text(feed(*titles), encoding="utf-8")
    assert run_aggregator("fetch", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def folder(fetched, tmp_path):
    """A copy that may be broken."""
    shutil.copytree(fetched, tmp_path / "own")
    return tmp_path / "own"


def shell(line, cwd):
    """Run a line of shell in which $A is the program."""
    environ = clean_environ(A=" ".join(AGGREGATOR))
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=cwd,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def fails(done, *words, status=1):
    """The command ended as it should: with this status, and these words on stderr."""
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == status, done.stderr
    for word in words:
        assert word in done.stderr


@pytest.mark.parametrize(
    "command", ["export entries", "status", "parse feed.xml", "--json parse feed.xml", "check"]
)
def test_a_reader_that_goes_away_is_no_trouble(fetched, command):
    """`aggregator … | head -1` ends quietly."""
    done = shell(f"$A {command} | head -c 1", fetched)
    assert done.stdout
    assert done.stderr == ""


def test_lines_for_a_reader_that_goes_away(fetched):
    """The filter that answers line by line, too."""
    lines = "\n".join(json.dumps({"url": "", "html": "<p>words</p>"}) for _ in range(50))
    (fetched / "lines.jsonl").write_text(lines, encoding="utf-8")
    done = shell("$A extract --jsonl lines.jsonl | head -1", fetched)
    assert done.stdout
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("command", ["status", "export opml", "export entries", "parse feed.xml"])
def test_an_answer_that_cannot_be_written_is_told_of(fetched, command):
    """A full disk under the output is a failure, with its reason."""
    done = shell(f"$A {command} > /dev/full", fetched)
    fails(done, "No space left on device")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command", ["status", "fetch --all"])
def test_streams_may_be_closed(fetched, command, closed):
    """Whoever starts it without stdin, stdout or stderr gets the work done."""
    done = shell(f"$A {command} {closed}", fetched)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("command", "words"), [("extract", "empty"), ("parse -", "-: "), ("import -", "OPML")]
)
def test_no_stdin_is_an_empty_one(folder, command, words):
    done = shell(f"$A {command} <&-", folder)
    assert done.returncode != 0
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_ctrl_c_in_the_middle_is_quiet_and_loses_nothing(folder):
    """Exit status 130, no traceback, and the storage is sound."""
    with socket.socket() as listener:  # takes connections, and never answers
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        slow = f'[[source]]\nurl = "http://127.0.0.1:{listener.getsockname()[1]}/"\n'
        slow += "allow_private = true\n"
        (folder / "feeds.toml").write_text(FEEDS + slow, encoding="utf-8")
        process = subprocess.Popen(
            [*AGGREGATOR, "fetch", "--all"],
            cwd=folder,
            env=clean_environ(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        listener.settimeout(30)
        connection, _ = listener.accept()
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=30)
        connection.close()
    assert (process.returncode, "Traceback" in told[1]) == (130, False), told[1]
    fails(run_aggregator("check", cwd=folder), status=0)


def test_no_configuration_says_how_to_begin(tmp_path):
    fails(run_aggregator("status", cwd=tmp_path), "no feeds.toml", "aggregator add URL", status=2)


@pytest.mark.parametrize("arguments", [("remove", "f"), ("import", "x.opml"), ("add", "x.example")])
def test_a_file_that_is_no_toml_is_not_edited(tmp_path, arguments):
    """Its line is told, and nothing is changed."""
    (tmp_path / "feeds.toml").write_text("a = 1\n[[source]\n", encoding="utf-8")
    (tmp_path / "x.opml").write_text(
        '<opml version="2.0"><body><outline xmlUrl="https://a.example/f"/></body></opml>'
    )
    fails(run_aggregator(*arguments, cwd=tmp_path), "feeds.toml:2: is not TOML", status=2)
    assert (tmp_path / "feeds.toml").read_text(encoding="utf-8") == "a = 1\n[[source]\n"


@pytest.mark.parametrize("command", ["status", "fetch", "check", "prune", "publish", "plan"])
def test_what_is_no_database_is_told(folder, command):
    database = folder / "storage" / "aggregator.db"
    database.write_bytes(os.urandom(50_000))
    fails(run_aggregator(command, cwd=folder), str(database), "not a database")


def test_a_damaged_database_is_found_by_check(folder):
    """Every part of the file is read: damage that no query has met yet is told as well."""
    damage(folder / "storage" / "aggregator.db")
    fails(run_aggregator("check", cwd=folder), "damaged", "aggregator restore")
    told = json.loads(run_aggregator("check", "--json", cwd=folder).stdout)
    assert told["ok"] is False


def test_a_damaged_database_is_not_called_a_backup(folder):
    """A copy that could not be restored is refused while the last good one may still be there."""
    damage(folder / "storage" / "aggregator.db")
    fails(run_aggregator("backup", "copy.db", cwd=folder), "damaged")
    assert not (folder / "copy.db").exists()


def damage(database):
    """Overwrite pieces of every page but the first ones."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    told = bytearray(database.read_bytes())
    for start in range(4096 * 30, len(told), 3000):
        told[start : start + 50] = b"\xff" * 50
    database.write_bytes(told)


def test_a_database_of_a_newer_version_is_refused(folder):
    database = folder / "storage" / "aggregator.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    for command in ("status", "migrate", "check"):
        fails(run_aggregator(command, cwd=folder), "newer version", "9999")


def test_a_storage_that_is_a_file_is_told(folder):
    done = run_aggregator("status", "--storage", "feed.xml", cwd=folder)
    fails(done, "feed.xml", "is not a folder")


def test_an_error_is_json_where_json_was_asked_for(folder):
    """On stdout, so that a program need not read prose; stderr has it for a person."""
    done = run_aggregator("status", "g", "--json", cwd=folder)
    fails(done, 'no source named "g"', status=2)
    assert "g" in json.loads(done.stdout)["error"]


def test_a_port_that_is_taken_is_told(folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        place = f"127.0.0.1:{other.getsockname()[1]}"
        feeds = FEEDS.replace('listen = ""', f'listen = "{place}"')
        (folder / "feeds.toml").write_text(feeds, encoding="utf-8")
        fails(run_aggregator("run", "-q", cwd=folder), place, "another program listens", status=2)


@pytest.mark.parametrize("harm", ["nothing of it is left", "pieces of it are wrong"])
def test_a_backup_takes_the_place_of_a_database_that_is_beyond_help(folder, harm):
    """What every message about damage advises works; a log of the old one is not taken in."""
    assert run_aggregator("backup", "copy.db", cwd=folder).returncode == 0
    database = folder / "storage" / "aggregator.db"
    if harm.startswith("nothing"):
        database.write_bytes(os.urandom(50_000))
        database.with_name("aggregator.db-wal").write_bytes(os.urandom(5000))
    else:
        damage(database)
    fails(run_aggregator("restore", "copy.db", "--force", cwd=folder), status=0)
    fails(run_aggregator("check", cwd=folder), status=0)
    assert len(run_aggregator("export", "entries", cwd=folder).stdout.splitlines()) == 300


def test_nothing_is_restored_under_a_daemon(folder):
    """It is named by its pid, even where it has nothing open at the moment."""
    assert run_aggregator("backup", "copy.db", cwd=folder).returncode == 0
    with running_aggregator("run", cwd=folder) as process:
        lock = folder / "storage" / "daemon.pid"
        wait_until(lambda: lock.exists() and lock.read_text(), process=process)
        done = run_aggregator("restore", "copy.db", "--force", cwd=folder)
        fails(done, f"daemon (pid {process.pid})", status=2)
        assert terminate(process) == 0


def test_a_backup_that_is_none_is_told_before_anything_else(folder):
    fails(run_aggregator("restore", "copy.db", cwd=folder), "cannot read the backup copy.db")


def test_a_document_of_this_machine_is_not_looked_for_on_the_web(folder):
    """What to write instead is told, with the address as feeds.toml wants it."""
    done = run_aggregator("add", "feed.xml", cwd=folder)
    fails(done, f'url = "{(folder / "feed.xml").as_uri()}"', status=2)


def test_a_number_that_makes_no_sense_is_told(folder):
    fails(run_aggregator("plan", "--limit", "-3", cwd=folder), "'--limit'", status=2)


@pytest.mark.parametrize(
    ("status", "words"),
    [(429, "asked too often"), (410, "asks not to be asked again"), (401, "auth")],
)
def test_add_tells_in_words_why_there_is_no_feed(folder, status, words):
    class Refusing(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/"
        done = run_aggregator("add", url, "--allow-private", cwd=folder)
        server.shutdown()
    fails(done, words)
    assert (folder / "feeds.toml").read_text(encoding="utf-8") == FEEDS


def test_a_missing_network_is_told_of_once(tmp_path):
    """And as the network's, not as the failure of each source."""
    hosts = [f"127.0.0.{number}" for number in range(1, 5)]
    listeners = [socket.create_server((host, 0)) for host in hosts]
    addresses = ["{}:{}".format(*each.getsockname()) for each in listeners]
    for each in listeners:
        each.close()
    told = [f'[[source]]\nurl = "http://{each}/"\nallow_private = true\n' for each in addresses]
    (tmp_path / "feeds.toml").write_text("".join(told), encoding="utf-8")
    done = run_aggregator("-v", "fetch", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("event=network.lost") == 1
    assert "source.failed" not in done.stderr
    assert done.stdout.count(": offline: no source could be reached") == len(hosts)


STEERING = "\x1b]0;x\x07\x1b[2J\u202egpj.exe\u2066\x9b31m"
"""Sets a terminal's title, clears it, turns letters round, and colours what follows."""


@pytest.mark.parametrize(
    "words",
    [
        ("parse", "feed.xml"),
        ("--json", "parse", "feed.xml"),
        ("fetch",),
        ("status",),
        ("explain", "http://log.example/1"),
        ("preview", "page.html"),
        ("export", "opml"),
    ],
    ids=" ".join,
)
def test_what_sources_say_steers_no_terminal(words, tmp_path):
    """Not in any command that shows their words: a control is spelt, as in JSON."""
    told = html.escape(STEERING.replace("\x1b", "").replace("\x07", ""))
    item = f"<title>One{told}</title><link>http://log.example/1</link><description>{told}"
    text = (
        f"<rss><channel><title>Log{told}</title><item>{item}</description></item></channel></rss>"
    )
    (tmp_path / "feed.xml").write_text(text, encoding="utf-8")
    page = f"<title>One{STEERING}</title><p>{'A sentence of the article. ' * 20}{STEERING}</p>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    (tmp_path / "feeds.toml").write_text(FEEDS, encoding="utf-8")
    assert run_aggregator("fetch", cwd=tmp_path).returncode == 0
    done = run_aggregator(*words, cwd=tmp_path)
    assert done.returncode == 0
    assert not set(STEERING) & set("\x1b\x07\u202e\u2066\x9b") & set(done.stdout + done.stderr)
