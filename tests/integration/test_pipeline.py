"""One source through all stages, on the shipped doubles."""

from datetime import timedelta

import pytest

from aggregator.errors import ConfigError, StoreError
from aggregator.records import (
    FailureKind,
    Fetched,
    FetchFailed,
    FullText,
    Gone,
    RateLimited,
    Result,
    Validators,
)
from aggregator.store.memory import MemoryStore
from aggregator.workers import InlineWorkers
from tests.pipeline_fixtures import START, entries, fetch, make_services, rss, source, states

BLOG = source()
FEED = BLOG.url
HOUR = timedelta(hours=1)
PARAGRAPH = "<p>" + "The quick brown fox jumps over the lazy dog in the morning sun. " * 12 + "</p>"


def served(*items, **keys):
    services = make_services(BLOG, **keys)
    services.fetcher.put(FEED, rss(*items))
    return services


def test_what_a_feed_brings_is_stored_with_its_validators():
    services = served(("1", "One", PARAGRAPH), ("2", "Two", "<p>short</p>"))
    report = fetch(services)["blog"]
    assert (report.result, report.found, report.new) == (Result.NEW, 2, 2)
    assert {each.entry.title for each in entries(services)} == {"One", "Two"}
    assert states(services)["blog"].validators.etag
    assert states(services)["blog"].next_poll_at == START + HOUR


def test_an_unchanged_feed_costs_one_request_and_stores_nothing():
    services = served(("1", "One", PARAGRAPH))
    fetch(services)
    before = entries(services)
    report = fetch(services, "blog")["blog"]
    assert report.result is Result.UNCHANGED
    assert entries(services) == before
    assert services.fetcher.asked[-1].validators == states(services)["blog"].validators


def test_the_same_bytes_without_validators_are_not_taken_in_again():
    services = make_services(BLOG)
    services.fetcher.put(FEED, rss(("1", "One", PARAGRAPH)), validators=Validators())
    fetch(services)
    assert fetch(services, "blog")["blog"].result is Result.UNCHANGED


def test_force_asks_unconditionally():
    services = served(("1", "One", PARAGRAPH))
    fetch(services)
    fetch(services, "blog", force=True)
    assert services.fetcher.asked[-1].validators == Validators()


def test_only_new_entries_are_refined_at_the_next_poll():
    class Counting(InlineWorkers):
        calls = 0

        async def run(self, function, *arguments, limits=None):
            Counting.calls += function.__name__ == "refine_entry"
            return await super().run(function, *arguments, limits=limits)

    services = served(("1", "One", PARAGRAPH), workers=Counting())
    fetch(services)
    services.fetcher.put(FEED, rss(("2", "Two", PARAGRAPH), ("1", "One", PARAGRAPH)))
    assert fetch(services, "blog")["blog"].new == 1
    assert Counting.calls == 2


def test_a_revised_entry_keeps_id_and_place():
    services = served(("1", "One", "<p>first words</p>"))
    fetch(services)
    (before,) = entries(services)
    services.clock.advance(HOUR)
    services.fetcher.put(FEED, rss(("1", "One", "<p>other words altogether</p>")))
    assert fetch(services)["blog"].revised == 1
    (after,) = entries(services)
    assert (after.id, after.first_seen) == (before.id, before.first_seen)
    assert "other words" in after.entry.content
    assert after.revised_at > before.revised_at


def test_nothing_is_asked_before_it_is_due():
    services = served(("1", "One", PARAGRAPH))
    fetch(services)
    assert fetch(services) == {}
    services.clock.advance(HOUR)
    assert set(fetch(services)) == {"blog"}


@pytest.mark.parametrize(
    ("outcome", "result"),
    [
        (FetchFailed(kind=FailureKind.DNS, reason="no such host"), Result.FAILED),
        (RateLimited(status=429, retry_after=2 * HOUR), Result.LIMITED),
        (Gone(), Result.GONE),
    ],
)
def test_a_failure_is_told_counted_and_loses_nothing(outcome, result):
    services = served(("1", "One", PARAGRAPH))
    fetch(services)
    before = entries(services)
    services.fetcher.answer(FEED, outcome)
    report = fetch(services, "blog")["blog"]
    assert report.result is result
    assert report.detail
    assert states(services)["blog"].failures == 1
    assert entries(services) == before


