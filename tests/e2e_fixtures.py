"""What end-to-end tests share: the program as a subprocess, and a loopback site that counts."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parent.parent
AGGREGATOR = (sys.executable, "-m", "aggregator")


class LoopbackSite:
    """A site on a free port of 127.0.0.1: path → (type, body), with ETag and 304.

    `moved` are paths that lead to other addresses, for now (302).
    Bodies may be changed while it serves; `asked` counts requests by path and status.
    """

    def __init__(self) -> None:
        self.documents: dict[str, tuple[str, bytes]] = {}
        self.moved: dict[str, str] = {}
        self.asked: Counter[tuple[str, int]] = Counter()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._make_handler())
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"

    def _make_handler(self):
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                status, headers, body = site.answer(self.path, self.headers)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler

    def answer(self, target, headers):
        path = target.partition("?")[0]
        status, more, body = self._answer(path, headers.get("If-None-Match"))
        self.asked[path, status] += 1
        if status != 304:
            more = {**more, "Content-Length": str(len(body))}
        return status, more, body

    def _answer(self, path, known):
        if path in self.moved:
            return 302, {"Location": self.moved[path]}, b""
        if path not in self.documents:
            return 404, {"Content-Type": "text/plain"}, b"not here"
        kind, body = self.documents[path]
        etag = f'"{abs(hash(body)):x}"'
        if known == etag:
            return 304, {"ETag": etag}, b""
        return 200, {"ETag": etag, "Content-Type": kind}, body

    def requests(self, path):
        """Return how often the path was asked for, whatever came of it."""
        return sum(count for (asked, _), count in self.asked.items() if asked == path)


@contextmanager
def loopback_site():
    """Serve a LoopbackSite while the context lasts."""
    site = LoopbackSite()
    thread = threading.Thread(target=site._server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield site
    finally:
        site._server.shutdown()
        site._server.server_close()
        thread.join()


def clean_environ(**more):
    """Return an environment in which nothing points the program at a user's own files."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return kept | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"} | more


def run_aggregator(*arguments, cwd, timeout=60):
    """Run a command to its end; return its CompletedProcess, with text."""
    return subprocess.run(
        [*AGGREGATOR, *arguments],
        cwd=cwd,
        env=clean_environ(),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


@contextmanager
def running_aggregator(*arguments, cwd, **environ):
    """Run a command while the context lasts; its output goes to files in cwd, and `told()`
    returns the end of its stderr."""
    with (cwd / "stdout.txt").open("ab") as out, (cwd / "stderr.txt").open("ab") as err:
        process = subprocess.Popen(
            [*AGGREGATOR, *arguments], cwd=cwd, env=clean_environ(**environ), stdout=out, stderr=err
        )
    process.told = lambda: (cwd / "stderr.txt").read_text()[-2000:]
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(10)


def terminate(process, number=signal.SIGTERM, within=10):
    """Send a signal and return the exit status; fails when it takes longer than `within` s."""
    process.send_signal(number)
    return process.wait(within)


def wait_until(condition, within=30, process=None):
    """Return the first true result of the condition; fails after `within` seconds, or when the
    process ends before."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if result := condition():
            return result
        assert process is None or process.poll() is None, process.told()
        time.sleep(0.05)
    raise AssertionError(f"not within {within} s: {condition}")


def get(url, **headers):
    """Return (status, headers, body) of a loopback address; None while nothing listens."""
    return ask("GET", url, None, headers)


def post(url, body, **headers):
    """Post to a loopback address; return what `get` does."""
    return ask("POST", url, body, headers)


def ask(method, url, body, headers):
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    target = f"{parts.path or '/'}?{parts.query}".removesuffix("?")
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, target, body, sent)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    except ConnectionError:
        return None
    finally:
        connection.close()


def free_port():
    """Return a port of 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
