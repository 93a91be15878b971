"""What the pipeline knows again: the items of a document, and what a site says on every page."""

import asyncio
import os
from datetime import timedelta

import pytest

from aggregator.records import FullText
from aggregator.refinery import KIND
from aggregator.reprocess import reprocess_sources
from aggregator.site_configs import SiteConfigs
from aggregator.upkeep import forget_old
from aggregator.workers import InlineWorkers
from tests.pipeline_fixtures import entries, fetch, make_services, rss, source

BLOG = source(full_text=FullText.ALWAYS)
FEED = BLOG.url
LINES = ("HARBOUR TIMES", "Set the Times as your start page", "Follow us on every network")
TOPICS = ("lighthouse", "orchard", "tramway", "observatory", "brewery")


def article(topic):
    """Six paragraphs about something, none of which any other topic shares."""
    return (
        f"The {topic} of the old town has been closed since the storm in spring, nobody knew why.",
        f"Last week the council said that the {topic} would open again before the summer is over.",
        f"Repairs to the {topic} cost more than anybody had thought, the treasurer told reporters.",
        f"People who live near the {topic} had asked for it in letters, petitions and in person.",
        f"A group of pupils painted the {topic} in oil and sold the pictures for a new door.",
        f"Whoever wants to see the {topic} before that may ask at the town hall for a guided tour.",
    )


def flat_page(topic):
    """A page without any structure: the site's lines and the article's, a paragraph each."""
    lines = (*LINES[:2], *article(topic), LINES[2])
    told = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><head><title>{topic}</title></head><body>{told}</body></html>".encode()


def served(number, **keys):
    services = make_services(source(full_text=FullText.ALWAYS, **keys))
    publish(services, number)
    return services


def publish(services, number):
    """Let the feed carry so many entries, the newest first."""
    told = [(topic, topic, f"The {topic} …") for topic in TOPICS[:number]]
    services.fetcher.put(FEED, rss(*reversed(told)))
    for topic in TOPICS[:number]:
        page = flat_page(topic)
        services.fetcher.put(f"http://blog.example/{topic}", page, "text/html")


def content(services, topic):
    return next(e.entry.content for e in entries(services) if e.entry.entry_id == topic)


def test_what_a_site_says_on_every_page_goes_once_two_others_were_seen():
    services = served(2)
    fetch(services)
    publish(services, 3)
    fetch(services, "blog")
    newest = content(services, TOPICS[2])
    assert not [line for line in LINES if line in newest]
    assert all(line in newest for line in article(TOPICS[2]))


@pytest.mark.parametrize("number", [1, 3, 5])
def test_learning_never_costs_a_line_of_an_article(number):
    services = served(number)
    fetch(services)
    for topic in TOPICS[:number]:
        assert all(line in content(services, topic) for line in article(topic))


def test_the_newest_entry_of_a_first_visit_gains_from_the_older_ones():
    services = served(5)
    fetch(services)
    assert not [line for line in LINES if line in content(services, TOPICS[4])]


def test_what_was_learned_of_a_site_is_forgotten_when_no_page_of_it_is_read():
    """And not while there are any; nor is anything else that was noted of the source."""
    services = served(2)
    fetch(services)
    services.clock.advance(timedelta(days=80))
    publish(services, 3)
    fetch(services, "blog")
    services.clock.advance(timedelta(days=80))
    assert asyncio.run(forget_old(services)).sites == 0
    services.clock.advance(timedelta(days=20))
    assert asyncio.run(forget_old(services)).sites == 1
    assert asyncio.run(services.store.read_memos("document", ["blog"]))


