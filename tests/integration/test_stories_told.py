"""A story from several sources, through the commands: what outputs carry, what is told of it.

A planet comes first, then a wire copy and a link list, and last the site whose page it is.
"""

import json
import re
import time
from xml.sax.saxutils import escape

import pytest

from tests.dedup_texts import article
from tests.integration.test_cli_services import run_aggregator

PARAGRAPHS = article("the ferry", count=24).paragraphs
WHOLE = "</p><p>".join(PARAGRAPHS)
PAGE = "https://gazette.example/2026/ferry"
SPELLED = "http://www.gazette.example:80/2026/ferry/?utm_source=planet"
WIRE = "https://herald.example/n/9"
TALK = "https://talk.example/9"
LATER = "Thu, 05 Mar 2026 09:30:00 GMT"
FEEDS = """
[aggregator]
listen = ""
[defaults]
full_text = "never"
[[source]]
url = "file:planet.xml"
[[source]]
url = "file:wire.xml"
[[source]]
url = "file:links.xml"
[[source]]
url = "file:gazette.xml"
drop = ["title.contains('Spam')"]
[[output]]
name = "near"
[[output]]
name = "exact"
stories = "exact"
[[output]]
name = "off"
stories = "off"
[[output]]
name = "others"
drop = ["source == 'gazette' || source == 'planet'"]
"""


def item(title, link, text, more="", date="Thu, 05 Mar 2026 08:00:00 GMT"):
    return (
        f"<item><guid isPermaLink='false'>{link}</guid><title>{title}</title>"
        f"<link>{escape(link)}</link><pubDate>{date}</pubDate>{more}"
        f"<description>{escape(f'<p>{text}</p>')}</description></item>"
    )


