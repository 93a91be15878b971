"""`aggregator run`, the daemon, as systemd or a terminal would run it."""

import asyncio
import re
import signal
import socket

import feedparser
import pytest

from aggregator.config import load_config
from aggregator.cycle import fetch_sources
from aggregator.wiring import open_services
from tests.e2e_fixtures import (
    get,
    run_aggregator,
    running_aggregator,
    terminate,
    wait_until,
)
from tests.run_fixtures import CONFIG, ITEM, count_rows, make_feed, snapshot, titles


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
