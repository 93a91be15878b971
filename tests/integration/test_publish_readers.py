"""Readers that people use read what is served."""

import asyncio
import shutil
import sqlite3
import subprocess

import feedparser
import pytest

from tests.publish_fixtures import make_full_entry, make_nasty_entries
from tests.web_fixtures import publish, serving

NEWSBOAT = shutil.which("newsboat")
SFEED = shutil.which("sfeed")


async def read(folder, public, formats):
    """Let newsboat reload the served feeds; return its cache."""
    async with serving(public) as client:
        urls = "".join(f"{client.address}/feeds/all.{format}\n" for format in formats)
        (folder / "urls").write_text(urls)
        (folder / "config").write_text("")
        files = {"-u": "urls", "-c": "cache.db", "-C": "config"}
        options = [part for flag, name in files.items() for part in (flag, str(folder / name))]
        await asyncio.to_thread(
            subprocess.run,
            [NEWSBOAT, *options, "-x", "reload"],
            check=True,
            timeout=60,
            env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        )
    with sqlite3.connect(folder / "cache.db") as cache:
        rows = cache.execute("select feedurl, guid, title, content, pubDate from rss_item")
        return rows.fetchall()


@pytest.mark.skipif(NEWSBOAT is None, reason="newsboat is not installed (apt install newsboat)")
@pytest.mark.parametrize("format", ["atom", "rss"])
def test_newsboat_shows_every_entry(tmp_path, format):
    """The nasty ones too, with title and text."""
    nasty = make_nasty_entries()
    publish(tmp_path / "public", make_full_entry(99), *nasty)
    rows = asyncio.run(read(tmp_path, tmp_path / "public", [format]))
    assert len(rows) == len(nasty) - 2 + 1
    (full,) = [row for row in rows if row[1].endswith("000000000099")]
    assert full[2] == "Story 99"
    assert "The whole of story 99" in full[3]
    assert "Also:" in full[3]
    assert all(row[2] and row[4] for row in rows)


@pytest.mark.skipif(SFEED is None, reason="sfeed is not installed (apt install sfeed)")
@pytest.mark.parametrize("format", ["atom", "rss"])
def test_sfeed_shows_every_entry(tmp_path, format):
    """With a date and a title: it has a line for each, of fields between tabs."""
    nasty = make_nasty_entries()
    publish(tmp_path / "public", make_full_entry(99), *nasty)
    document = (tmp_path / "public" / "feeds" / f"all.{format}").read_bytes()
    done = subprocess.run([SFEED], input=document, capture_output=True, check=True, timeout=60)
    rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
    assert len(rows) == len(nasty) - 2 + 1
    assert all(row[0] and row[1] for row in rows)


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_feedparser_shows_every_entry(tmp_path, format):
    """And finds nothing to forgive."""
    nasty = make_nasty_entries()
    publish(tmp_path / "public", make_full_entry(99), *nasty)
    document = (tmp_path / "public" / "feeds" / f"all.{format}").read_bytes()
    read = feedparser.parse(document)
    assert not read.bozo
    assert len(read.entries) == len(nasty) - 2 + 1
    assert all(entry.id and entry.title and entry.published_parsed for entry in read.entries)
