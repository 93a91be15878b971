"""`file:` sources: read like any other, from real files."""

import gzip
import os

from aggregator.records import (
    FailureKind,
    Fetched,
    FetchFailed,
    NotModified,
    Source,
    Validators,
)
from tests.fetch_fixtures import FEED, fetcher, quick, run


def fetch(url, validators=None, **kinds):
    async def main():
        async with fetcher(**kinds) as client:
            return await client.fetch_feed(Source(name="s", url=url), validators or Validators())

    return run(main())


def write(folder, name="feed.xml", body=FEED):
    path = folder / name
    path.write_bytes(body)
    return path


def test_a_file_comes_whole_with_validators(tmp_path):
    path = write(tmp_path, "ein Feed?.xml")
    outcome = fetch(path.as_uri())
    assert isinstance(outcome, Fetched)
    assert outcome.body == FEED
    assert outcome.url == outcome.final_url == path.as_uri()
    assert outcome.validators.etag
    assert outcome.validators.last_modified


def test_an_unchanged_file_is_not_read_again(tmp_path):
    path = write(tmp_path)
    first = fetch(path.as_uri())
    again = fetch(path.as_uri(), first.validators)
    assert again == NotModified(validators=first.validators)


def test_a_changed_file_is_read_even_when_it_is_as_long(tmp_path):
    path = write(tmp_path)
    first = fetch(path.as_uri())
    path.write_bytes(FEED.swapcase())
    later = path.stat().st_mtime_ns + 1000
    os.utime(path, ns=(later, later))
    assert fetch(path.as_uri(), first.validators).body == FEED.swapcase()


def test_a_packed_file_is_opened(tmp_path):
    assert fetch(write(tmp_path, "feed.xml.gz", gzip.compress(FEED)).as_uri()).body == FEED


def test_what_cannot_be_read_is_told(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").touch()
    large = write(tmp_path, "large", b"<" * 2000)
    cases = {
        (tmp_path / "missing").as_uri(): "cannot be read",
        tmp_path.as_uri(): "cannot be read|is not a file",
        (tmp_path / "pipe").as_uri(): "is not a file",
        (tmp_path / "empty").as_uri(): "is empty",
        "file:///dev/zero": "is not a file",
        "file:///%00": "cannot be read",
        "file://elsewhere/feed.xml": "not of a file of this machine",
        "file:relative.xml": "not of a file of this machine",
    }
    for url, words in cases.items():
        outcome = fetch(url)
        assert isinstance(outcome, FetchFailed), url
        assert outcome.kind is FailureKind.FILE
        assert any(word in outcome.reason for word in words.split("|")), outcome.reason
    assert fetch(large.as_uri(), limits=quick(body=1000)).kind is FailureKind.TOO_LARGE
