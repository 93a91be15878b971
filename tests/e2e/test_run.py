"""`aggregator run`, the daemon, as systemd or a terminal would run it."""

import asyncio
import hashlib
import hmac
import json
import re
import signal
import socket
import sqlite3
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from urllib.parse import parse_qs

import feedparser
import pytest

from aggregator.clock import SystemClock
from aggregator.config import load_config
from aggregator.cycle import fetch_sources
from aggregator.wiring import open_services
from tests.e2e_fixtures import (
    free_port,
    get,
    loopback_site,
    post,
    run_aggregator,
    running_aggregator,
    terminate,
    wait_until,
)

CONFIG = """
[aggregator]
listen = "127.0.0.1:{port}"
base_url = "http://127.0.0.1:{port}"
min_interval = "15m"

[[source]]
url = "{base}/feed.xml"
name = "log"
allow_private = true
full_text = "never"
"""

ITEM = """<item><title>Entry {n}</title><link>http://log.example/{n}</link>
<guid isPermaLink="false">log-{n}</guid><pubDate>Mon, {n:02} Jun 2020 10:00:00 GMT</pubDate>
<description>What happened on day {n} of the expedition, in a sentence.</description></item>"""


def make_feed(count):
    """Return an RSS document of so many entries."""
    items = "".join(ITEM.format(n=n) for n in range(count, 0, -1))
    return f'<rss version="2.0"><channel><title>Log</title>{items}</channel></rss>'.encode()


@pytest.fixture
def place(tmp_path):
    """A folder with a feeds.toml, a loopback site with its feed, and where the daemon listens."""
    with loopback_site() as site:
        site.documents["/feed.xml"] = ("application/rss+xml", make_feed(3))
        port = free_port()
        (tmp_path / "feeds.toml").write_text(CONFIG.format(port=port, base=site.base))
        yield SimpleNamespace(
            folder=tmp_path,
            site=site,
            atom=f"http://127.0.0.1:{port}/feeds/all.atom",
            health=f"http://127.0.0.1:{port}/healthz",
            public=tmp_path / "storage" / "public",
        )


def titles(place):
    """Return what the served Atom feed has now; empty while nothing is served."""
    answer = get(place.atom)
    if answer is None or answer[0] != 200:
        return []
    return [entry.title for entry in feedparser.parse(answer[2]).entries]


def count_rows(place):
    """Return how many entries are stored."""
    connection = sqlite3.connect(place.folder / "storage" / "aggregator.db")
    try:
        return connection.execute("select count(*) from entry").fetchone()[0]
    finally:
        connection.close()


def snapshot(place):
    """Return digest and mtime of every published file."""
    return {
        path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in place.public.rglob("*")
        if path.is_file()
    }


def is_silent(manager, for_seconds):
    """Read what was said before, then tell whether nothing comes for so long."""
    manager.settimeout(for_seconds)
    for _ in range(100):
        try:
            manager.recv(4096)
        except TimeoutError:
            return True
    return False


def test_fetches_at_once_and_serves(place):
    """What is due is fetched and served within seconds of the start."""
    with running_aggregator("run", cwd=place.folder) as daemon:
        found = wait_until(lambda: titles(place), process=daemon)
        assert found == ["Entry 3", "Entry 2", "Entry 1"]
        assert get(place.health)[0] == 200
        assert terminate(daemon) == 0


def test_reader_with_the_etag_gets_304(place):
    """A reader that has the feed already costs no body."""
    with running_aggregator("run", cwd=place.folder) as daemon:
        wait_until(lambda: titles(place), process=daemon)
        status, headers, body = get(place.atom)
        assert (status, bool(body)) == (200, True)
        again, repeated, nothing = get(place.atom, If_None_Match=headers["ETag"])
        assert (again, nothing, repeated["ETag"]) == (304, b"", headers["ETag"])
        assert terminate(daemon) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ends_well_when_told_to(place, number):
    """SIGTERM and Ctrl-C end it with 0, within 10 s."""
    with running_aggregator("run", cwd=place.folder) as daemon:
        wait_until(lambda: titles(place), process=daemon)
        assert terminate(daemon, number, within=10) == 0


