"""Documents made to hurt: each is parsed by a real worker, within the limits of production."""

import asyncio
from datetime import timedelta

import pytest

from aggregator.errors import WorkerDiedError
from aggregator.parse.document import parse_feed
from aggregator.parse.limits import limits_of
from aggregator.records import ParsedFeed, ParseFailed
from aggregator.workers import ProcessWorkers
from tests.parse_fixtures import make_document, rss
from tests.parse_hostile import DOCUMENTS

INNOCENT = rss("<item><title>innocent</title></item>")


@pytest.fixture(scope="module")
def loop():
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def workers(loop):
    pool = ProcessWorkers(1, timedelta(seconds=60), 4 << 30)
    yield pool
    loop.run(pool.close())


def parse(loop, workers, body):
    document = make_document(body)
    return loop.run(workers.run(parse_feed, document, limits=limits_of(len(document.body))))


def test_there_are_a_hundred_of_them():
    assert len(DOCUMENTS) >= 100


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_made_to_hurt_is_bounded_and_harms_no_other(name, loop, workers):
    """Entries or a reason come out within 2 s of CPU and 300 MB (more for over 4 and 16 MB).

    What hangs or swells is ended by those limits, and told of here; the next
    document of the same pool is read as if nothing had been.
    """
    made = DOCUMENTS[name]()
    body = made if isinstance(made, bytes) else made.encode(errors="surrogatepass")
    try:
        outcome = parse(loop, workers, body)
    finally:
        assert parse(loop, workers, INNOCENT).entries[0].title == "innocent"
    assert isinstance(outcome, ParsedFeed | ParseFailed)
    assert isinstance(outcome, ParsedFeed) or outcome.reason


def test_what_would_take_longer_is_ended_and_told(loop, workers):
    limits = limits_of(0)
    with pytest.raises(WorkerDiedError, match="CPU"):
        loop.run(workers.run(hang, limits=limits))
    with pytest.raises(WorkerDiedError, match="memory"):
        loop.run(workers.run(swell, limits=limits))
    assert parse(loop, workers, INNOCENT).entries[0].title == "innocent"


def hang():
    while True:
        pass


def swell():
    return len(b"x" * (2 * limits_of(0).memory))
