"""What the operator and a person with a browser see."""

import json

from lxml import etree
from prometheus_client.parser import text_string_to_metric_families

from aggregator.records import Output
from tests.publish_fixtures import make_entry
from tests.web_fixtures import STATUS, ask, publish


def test_the_front_page_lists_the_outputs_and_shows_the_river(tmp_path):
    """Every output's formats are linked, the stories of the first one are there."""
    publish(tmp_path, make_entry(1, title="A headline"))
    other = Output(name="quiet", title="Quiet <& few>", formats=("rss",))
    (answer,) = ask(tmp_path, ("/", {}), outputs=(other, Output(name="all", title="Everything")))
    page = answer.body.decode()
    assert "http://127.0.0.1:8484/feeds/all.atom" in page
    assert "http://127.0.0.1:8484/feeds/quiet.rss" in page
    assert "Quiet &lt;&amp; few&gt;" in page
    assert "A headline" in page
    assert "<script" not in page


def test_the_front_page_is_there_before_anything_is_published(tmp_path):
    """And says what will come."""
    (answer,) = ask(tmp_path, ("/", {}))
    assert answer.status == 200
    assert b"Nothing is published yet" in answer.body


def test_the_front_page_changes_when_the_river_does(tmp_path):
    """Its tag is its content's."""
    publish(tmp_path, make_entry(1))
    (before,) = ask(tmp_path, ("/", {}))
    same, publish_again = ask(tmp_path, ("/", {"If_None_Match": before.headers["ETag"]}), ("/", {}))
    assert (same.status, publish_again.status) == (304, 200)
    publish(tmp_path, make_entry(2))
    (after,) = ask(tmp_path, ("/", {"If_None_Match": before.headers["ETag"]}))
    assert after.status == 200
    assert b"Story 2" in after.body


def test_the_status_page_tells_of_each_source_in_words(tmp_path):
    """Health, the error, the next poll and why; names are escaped."""
    (answer,) = ask(tmp_path, ("/status", {}))
    page = answer.body.decode()
    for words in ("The Gazette &lt;b&gt;", "failing", "no route to host", "as asked by the feed"):
        assert words in page
    assert "http://x.example/feeds/all.atom" in page
    assert "5 March 2026, 13:00" in page
    assert "71 % told by no other first, 29 % folded, 0 % dropped" in page


def test_the_status_page_draws_what_came_on_each_day(tmp_path):
    """A small chart, told in words to those who do not see it; none where nothing came."""
    (answer,) = ask(tmp_path, ("/status", {}))
    page = answer.body.decode()
    assert page.count("<svg") == 1
    assert 'aria-label="7 entries in 30 days, at most 5 in one"' in page
    assert page.count("z", page.index('d="M0 27'), page.index("</svg>")) == 3


def test_the_status_page_tells_what_waits_and_what_room_is_taken(tmp_path):
    """Sources that are due, the storage, and each output's files."""
    (answer,) = ask(tmp_path, ("/status", {}))
    page = answer.body.decode()
    for words in ("<b>1</b> due now", "<b>1.2 MB</b> of storage", "atom · 48 kB"):
        assert words in page


def test_the_status_page_begins_with_what_is_not_well(tmp_path):
    """Failing sources first, the rest in the order of the configuration."""
    sources = [
        {"name": name, "title": name, "health": health, "entries": 0, "duplicates": 0}
        for name, health in (("fine", "ok"), ("fresh", "new"), ("broken", "failing"))
    ]
    status = {"sources": sources, "outputs": [], "totals": {}}
    (answer,) = ask(tmp_path, ("/status", {}), status=status)
    page = answer.body.decode()
    assert page.index(">broken<") < page.index(">fresh<") < page.index(">fine<")


def test_the_status_page_renews_itself_unless_it_is_asked_not_to(tmp_path):
    """People who read slowly, or have it read to them, can keep it (WCAG 2.2.1)."""
    renewing, still = ask(tmp_path, ("/status", {}), ("/status?still", {}))
    assert renewing.headers["Refresh"] == "60"
    assert b"/status?still" in renewing.body
    assert "Refresh" not in still.headers


def test_the_status_is_there_as_json(tmp_path):
    """The same account."""
    (answer,) = ask(tmp_path, ("/status.json", {}))
    told = json.loads(answer.body)
    assert told["sources"][0] == STATUS["sources"][0]
    assert (told["outputs"], told["totals"]) == (STATUS["outputs"], STATUS["totals"])
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"


