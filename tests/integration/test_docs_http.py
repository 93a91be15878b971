"""What docs/reference/http.md says of addresses is what is served there."""

import asyncio
from dataclasses import replace

import pytest

from aggregator.publish.files import FilePublisher
from aggregator.records import Chapter
from describe.web import ENDPOINTS, find_routes
from tests.publish_fixtures import make_edition, make_entry
from tests.web_fixtures import ask

EXAMPLES = {
    "/feeds/{file}": ["/feeds/all.atom", "/feeds/all.rss", "/feeds/all.json", "/feeds/all.html"],
    "/feeds/{name}/archive/{label}.atom": ["/feeds/all/archive/2026-03-05.atom"],
}
NEEDS_MORE = {"/websub", "/websub/{id}", "/feeds/source/{name}.atom"}
"""What is served only with a hub, a subscriber, a store: tests of those ask for it."""


@pytest.fixture
def public(tmp_path):
    chapter = Chapter(label="2026-03-05", entries=(make_entry(1),))
    edition = replace(make_edition(make_entry(1)), chapters=(chapter,))
    asyncio.run(FilePublisher(tmp_path).publish(edition))
    return tmp_path


@pytest.mark.parametrize("path", [path for path in find_routes() if path not in NEEDS_MORE])
def test_a_path_answers_with_its_media_type(path, public):
    """GET gives the types that are told, each of them, and HEAD the same without the body."""
    told = [each.strip() for each in ENDPOINTS[path][0].split(",")]
    asked = EXAMPLES.get(path, [path])
    answers = ask(public, *((each, {}) for each in asked))
    assert [answer.status for answer in answers] == [200] * len(asked)
    assert [answer.headers["Content-Type"].split(";")[0] for answer in answers] == told
    heads = ask(public, *((each, {"method": "HEAD"}) for each in asked))
    assert [head.status for head in heads] == [200] * len(asked)
    assert all(head.body == b"" for head in heads)


def test_nothing_else_can_be_done():
    """POST is for WebSub only; everything else is read."""
    written = {path for path, methods in find_routes().items() if set(methods) - {"GET", "HEAD"}}
    assert written == {"/websub", "/websub/{id}"}
