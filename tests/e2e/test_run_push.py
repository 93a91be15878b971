"""The daemon and hubs: those that it tells of news, and those that tell it."""

import hashlib
import hmac
import json
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

import pytest

from aggregator.clock import SystemClock
from tests.e2e_fixtures import (
    get,
    post,
    run_aggregator,
    running_aggregator,
    wait_until,
)
from tests.run_fixtures import make_feed, titles


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
