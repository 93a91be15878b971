"""How units are pointed at an installation."""

from pathlib import Path

import pytest

from aggregator.cli.service import _point_at

UNIT = "[Service]\nType=notify\nExecStart=/opt/aggregator/bin/aggregator run\nRestart=on-failure\n"


@pytest.mark.parametrize(
    ("program", "start"),
    [
        ("/srv/feeds/bin/aggregator", "/srv/feeds/bin/aggregator run"),
        ("/srv/my feeds/bin/aggregator", '"/srv/my feeds/bin/aggregator" run'),
        ("/srv/100%/bin/aggregator", "/srv/100%%/bin/aggregator run"),
        (r"/srv/a\1/bin/aggregator", r"/srv/a\1/bin/aggregator run"),
    ],
)
def test_a_unit_starts_this_installation(program, start):
    pointed = _point_at(Path(program), UNIT)
    assert f"\nExecStart={start}\n" in pointed
    assert (
        pointed.replace(f"ExecStart={start}", "ExecStart=/opt/aggregator/bin/aggregator run")
        == UNIT
    )
