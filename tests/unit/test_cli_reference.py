"""Rules of the reference: it is made of the code, and says all that there is."""

import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

from aggregator.cli.main import COMMANDS
from aggregator.config import schema
from aggregator.filters import FUNCTIONS, VARIABLES

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs/reference"


def test_the_reference_is_that_of_the_code():
    """docs/generate.py would change nothing."""
    command = [sys.executable, "docs/generate.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_key_is_described():
    """config.md has a row for each key of each table, with a meaning, and every name of filters."""
    text = (REFERENCE / "config.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| `")]
    described = {row[0].strip("| `") for row in rows if len(row[-1].strip("| ")) > 10}
    tables = [
        table
        for name, table in vars(schema).items()
        if name.endswith("Table") and table is not schema.FileTable
    ]
    keys = {key for table in tables for key in get_type_hints(table)}
    assert keys | set(VARIABLES) <= described
    assert all(f"`{name}`" in text for name in FUNCTIONS)
    manual = (REFERENCE / "feeds.toml.5").read_text(encoding="utf-8")
    assert all(f"\\fB{key}\\fR (" in manual for key in keys)


def test_every_command_and_option_is_described():
    """commands.md and the manual page have each command and each of its options."""
    commands = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    manual = (REFERENCE / "aggregator.1").read_text(encoding="utf-8").replace("\\-", "-")
    for command in COMMANDS:
        assert f"## aggregator {command.name}\n" in commands
        assert f".SS aggregator {command.name} " in manual
        shown = [each for each in command.params if not getattr(each, "hidden", False)]
        for option in shown:
            if option.param_type_name == "option":
                assert option.opts[0] in commands
                assert option.opts[0] in manual