def test_nothing_secret_and_nothing_of_the_disk_is_told_over_http(tmp_path):
    """Keys in addresses are hidden, wherever an address stands; of a file there is its name."""
    fine = {"health": "failing", "entries": 0, "duplicates": 0}
    keyed = "https://a.example/feed?user=ada&api_key=hunter2&format=xml"
    sources = [
        {"name": "keyed", "title": "K", "url": keyed, "notice": f"moved to {keyed}"} | fine,
        {"name": "basic", "title": "B", "url": "https://ada:hunter2@b.example/"} | fine,
        {"name": "disk", "title": "D", "url": "file:///home/ada/my%20notes.xml"}
        | fine
        | {"error": "/home/ada/my notes.xml cannot be read: No such file"},
    ]
    status = {"sources": sources, "outputs": [], "totals": {}}
    paths = [(path, {}) for path in ("/status", "/status.json", "/sources.opml", "/metrics")]
    answers = ask(tmp_path, *paths, status=status)
    for answer in answers:
        assert b"hunter2" not in answer.body
        assert b"/home" not in answer.body
    told = json.loads(answers[1].body)["sources"]
    assert told[0]["url"] == "https://a.example/feed?user=ada&api_key=…&format=xml"
    assert told[2]["url"] is None
    assert told[2]["error"] == "my notes.xml cannot be read: No such file"


def test_health_is_200_only_while_all_is_well(tmp_path):
    """For monitors and load balancers."""
    (well,) = ask(tmp_path, ("/healthz", {}))
    (ill,) = ask(tmp_path, ("/healthz", {}), healthy=False)
    assert (well.status, ill.status) == (200, 503)


def test_metrics_tell_totals_and_each_source(tmp_path):
    """As Prometheus reads them."""
    (answer,) = ask(tmp_path, ("/metrics", {}))
    families = {each.name: each for each in text_string_to_metric_families(answer.body.decode())}
    assert families["aggregator_entries"].samples[0].value == 7
    failures = families["aggregator_source_failures"].samples
    assert {sample.labels["source"]: sample.value for sample in failures} == {
        "gazette": 3,
        "notes": 0,
    }


def test_metrics_tell_of_the_process(tmp_path):
    """Memory, descriptors and tasks: what grows when something leaks."""
    (answer,) = ask(tmp_path, ("/metrics", {}))
    families = {each.name: each for each in text_string_to_metric_families(answer.body.decode())}
    for name in ("process_resident_memory_bytes", "process_open_fds", "aggregator_tasks"):
        assert families[name].samples[0].value > 0, name


def test_metrics_do_not_grow_without_bound(tmp_path):
    """Of very many sources only the totals are told."""
    many = {"sources": [{"name": str(n)} for n in range(501)], "totals": {"sources": 501}}
    (answer,) = ask(tmp_path, ("/metrics", {}), status=many)
    assert b"aggregator_sources 501" in answer.body
    assert b"aggregator_source_" not in answer.body


def test_sources_can_be_taken_elsewhere_as_opml(tmp_path):
    """Those on the web, with their pages and tags; a comma in a tag parts none."""
    (answer,) = ask(tmp_path, ("/sources.opml", {}))
    (outline,) = etree.fromstring(answer.body).iter("outline")
    assert dict(outline.attrib) == {
        "type": "rss",
        "text": "The Gazette <b>",
        "title": "The Gazette <b>",
        "xmlUrl": "https://gazette.example/feed.xml",
        "htmlUrl": "https://gazette.example/",
        "category": "news,a b",
    }


def test_our_feeds_can_be_subscribed_to_as_opml(tmp_path):
    """Each output once."""
    outputs = (
        Output(name="all", title="Everything"),
        Output(name="j", title="J", formats=("json",)),
    )
    (answer,) = ask(tmp_path, ("/outputs.opml", {}), outputs=outputs)
    (outline,) = etree.fromstring(answer.body).iter("outline")
    assert outline.get("xmlUrl") == "http://127.0.0.1:8484/feeds/all.atom"


def test_pages_can_be_served_below_a_path(tmp_path):
    """Behind a web server that takes the path away; every link of ours keeps it."""
    publish(tmp_path)
    base = "http://127.0.0.1/news"
    for answer in ask(tmp_path, ("/", {}), ("/status", {}), base_url=base):
        assert b'href="/' not in answer.body
        assert f'href="{base}/status'.encode() in answer.body


def test_no_page_lets_itself_be_framed(tmp_path):
    """Pages that renew themselves as little as those that do not."""
    publish(tmp_path)
    answers = ask(tmp_path, ("/", {}), ("/feeds/all.html", {}), ("/status", {}))
    for answer in answers:
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
