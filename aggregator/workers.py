"""Runs the pure stages on hostile bytes, in processes that may be killed: protocols.Workers.

A document can hang a parser, exhaust the memory or abort the whole process (a
sanitizer's out-of-memory cannot be caught). So it is worked on in a process of
its own kind: with a time limit, a memory limit, and somebody who replaces it.
This module knows no stage; what it runs is handed in.
"""

import asyncio
import ctypes
import gc
import os
import pickle
import resource
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from struct import Struct
from typing import Any, TypeVar, cast

from aggregator.errors import AggregatorError, CrashError, WorkerDiedError
from aggregator.records import Limits
from aggregator.text import legal, shorten

T = TypeVar("T")

START_LIMIT = 60.0
"""Seconds for a process to start and to import what it is asked to run."""

GARBAGE = 20_000
"""Objects made before the collector looks: a document is thousands, and nearly all die at once.
Python's own 700 cost a twentieth of the time."""

_HEAD = Struct("!QB")
"""Length of what follows; whether it is the last answer of this process."""

_BEGUN = b"\x01"
_EXHAUSTED = (MemoryError, RecursionError)
_TOLD = 300
"""Characters of what is told of an exception: some quote the document."""
_TRACED = 1000
"""Characters of a line of its traceback."""
_FRAMES = 200
"""Lines of it, the last ones."""
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Elsewhere:
    """A function by its name: who hands it in need not load what it needs; the worker does."""

    def __init__(self, module: str, name: str) -> None:
        self._place = module, name

    def __call__(self, *arguments: object) -> Any:  # noqa: ANN401 - it is not loaded yet
        """Call the function here."""
        return _load(*self._place)(*arguments)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, str]]:
        """Travel as the name; what arrives is the function, loaded."""
        return _load, self._place


def _load(module: str, name: str) -> Callable[..., object]:
    return cast("Callable[..., object]", getattr(import_module(module), name))


class InlineWorkers:
    """Runs functions where it is called: for tests, and for input that is trusted."""

    def __init__(self) -> None:
        self._is_closed = False

    async def run(
        self, function: Callable[..., T], *arguments: object, limits: Limits | None = None
    ) -> T:
        """See protocols.Workers; knows of no limits."""
        if self._is_closed:
            raise WorkerDiedError("the workers are closed")
        try:
            return function(*arguments)
        except _EXHAUSTED as error:
            raise WorkerDiedError(_tell_exhausted(error)) from error
        except Exception as error:
            if _is_for_caller(error):
                raise
            raise CrashError(_tell_crash(error)) from error

    async def close(self) -> None:
        """See protocols.Workers."""
        self._is_closed = True


class ProcessWorkers:
    """Runs functions in at most `processes` processes, none of which starts before it is needed.

    `time_limit` is for one call; `memory_limit` is in bytes of address space,
    beyond what the process has taken before the call.
    """

    def __init__(self, processes: int, time_limit: timedelta, memory_limit: int) -> None:
        self._processes = processes
        self._free = asyncio.Semaphore(processes)
        self._time_limit = time_limit.total_seconds()
        self._memory_limit = memory_limit
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._is_closed = False

    async def run(
        self, function: Callable[..., T], *arguments: object, limits: Limits | None = None
    ) -> T:
        """See protocols.Workers."""
        request = pickle.dumps((function, arguments, limits), pickle.HIGHEST_PROTOCOL)
        async with self._free:
            if self._is_closed:
                raise WorkerDiedError("the workers are closed")
            worker = self._idle.pop() if self._idle else _Worker(self._memory_limit)
            self._busy.add(worker)
            try:
                answer = await worker.call(request, self._time_limit)
            finally:
                self._busy.discard(worker)
                if worker.is_fit and not self._is_closed:
                    self._idle.append(worker)
                else:
                    worker.end()
        return cast("T", _open_answer(answer))

    async def close(self) -> None:
        """See protocols.Workers; calls under way end with WorkerDiedError."""
        self._is_closed = True
        for worker in self._busy:
            worker.kill()
        while self._idle:
            self._idle.pop().end()
        # Whoever waits for an answer sees the end of it, and then all places are free.
        for _ in range(self._processes):
            await self._free.acquire()
        for _ in range(self._processes):
            self._free.release()


