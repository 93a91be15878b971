"""Documents made to hurt: each is parsed in a process of its own, bounded in time and memory."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.parse_hostile import DOCUMENTS

ROOT = Path(__file__).parents[2]
SECONDS = 8.0
"""Of CPU, on a machine that is busy with other tests; under 2 on an idle one."""
BYTES = 300 << 20


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_made_to_hurt_is_bounded(name):
    """Every outcome is a record, got in bounded time and memory."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.parse_hostile", name],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    kind, seconds, grown = ran.stdout.split()
    assert kind in ("ParsedFeed", "ParseFailed")
    assert float(seconds) < SECONDS
    assert int(grown) < BYTES
