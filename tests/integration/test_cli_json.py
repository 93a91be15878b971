"""The rule of --json: every command gives one JSON document, or JSON lines, on stdout."""

import json
import os
import shutil
import signal
import subprocess

import pytest

from aggregator.cli.main import COMMANDS
from tests import e2e_fixtures
from tests.e2e_fixtures import AGGREGATOR, clean_environ, free_port, terminate, wait_until
from tests.integration.test_cli_services import feed, run_aggregator

FEEDS = '[aggregator]\nlisten = ""\n[[source]]\nname = "f"\nurl = "file:feed.xml"\n'
OPML = '<opml version="2.0"><body><outline xmlUrl="https://b.example/f"/></body></opml>'
PAGE = "<article>" + "<p>Some words of an article, in a row.</p>" * 9 + "</article>"

ARGUMENTS = {
    "fetch": [("--all",)],
    "run": [],
    "demo": [],
    "add": [("http://127.0.0.1:9/",)],
    "remove": [("f",)],
    "sources": [()],
    "status": [(), ("f",)],
    "check": [(), ("--online", "--filters")],
    "plan": [()],
    "preview": [("page.html",)],
    "explain": [("http://e.example/One",), ("nothing",)],
    "publish": [(), ("all",), ("al",)],
    "reprocess": [("--diff",), ("f",)],
    "extract": [("page.html",), ("--jsonl", "lines.jsonl")],
    "parse": [("feed.xml",)],
    "import": [("feeds.opml",)],
    "export": [("opml",), ("entries",)],
    "prune": [()],
    "backup": [("copy.db",)],
    "restore": [("none.db",), ("old.db", "--force")],
    "migrate": [()],
    "service": [("status",)],
    "completion": [("bash",), ("zsh",), ("fish",)],
}
"""What each command is called with; the two that run until they are stopped are tested apart."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("json")
    (folder / "feeds.toml").write_text(FEEDS, encoding="utf-8")
    (folder / "feed.xml").write_text(feed("One", "Two"), encoding="utf-8")
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    (folder / "lines.jsonl").write_text(json.dumps({"url": "", "html": PAGE}), encoding="utf-8")
    (folder / "feeds.opml").write_text(OPML, encoding="utf-8")
    assert run_aggregator("fetch", cwd=folder).exit_code == 0
    assert run_aggregator("backup", "old.db", cwd=folder).exit_code == 0
    return folder


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made, tmp_path / "own")
    return tmp_path / "own"


def read_json(text):
    """Return the documents: of one, or of each line."""
    try:
        return [json.loads(text)]
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines()]


CALLS = [
    pytest.param(command.name, arguments, id=" ".join((command.name, *arguments)))
    for command in COMMANDS
    for arguments in ARGUMENTS[command.name]
]


@pytest.mark.parametrize(("name", "arguments"), CALLS)
def test_stdout_is_json(folder, name, arguments):
    """Whether it went well or not: nothing else is on stdout, and something is."""
    # systemctl writes to the real stderr, whatever a test runner has put in its place.
    run = e2e_fixtures.run_aggregator if name == "service" else run_aggregator
    done = run(name, *arguments, "--json", cwd=folder)
    documents = read_json(done.stdout)
    assert documents
    assert all(isinstance(each, dict) for each in documents)


@pytest.mark.parametrize("name", ["run", "demo"])
def test_what_runs_until_it_is_stopped_tells_where_it_serves(folder, name):
    """One document, once it is ready."""
    port = free_port()
    feeds = FEEDS.replace('listen = ""', f'listen = "127.0.0.1:{port}"')
    (folder / "feeds.toml").write_text(feeds, encoding="utf-8")
    with (folder / "out.json").open("wb") as out:
        process = subprocess.Popen(
            [*AGGREGATOR, name, "--json"],
            cwd=folder,
            env=clean_environ(),
            stdout=out,
            stderr=subprocess.DEVNULL,
        )
    try:
        wait_until(lambda: (folder / "out.json").read_text().endswith("}\n"), within=60)
        assert process.poll() is None
        assert terminate(process, signal.SIGTERM) == 0
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
    (told,) = read_json((folder / "out.json").read_text())
    assert told.get("serving") or told["base_url"] == f"http://127.0.0.1:{port}"
