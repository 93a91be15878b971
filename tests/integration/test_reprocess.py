"""Rules of making stored entries again, on the shipped doubles and on a real database."""

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator.dedup.verdict import judge
from aggregator.fetch.memory import MemoryFetcher
from aggregator.records import (
    Again,
    FullText,
    Settings,
)
from aggregator.reprocess import reprocess_sources
from aggregator.store.memory import MemoryStore
from aggregator.store.sql import SqlStore
from tests.integration.test_cli_services import run_aggregator
from tests.pipeline_fixtures import entries, fetch, make_services, rss, source
from tests.store_contract_fixtures import NOW, A, B, read, record
from tests.store_fixtures import make_entry

BLOG = source()
LONG = "The council decided on the bridge, the road and the harbour after a long debate. " * 9


def page(text, aside=""):
    paragraphs = "".join(f"<p>{text} Paragraph {number} says so.</p>" for number in range(6))
    return f"<html><body><article>{paragraphs}<p class='extra'>{aside}</p></article></body></html>"


def reprocess(services, *, dry=False, **keys):
    """Make everything again, the blog configured otherwise."""
    changed = replace(BLOG, full_text=FullText.ALWAYS, **keys)
    services = replace(services, sources=(changed,))
    return asyncio.run(reprocess_sources(services, services.sources, dry=dry))


@pytest.fixture(params=["sql", "memory"])
def services(request, tmp_path):
    """Services whose blog was fetched once, with the page of its one entry."""
    store = SqlStore.open(tmp_path) if request.param == "sql" else MemoryStore()
    made = make_services(replace(BLOG, full_text=FullText.ALWAYS), store=store)
    made.fetcher.put(BLOG.url, rss(("1", "One", "<p>teaser</p>")))
    body = page(LONG, "An aside of some words that somebody may not want to read.").encode()
    made.fetcher.put("http://blog.example/1", body, "text/html")
    fetch(made)
    made.fetcher.asked.clear()
    return made


def test_a_trial_holds_nobody_up_and_leaves_nothing_behind(tmp_path):
    """The daemon polls on while `reprocess --diff` finds out, however long that takes."""

    async def main():
        store = SqlStore.open(tmp_path)
        await store.sync_sources([A, B])
        await record(store, A, make_entry("one", text=LONG))
        there = sorted(each.name for each in tmp_path.iterdir())
        told = []

        def slow_judge(entry, same, others):
            rival = sqlite3.connect(tmp_path / "aggregator.db", timeout=0.2, isolation_level=None)
            with closing(rival):
                rival.execute("BEGIN IMMEDIATE")
                rival.execute("UPDATE entry SET title = 'told meanwhile'")
                rival.execute("COMMIT")
            told.append(entry.title)
            return judge(entry, same, others)

        entry = replace(make_entry("one", text="else"), source="a")
        known = Again(sources=("a",), entries=(entry,), at=NOW)
        (changed,) = await store.record_again(known, slow_judge, dry=True)
        assert told == [changed.after.entry.title] == ["one"]
        assert [each.entry.title for each in await read(store)] == ["told meanwhile"]
        assert sorted(each.name for each in tmp_path.iterdir()) == there
        await store.close()

    asyncio.run(main())


def test_nothing_changes_when_no_rule_changed(services):
    before = entries(services)
    done = reprocess(services)
    assert (done.entries, done.changed, done.failed) == (1, (), ())
    assert entries(services) == before


def test_a_new_rule_for_a_site_is_applied_to_the_page_that_was_kept(services):
    (before,) = entries(services)
    assert "An aside" in before.entry.content
    (tried,) = reprocess(services, dry=True, strip=(".extra",)).changed
    assert entries(services) == (before,)
    assert reprocess(services, strip=(".extra",)).changed[0].after.entry == tried.after.entry
    (after,) = entries(services)
    assert "An aside" not in after.entry.content
    assert "Paragraph 5" in after.entry.content
    assert (after.id, after.first_seen) == (before.id, before.first_seen)
    assert services.fetcher.asked == []


def test_a_page_that_is_no_longer_wanted_is_not_used(services):
    never = replace(services, sources=(replace(BLOG, full_text=FullText.NEVER),))
    asyncio.run(reprocess_sources(never, never.sources))
    (after,) = entries(services)
    assert "teaser" in after.entry.content
    assert "Paragraph" not in after.entry.content


def test_a_filter_of_age_says_what_it_said_when_the_entry_came(services):
    services.clock.advance(timedelta(days=9))
    assert reprocess(services, drop=("age > duration('24h')",)).changed == ()


def test_a_new_filter_drops_and_its_absence_brings_back(services):
    (before,) = entries(services)
    (dropped,) = reprocess(services, drop=("title == 'One'",)).changed
    assert dropped.after.entry.dropped == "drop title == 'One'"
    assert entries(services) == ()
    reprocess(services)
    assert entries(services) == (before,)


def test_nothing_is_kept_where_nothing_is_to_be_kept():
    services = replace(make_services(BLOG), settings=Settings(keep_raw=None))
    services.fetcher.put(BLOG.url, rss(("1", "One", "<p>words</p>")))
    fetch(services)
    assert reprocess(services).entries == 0


def test_what_fetching_told_of_an_entry_stays_told():
    fetcher = MemoryFetcher(clock := make_services().clock)
    services = make_services(replace(BLOG, full_text=FullText.ALWAYS), fetcher=fetcher, clock=clock)
    fetcher.put(BLOG.url, rss(("1", "One", "<p>teaser</p>")))
    fetch(services)  # its page is not there
    (before,) = entries(services)
    assert before.entry.decisions[0].stage == "fetch"
    assert reprocess(services).changed == ()
    assert entries(services) == (before,)


def test_the_command_shows_then_changes_and_publishes(tmp_path):
    item = "<item><title>{0}</title><link>http://e.example/{0}</link><guid>{0}</guid></item>"
    items = "".join(map(item.format, ("One", "Spam")))
    feed = f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>"
    (tmp_path / "feed.xml").write_text(feed, encoding="utf-8")
    table = '[[source]]\nurl = "file:feed.xml"\nname = "f"\nfull_text = "never"\n'
    config = tmp_path / "feeds.toml"
    config.write_text(table, encoding="utf-8")
    assert run_aggregator("fetch", cwd=tmp_path).exit_code == 0
    published = tmp_path / "storage" / "public" / "feeds" / "all.json"
    before = published.read_bytes()
    config.write_text(table + "drop = [\"title == 'Spam'\"]\n", encoding="utf-8")
    shown = json.loads(run_aggregator("reprocess", "--diff", "--json", cwd=tmp_path).stdout)
    assert [each["fate"] for each in shown["changed"]] == [["dropped now: drop title == 'Spam'"]]
    assert (shown["entries"], shown["stored"]) == (2, False)
    assert published.read_bytes() == before
    done = run_aggregator("reprocess", "f", cwd=tmp_path)
    assert done.exit_code == 0
    assert done.stdout.index("dropped now") < done.stdout.index("published all")
    assert b"Spam" not in published.read_bytes()
    assert run_aggregator("reprocess", "nobody", cwd=tmp_path).exit_code == 2
