"""What all workers promise, and what only processes can."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import traceback
from datetime import timedelta
from pathlib import Path

import pytest

from aggregator.errors import ConfigError, CrashError, WorkerDiedError
from aggregator.workers import Elsewhere, InlineWorkers, ProcessWorkers
from tests import workers_functions as functions

MIB = 2**20
LIMIT = timedelta(seconds=20)


def processes(count=1, time_limit=LIMIT, memory_limit=200 * MIB):
    return ProcessWorkers(count, time_limit, memory_limit)


def with_workers(workers, test):
    async def main():
        try:
            return await test(workers)
        finally:
            await workers.close()

    return asyncio.run(main())


def is_running(pid):
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"  # dead, if not yet buried


def wait_until(is_so):
    for _ in range(500):
        if is_so():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture(params=["inline", "processes"])
def run(request):
    """Run a test's coroutine on workers."""
    workers = InlineWorkers() if request.param == "inline" else processes()
    return lambda test: with_workers(workers, test)


def test_a_function_may_be_named_only(run):
    async def test(workers):
        return await workers.run(Elsewhere("tests.workers_functions", "double"), 21)

    assert run(test) == 42


def test_what_is_named_only_is_loaded_in_the_worker():
    """Whoever hands in a name does not pay for what it needs."""
    code = (
        "import asyncio, sys; from datetime import timedelta;"
        "from aggregator.workers import Elsewhere, ProcessWorkers;"
        "workers = ProcessWorkers(1, timedelta(seconds=20), 2**28);"
        "named = Elsewhere('tests.workers_functions', 'double');"
        "print(asyncio.run(workers.run(named, 21)), 'tests.workers_functions' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["42", "False"]


def test_a_call_returns_what_the_function_returns(run):
    async def test(workers):
        assert await workers.run(functions.double, "ab") == "abab"
        assert len(await workers.run(functions.double, b"x" * 3_000_000)) == 6_000_000

    run(test)


def test_an_exception_for_a_person_comes_back_as_itself(run):
    async def test(workers):
        with pytest.raises(ConfigError, match=r"mend feeds\.toml"):
            await workers.run(functions.fail_for_a_person)
        with pytest.raises(FileNotFoundError) as caught:
            await workers.run(functions.open_nothing)
        assert caught.value.filename

    run(test)


def test_an_exception_nobody_expected_is_a_crash_that_says_where(run):
    """Told in few words that can be stored, with a traceback; the worker lives on."""

    async def test(workers):
        with pytest.raises(CrashError, match="LookupError: nothing there") as caught:
            await workers.run(functions.fail, "nothing there \ud800" + "!" * 100_000)
        assert len(str(caught.value)) < 400
        assert str(caught.value).encode()
        trace = "".join(traceback.format_exception(caught.value))
        assert "in fail\n" in trace
        assert await workers.run(functions.double, 2) == 4

    run(test)


def test_endless_recursion_is_reported_as_a_death(run):
    async def test(workers):
        with pytest.raises(WorkerDiedError, match="nested too deeply"):
            await workers.run(functions.nest)
        assert await workers.run(functions.double, 2) == 4

    run(test)


def test_closed_workers_say_so_and_close_twice(run):
    async def test(workers):
        await workers.close()
        with pytest.raises(WorkerDiedError, match="closed"):
            await workers.run(functions.double, 2)

    run(test)


def test_no_process_starts_before_the_first_call_and_one_serves_many():
    async def test(workers):
        pids = {await workers.run(functions.identify) for _ in range(5)}
        assert len(pids) == 1
        assert os.getpid() not in pids

    with_workers(processes(count=4), test)


def test_calls_run_side_by_side_up_to_the_number_of_processes():
    async def test(workers):
        calls = [workers.run(functions.identify) for _ in range(40)]
        assert len(set(await asyncio.gather(*calls))) == 2

    with_workers(processes(count=2), test)


@pytest.mark.parametrize("function", [functions.hang, functions.spin])
def test_a_call_that_takes_too_long_is_killed_and_its_worker_replaced(function):
    async def test(workers):
        before = await workers.run(functions.identify)
        with pytest.raises(WorkerDiedError, match=r"longer than 0.5 s"):
            await workers.run(function)
        assert not is_running(before)
        assert await workers.run(functions.double, 2) == 4

    with_workers(processes(time_limit=timedelta(seconds=0.5)), test)


def test_a_call_that_takes_too_much_memory_fails_alone():
    async def test(workers):
        with pytest.raises(WorkerDiedError, match="memory"):
            await workers.run(functions.take, 300 * MIB)
        assert await workers.run(functions.take, 150 * MIB) == 150 * MIB

    with_workers(processes(), test)


@pytest.mark.parametrize(
    ("function", "reason"), [(functions.abort, "SIGABRT"), (functions.leave, "status 7")]
)
def test_a_worker_that_dies_is_replaced_and_its_call_told_why(function, reason):
    async def test(workers):
        with pytest.raises(WorkerDiedError, match=reason):
            await workers.run(function)
        assert await workers.run(functions.double, 2) == 4

    with_workers(processes(), test)


def test_an_idle_worker_that_was_killed_costs_no_more_than_one_call():
    async def test(workers):
        os.kill(await workers.run(functions.identify), signal.SIGKILL)
        with pytest.raises(WorkerDiedError, match="SIGKILL"):
            await workers.run(functions.double, 2)
        assert await workers.run(functions.double, 2) == 4

    with_workers(processes(), test)


def test_an_exception_that_cannot_travel_is_told_in_words():
    async def test(workers):
        with pytest.raises(WorkerDiedError, match="stubborn"):
            await workers.run(functions.fail_stubbornly)
        with pytest.raises(Exception, match="pickle"):
            await workers.run(functions.return_function)
        assert await workers.run(functions.double, 2) == 4

    with_workers(processes(), test)


def test_a_cancelled_call_ends_its_process(tmp_path):
    note = tmp_path / "pid"

    async def test(workers):
        call = asyncio.create_task(workers.run(functions.ignore_and_note, str(note)))
        while not (note.exists() and note.read_text()):
            await asyncio.sleep(0.02)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert not is_running(int(note.read_text()))
        assert await workers.run(functions.double, 2) == 4

    with_workers(processes(), test)


def test_close_ends_what_is_under_way(tmp_path):
    note = tmp_path / "pid"

    async def test(workers):
        call = asyncio.create_task(workers.run(functions.ignore_and_note, str(note)))
        while not (note.exists() and note.read_text()):
            await asyncio.sleep(0.02)
        await workers.close()
        with pytest.raises(WorkerDiedError):
            await call
        assert not is_running(int(note.read_text()))

    with_workers(processes(), test)


def test_workers_end_with_their_parent_even_when_it_is_killed(tmp_path):
    note = tmp_path / "pid"
    program = f"""
import asyncio
from datetime import timedelta
from aggregator.workers import ProcessWorkers
from tests.workers_functions import ignore_and_note
workers = ProcessWorkers(1, timedelta(seconds=60), 2**28)
asyncio.run(workers.run(ignore_and_note, {str(note)!r}))
"""
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[2])
    try:
        assert wait_until(lambda: note.exists() and note.read_text())
    finally:
        parent.kill()
        parent.wait()
    assert wait_until(lambda: not is_running(int(note.read_text())))