def test_second_start_changes_nothing(place):
    """Nothing new is stored, no output byte rewritten, and the source is not asked early."""
    with running_aggregator("run", cwd=place.folder) as daemon:
        wait_until(lambda: titles(place), process=daemon)
        assert terminate(daemon) == 0
    before, rows, asked = snapshot(place), count_rows(place), place.site.requests("/feed.xml")
    assert (rows, asked) == (3, 1)
    assert {"all.atom", "all.rss", "all.json"} <= set(before)
    with running_aggregator("run", cwd=place.folder) as daemon:
        wait_until(lambda: titles(place), process=daemon)
        assert terminate(daemon) == 0
    assert snapshot(place) == before
    assert count_rows(place) == rows
    assert place.site.requests("/feed.xml") == asked


def test_killed_daemon_loses_nothing(place):
    """After kill -9 the next start serves the same entries, each once."""
    with running_aggregator("run", cwd=place.folder) as daemon:
        wait_until(lambda: titles(place), process=daemon)
        daemon.kill()
        assert daemon.wait(10) == -signal.SIGKILL
    with running_aggregator("run", cwd=place.folder) as daemon:
        found = wait_until(lambda: titles(place), process=daemon)
        assert found == ["Entry 3", "Entry 2", "Entry 1"]
        assert terminate(daemon) == 0
    assert count_rows(place) == 3


def test_a_taken_port_is_all_that_is_told(place):
    """Exit 2 and one line that says what to do; nothing of what was opened on the way is left."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (place.folder / "feeds.toml").write_text(CONFIG.format(port=port, base=place.site.base))
        ended = run_aggregator("run", cwd=place.folder)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f'cannot listen at "127.0.0.1:{port}"')
    assert len(ended.stderr.splitlines()) == 1


def test_a_second_daemon_is_refused(place):
    """One line with the first one's pid, and exit 2; a round by hand beside it stays allowed."""
    with running_aggregator("run", cwd=place.folder) as first:
        wait_until(lambda: titles(place), process=first)
        second = run_aggregator("run", cwd=place.folder)
        assert second.returncode == 2
        assert f"pid {first.pid})" in second.stderr
        assert len(second.stderr.splitlines()) == 1
        assert run_aggregator("fetch", "--all", cwd=place.folder).returncode == 0
        first.kill()
        first.wait(10)
    with running_aggregator("run", cwd=place.folder) as third:
        wait_until(lambda: titles(place), process=third)
        assert terminate(third) == 0


def test_tells_the_service_manager(place):
    """READY=1 once it serves, STOPPING=1 when it is told to end (sd_notify(3))."""
    address = place.folder / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(address))
        manager.settimeout(30)
        with running_aggregator("run", cwd=place.folder, NOTIFY_SOCKET=str(address)) as daemon:
            assert "READY=1" in manager.recv(4096).decode().splitlines()
            assert get(place.health)[0] == 200
            daemon.send_signal(signal.SIGTERM)
            while "STOPPING=1" not in manager.recv(4096).decode().splitlines():
                pass
            assert daemon.wait(10) == 0


def test_feeds_the_watchdog_while_it_lives(place):
    """WATCHDOG=1 comes again and again from a daemon that answers, and stops with its loop."""
    address = place.folder / "notify"
    watched = {"NOTIFY_SOCKET": str(address), "WATCHDOG_USEC": "1000000"}
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(address))
        manager.settimeout(30)
        with running_aggregator("run", cwd=place.folder, **watched) as daemon:
            for _ in range(2):
                while "WATCHDOG=1" not in manager.recv(4096).decode().splitlines():
                    pass
            daemon.send_signal(signal.SIGSTOP)
            assert is_silent(manager, for_seconds=2)
            daemon.send_signal(signal.SIGCONT)
            assert terminate(daemon) == 0


def test_broken_configuration_keeps_the_last_good_one(place):
    """SIGHUP on a broken feeds.toml says where it is broken, and serving goes on."""
    path = place.folder / "feeds.toml"
    with running_aggregator("run", cwd=place.folder) as daemon:
        wait_until(lambda: titles(place), process=daemon)
        path.write_text(path.read_text() + "\n[[source]]\nurll = 'x'\n")
        daemon.send_signal(signal.SIGHUP)
        told = place.folder / "stderr.txt"
        wait_until(lambda: "urll" in told.read_text(), process=daemon)
        assert titles(place) == ["Entry 3", "Entry 2", "Entry 1"]
        assert terminate(daemon) == 0


