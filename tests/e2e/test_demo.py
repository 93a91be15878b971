"""`aggregator demo`: the whole way of the sample sites' entries, with no network."""

import json
import re
import signal
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from tests.e2e_fixtures import get, running_aggregator, terminate, wait_until

BOILERPLATE = (
    "THE HARBOUR GAZETTE",
    "Today is",
    "Make the Gazette your homepage",
    "Like us on Friendface",
    "Advertisement",
    "Chirp this",
    "Comments (3)",
    "Filed under",
    "Get the tide in your inbox",
    "All rights reserved",
    "Join the conversation",
    "greetings from the north quay",
    "Most read",
    "Goat returned",
    "What the fog knows",
    "Privacy policy",
    "Visitor statistics",
    "More from the Echo",
    "H.G. appear by kind permission",
    "Mrs Okafor",
)


def find_links(base):
    """Return the addresses of its own that the pages lead to."""
    pages = [get(f"{base}{path}")[2] for path in ("/", "/status", "/feeds/all.html")]
    found = {link for page in pages for link in re.findall(rb'(?:href|src)="([^"]+)"', page)}
    return sorted(each.decode() for each in found if each.startswith(f"{base}/".encode()))


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """What the demo says, and what it serves, until it is ended as by Ctrl-C."""
    folder = tmp_path_factory.mktemp("demo")
    with running_aggregator("demo", cwd=folder, TMPDIR=str(folder)) as process:
        told = folder / "stdout.txt"
        wait_until(lambda: "Ctrl-C" in told.read_text(), process=process)
        text = told.read_text()
        base = re.search(r"served at (http://127\.0\.0\.1:\d+)/", text)[1]
        feed = json.loads(get(f"{base}/feeds/all.json")[2])
        formats = {kind: get(f"{base}/feeds/all.{kind}")[0] for kind in ("atom", "rss", "html")}
        links = {link: get(link)[0] for link in find_links(base)}
        status = terminate(process, signal.SIGINT)
    left = [path.name for path in folder.iterdir() if path.name.startswith("aggregator-demo")]
    items = {item["title"]: item for item in feed["items"]}
    return SimpleNamespace(
        text=text,
        items=items,
        feed=feed,
        formats=formats,
        links=links,
        status=status,
        left=left,
    )


def texts(demo):
    """Return the text of every entry."""
    return [
        BeautifulSoup(item["content_html"], "lxml").get_text(" ") for item in demo.feed["items"]
    ]


def test_ends_well_and_leaves_nothing(demo):
    """Ctrl-C ends it with 0, and its temporary folder is gone."""
    assert demo.status == 0
    assert demo.left == []


def test_every_link_of_its_pages_leads_somewhere(demo):
    """To the feeds, the lists, and each source's own feed, too."""
    assert len(demo.links) > 10
    assert set(demo.links.values()) == {200}


def test_every_format_is_served(demo):
    """Atom, RSS, JSON and HTML."""
    assert demo.formats == {"atom": 200, "rss": 200, "html": 200}


@pytest.mark.parametrize(
    ("title", "inside"),
    [
        ("Council lets the library keep its boat", "You cannot post them a stove"),
        ("Storm moves the beach two streets east", "eleven spoons, a door"),
        ("A barometer that was right once", "to see whether it would dare"),
        ("Episode 2: Climbing the eel ladder", "a ladder out of doormats"),
        ("9 March: counting what moves", "one of them a surprise"),
        ("The piano, again", "to ask about the top octave"),
    ],
)
def test_every_kind_of_site_is_whole(demo, title, inside):
    """Each site's entries are there to their last sentence, whatever it publishes as."""
    assert inside in BeautifulSoup(demo.items[title]["content_html"], "lxml").get_text(" ")


@pytest.mark.parametrize("line", BOILERPLATE)
def test_boilerplate_is_gone(demo, line):
    """Nothing of what surrounds the articles is left."""
    assert not [text for text in texts(demo) if line in text]


def test_nothing_tracks(demo):
    """No pixel, no tracking parameter, no script, no handler."""
    # Files to play keep their address as it is: their hosts may have signed it.
    items = [{**item, "attachments": None} for item in demo.feed["items"]]
    everything = json.dumps(items)
    for trace in (
        "pixel.example",
        "stats.example",
        "utm_",
        "fbclid",
        "mc_cid",
        "<script",
        "onclick",
    ):
        assert trace not in everything, trace


def test_each_story_is_told_once(demo):
    """What the mirror copied is folded, at the original's address or another, whole or not."""
    titles = [item["title"] for item in demo.feed["items"]]
    for told in ("The bell that rang", "Council lets the library", "Storm moves the beach"):
        assert len([title for title in titles if told in title]) == 1, told


def test_same_title_over_another_text_stays(demo):
    """A title alone folds nothing: both sites' weeks are there."""
    weeks = [text for text in texts(demo) if "crane on the east quay" in text or "net loft" in text]
    assert len(weeks) == 2


def test_podcast_keeps_its_audio(demo):
    """The enclosure is attached, with its length."""
    (audio,) = demo.items["Episode 3: The man who tuned the fog signal"]["attachments"]
    assert audio["mime_type"] == "audio/mpeg"
    assert audio["size_in_bytes"] > 10_000


def test_photos_have_their_real_address(demo):
    """The lazy photo of an article is shown, at the address of its site."""
    html = demo.items["The bell that rang for eleven years in the wrong place"]["content_html"]
    sources = [image["src"] for image in BeautifulSoup(html, "lxml").find_all("img")]
    assert [source.rpartition("/")[2] for source in sources] == ["bell-buoy.jpg"]
    assert sources[0].startswith("http://127.0.0.")


def test_says_what_it_did(demo):
    """Each site is named with what it brought, and what was folded with the reason."""
    for site in ("The Harbour Gazette", "Island Echo", "Slow Instruments", "Vessey Village Hall"):
        assert site in demo.text
    assert "told before by another site" in demo.text
    assert "/feeds/all.atom" in demo.text
