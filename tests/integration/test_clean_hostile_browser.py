"""Cleaned hostile fragments in a real browser: no script runs, and no request leaves.

Every name resolves to a server of the test, which remembers what it is asked
for; a fragment is read as a document of its own and through innerHTML, twice.
"""

import json
import shutil
import subprocess
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from aggregator.clean.html import clean_html
from tests.clean_fixtures import FRAGMENTS

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--disable-extensions", "--mute-audio",
)  # fmt: skip
BASE = "http://page.example/story"
WAIT_SECONDS = 90
MANY = 20
"""Requests of uncleaned fragments that prove the browser obeys them."""

HARNESS = """<!doctype html><meta charset=utf-8><title>harness</title><body><script>
const load = (name) => new Promise((done) => {
  const frame = document.createElement('iframe');
  frame.onload = () => { frame.remove(); done(); };
  frame.src = '/fragment/' + name;
  document.body.append(frame);
});
const inject = (markup) => {
  const first = document.createElement('div'), second = document.createElement('div');
  document.body.append(first, second);
  first.innerHTML = markup;
  second.innerHTML = first.innerHTML;
  for (const link of second.querySelectorAll('a')) {
    if (link.protocol != 'javascript:')
      link.addEventListener('click', (event) => event.preventDefault());
    link.click();
  }
  first.remove(); second.remove();
};
(async () => {
  const fragments = await (await fetch('/fragments.json')).json();
  for (const markup of fragments) inject(markup);
  for (let start = 0; start < fragments.length; start += 20)
    await Promise.all(fragments.slice(start, start + 20).map((_, n) => load(start + n)));
  await new Promise((done) => setTimeout(done, 1500));  // for what takes its time
  await fetch('/done/' + fragments.length);
})();
</script>"""


class Recorder(ThreadingHTTPServer):
    """Serves fragments and remembers every request, whatever host it was meant for."""

    daemon_threads = True

    def __init__(self, fragments):
        super().__init__(("127.0.0.1", 0), Handler)
        self.fragments = fragments
        self.asked = []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(f"{self.headers.get('Host')}{self.path}")
        kind, body = self.answer()
        with suppress(ConnectionError):  # a frame that was shown is taken away
            self.send_response(200 if kind else 404)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def answer(self):
        fragments = self.server.fragments
        if self.path == "/harness":
            return "text/html", HARNESS.encode()
        if self.path == "/fragments.json":
            return "application/json", json.dumps(fragments).encode()
        if self.path.startswith("/fragment/"):
            fragment = fragments[int(self.path.rpartition("/")[2])]
            page = f"<!doctype html><meta charset=utf-8><main>{fragment}</main>"
            return "text/html; charset=utf-8", page.encode("utf-8", "replace")
        return None, b""

    def log_message(self, *arguments):
        """Tell nobody."""


def asked_by_browser(fragments, profile, enough):
    """Return what a browser asked for while it showed these fragments, until that is enough."""
    server = Recorder(fragments)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    command = [
        CHROMIUM,
        *QUIET,
        f"--user-data-dir={profile}",
        f"--host-resolver-rules=MAP *:80 127.0.0.1:{server.server_port}",
        "http://page.example/harness",
    ]
    browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(WAIT_SECONDS * 10):
            if enough(server.asked):
                break
            time.sleep(0.1)
    finally:
        browser.terminate()
        browser.wait(timeout=30)
        server.shutdown()
        server.server_close()
    return server.asked


DONE = f"page.example/done/{len(FRAGMENTS)}"


def leaks(asked):
    return [each for each in asked if each.startswith("leak.example")]


@pytest.fixture(scope="module")
def asked_when_clean(tmp_path_factory):
    cleaned = [clean_html(fragment, BASE) for _, fragment in FRAGMENTS]
    return asked_by_browser(cleaned, tmp_path_factory.mktemp("clean"), lambda asked: DONE in asked)


needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


@needs_chromium
def test_every_cleaned_fragment_was_shown(asked_when_clean):
    assert DONE in asked_when_clean


@needs_chromium
def test_nothing_of_a_cleaned_fragment_runs_or_asks(asked_when_clean):
    assert leaks(asked_when_clean) == []


@needs_chromium
def test_the_browser_would_have_run_and_asked(tmp_path):
    """The same fragments as they came do run and ask, so the check above can fail."""
    # What leads the whole page elsewhere would end the show.
    hostile = [each for name, each in FRAGMENTS if name.startswith(("handler", "mutation"))]
    encodable = [fragment.encode("utf-8", "replace").decode() for fragment in hostile]
    asked = asked_by_browser(encodable, tmp_path, lambda asked: len(leaks(asked)) >= MANY)
    assert len(leaks(asked)) >= MANY