@pytest.mark.parametrize("told", [True, False], ids=["SIGHUP", "by itself"])
def test_new_source_is_taken_in_without_a_restart(place, told):
    """A feeds.toml with one source more is taken up, at a SIGHUP or a few seconds later."""
    path = place.folder / "feeds.toml"
    item = ITEM.replace("log", "second").replace("Entry", "Second").replace("day", "night")
    feed = f'<rss version="2.0"><channel><title>2</title>{item.format(n=9)}</channel></rss>'
    place.site.documents["/second.xml"] = ("application/rss+xml", feed.encode())
    with running_aggregator("run", cwd=place.folder) as daemon:
        wait_until(lambda: titles(place), process=daemon)
        more = f'\n[[source]]\nurl = "{place.site.base}/second.xml"\nname = "second"\n'
        path.write_text(path.read_text() + more + 'allow_private = true\nfull_text = "never"\n')
        if told:
            daemon.send_signal(signal.SIGHUP)
        wait_until(lambda: "Second 9" in titles(place), process=daemon)
        assert terminate(daemon) == 0


async def store_without_publishing(config):
    """Do what `aggregator fetch` does until it publishes."""
    async with open_services(config, config.folder / "storage") as services:
        await fetch_sources(services, ["log"])


def test_what_a_killed_fetch_stored_is_published_by_the_daemon(place):
    """The daemon sees that somebody else changed the store, though no poll of its own is due."""
    with running_aggregator("run", cwd=place.folder) as daemon:
        wait_until(lambda: len(titles(place)) == 3, process=daemon)
        place.site.documents["/feed.xml"] = ("application/rss+xml", make_feed(5))
        asyncio.run(store_without_publishing(load_config(place.folder / "feeds.toml", {})))
        wait_until(lambda: len(titles(place)) == 5, process=daemon)


def test_ctrl_c_publishes_what_a_fetch_brought_by_then(place):
    """A source that does not answer costs the others nothing; the exit status is the shell's."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with (place.folder / "feeds.toml").open("a") as config:
            config.write(f'[[source]]\nurl = "http://127.0.0.1:{port}/"\nallow_private = true\n')
        with running_aggregator("fetch", "-v", cwd=place.folder) as fetch:
            wait_until(lambda: "source.fetched" in fetch.told(), process=fetch)
            assert terminate(fetch, signal.SIGINT) == 130
            assert "interrupted; what had come by then is stored and published" in fetch.told()
    entries = feedparser.parse((place.public / "feeds" / "all.atom").read_bytes()).entries
    assert len(entries) == 3


@contextmanager
def a_hub():
    """A hub that comes for a feed in the moment in which it is told of news."""
    fetched = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            answer = get(form["hub.topic"][0])
            fetched.append(answer and (answer[0], answer[1]["Link"]))
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hub", fetched
    finally:
        server.shutdown()
        server.server_close()


def test_a_hub_that_is_told_of_news_finds_them(place):
    """At the very start too: what is published then is served already."""
    assert run_aggregator("fetch", cwd=place.folder).returncode == 0
    config = place.folder / "feeds.toml"
    with a_hub() as (address, fetched):
        text = config.read_text()
        config.write_text(text.replace("[aggregator]", f'[aggregator]\nhub = "{address}"'))
        with running_aggregator("run", cwd=place.folder) as daemon:
            wait_until(lambda: len(fetched) == 3, process=daemon)
    feeds = place.atom.removesuffix("all.atom")
    assert {status for status, _ in fetched} == {200}
    assert {link for _, link in fetched} == {
        f'<{address}>; rel="hub", <{feeds}all.{name}>; rel="self"'
        for name in ("atom", "rss", "json")
    }


def test_a_source_that_does_not_answer_holds_up_no_end(place):
    """Told to end amid a poll, it ends well within 10 s; the next start asks that source again."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with (place.folder / "feeds.toml").open("a") as config:
            config.write(f'[[source]]\nurl = "http://127.0.0.1:{port}/"\nallow_private = true\n')
        with running_aggregator("run", cwd=place.folder) as daemon:
            wait_until(lambda: len(titles(place)) == 3, process=daemon)
            silent.settimeout(10)
            first, _ = silent.accept()  # it has been asked, and waits
            assert terminate(daemon, within=10) == 0
            first.close()
        with running_aggregator("run", cwd=place.folder) as daemon:
            wait_until(lambda: len(titles(place)) == 3, process=daemon)
            second, _ = silent.accept()
            assert terminate(daemon, within=10) == 0
            second.close()


