"""Shows how far a run over many sources is: a bar on a terminal, nothing otherwise."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aggregator.records import SourceReport


FEW = 4
"""When no more than so many are left, they are what is slow."""


@contextmanager
def show_progress(names: Sequence[str], *, quiet: bool) -> Iterator[Callable[[SourceReport], None]]:
    """Yield what to call with each report; it shows a bar on stderr that leaves no trace.

    `names` are the sources of the run, empty when that is not known before its end.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda report: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[told]}", markup=False),
    )
    run = Run(names)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=len(names) or None, told="")

        def note(report: SourceReport) -> None:
            run.note(report)
            elapsed = bar.tasks[0].elapsed or 0.0
            bar.update(task, advance=1, told=run.tell(elapsed))

        yield note


class Run:
    """What a run over many sources has come to so far."""

    def __init__(self, names: Sequence[str]) -> None:
        self._waiting = dict.fromkeys(names)
        self._done = self._new = self._failed = 0

    def note(self, report: SourceReport) -> None:
        """Add the report of one source."""
        self._waiting.pop(report.source, None)
        self._done += 1
        self._new += report.new
        self._failed += is_trouble(report)

    def tell(self, elapsed: float) -> str:
        """Say in a line how much, how quick, and at the end for whom the run waits."""
        rate = f"{self._done / elapsed:.1f} a second" if elapsed else ""
        told = [f"{self._new} new, {self._failed} failed", rate]
        if 0 < len(self._waiting) <= FEW:
            told.append(f"waiting for {', '.join(self._waiting)}")
        return "  ".join(filter(None, told))


def is_trouble(report: SourceReport) -> bool:
    """Tell whether a source gave nothing for a reason that somebody should know."""
    return report.result in ("failed", "gone", "limited", "offline")
