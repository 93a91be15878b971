"""What tests of the documentation share: its blocks, and a place in which its commands run.

A fenced block says in its first line what it is:

    ```toml                             a whole feeds.toml: it has to load
    ```console                          a session: each `$ ` line runs, what follows is its output
    ```console (not run: needs root)    one that cannot run here, and why
    ```console exits=1                  one whose last command ends with this status
    ```xml file=subscriptions.opml      a file that later commands of the page use

In a session `…` stands for any text, alone on a line for any lines, and a time for any time. The
hosts NAME.example are the sample sites, STAND_INS are played by them; other hosts of a feeds.toml
answer nothing. What is run
differs from what is written in addresses only, and in the leave to use those of this machine.
"""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from aggregator.samples.server import SampleSites
from tests.e2e_fixtures import ROOT, clean_environ, free_port, wait_until

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
PAGES = [page for page in PAGES if "decisions" not in page.parts]

STAND_INS = {
    "https://hacks.mozilla.org/feed/": "https://gazette.example/feed",
    "https://hacks.mozilla.org/": "https://gazette.example/",
    "https://blog.rust-lang.org/feed.xml": "https://instruments.example/feed",
}
"""Sites of the world that a newcomer is led to, and who plays them here."""

_FENCE = re.compile(r"^```(\w+)[ ]*(.*)\n((?:.*\n)*?)^```$", re.MULTILINE)
_NOT_RUN = re.compile(r"\(not run: (.+)\)")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?")
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_URL_KEY = re.compile(r"^(\s*url\s*=\s*\")https?://(?!127\.)([^\"]*)", re.MULTILINE)
_LASTING = re.compile(r"^(make (run|demo)|aggregator (run|demo))\b")
"""Commands that go on until they are told to end."""
_READY = re.compile(r"Subscribe to|Ctrl-C ends")
_LOOKING = re.compile(r"^(aggregator (status|plan|explain)|curl)\b")
"""Commands that show what the running daemon will have done in a moment."""


@dataclass(frozen=True)
class Block:
    """One fenced block."""

    page: Path
    line: int
    language: str
    about: str
    text: str

    @property
    def name(self):
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def reason(self):
        """Why it is not run, or None."""
        found = _NOT_RUN.fullmatch(self.about)
        return found and found[1]

    def read(self, key):
        """Return what the first line says of a key."""
        found = re.search(rf"\b{key}=(\S+)", self.about)
        return found and found[1]

    def commands(self):
        """Return (command, the output that is shown) of a session."""
        found = []
        for line in self.text.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif found and found[-1][0].endswith("\\") and not found[-1][1]:
                found[-1] = (f"{found[-1][0][:-1]}{line.strip()}", [])
            elif found:
                found[-1][1].append(line)
        return found


