"""Telling the service manager (sd_notify(3))."""

import os
import socket

import pytest

from aggregator.notify import find_watchdog_interval, notify


@pytest.mark.parametrize("abstract", [False, True])
def test_assignments_arrive_as_one_datagram(tmp_path, abstract):
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0" + path if abstract else path)
        manager.settimeout(5)
        assert notify({"NOTIFY_SOCKET": ("@" if abstract else "") + path}, "READY=1", "STATUS=3")
        assert manager.recv(1000) == b"READY=1\nSTATUS=3"


def test_nothing_happens_without_a_manager():
    assert not notify({}, "READY=1")


def test_a_manager_that_does_not_listen_does_no_harm(tmp_path):
    assert not notify({"NOTIFY_SOCKET": str(tmp_path / "nobody")}, "READY=1")


@pytest.mark.parametrize(
    ("environ", "seconds"),
    [
        ({"WATCHDOG_USEC": "60000000"}, 30),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}, 30),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_a_watched_process_speaks_twice_in_its_time(environ, seconds):
    found = find_watchdog_interval(environ)
    assert (found and found.total_seconds()) == seconds