class _Worker:
    """One process, and the socket that leads to it."""

    def __init__(self, memory_limit: int) -> None:
        self._socket, theirs = socket.socketpair()
        self._socket.settimeout(0)
        code = (
            "import sys; sys.path[:] = sys.argv[4:]; from aggregator.workers import serve; serve()"
        )
        limits = [str(theirs.fileno()), str(os.getpid()), str(memory_limit)]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", code, *limits, *sys.path],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        self.is_fit = False

    async def call(self, request: bytes, time_limit: float) -> bytes:
        """Send a request and return the answer; unfit for another call until it is here."""
        self.is_fit = False
        try:
            async with asyncio.timeout(START_LIMIT):
                await self._send(request)
                await self._receive(len(_BEGUN))
            async with asyncio.timeout(time_limit):
                length, last = _HEAD.unpack(await self._receive(_HEAD.size))
                answer = await self._receive(length)
        except TimeoutError as error:
            raise WorkerDiedError(f"took longer than {time_limit:g} s") from error
        except (OSError, EOFError) as error:
            raise WorkerDiedError(self._tell_end()) from error
        self.is_fit = not last
        return bytes(answer)

    async def _send(self, request: bytes) -> None:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self._socket, _HEAD.pack(len(request), 0) + request)

    async def _receive(self, size: int) -> bytearray:
        loop = asyncio.get_running_loop()
        buffer = bytearray(size)
        view = memoryview(buffer)
        while view:
            count = await loop.sock_recv_into(self._socket, view)
            if not count:
                raise EOFError
            view = view[count:]
        return buffer

    def _tell_end(self) -> str:
        status = self._process.wait()
        if status >= 0:
            return f"its process ended with status {status}"
        if -status == signal.SIGPROF:
            return "took more CPU time than it may"
        return f"its process was ended by {signal.Signals(-status).name}"

    def kill(self) -> None:
        """Kill the process; whoever waits for its answer is told."""
        self._process.kill()

    def end(self) -> None:
        """Kill the process, if it still runs, and give back what it held."""
        self.kill()
        self._process.wait()
        self._socket.close()


def _open_answer(answer: bytes) -> object:
    failure, value = pickle.loads(answer)
    if failure is not None:
        raise failure
    return value


def _tell_exhausted(error: BaseException) -> str:
    return "ran out of memory" if isinstance(error, MemoryError) else "nested too deeply"


def _is_for_caller(error: Exception) -> bool:
    """Tell whether an exception is for a person to act on: no document causes it.

    A document has no file either: an OSError without one is a date that the C library refuses.
    """
    if isinstance(error, OSError):
        return error.filename is not None
    return isinstance(error, AggregatorError | ImportError)


def _tell_crash(error: Exception) -> str:
    """Return what may be stored and shown of an exception that nobody expected."""
    told = "".join(traceback.format_exception_only(error))
    return f"an error of aggregator itself: {shorten(told, _TOLD)}"


# --- in the worker's process --------------------------------------------------


def serve() -> None:
    """Answer calls until nobody is there to ask."""
    descriptor, parent, memory_limit = (int(argument) for argument in sys.argv[1:4])
    _die_with(parent)
    gc.set_threshold(GARBAGE, 20, 20)
    with socket.socket(fileno=descriptor) as connection, connection.makefile("rb") as requests:
        limit = _MemoryLimit(memory_limit)
        while not limit.is_outgrown and (head := requests.read(_HEAD.size)):
            length, _ = _HEAD.unpack(head)
            answer = _answer(requests.read(length), connection, limit)
            connection.sendall(_HEAD.pack(len(answer), limit.is_outgrown) + answer)


def _die_with(parent: int) -> None:
    """Leave the end to the parent: by closing the socket, by a kill, or by its own death."""
    for ignored in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit()


class _MemoryLimit:
    """Lets each call take so much address space beyond what was taken before it."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._first: int | None = None
        self.is_outgrown = False
        """Whether what calls left behind is so much that a new process is better."""

    def run(
        self,
        function: Callable[..., object],
        arguments: tuple[object, ...],
        limits: Limits | None,
    ) -> object:
        """Call the function within the limit, and within its own limits, if it has any."""
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        before = _address_space()
        self._first = self._first or before
        self.is_outgrown = before > self._first + self._size
        size = min(self._size, limits.memory) if limits else self._size
        resource.setrlimit(resource.RLIMIT_AS, (before + size, hard))
        # Nobody handles SIGPROF: it ends the process, whatever C code it is in.
        signal.setitimer(signal.ITIMER_PROF, limits.seconds if limits else 0)
        try:
            return function(*arguments)
        except _EXHAUSTED as error:
            raise WorkerDiedError(_tell_exhausted(error)) from None
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, hard))


def _answer(request: bytes, connection: socket.socket, limit: _MemoryLimit) -> bytes:
    try:
        try:
            # Imports what is to be run: neither its time nor its memory is the document's.
            function, arguments, limits = pickle.loads(request)
        finally:
            connection.sendall(_BEGUN)
        answer = (None, limit.run(function, arguments, limits))
        return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs this document only
        return _pack_failure(error)


def _address_space() -> int:
    """Return how many bytes of address space this process has (proc(5), statm)."""
    pages = Path("/proc/self/statm").read_bytes().split()[0]
    return int(pages) * resource.getpagesize()


def _pack_failure(error: Exception) -> bytes:
    """Pack an exception with its traceback; a foreign one only in words: it may not travel."""
    told = "".join(traceback.format_exception(error))
    failure = error if _is_for_caller(error) else CrashError(_tell_crash(error))
    lines = [line[:_TRACED] for line in legal(told).split("\n")]
    failure.add_note("\n".join(("In a worker:", *lines[-_FRAMES:])))
    return pickle.dumps((failure, None), pickle.HIGHEST_PROTOCOL)