def test_a_source_that_is_gone_is_never_due_again():
    services = make_services(BLOG)
    services.fetcher.answer(FEED, Gone())
    fetch(services)
    services.clock.advance(timedelta(days=900))
    assert fetch(services) == {}


def test_retry_after_holds_even_by_hand_unless_forced():
    services = make_services(BLOG)
    services.fetcher.answer(FEED, RateLimited(status=429, retry_after=2 * HOUR))
    fetch(services)
    assert fetch(services, "blog")["blog"].result is Result.SKIPPED
    assert len(services.fetcher.asked) == 1
    fetch(services, "blog", force=True)
    assert len(services.fetcher.asked) == 2


def test_a_document_that_is_no_feed_wipes_nothing():
    services = served(("1", "One", PARAGRAPH))
    fetch(services)
    before = entries(services)
    services.fetcher.put(FEED, b"<html><body>Be right back</body></html>", "text/html")
    assert fetch(services, "blog")["blog"].result is Result.FAILED
    assert entries(services) == before
    assert states(services)["blog"].validators.etag, "the validators of the last good document"


def test_a_teaser_is_completed_from_its_page():
    services = make_services(source(full_text=FullText.ALWAYS))
    services.fetcher.put(FEED, rss(("1", "One", "The quick brown fox …")))
    body = f"<article><h1>One</h1>{PARAGRAPH * 3}</article>"
    page = f"<html><body><nav>Menu</nav>{body}<footer>Imprint</footer></body></html>"
    services.fetcher.put("http://blog.example/1", page.encode(), "text/html")
    report = fetch(services)["blog"]
    assert (report.pages, report.pages_failed) == (1, 0)
    (stored,) = entries(services)
    assert stored.entry.content.count("The quick brown fox") > 1
    assert "Menu" not in stored.entry.content
    told = [each.detail for each in stored.entry.decisions if each.code == "left-out"]
    assert told == ["1 nav, 1 footer"]


def test_a_page_that_cannot_be_had_costs_nothing_but_the_page():
    services = make_services(source(full_text=FullText.ALWAYS))
    services.fetcher.put(FEED, rss(("1", "One", "The quick brown fox …")))
    report = fetch(services)["blog"]
    assert (report.new, report.pages, report.pages_failed) == (1, 1, 1)
    (stored,) = entries(services)
    assert "quick brown fox" in stored.entry.content
    assert "no-page" in {decision.code for decision in stored.entry.decisions}


def test_what_a_filter_drops_is_known_and_never_shown():
    services = make_services(source(drop=('title.startsWith("Ad")',)))
    services.fetcher.put(FEED, rss(("1", "Ad: buy", PARAGRAPH), ("2", "News", PARAGRAPH + "x")))
    report = fetch(services)["blog"]
    assert (report.new, report.dropped) == (1, 1)
    assert [each.entry.title for each in entries(services)] == ["News"]
    services.fetcher.put(FEED, rss(("1", "Ad: buy", PARAGRAPH)))
    assert fetch(services, "blog")["blog"].dropped == 0


def test_a_story_of_two_sources_is_told_once():
    mirror = source("mirror")
    services = make_services(BLOG, mirror)
    services.fetcher.put(FEED, rss(("1", "One", PARAGRAPH)))
    tracked = rss(("1?utm_source=mirror", "One", PARAGRAPH))
    services.fetcher.put(mirror.url, tracked)
    reports = fetch(services)
    assert sum(report.new for report in reports.values()) == 1
    assert sum(report.duplicates for report in reports.values()) == 1
    (story,) = entries(services)
    assert len(story.also) == 1
    assert len(entries(services, folded=False)) == 2


def test_a_broken_store_ends_the_run():
    class Broken(MemoryStore):
        async def record_poll(self, poll, judge):
            raise StoreError("the disk is full")

    services = make_services(BLOG, store=Broken())
    services.fetcher.put(FEED, rss(("1", "One", PARAGRAPH)))
    with pytest.raises(StoreError, match="disk is full"):
        fetch(services)


def test_a_source_that_nobody_configured_is_refused():
    with pytest.raises(ConfigError, match="no source named nobody"):
        fetch(make_services(BLOG), "nobody")