def test_tells_the_service_manager_how_it_goes(place):
    """A reload is told from its beginning to its end, and STATUS has counts (sd_notify(3))."""
    address = place.folder / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(address))
        manager.settimeout(30)
        with running_aggregator("run", cwd=place.folder, NOTIFY_SOCKET=str(address)) as daemon:
            assert "READY=1" in manager.recv(4096).decode().splitlines()
            wait_until(lambda: len(titles(place)) == 3, process=daemon)
            daemon.send_signal(signal.SIGHUP)
            told = [manager.recv(4096).decode() for _ in range(2)]
            assert told[0].startswith("RELOADING=1\nMONOTONIC_USEC=")
            assert told[1].splitlines() == [
                "READY=1",
                "STATUS=1 source: 1 ok, 0 due, 0 under way",
            ]
            assert terminate(daemon) == 0


def test_what_takes_a_restart_is_told_and_left_as_it_was(place):
    """A new address to listen at does not half come into force."""
    path = place.folder / "feeds.toml"
    with running_aggregator("run", cwd=place.folder) as daemon:
        wait_until(lambda: titles(place), process=daemon)
        path.write_text(re.sub("listen = .*", 'listen = "127.0.0.1:1"', path.read_text()))
        daemon.send_signal(signal.SIGHUP)
        wait_until(lambda: "config.waits_for_restart keys=listen" in daemon.told(), process=daemon)
        assert len(titles(place)) == 3
        assert terminate(daemon) == 0


def test_each_line_of_its_log_is_an_object_when_json_is_asked_for(place):
    """Each with its time and the name of what happened, from the start to the end."""
    with running_aggregator("run", "--log-format", "json", cwd=place.folder) as daemon:
        wait_until(lambda: titles(place), process=daemon)
        assert terminate(daemon) == 0
    lines = (place.folder / "stderr.txt").read_text().splitlines()
    events = [json.loads(line) for line in lines]
    assert [each["event"] for each in events if each["event"].startswith("daemon.")] == [
        "daemon.started",
        "daemon.stopped",
    ]
    assert "source.fetched" in {each["event"] for each in events}
    assert all(each["time"].endswith("Z") and each["level"] for each in events)


def lease(pushed_at):
    """Return what the daemon notes of a hub that granted a subscription."""
    now = SystemClock().now()
    return {
        "id": "callback",
        "source": "log",
        "hub": "https://hub.example/",
        "topic": "https://log.example/feed",
        "secret": "s3cret",
        "asked_at": now.isoformat(),
        "expires": (now + timedelta(days=9)).isoformat(),
        "pushed_at": pushed_at and pushed_at.isoformat(),
    }


def next_poll(place):
    """Return how long from now the source is asked again; 0 while that is not known."""
    answer = get(place.atom.replace("/feeds/all.atom", "/status.json"))
    told = json.loads(answer[2])["sources"][0].get("next_poll_at") if answer else None
    return told and (datetime.fromisoformat(told) - SystemClock().now()).total_seconds() / 3600


@pytest.mark.parametrize(
    ("last_push", "least", "most"),
    [(timedelta(hours=1), 20, 28), (timedelta(days=15), 0, 18), (None, 0, 18)],
    ids=["pushes arrive", "they stopped", "none yet"],
)
def test_a_source_whose_hub_pushes_is_asked_once_a_day(place, last_push, least, most):
    """And as before when its hub has not been heard of for two weeks, or ever."""
    (place.folder / "storage").mkdir()
    pushed_at = last_push and SystemClock().now() - last_push
    (place.folder / "storage" / "leases.json").write_text(json.dumps([lease(pushed_at)]))
    with running_aggregator("run", cwd=place.folder) as daemon:
        wait_until(lambda: len(titles(place)) == 3 and next_poll(place), process=daemon)
        assert least < next_poll(place) < most


def test_a_push_brings_news_at_once(place):
    """A genuine one: what it says is read from the source, not from the push."""
    (place.folder / "storage").mkdir()
    (place.folder / "storage" / "leases.json").write_text(json.dumps([lease(None)]))
    callback = place.atom.replace("/feeds/all.atom", "/websub/callback")
    with running_aggregator("run", cwd=place.folder) as daemon:
        wait_until(lambda: len(titles(place)) == 3, process=daemon)
        place.site.documents["/feed.xml"] = ("application/rss+xml", make_feed(4))
        digest = hmac.new(b"s3cret", b"anything", hashlib.sha256).hexdigest()
        pushed = post(callback, b"anything", X_Hub_Signature=f"sha256={digest}")
        assert pushed[0] == 202
        wait_until(lambda: len(titles(place)) == 4, process=daemon)
