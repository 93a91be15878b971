"""What a document does to the worker that it is in costs it alone, not its source."""

from aggregator.errors import WorkerDiedError
from aggregator.fetch.memory import MemoryFetcher
from aggregator.records import FullText, Result
from aggregator.workers import InlineWorkers
from tests.pipeline_fixtures import START, entries, fetch, make_services, rss, source, states
from tests.workers_functions import fail

BLOG = source()
FEED = BLOG.url
PARAGRAPH = "<p>" + "The quick brown fox jumps over the lazy dog in the morning sun. " * 12 + "</p>"


class Dying(InlineWorkers):
    """Dies at whatever holds the word that kills."""

    async def run(self, function, *arguments, limits=None):
        if any(b"KILLER" in repr(argument).encode() for argument in arguments):
            raise WorkerDiedError("took longer than 20 s")
        return await super().run(function, *arguments, limits=limits)


def test_a_page_that_kills_its_worker_costs_the_page_only():
    services = make_services(source(full_text=FullText.ALWAYS), workers=Dying())
    services.fetcher.put(FEED, rss(("1", "One", "The quick brown fox …")))
    services.fetcher.put("http://blog.example/1", b"<p>KILLER</p>", "text/html")
    assert fetch(services)["blog"].new == 1
    (stored,) = entries(services)
    assert "quick brown fox" in stored.entry.content
    assert "worker-died" in {decision.code for decision in stored.entry.decisions}


class Crashing(InlineWorkers):
    """Meets a defect of ours in whatever holds the word for it, where `spares` does not let it."""

    spares = ()

    async def run(self, function, *arguments, limits=None):
        odd = "ODD" in repr(arguments) and function.__name__ not in self.spares
        called = (fail, "what nobody thought of") if odd else (function, *arguments)
        return await super().run(*called, limits=limits)


def crash(*spares):
    workers = Crashing()
    workers.spares = ("_parse", *spares)
    return workers


def decisions(stored):
    return {decision.code: decision.detail for decision in stored.entry.decisions}


def test_a_page_that_meets_a_defect_of_ours_costs_the_page_only(caplog):
    """Its entry is as its feed tells it, and says so; the defect is logged where it is."""
    services = make_services(source(full_text=FullText.ALWAYS), workers=crash())
    services.fetcher.put(FEED, rss(("1", "One", "The quick brown fox …"), ("2", "Two", "Well …")))
    services.fetcher.put("http://blog.example/1", b"<p>ODD<link rel=next href=2>", "text/html")
    assert fetch(services)["blog"].new == 2
    stored = next(each for each in entries(services) if each.entry.title == "One")
    assert "quick brown fox" in stored.entry.content
    assert "LookupError: what nobody thought of" in decisions(stored)["worker-died"]
    logged = [each for each in caplog.records if each.getMessage() == "document.crashed"]
    assert {each.source for each in logged} == {"blog"}
    assert {each.document for each in logged} >= {"1", "http://blog.example/1"}
    assert all("in fail\n" in caplog.handler.format(each) for each in logged)


def test_an_entry_that_meets_a_defect_of_ours_is_its_mere_text():
    """Also where the lines that its source repeats cannot be told."""
    services = make_services(BLOG, workers=crash("refine_text"))
    others = [(str(number), f"Title {number}", PARAGRAPH) for number in range(2, 7)]
    services.fetcher.put(FEED, rss(("1", "One", "<p>ODD &lt;b> <b>words</b></p>"), *others))
    assert fetch(services)["blog"].new == 6
    assert fetch(services, "blog")["blog"].result is Result.UNCHANGED
    stored = next(each for each in entries(services) if each.entry.title == "One")
    assert stored.entry.content == "<p>ODD &lt;b&gt; words</p>"
    assert "LookupError" in decisions(stored)["worker-died"]


def test_what_of_an_entry_meets_a_defect_of_ours_is_left_out():
    services = make_services(BLOG, workers=crash())
    services.fetcher.put(FEED, rss(("1", "One", "<p>ODD words</p>"), ("2", "Two", PARAGRAPH)))
    assert fetch(services)["blog"].new == 2
    stored = next(each for each in entries(services) if each.entry.title == "One")
    assert not stored.entry.content
    assert stored.entry.link == "http://blog.example/1"


def test_an_entry_that_is_all_a_defect_of_ours_is_left_out_and_told():
    """Of its source alone, which goes on; it is tried again when the feed has something new."""
    services = make_services(BLOG, workers=crash())
    services.fetcher.put(FEED, rss(("1", "ODD", "<p>words</p>"), ("2", "Two", PARAGRAPH)))
    report = fetch(services)["blog"]
    assert (report.result, report.found, report.new) == (Result.NEW, 2, 1)
    (defect,) = states(services)["blog"].defects
    assert (defect.code, "LookupError" in defect.detail) == ("entry-left-out", True)
    services.workers.spares = ("_parse", "refine_entry")
    services.fetcher.put(FEED, rss(("3", "3", "new"), ("1", "ODD", "<p>words</p>")))
    assert fetch(services, "blog")["blog"].new == 2
    assert states(services)["blog"].defects == ()


def test_a_feed_that_meets_a_defect_of_ours_is_that_sources_failure():
    services = make_services(BLOG, workers=Crashing())
    services.fetcher.put(FEED, rss(("1", "ODD", PARAGRAPH)))
    report = fetch(services)["blog"]
    assert report.result is Result.FAILED
    assert "LookupError" in report.detail


def test_a_feed_that_kills_its_worker_is_that_sources_failure():
    other = source("other")
    services = make_services(BLOG, other, workers=Dying())
    services.fetcher.put(FEED, rss(("1", "KILLER", PARAGRAPH)))
    services.fetcher.put(other.url, rss(("2", "Two", PARAGRAPH)))
    reports = fetch(services)
    assert reports["blog"].result is Result.FAILED
    assert "20 s" in reports["blog"].detail
    assert reports["other"].new == 1


def test_an_error_nobody_expected_stays_with_its_source():
    class Broken(MemoryFetcher):
        async def fetch_feed(self, source, validators):
            if source.name == "blog":
                raise ZeroDivisionError("a mistake of ours")
            return await super().fetch_feed(source, validators)

    other = source("other")
    services = make_services(BLOG, other)
    broken = Broken(services.clock)
    broken.put(other.url, rss(("2", "Two", PARAGRAPH)))
    services = make_services(BLOG, other, fetcher=broken)
    reports = fetch(services)
    assert reports["blog"].result is Result.FAILED
    assert "ZeroDivisionError" in reports["blog"].detail
    assert reports["other"].new == 1
    assert states(services)["blog"].next_poll_at > START, "it is not asked again at once"
