"""The main job, end to end: a teaser and a cluttered page in, the article out, in every format.

The real program in a process of its own, a real storage, a real loopback site.
"""

import json
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import feedparser
import pytest
from bs4 import BeautifulSoup

from tests.e2e_fixtures import loopback_site, run_aggregator

SEED = Path(__file__).parent / "seed"
PAGE = "/story/40417/2019/08/orchard.html"
TITLE = "Drought Bares Sunken Orchard, And Its Apple Trees Are Alive"
PARAGRAPHS = (SEED / "expected.txt").read_text(encoding="utf-8").strip().split("\n\n")
BOILERPLATE = (SEED / "boilerplate.txt").read_text(encoding="utf-8").splitlines()

CONFIG = """
[aggregator]
base_url = "http://feeds.example"

[[source]]
url = "{base}/rss/science.xml"
name = "courier"
allow_private = true
"""


def serve_seed(site):
    """Lay out the feed and its page."""
    for path, name, kind in (
        ("/rss/science.xml", "feed.xml", "application/rss+xml"),
        (PAGE, "page.html", "text/html; charset=utf-8"),
    ):
        text = (SEED / name).read_text(encoding="utf-8").replace("{base}", site.base)
        site.documents[path] = (kind, text.encode())


def read_entry(kind, body):
    """Return what a reader sees of the only entry: title, link, date, HTML."""
    if kind == "json":
        (item,) = json.loads(body)["items"]
        return SimpleNamespace(
            title=item["title"],
            link=item["url"],
            published=item["date_published"].replace("+00:00", "Z"),
            html=item["content_html"],
        )
    parsed = feedparser.parse(body, sanitize_html=False)
    assert not parsed.bozo
    (entry,) = parsed.entries
    return SimpleNamespace(
        title=entry.title,
        link=entry.link,
        published="{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*entry.published_parsed[:6]),
        html=entry.content[0].value,
    )


@pytest.fixture(scope="module")
def fetched(tmp_path_factory):
    """The published files of one `aggregator fetch`, and the site that it read."""
    folder = tmp_path_factory.mktemp("seed")
    with loopback_site() as site:
        serve_seed(site)
        (folder / "feeds.toml").write_text(CONFIG.format(base=site.base), encoding="utf-8")
        done = run_aggregator("fetch", cwd=folder)
        assert done.returncode == 0, done.stderr
        yield SimpleNamespace(
            site=site, folder=folder, public=folder / "storage" / "public", done=done
        )


@pytest.fixture(params=["atom", "rss", "json"])
def entry(request, fetched):
    """The entry as each format tells it."""
    (path,) = fetched.public.rglob(f"all.{request.param}")
    return read_entry(request.param, path.read_bytes())


def test_article_is_whole_and_in_order(entry):
    """The paragraphs of the article, word for word, and no other paragraph."""
    soup = BeautifulSoup(entry.html, "lxml")
    found = [
        " ".join(paragraph.get_text().split())
        for paragraph in soup.find_all("p")
        if not paragraph.find_parent("figcaption")
    ]
    assert [text for text in found if text] == PARAGRAPHS


@pytest.mark.parametrize("line", BOILERPLATE)
def test_boilerplate_is_gone(entry, line):
    """Nothing of the page around the article is in it."""
    assert line not in BeautifulSoup(entry.html, "lxml").get_text(" ")


def test_photo_has_its_real_address(entry, fetched):
    """One picture: the photo, lazy no more and absolute; the tracking pixel is gone."""
    images = BeautifulSoup(entry.html, "lxml").find_all("img")
    assert [image["src"] for image in images] == [
        f"{fetched.site.base}/media/2019/orchard-1200.jpg"
    ]


def test_caption_stays_a_caption(entry):
    """The caption, if it is kept, is one: never a paragraph of the article."""
    for text in BeautifulSoup(entry.html, "lxml").find_all(string=lambda s: "Photo :" in s):
        assert text.find_parent("figcaption")


def test_link_has_no_tracking(entry, fetched):
    """Readers are sent to the page itself."""
    assert entry.link == fetched.site.base + PAGE
    assert not urlsplit(entry.link).query


def test_date_is_the_feeds_own(entry):
    """Neither the page's clock nor the time of the fetch."""
    assert entry.published == "2019-08-20T21:31:00Z"


def test_title_is_the_feeds_own(entry):
    """Without the name of the site."""
    assert entry.title == TITLE


def test_second_fetch_asks_politely_and_changes_nothing(fetched):
    """One conditional request; no page again; not a byte of an output rewritten."""
    files = [path for path in fetched.public.rglob("*") if path.is_file()]
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}
    pages = fetched.site.requests(PAGE)
    done = run_aggregator("fetch", "courier", cwd=fetched.folder)
    assert done.returncode == 0, done.stderr
    assert fetched.site.asked["/rss/science.xml", 304] == 1
    assert fetched.site.requests(PAGE) == pages == 1
    assert before
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files} == before
