"""Files are replaced whole, and only when they change."""

import asyncio
import gzip
import os
import subprocess
import sys
from pathlib import Path

import brotli
import pytest

from aggregator.errors import PublishError
from aggregator.publish.files import FilePublisher
from tests.publish_fixtures import make_edition, make_entry

RENDER = """
from dataclasses import replace
from aggregator.publish.render import FORMATS, render, render_chapter
from aggregator.records import Chapter, Withdrawn
from tests.publish_fixtures import DAY, make_edition, make_full_entry, make_nasty_entries
gone = Withdrawn(id="urn:uuid:00000000-0000-4000-8000-00000000dead", at=DAY, why="It is gone.")
edition = replace(make_edition(*make_nasty_entries(), make_full_entry(99)), withdrawn=(gone,))
for format in FORMATS:
    print(render(edition, format).etag)
chapter = Chapter(label="2026-03-04", entries=(make_full_entry(1),))
print(render_chapter(edition, chapter).etag)
"""
ROOT = Path(__file__).parent.parent.parent


def publish(folder, edition):
    return asyncio.run(FilePublisher(folder).publish(edition))


def test_twins_hold_the_same_bytes(tmp_path):
    """A server may send the compressed file instead, and gzip names no moment."""
    publish(tmp_path, make_edition(make_entry()))
    plain = (tmp_path / "feeds/all.atom").read_bytes()
    packed = (tmp_path / "feeds/all.atom.gz").read_bytes()
    assert gzip.decompress(packed) == plain
    assert packed[4:8] == b"\0\0\0\0"
    assert brotli.decompress((tmp_path / "feeds/all.atom.br").read_bytes()) == plain


def test_nothing_is_touched_when_nothing_changed(tmp_path):
    """Last-Modified tells the truth."""
    publish(tmp_path, make_edition(make_entry()))
    before = {path: path.stat().st_ino for path in (tmp_path / "feeds").iterdir()}
    publish(tmp_path, make_edition(make_entry()))
    assert {path: path.stat().st_ino for path in (tmp_path / "feeds").iterdir()} == before
    assert len(before) == 18


def test_a_missing_twin_is_made_again(tmp_path):
    """Whatever was interrupted, the next publishing puts right."""
    publish(tmp_path, make_edition(make_entry()))
    (tmp_path / "feeds/all.rss.gz").unlink()
    assert publish(tmp_path, make_edition(make_entry())).written == ("all.rss",)
    assert (tmp_path / "feeds/all.rss.gz").exists()


def test_everybody_may_read_what_is_published(tmp_path):
    """Another server, under another user, serves the folder."""
    publish(tmp_path, make_edition(make_entry()))
    assert (tmp_path / "feeds/all.atom").stat().st_mode & 0o777 == 0o644


def test_a_folder_that_cannot_be_written_is_for_a_person_to_act_on(tmp_path):
    """The message names the output and the folder."""
    (tmp_path / "feeds").write_text("in the way")
    with pytest.raises(PublishError, match=r"all.*feeds"):
        publish(tmp_path, make_edition())


@pytest.mark.parametrize("name", ["../up", ".hidden", "a/b", ""])
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    """Whatever the configuration lets through."""
    with pytest.raises(PublishError):
        publish(tmp_path / "public", make_edition(name=name))
    assert not list(tmp_path.rglob("*.atom"))


def test_no_process_zone_or_locale_changes_a_byte(tmp_path):
    """Renders of the same edition are byte-identical anywhere, archives and tombstones too."""
    told = set()
    for zone, language, seed in (
        ("UTC", "C", "0"),
        ("Asia/Kathmandu", "de_DE.UTF-8", "1"),
        ("America/St_Johns", "tr_TR.UTF-8", "random"),
    ):
        environment = os.environ | {
            "TZ": zone,
            "LANG": language,
            "LC_ALL": language,
            "PYTHONHASHSEED": seed,
        }
        made = subprocess.run(
            [sys.executable, "-c", RENDER],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        told.add(made.stdout)
    assert len(told) == 1
    assert len(told.pop().split()) == 5
