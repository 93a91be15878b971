"""What docs/reference/json.md says of `--json` is what commands print."""

import json
from dataclasses import fields, is_dataclass

import pytest

from describe.documents import SHAPES
from tests.docs_fixtures import sample_sites
from tests.e2e_fixtures import (
    free_port,
    run_aggregator,
    running_aggregator,
    terminate,
    wait_until,
)

CONFIG = """
[defaults]
allow_private = true

[[source]]
url = "{gazette}/feed"
name = "gazette"
drop = ["words < 3"]

[[source]]
url = "{lowwater}/feed"
name = "lowwater"
full_text = "never"

[[output]]
name = "all"
"""
OPML = '<opml version="2.0"><body><outline xmlUrl="{echo}/feed" text="Echo"/></body></opml>'
PAGE = "<html><body><article><h1>A page</h1><p>{}</p></article></body></html>"
LISTED = [
    ("status",),
    ("fetch",),
    ("status",),
    ("sources",),
    ("check", "--online", "--filters"),
    ("plan",),
    ("explain", "{gazette}/articles/bell-buoy"),
    ("preview", "{gazette}/articles/bell-buoy"),
    ("publish",),
    ("reprocess", "--diff"),
    ("extract", "page.html", "--url", "https://example.org/a"),
    ("parse", "feed.xml", "page.html"),
    ("import", "list.opml"),
    ("add", "{instruments}/", "--allow-private"),
    ("remove", "gazette"),
    ("export", "opml"),
    ("completion", "bash"),
    ("prune",),
    ("backup", "copy.db"),
    ("restore", "--force", "copy.db"),
    ("migrate",),
]


class Session:
    """The commands, run one after the other in one folder, each when it is asked for."""

    def __init__(self, folder, sites):
        self._folder = folder
        self._sites = sites
        self._printed = []

    def run(self, number):
        """Run what was not run yet up to a command; return what that printed."""
        while len(self._printed) <= number:
            command = [each.format_map(self._sites) for each in LISTED[len(self._printed)]]
            done = run_aggregator("--json", *command, cwd=self._folder)
            self._printed.append((done.stdout, done.stderr))
        return self._printed[number]


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """A folder with two sources, and files for those commands that read some."""
    folder = tmp_path_factory.mktemp("json")
    with sample_sites() as sites:
        (folder / "feeds.toml").write_text(CONFIG.format_map(sites))
        (folder / "list.opml").write_text(OPML.format_map(sites))
        (folder / "page.html").write_text(PAGE.format("A sentence that goes on. " * 30))
        item = "<item><title>One</title><link>https://example.org/1</link></item>"
        (folder / "feed.xml").write_text(f"<rss><channel><title>F</title>{item}</channel></rss>")
        yield Session(folder, sites)


def find_flaw(value, shape, place):
    """Say where a value is not of the shape; None where it is."""
    match shape:
        case list():
            flaws = (find_flaw(each, shape[0], f"{place}[]") for each in value)
        case dict():
            allowed = {key.rstrip("?") for key in shape}
            required = {key for key in shape if not key.endswith("?")}
            if not required <= set(value) <= allowed:
                return f"{place} has {sorted(value)}"
            flaws = (
                find_flaw(value[name], inner, f"{place}.{name}")
                for key, inner in shape.items()
                if (name := key.rstrip("?")) in value
            )
        case type() if is_dataclass(shape):
            same = {field.name for field in fields(shape)} == set(value)
            return None if same else f"{place} has {sorted(value)}"
        case _:
            flaws = iter(())
    return next(filter(None, flaws), None)


def test_every_documented_command_is_tried():
    """There is an example of each shape; systemd's is another test's affair."""
    assert {command[0] for command in LISTED} | {"run", "demo", "service"} == set(SHAPES)


@pytest.mark.parametrize("command", ["run", "demo"])
def test_a_command_that_goes_on_says_where_it_serves(command, tmp_path):
    """Its document is there while it runs."""
    listen = f'[aggregator]\nlisten = "127.0.0.1:{free_port()}"\n'
    (tmp_path / "feeds.toml").write_text(listen)
    with running_aggregator("--json", command, cwd=tmp_path, TMPDIR=str(tmp_path)) as process:
        told = tmp_path / "stdout.txt"
        wait_until(lambda: told.read_text().endswith("}\n"), process=process)
        assert find_flaw(json.loads(told.read_text()), SHAPES[command], command) is None
        assert terminate(process) == 0


@pytest.mark.parametrize("number", range(len(LISTED)), ids=[" ".join(each) for each in LISTED])
def test_a_command_prints_what_is_documented(number, session):
    """One JSON document, with the keys of its shape and no others."""
    name = LISTED[number][0]
    out, err = session.run(number)
    assert out, err
    assert find_flaw(json.loads(out), SHAPES[name], name) is None


def test_a_shape_can_be_missed():
    """A key too many, one too few and a wrong record are found."""
    assert find_flaw({"a": 1}, {"a": "number", "b?": "text"}, "x") is None
    assert find_flaw({"a": 1, "c": 1}, {"a": "number", "b?": "text"}, "x")
    assert find_flaw({}, {"a": "number"}, "x")
    assert find_flaw({"a": [{}]}, {"a": [{"b": "text"}]}, "x")
