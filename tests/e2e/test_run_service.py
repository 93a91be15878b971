"""What the daemon tells its service manager and its log."""

import json
import signal
import socket
from contextlib import contextmanager

from tests.e2e_fixtures import (
    get,
    running_aggregator,
    terminate,
    wait_until,
)
from tests.run_fixtures import titles


@contextmanager
def managed(place, **environ):
    """The daemon as a service, and the socket on which its manager listens (sd_notify(3))."""
    address = place.folder / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(address))
        manager.settimeout(30)
        environ["NOTIFY_SOCKET"] = str(address)
        with running_aggregator("run", cwd=place.folder, **environ) as daemon:
            yield daemon, manager


def is_silent(manager, for_seconds):
    """Read what was said before, then tell whether nothing comes for so long."""
    manager.settimeout(for_seconds)
    for _ in range(100):
        try:
            manager.recv(4096)
        except TimeoutError:
            return True
    return False


def test_tells_the_service_manager(place):
    """READY=1 once it serves, STOPPING=1 when it is told to end (sd_notify(3))."""
    with managed(place) as (daemon, manager):
        assert "READY=1" in manager.recv(4096).decode().splitlines()
        assert get(place.health)[0] == 200
        daemon.send_signal(signal.SIGTERM)
        while "STOPPING=1" not in manager.recv(4096).decode().splitlines():
            pass
        assert daemon.wait(10) == 0


def test_feeds_the_watchdog_while_it_lives(place):
    """WATCHDOG=1 comes again and again from a daemon that answers, and stops with its loop."""
    with managed(place, WATCHDOG_USEC="1000000") as (daemon, manager):
        for _ in range(2):
            while "WATCHDOG=1" not in manager.recv(4096).decode().splitlines():
                pass
        daemon.send_signal(signal.SIGSTOP)
        assert is_silent(manager, for_seconds=2)
        daemon.send_signal(signal.SIGCONT)
        assert terminate(daemon) == 0


def test_tells_the_service_manager_how_it_goes(place):
    """A reload is told from its beginning to its end, and STATUS has counts (sd_notify(3))."""
    with managed(place) as (daemon, manager):
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
