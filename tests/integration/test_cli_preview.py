"""Rules of `aggregator preview`: as a poll makes it, with all that is known of the site."""

import asyncio
import json

import pytest

from aggregator.extract.memory import TemplateMemory, trace_of, write_memory
from aggregator.records import Memo
from aggregator.store.sql import SqlStore
from tests.e2e_fixtures import loopback_site
from tests.integration.test_cli_services import run_aggregator

BOX = "The Harbour Letter comes to you on each and every Friday morning at nine."
STORY = "".join(
    f"<p>Part {word} of the story has something of its own to say, and at some length too.</p>"
    for word in ("one", "two", "three", "four", "five", "six")
)
PAGE = f"<html><body><nav>Menu</nav><article>{STORY}<p>{BOX}</p></article></body></html>"
SHOWN = ("preview", "page.html", "--url", "https://e.example/a")


@pytest.fixture
def folder(tmp_path):
    """A folder with a page, and a storage that has learned a line of its site."""
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "feeds.toml").write_text(
        '[[source]]\nurl = "https://e.example/f"\nname = "e"\n', encoding="utf-8"
    )
    memory = TemplateMemory(pages=7, blocks={trace_of(BOX): (5, 7)})
    memo = Memo(kind="template", key="e.example", value=write_memory(memory))

    async def learn():
        store = SqlStore.open(tmp_path / "storage")
        await store.write_memos([memo])
        await store.close()

    asyncio.run(learn())
    return tmp_path


def test_what_was_learned_of_the_site_is_shown_and_used(folder):
    lines = run_aggregator(*SHOWN, cwd=folder).stdout.splitlines()
    assert lines[1].endswith("rules of e; learned from 7 pages of the site: 1 texts repeat")
    assert f"  on 5 other pages of the site: {BOX}" in lines
    assert BOX not in lines
    told = json.loads(run_aggregator(*SHOWN, "--json", cwd=folder).stdout)
    assert told["learned"] == {"pages": 7, "repeated": 1}
    whys = {piece["text"]: piece["why"] for piece in told["pieces"]}
    assert whys["Menu"].startswith("its name: nav")


def test_a_source_that_is_not_to_learn_is_shown_without_it(folder):
    feeds = folder / "feeds.toml"
    feeds.write_text(feeds.read_text() + "learn = false\n", encoding="utf-8")
    lines = run_aggregator(*SHOWN, cwd=folder).stdout.splitlines()
    assert "learn = false" in lines[1]
    assert BOX in lines


def test_the_rules_of_the_site_hold(folder):
    """Those of the folder that feeds.toml names, as for a poll."""
    (folder / "rules").mkdir()
    (folder / "rules" / "e.example.txt").write_text("body: //article/p[2]\n", encoding="utf-8")
    feeds = folder / "feeds.toml"
    feeds.write_text('[aggregator]\nsite_rules = "rules"\n' + feeds.read_text(), encoding="utf-8")
    told = json.loads(run_aggregator(*SHOWN, "--json", cwd=folder).stdout)
    assert (told["method"], told["site_rules"]) == ("rule", True)
    assert told["text"].startswith("Part two of the story")


def test_html_shows_the_article_safely_and_what_is_dropped(folder):
    """One page: the article as readers get it, everything else escaped, and no script anywhere."""
    bad = "<nav>&lt;script&gt;alert(1)&lt;/script&gt;</nav>"
    page = PAGE.replace("<nav>Menu</nav>", bad).replace("<p>Part one", "<p onclick=x()>Part one")
    (folder / "page.html").write_text(page, encoding="utf-8")
    done = run_aggregator(*SHOWN, "--html", "out.html", cwd=folder)
    assert (done.exit_code, done.stdout) == (0, "")
    shown = (folder / "out.html").read_text(encoding="utf-8")
    assert "<p>Part one of the story" in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script" not in shown
    assert "onclick" not in shown
    assert "on 5 other pages of the site" in shown


def test_html_that_cannot_be_written_is_told(folder):
    done = run_aggregator(*SHOWN, "--html", "none/out.html", cwd=folder)
    assert (done.exit_code, "none/out.html: No such file" in done.stderr) == (1, True)


def test_a_page_that_has_moved_is_read_by_the_rules_of_where_it_is(folder):
    """As in a poll: its source is who asks, its site's rules and template are of its own host."""
    (folder / "rules").mkdir()
    (folder / "rules" / "e.example.txt").write_text("body: //article\n", encoding="utf-8")
    with loopback_site() as proxy:
        proxy.documents["http://e.example/a"] = ("text/html", PAGE.encode())
        proxy.moved["http://short.example/a"] = "http://e.example/a"
        feeds = '[aggregator]\nsite_rules = "rules"\n[[source]]\nurl = "http://short.example/f"\n'
        feeds += f'name = "who-asks"\nproxy = "{proxy.base}"\n'
        (folder / "feeds.toml").write_text(feeds, encoding="utf-8")
        done = run_aggregator("preview", "http://short.example/a", "--json", cwd=folder)
    told = json.loads(done.stdout)
    assert (told["url"], told["source"]) == ("http://e.example/a", "who-asks")
    assert (told["method"], told["site_rules"]) == ("rule", True)
    assert told["learned"] == {"pages": 7, "repeated": 1}


def test_where_the_article_goes_on_is_told(folder):
    """By the source's selector, or its site's rules; a poll goes there, a preview does not."""
    more = '<a class="more" href="/a/part-two">on</a><a class="print" href="/a/print">whole</a>'
    (folder / "page.html").write_text(PAGE.replace("</article>", f"</article>{more}"))
    assert "goes on" not in run_aggregator(*SHOWN, cwd=folder).stdout
    feeds = folder / "feeds.toml"
    feeds.write_text(feeds.read_text() + 'next_page = "a.more"\n', encoding="utf-8")
    lines = run_aggregator(*SHOWN, cwd=folder).stdout.splitlines()
    assert lines[1].endswith("; goes on at https://e.example/a/part-two")
    (folder / "rules").mkdir()
    rules = "single_page_link: //a[@class='print']\n"
    (folder / "rules" / "e.example.txt").write_text(rules, encoding="utf-8")
    feeds.write_text('[aggregator]\nsite_rules = "rules"\n' + feeds.read_text(), encoding="utf-8")
    told = json.loads(run_aggregator(*SHOWN, "--json", cwd=folder).stdout)
    assert told["single_page"] == "https://e.example/a/print"
    assert told["next_page"] == "https://e.example/a/part-two"
