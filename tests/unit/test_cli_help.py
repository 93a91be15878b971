"""Rules of the command line that need nothing but argv."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from aggregator.cli.main import COMMANDS, aggregator

HEAVY = [
    "feedparser",
    "aiohttp",
    "sqlalchemy",
    "pydantic",
    "bs4",
    "lxml",
    "apscheduler",
    "rich",
    "asyncio",
]


def run_python(code):
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_help_loads_nothing_heavy():
    """`aggregator --help` and completion stay quick: only click is loaded."""
    done = run_python(
        "import sys; sys.argv[1:] = ['--help']\n"
        "from aggregator.cli.main import main\n"
        "try: main()\n"
        f"finally: print('LOADED', [name for name in {HEAVY} if name in sys.modules])"
    )
    assert "LOADED []" in done.stdout, done.stdout + done.stderr


def test_help_names_every_command():
    """Each command is in the list with one whole sentence."""
    listed = CliRunner().invoke(aggregator, ["--help"]).output
    for command in COMMANDS:
        assert f"  {command.name} " in listed
    assert "..." not in listed.split("Commands:")[1]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_and_option_has_help(command):
    """A command says what it does, and each of its options what it is for."""
    assert command.help
    options = [each for each in command.params if each.param_type_name == "option"]
    assert all(option.help for option in options)


def test_a_mistyped_command_gets_a_suggestion():
    """Exit status 2, and the command that was meant."""
    done = CliRunner().invoke(aggregator, ["fech"])
    assert done.exit_code == 2
    assert "Did you mean 'fetch'?" in done.output


@pytest.mark.parametrize(
    "arguments",
    [["--json", "--config", "x.toml", "check"], ["check", "--json", "--config", "x.toml"]],
)
def test_global_options_may_stand_anywhere(arguments, tmp_path, monkeypatch):
    """Before the command or after it, they say the same."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.toml").write_text("a = 1\n", encoding="utf-8")
    done = CliRunner().invoke(aggregator, arguments)
    assert '"ok": false' in done.stdout
    assert "x.toml:1: unknown table" in done.stdout


def test_a_configuration_error_is_told_on_stderr(tmp_path):
    """Every problem on a line of its own, nothing on stdout, no traceback, exit status 2."""
    (tmp_path / "feeds.toml").write_text("a = 1\nb = 2\n", encoding="utf-8")
    command = [sys.executable, "-m", "aggregator", "sources", "--config", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 2
    assert "Traceback" not in done.stderr
