"""What the account of how everything is tells, and what it keeps to itself."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from aggregator.records import Source, SourceState
from aggregator.status import Health, read_status, tell_health
from tests.pipeline_fixtures import START, fetch, make_services, rss, source


def test_an_address_is_told_without_its_key():
    """`status` is shown to others, in bug reports for one."""
    url = "https://x.example/feed?private_token=hunter2&page=1"
    services = make_services(Source(name="keyed", url=url))
    (told,) = asyncio.run(read_status(services))["sources"]
    assert told["url"] == "https://x.example/feed?private_token=…&page=1"


def test_what_waits_and_what_came_on_each_day_is_told():
    """Of the last thirty days, today's last; a source that was asked waits no more."""
    services = make_services(source(full_text="never"), source("quiet"))
    items = [(name, name, f"<p>{name} has words of its own.</p>") for name in ("One", "Two")]
    services.fetcher.put("http://blog.example/feed", rss(*items))
    fetch(services, "blog")
    services.clock.advance(timedelta(days=1))
    told = asyncio.run(read_status(services))
    blog, quiet = told["sources"]
    assert blog["arrivals"] == [0] * 28 + [2, 0]
    assert quiet["arrivals"] == [0] * 30
    assert told["arrivals_since"] == "2026-02-04"
    assert told["totals"]["due"] == 2
    fetch(services, "blog", force=True)
    assert asyncio.run(read_status(services))["totals"]["due"] == 1


def test_a_source_is_new_until_it_was_reached():
    """Asked without a network it is neither well nor failing; an answer settles it."""
    asked = SourceState(name="blog", url="http://blog.example/feed", last_poll_at=START)
    assert tell_health(None) is Health.NEW
    assert tell_health(asked) is Health.NEW
    assert tell_health(replace(asked, failures=1)) is Health.FAILING
    assert tell_health(replace(asked, last_success_at=START)) is Health.OK