# --- pages that cannot be had at first ----------------------------------------------

LATE = "http://blog.example/1"
TEASER = ("1", "One", "The quick brown fox …")
WHOLE = f"<html><body><article><h1>One</h1>{PARAGRAPH * 3}</article></body></html>".encode()


def teased(outcome):
    services = make_services(source(full_text=FullText.ALWAYS))
    services.fetcher.put(FEED, rss(TEASER))
    services.fetcher.answer(LATE, outcome)
    fetch(services)
    return services


def poll_again(services, number):
    """Poll when the feed has something new: an entry whose page is never there."""
    services.fetcher.put(FEED, rss(("9", f"Nine, take {number}", "Soon …"), TEASER))
    return fetch(services, "blog")["blog"]


def requests_for_page(services):
    return sum(asked.url == LATE for asked in services.fetcher.asked)


def test_a_page_that_was_out_of_reach_is_read_when_the_feed_changes():
    services = teased(FetchFailed(kind=FailureKind.HTTP, reason="status 503", status=503))
    services.fetcher.put(LATE, WHOLE, "text/html")
    (before,) = entries(services)
    assert poll_again(services, 1).revised == 1
    after = next(each for each in entries(services) if each.id == before.id)
    assert after.entry.content.count("The quick brown fox") > 1
    poll_again(services, 2)
    assert requests_for_page(services) == 2


def test_a_page_is_given_up_after_three_tries():
    services = teased(FetchFailed(kind=FailureKind.HTTP, reason="status 503", status=503))
    for number in range(5):
        poll_again(services, number)
    assert requests_for_page(services) == 3


def test_a_page_that_is_not_there_is_asked_for_once():
    services = teased(FetchFailed(kind=FailureKind.HTTP, reason="status 404", status=404))
    poll_again(services, 1)
    assert requests_for_page(services) == 1


def test_a_host_that_cannot_be_reached_is_tried_a_few_times_not_for_every_page():
    services = make_services(source(full_text=FullText.ALWAYS))
    items = [(str(n), f"Entry {n}", "The quick brown fox …") for n in range(30)]
    services.fetcher.put(FEED, rss(*items))
    for number, _, _ in items:
        dead = FetchFailed(kind=FailureKind.CONNECT, reason="refused")
        services.fetcher.answer(f"http://blog.example/{number}", dead)
    report = fetch(services)["blog"]
    assert (report.new, report.pages_failed) == (30, 30)
    assert report.pages <= 4
    assert "refused" in report.pages_trouble


# --- pages that ask not to be indexed -------------------------------------------------

META = b'<meta content="NOINDEX, follow" name="robots">'


@pytest.mark.parametrize("asks", ["header", "meta", "nothing"])
@pytest.mark.parametrize("honours", [True, False])
def test_a_page_that_asks_not_to_be_indexed_is_left_alone_where_that_is_wanted(asks, honours):
    services = make_services(source(full_text=FullText.ALWAYS, honour_noindex=honours))
    services.fetcher.put(FEED, rss(TEASER))
    services.fetcher.answer(
        LATE,
        Fetched(
            url=LATE,
            final_url=LATE,
            status=200,
            content_type="text/html",
            body=(META if asks == "meta" else b"") + WHOLE,
            fetched_at=START,
            robots_tag="noindex" if asks == "header" else None,
        ),
    )
    fetch(services)
    (stored,) = entries(services)
    left_alone = honours and asks != "nothing"
    assert (stored.entry.content.count("The quick brown fox") == 1) is left_alone


# --- which entry stands for a story ----------------------------------------------------


@pytest.mark.parametrize(("preferred", "shown"), [(None, "first"), ("second", "second")])
def test_a_story_shows_the_earliest_full_text_or_that_of_a_preferred_source(preferred, shown):
    names = ("first", "second", "third")
    services = make_services(
        *(source(name, full_text=FullText.NEVER, preferred=name == preferred) for name in names)
    )
    for name in names:
        services.fetcher.put(source(name).url, rss(("one", "One", PARAGRAPH)))
        fetch(services, name)
    (story,) = entries(services)
    assert story.entry.source == shown
    assert {member.source for member in story.also} == set(names) - {shown}