def put(folder, name, home, *items):
    head = f"<title>{name}</title><link>{home}</link><description>d</description>"
    document = f"<rss version='2.0'><channel>{head}{''.join(items)}</channel></rss>"
    (folder / f"{name}.xml").write_text(document, encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("told")
    feeds = re.sub(r'url = "file:(\w+)\.xml"', r'url = "file:\1.xml"\nname = "\1"', FEEDS)
    (place / "feeds.toml").write_text(feeds, encoding="utf-8")
    put(place, "planet", "https://planet.example/", item("The ferry", SPELLED, WHOLE))
    copy = WHOLE.replace(" the ", " that ", 3)
    put(place, "wire", "https://herald.example/", item("Anger over ferry", WIRE, copy, date=LATER))
    talk = f"<comments>{TALK}</comments>"
    put(place, "links", "https://talk.example/", item("The ferry", PAGE, "Comments", talk))
    own, spam = item("The ferry", PAGE, WHOLE), item("Spam", f"{PAGE}-tickets", "Buy now")
    put(place, "gazette", "https://gazette.example/", own, spam)
    for name in ("planet", "wire", "links", "gazette"):
        assert run_aggregator("fetch", name, cwd=place).exit_code == 0
    return place


def carried(folder, name):
    text = (folder / "storage" / "public" / "feeds" / f"{name}.json").read_text(encoding="utf-8")
    return json.loads(text)["items"]


def explain(folder, address):
    return json.loads(run_aggregator("explain", address, "--json", cwd=folder).stdout)


def test_near_shows_the_page_once_with_all_who_tell_it_and_why(folder):
    (story,) = carried(folder, "near")
    told = story["_aggregator"]
    assert told["source"]["name"] == "gazette"
    also = {each["source"]: each for each in told["also"]}
    assert set(also) == {"planet", "wire", "links"}
    assert also["links"]["url"] == TALK
    assert also["wire"]["reason"].startswith("alike: 9")
    assert "same address" in also["planet"]["reason"]
    assert "no text of its own" in also["links"]["reason"]


def test_the_story_has_the_id_of_who_came_first_in_every_output_that_folds_near(folder):
    first = explain(folder, PAGE)["published_as"]
    assert {each["id"] for each in carried(folder, "near")} == {first}
    assert {each["id"] for each in carried(folder, "others")} == {first}


def test_exact_keeps_the_wire_copy_apart_and_off_keeps_everything(folder):
    names = [each["_aggregator"]["source"]["name"] for each in carried(folder, "exact")]
    assert sorted(names) == ["gazette", "wire"]
    assert len(carried(folder, "off")) == 4


def test_an_output_that_drops_the_leader_shows_another_of_the_story(folder):
    (story,) = carried(folder, "others")
    assert story["_aggregator"]["source"]["name"] == "wire"
    assert [each["source"] for each in story["_aggregator"]["also"]] == ["links"]


@pytest.mark.parametrize("kind", ["atom", "rss", "html"])
def test_the_others_are_named_in_every_format(folder, kind):
    path = folder / "storage" / "public" / "feeds" / f"near.{kind}"
    text = path.read_text(encoding="utf-8").replace("&lt;", "<").replace("&gt;", ">")
    assert "Also: " in text
    for link in (WIRE, TALK):
        assert f'href="{link}"' in text.replace("&quot;", '"')
    if kind != "html":
        assert set(re.findall(r'rel="related"[^>]*href="([^"]+)"', text)) >= {WIRE, TALK}


def test_explain_tells_the_way_of_an_entry_to_every_output(folder):
    told = explain(folder, WIRE)
    assert told["entry"]["reason"].startswith("alike: 9")
    stages = [each["stage"] for each in told["entry"]["entry"]["decisions"]]
    assert stages[0] == "fetch"
    assert {"fetch", "clean", "dedup"} <= set(stages)
    outputs = {each["output"]: each for each in told["outputs"]}
    assert outputs["near"]["named_by"] == "gazette"
    assert outputs["others"]["carries"] is True
    assert outputs["others"]["named_by"] is None
    lines = run_aggregator("explain", WIRE, cwd=folder).stdout
    assert "publish  near: named by the entry of gazette" in lines
    assert "of planet: The ferry (alike: 9" in lines


def test_explain_finds_an_entry_under_any_spelling_and_tells_what_kept_it_out(folder):
    kept_out = {each["output"]: each["reason"] for each in explain(folder, SPELLED)["outputs"]}
    assert kept_out["near"] is None
    assert kept_out["others"].startswith("drop source == 'gazette'")
    spam = explain(folder, f"{PAGE}-tickets")["outputs"]
    assert {each["reason"] for each in spam} == {"dropped by a filter of its source"}


def test_status_tells_the_shares_of_each_source(folder):
    rows = run_aggregator("status", cwd=folder).stdout.splitlines()
    shares = {row.split("\t")[0]: row.split("\t")[2:6] for row in rows}
    assert shares == {
        "planet": ["1", "100%", "0%", "0%"],
        "wire": ["1", "0%", "100%", "0%"],
        "links": ["1", "0%", "100%", "0%"],
        "gazette": ["2", "0%", "50%", "50%"],
    }


# --- as time goes on ------------------------------------------------------------------


@pytest.fixture
def diary(tmp_path):
    """A folder with one source, and what fetches a document of it."""
    table = '[aggregator]\nlisten = ""\n[[source]]\nurl = "file:d.xml"\nname = "d"\n'
    (tmp_path / "feeds.toml").write_text(table + 'full_text = "never"\n', encoding="utf-8")

    def fetch(*texts):
        # Feeds tell of whole seconds: two runs within one would tell the same.
        time.sleep(1.1)
        items = (item(f"Day {n}", f"https://d.example/{n}", text) for n, text in enumerate(texts))
        put(tmp_path, "d", "https://d.example/", *(each for each in items))
        assert run_aggregator("fetch", "d", cwd=tmp_path).exit_code == 0
        atom = (tmp_path / "storage" / "public" / "feeds" / "all.atom").read_text(encoding="utf-8")
        entries = re.findall(r"<entry>.*?</entry>", atom, re.DOTALL)
        return [re.findall(r"<(?:id|updated)>([^<]+)<", each)[:2] for each in entries]

    return fetch


def test_updated_moves_only_with_more_than_typography_and_id_and_place_stay(diary):
    before = diary('He said: "It\'s late" - and left.', "Second")
    dressed = diary("He said: \u201cIt\u2019s late\u201d \u2014 and left.", "Second")
    assert dressed == before
    changed = diary("He said: it is early, and stayed.", "Second")
    assert [each[0] for each in changed] == [each[0] for each in before]
    assert [one != other for one, other in zip(changed, before, strict=True)].count(True) == 1


def test_an_entry_that_left_its_feed_and_comes_back_is_no_news(diary):
    both = diary("First", "Second")
    assert diary("First") == both
    assert diary("First", "Second") == both