def read_blocks(page):
    """Return the fenced blocks of a page, in their order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, match.start()) + 1, match[1], match[2].strip(), match[3])
        for match in _FENCE.finditer(text)
    ]


def list_blocks(language):
    """Return every block of a language, in all pages."""
    return [block for page in PAGES for block in read_blocks(page) if block.language == language]


@contextmanager
def sample_sites():
    """Serve the sample sites from a thread of their own; yield {name: address}."""
    loop, served, ended = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    bases = {}

    async def serve():
        async with SampleSites() as samples:
            bases.update({name: site.base for name, site in samples.sites.items()})
            served.set()
            await ended.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert served.wait(30)
    try:
        yield bases
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()


class Place:
    """A scratch folder in which the sessions of one page run, one after the other."""

    def __init__(self, folder, sites):
        self._folder = folder
        self._sites = sites
        self._port = str(free_port())
        self._running = None
        self._environ = clean_environ(TERM="xterm", COLUMNS="160", HOME=str(folder))
        self._environ["PATH"] = f"{_make_bin(folder)}{os.pathsep}{self._environ['PATH']}"
        _copy_checkout(folder)
        config = folder / "feeds.toml"
        config.write_text(self._localize(config.read_text(encoding="utf-8")), encoding="utf-8")

    def close(self):
        """End what still runs as Ctrl-C does, for it and what it started; it has to end well."""
        if self._running is not None:
            os.killpg(self._running.pid, signal.SIGINT)
            status = self._running.wait(10)
            self._running = None
            assert status in (0, -signal.SIGINT), status  # make ends by the signal itself

    def take(self, block):
        """Write or run a block."""
        if block.language == "toml":
            (self._folder / "feeds.toml").write_text(self._localize(block.text), encoding="utf-8")
        elif name := block.read("file"):
            path = self._folder / self._forward(name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(self._forward(block.text), encoding="utf-8")
        elif block.language == "console" and not block.reason:
            commands = block.commands()
            for number, (command, shown) in enumerate(commands):
                is_last = number == len(commands) - 1
                status = int(block.read("exits") or 0) if is_last else 0
                self._take_command(block.name, command, shown, status)

    def _take_command(self, name, command, shown, status):
        if _LASTING.match(command):
            self.close()
            told = self._start(command)
            found = 0
        else:
            told, found = self._run(command)
            if self._running and _LOOKING.match(command):
                end = time.monotonic() + 20
                while (found != status or not is_shown(shown, told)) and time.monotonic() < end:
                    told, found = self._run(command)
        assert found == status, f"{name}: {command}: status {found}\n{told}"
        assert is_shown(shown, told), f"{name}: {command}\n{told}"

    def _run(self, command):
        """Run a command on a terminal; return what it told, on stdout then stderr, and status."""
        command = command.replace("aggregator add ", "aggregator add --allow-private ")
        terminal, end = os.openpty()
        errors = self._folder / "stderr.txt"
        with errors.open("wb") as stderr:
            process = subprocess.Popen(
                ["bash", "-c", self._forward(command)],
                cwd=self._folder,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=end,
                stderr=stderr,
            )
        os.close(end)
        told = _read_all(terminal)
        told += errors.read_text(encoding="utf-8")
        return self._backward(told), process.wait(60)

    def _start(self, command):
        """Start a command that goes on; return what it told until it was ready."""
        path = self._folder / "stdout.txt"
        errors = self._folder / "daemon.txt"
        with path.open("wb") as stdout, errors.open("wb") as stderr:
            self._running = subprocess.Popen(
                ["bash", "-c", f"exec {command}"],
                cwd=self._folder,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )
        self._running.told = errors.read_text
        wait_until(lambda: _READY.search(path.read_text()), process=self._running)
        return self._backward(path.read_text() + errors.read_text())

    def _localize(self, text):
        """Make a feeds.toml one that asks nobody but this machine."""
        text = _URL_KEY.sub(r"\1http://127.0.0.1:1/\2", self._forward(text))
        if "[defaults]" in text:
            return text.replace("[defaults]", "[defaults]\nallow_private = true")
        return f"{text}\n[defaults]\nallow_private = true\n"

    def _forward(self, text):
        for address, player in STAND_INS.items():
            text = text.replace(address, player)
        for name, base in self._sites.items():
            text = text.replace(f"https://{name}.example", base)
            text = text.replace(f"{name}.example", base.rpartition(":")[0].partition("//")[2])
        return text.replace("127.0.0.1:8484", f"127.0.0.1:{self._port}")

    def _backward(self, text):
        for name, base in self._sites.items():
            text = text.replace(base, f"https://{name}.example")
            text = text.replace(base.rpartition(":")[0].partition("//")[2], f"{name}.example")
        text = text.replace(f"127.0.0.1:{self._port}", "127.0.0.1:8484")
        return text.replace(f"{self._folder}/", "")


def is_shown(shown, actual):
    """Tell whether a session's output is as it is shown; blanks between words play no part.

    Where nothing is shown, anything may be.
    """
    wanted = [" ".join(line.split()) for line in shown if line.strip()]
    if not wanted:
        return True
    told = [" ".join(line.split()) for line in _ESCAPES.sub("", actual).splitlines()]
    lines = (r"(?:.*\n)*?" if line == "…" else f"{_line_pattern(line)}\n" for line in wanted)
    text = "".join(f"{line}\n" for line in told if line)
    return re.fullmatch("".join(lines), text) is not None


def _line_pattern(line):
    parts = []
    for part in line.split("…"):
        ends = [0, *(end for match in _MOMENT.finditer(part) for end in match.span()), len(part)]
        pieces = [part[start:end] for start, end in pairwise(ends)]
        parts.append(
            "".join(
                re.sub(r"\d", r"\\d", piece) if number % 2 else re.escape(piece)
                for number, piece in enumerate(pieces)
            )
        )
    return "[^\n]*".join(parts)


def _read_all(terminal):
    parts = []
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # how Linux says that nobody writes any more
            part = b""
        if not part:
            break
        parts.append(part)
    os.close(terminal)
    return b"".join(parts).decode("utf-8", "replace").replace("\r\n", "\n")


def _make_bin(folder):
    """Make `aggregator` a command, whatever environment the tests run in."""
    place = folder / "bin"
    place.mkdir()
    command = place / "aggregator"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m aggregator "$@"\n')
    command.chmod(0o755)
    return place


def _copy_checkout(folder):
    """Copy what a newcomer sees, with an environment that counts as installed."""
    for name in ("Makefile", "pyproject.toml", "feeds.toml"):
        shutil.copy2(ROOT / name, folder / name)
    shutil.copytree(ROOT / "examples", folder / "examples")
    (folder / ".venv").mkdir()
    shutil.copytree(folder / "bin", folder / ".venv" / "bin")
    (folder / ".venv" / "bin" / "python").symlink_to(sys.executable)
    for stamp in (".installed", ".installed-test"):
        (folder / ".venv" / stamp).touch()
