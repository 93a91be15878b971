"""What the account of how everything is tells, and what it keeps to itself."""

import asyncio

from aggregator.records import Source
from aggregator.status import read_status
from tests.pipeline_fixtures import make_services


def test_an_address_is_told_without_its_key():
    """`status` is shown to others, in bug reports for one."""
    url = "https://x.example/feed?private_token=hunter2&page=1"
    services = make_services(Source(name="keyed", url=url))
    (told,) = asyncio.run(read_status(services))["sources"]
    assert told["url"] == "https://x.example/feed?private_token=…&page=1"