def test_a_source_makes_few_sites_known_at_a_time():
    """Else one that leads to hosts without end would crowd out what is known of the others."""
    services = make_services(BLOG)
    links = [f"http://{number}.host.example/" for number in range(15)]
    for link in links:
        services.fetcher.put(link, flat_page("lighthouse"), "text/html")
    items = "".join(f"<item><title>{link}</title><link>{link}</link></item>" for link in links)
    services.fetcher.put(FEED, f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    assert fetch(services)["blog"].pages == 15
    hosts = [f"{number}.host.example" for number in range(15)]
    assert len(asyncio.run(services.store.read_memos(KIND, hosts))) == 10


def test_a_source_may_forbid_learning():
    services = served(5, learn=False)
    fetch(services)
    assert LINES[1] in content(services, TOPICS[4])


class Watching(InlineWorkers):
    """Notes how many entries come out of each parse."""

    def __init__(self):
        super().__init__()
        self.parsed = []

    async def run(self, function, *arguments, limits=None):
        result = await super().run(function, *arguments, limits=limits)
        if function.__name__ == "_parse":
            self.parsed.append([entry.entry_id for entry in result.entries])
        return result


def plain(services, *numbers):
    items = [(str(n), f"Entry {n}", f"<p>Text of number {n}</p>") for n in numbers]
    services.fetcher.put(FEED, rss(*items))


def test_only_what_is_new_of_a_document_is_read():
    workers = Watching()
    services = make_services(source(full_text=FullText.NEVER), workers=workers)
    plain(services, 2, 1)
    fetch(services)
    plain(services, 3, 2, 1)
    report = fetch(services, "blog")["blog"]
    assert (report.found, report.new) == (3, 1)
    assert workers.parsed == [["2", "1"], ["3"]]
    assert len(entries(services)) == 3


def test_force_reads_everything():
    workers = Watching()
    services = make_services(source(full_text=FullText.NEVER), workers=workers)
    plain(services, 2, 1)
    fetch(services)
    fetch(services, "blog", force=True)
    assert workers.parsed == [["2", "1"], ["2", "1"]]


# --- feeds that change the ids of their entries -----------------------------------------


def renumbered(services, prefix, *numbers, more=""):
    """Serve entries under ids of a scheme, at addresses that stay."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{prefix}{n}</guid><title>The tale of number {n}</title>"
        f"<link>http://blog.example/tale-{n}</link><description>Text {n}{more}</description></item>"
        for n in numbers
    )
    head = "<title>Blog</title><link>http://blog.example/</link><description>d</description>"
    told = f"<rss version='2.0'><channel>{head}{items}</channel></rss>"
    services.fetcher.put(FEED, told.encode())


def identities(services):
    return {stored.id for stored in entries(services)}


def test_a_feed_that_changes_all_its_ids_brings_no_news():
    services = make_services(source(full_text=FullText.NEVER))
    renumbered(services, "old-", 1, 2, 3, 4)
    fetch(services)
    before = identities(services)
    renumbered(services, "new-", 1, 2, 3, 4)
    assert fetch(services, "blog")["blog"].new == 0
    assert identities(services) == before


def test_entries_keep_their_old_identities_from_then_on():
    services = make_services(source(full_text=FullText.NEVER))
    renumbered(services, "old-", 1, 2, 3, 4)
    fetch(services)
    before = identities(services)
    renumbered(services, "new-", 1, 2, 3, 4)
    fetch(services, "blog")
    renumbered(services, "new-", 1, 2, 3, 4, 5, more=", told anew")
    report = fetch(services, "blog")["blog"]
    assert (report.new, report.revised) == (1, 4)
    assert before < identities(services)


def test_news_is_not_taken_for_a_migration():
    services = make_services(source(full_text=FullText.NEVER))
    renumbered(services, "old-", 1, 2, 3)
    fetch(services)
    renumbered(services, "old-", 7, 8, 9, 10)
    assert fetch(services, "blog")["blog"].new == 4


# --- articles in several parts, and rules for sites ---------------------------------------

PARAGRAPHS = article("lighthouse") + article("orchard") + article("tramway")


def part_of(number, last):
    told = "".join(f"<p>{line}</p>" for line in PARAGRAPHS[6 * (number - 1) : 6 * number])
    more = f'<a rel="next" href="/long?page={number + 1}">Next</a>' if number < last else ""
    body = f"<article><h1>A long walk</h1>{told}</article>{more}"
    return f"<html><head><title>A long walk</title></head><body>{body}</body></html>".encode()


def told_of(services, code):
    """Return what an only entry's decisions of a kind say."""
    (stored,) = entries(services)
    return [each.detail for each in stored.entry.decisions if each.code == code]


def test_an_article_in_parts_is_stored_whole_and_in_order():
    services = make_services(source(full_text=FullText.ALWAYS))
    services.fetcher.put(FEED, rss(("long", "A long walk", "We set out …")))
    services.fetcher.put("http://blog.example/long", part_of(1, 3), "text/html")
    for number in (2, 3):
        address = f"http://blog.example/long?page={number}"
        services.fetcher.put(address, part_of(number, 3), "text/html")
    fetch(services)
    told = content(services, "long")
    places = [told.find(line) for line in PARAGRAPHS]
    assert -1 not in places
    assert places == sorted(places)


def test_parts_that_lead_in_a_circle_end():
    services = make_services(source(full_text=FullText.ALWAYS))
    services.fetcher.put(FEED, rss(("long", "A long walk", "We set out …")))
    services.fetcher.put("http://blog.example/long", part_of(1, 3), "text/html")
    circle = part_of(2, 3).replace(b"/long?page=3", b"/long")
    services.fetcher.put("http://blog.example/long?page=2", circle, "text/html")
    fetch(services)
    assert [asked.url for asked in services.fetcher.asked].count("http://blog.example/long") == 1


def test_parts_together_are_held_to_what_the_feed_gives():
    """A feed that gives half of a long article gives more than any of its pages has."""
    services = make_services(source(full_text=FullText.ALWAYS))
    given = "".join(f"<p>{line}</p>" for line in PARAGRAPHS[:9])
    services.fetcher.put(FEED, rss(("long", "A long walk", given)))
    for number, query in ((1, ""), (2, "?page=2"), (3, "?page=3")):
        services.fetcher.put(f"http://blog.example/long{query}", part_of(number, 3), "text/html")
    fetch(services)
    assert all(line in content(services, "long") for line in PARAGRAPHS)
    assert told_of(services, "parts") == ["3 pages"]


def test_a_part_that_is_another_article_is_told_and_not_taken():
    services = make_services(source(full_text=FullText.ALWAYS))
    services.fetcher.put(FEED, rss(("long", "A long walk", "We set out …")))
    services.fetcher.put("http://blog.example/long", part_of(1, 3), "text/html")
    other = part_of(2, 2).replace(b"A long walk", b"Tram fares rise")
    services.fetcher.put("http://blog.example/long?page=2", other, "text/html")
    fetch(services)
    assert PARAGRAPHS[6] not in content(services, "long")
    assert told_of(services, "parts")[0].startswith("1 of 2 pages")


def test_a_page_that_nearly_says_where_it_goes_on_holds_nobody_up():
    """It is looked through in this process: no white space may take for ever."""
    services = make_services(source(full_text=FullText.ALWAYS))
    services.fetcher.put(FEED, rss(("long", "A long walk", "We set out …")))
    page = part_of(1, 1) + b"<a rel=" + b" " * 500_000 + b">"
    services.fetcher.put("http://blog.example/long", page, "text/html")
    fetch(services)
    assert PARAGRAPHS[0] in content(services, "long")


def test_a_site_config_file_says_where_the_article_is(tmp_path):
    (tmp_path / "blog.example.txt").write_text("body: //div[@id='here']\n", encoding="utf-8")
    services = make_services(
        source(full_text=FullText.ALWAYS), find_config=SiteConfigs(tmp_path).find
    )
    services.fetcher.put(FEED, rss(("ruled", "Ruled", "We set out …")))
    paragraphs = [f"<p>{line}</p>" for line in PARAGRAPHS]
    page = f"<article>{''.join(paragraphs[:6])}</article><div id='here'>{paragraphs[7]}</div>"
    services.fetcher.put("http://blog.example/ruled", page.encode(), "text/html")
    fetch(services)
    told = content(services, "ruled")
    assert PARAGRAPHS[7] in told
    assert PARAGRAPHS[0] not in told


def test_a_page_is_asked_for_with_the_headers_that_its_sites_rules_want(tmp_path):
    """The feed, and pages of other sites, are not."""
    rules = "http_header(Cookie): wall=0\n"
    (tmp_path / "blog.example.txt").write_text(rules, encoding="utf-8")
    services = make_services(
        source(full_text=FullText.ALWAYS), find_config=SiteConfigs(tmp_path).find
    )
    services.fetcher.put(FEED, rss(("ruled", "Ruled", "We set out …")))
    fetch(services)
    feed, page = services.fetcher.asked
    assert (feed.headers, page.headers) == ((), (("Cookie", "wall=0"),))


def test_site_configs_are_none_without_a_folder_or_a_file(tmp_path):
    assert SiteConfigs(None).find("http://blog.example/") is None
    configs = SiteConfigs(tmp_path)
    assert configs.find("http://blog.example/") is None
    (tmp_path / "blog.example.txt").write_text("body: //article\n", encoding="utf-8")
    assert configs.find("http://blog.example/") is not None


def test_a_site_config_that_is_no_file_holds_nobody_up(tmp_path):
    """Folders of site-config files are others' work: links in them may lead anywhere."""
    (tmp_path / "endless.example.txt").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.example.txt")
    (tmp_path / "gone.example.txt").symlink_to("nowhere")
    (tmp_path / "huge.example.txt").write_bytes(b"body: //p\n" * 100_000)
    configs = SiteConfigs(tmp_path)
    for name in ("endless", "pipe", "gone", "huge"):
        assert configs.find(f"http://{name}.example/") is None


# --- texts that are far shorter than usual -------------------------------------------------


def test_a_text_that_is_cut_without_a_sign_is_completed_once_it_is_known_what_is_usual():
    """What the pages of short texts came to tells of one that is a little longer, for good."""
    services = make_services(source(full_text=FullText.AUTO))
    story = "".join(f"<p>{line} It was {n} o'clock.</p>" for n, line in enumerate(PARAGRAPHS * 2))
    names = ("one", "two", "three", "four", "five")
    for name in names:
        page = f"<title>{name}</title><article>{story.replace('It was', f'In {name} it was')}"
        services.fetcher.put(f"http://blog.example/{name}", page.encode(), "text/html")
    cut = " ".join(PARAGRAPHS[:8])
    items = [(name, name, PARAGRAPHS[0]) for name in names[:4]]
    services.fetcher.put(FEED, rss(*items))
    fetch(services)
    services.fetcher.put(FEED, rss(("five", "five", cut), *items))
    fetch(services, "blog")
    assert services.fetcher.asked[-1].url == "http://blog.example/five"
    assert len(content(services, "five")) > 2 * len(cut)
    before = content(services, "five")
    asyncio.run(reprocess_sources(services, services.sources))
    assert content(services, "five") == before


# --- lines that a source repeats ------------------------------------------------------------

SPONSOR = "Brought to you by the Harbour Bakery, warm bread from five in the morning."


def test_a_line_that_every_entry_ends_with_is_left_out():
    services = make_services(source(full_text=FullText.NEVER))
    items = [
        (topic, topic, "".join(f"<p>{line}</p>" for line in (*article(topic), SPONSOR)))
        for topic in TOPICS
    ]
    services.fetcher.put(FEED, rss(*items[:4]))
    fetch(services)
    services.fetcher.put(FEED, rss(*items))
    fetch(services, "blog")
    for topic in TOPICS:
        assert SPONSOR not in content(services, topic)
        assert all(line in content(services, topic) for line in article(topic))
