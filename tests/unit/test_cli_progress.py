"""Rules of what a run tells while it goes on."""

from aggregator.cli.progress import Run, show_progress
from aggregator.records import Result, SourceReport


def report(source, result=Result.NEW, new=0):
    return SourceReport(source=source, result=result, new=new)


def test_a_run_tells_counts_and_rate():
    """New entries and failures add up; the rate is sources a second."""
    run = Run([f"s{number}" for number in range(9)])
    run.note(report("s1", new=3))
    run.note(report("s2", Result.FAILED))
    run.note(report("s3", Result.UNCHANGED))
    assert run.tell(2.0) == "3 new, 1 failed  1.5 a second"


def test_the_last_ones_are_named():
    """When few are left, the line says for whom it waits."""
    run = Run(["a", "b", "c"])
    run.note(report("b"))
    assert run.tell(1.0).endswith("waiting for a, c")
    run.note(report("a"))
    run.note(report("c"))
    assert "waiting" not in run.tell(1.0)


def test_without_a_terminal_there_is_no_bar(capfd):
    """Nothing of the progress gets into a log or a pipe."""
    with show_progress(["a"], quiet=False) as note:
        note(report("a"))
    assert capfd.readouterr() == ("", "")
