"""Shows how far a run over many sources is: a bar on a terminal, nothing otherwise."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aggregator.records import SourceReport


@contextmanager
def show_progress(total: int | None, *, quiet: bool) -> Iterator[Callable[[SourceReport], None]]:
    """Yield what to call with each report; the bar is on stderr and leaves no trace."""
    if quiet or not sys.stderr.isatty():
        yield lambda report: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[new]} new, {task.fields[failed]} failed  {task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, new=0, failed=0)
        new = failed = 0

        def note(report: SourceReport) -> None:
            nonlocal new, failed
            new += report.new
            failed += bool(is_trouble(report))
            bar.update(task, advance=1, description=report.source, new=new, failed=failed)

        yield note


def is_trouble(report: SourceReport) -> bool:
    """Tell whether a source gave nothing for a reason that somebody should know."""
    return report.result in ("failed", "gone", "limited")
