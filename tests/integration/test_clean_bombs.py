"""Documents that hang other parsers end within 2 seconds of CPU and 300 MB, as text at worst."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import clean_bombs

NAMES = sorted(clean_bombs.bombs())


@pytest.fixture(scope="module")
def ended():
    """Return how each document ended; each has a process of its own, limited by the system."""
    done = subprocess.run(
        [sys.executable, clean_bombs.__file__],
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
        check=True,
        capture_output=True,
        text=True,
        timeout=600,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row["name"]: row for row in rows}


def test_there_are_as_many_as_promised():
    assert len(NAMES) >= 60


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", NAMES)
def test_a_bomb_ends_within_its_limits(ended, name):
    """No signal ended the process that cleaned it, and it gave its result."""
    assert ended[name]["status"] == 0
    assert ended[name]["size"] >= 0
