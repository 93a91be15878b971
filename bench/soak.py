"""A soak of the real daemon: many sources on loopback, for minutes or hours.

    python bench/soak.py FOLDER [--sources 500] [--minutes 60] [--gap 20] [--interval 2m]

FOLDER is scratch: feeds.toml, the storage and the daemon's log are left there. `aggregator run`
is started as a user would, with a feeds.toml that asks often (`interval`, `min_interval`); each
source is on a loopback host of its own (bench/loopback_web.py) with a latency, a rhythm of new
entries (log-normal around --gap minutes), validators, corrections, and errors. Watched from
outside:

- every entry that a complete answer carried is in the published feed, once, under one id;
- the time from the answer of the poll that first carried an entry to the published file with it
  (goal: 95 in 100 below 2 s);
- resident memory of the daemon and its workers after the warm-up (the first quarter): the median
  of the last quarter against that of the second (goal: within 5 %);
- open descriptors, threads, and tasks of the event loop (/metrics).

What was stored before the soak began is not measured, but must be stored once as well.
"""

import argparse
import asyncio
import json
import math
import os
import re
import resource
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import Counter, defaultdict
from pathlib import Path

from loopback_web import TOKEN, Site, Web

SAMPLE_SECONDS = 5
RESOURCES = "daemon MiB,workers MiB,descriptors,connections,threads,workers,tasks".split(",")
LEAKS = {"workers MiB": 0.1, "descriptors": 0.2, "tasks": 0.2, "connections": math.inf}
"""Where more than the goal is no sign of a leak: small numbers, which come and go, and connections
to sources, which are kept for a while: the more evenly polls are spread, the more at the least."""

SETTLE = 30
"""Seconds at the end for entries that were carried to be published."""

GOAL_SECONDS, GOAL_DRIFT = 2.0, 0.05

HEAD = """[aggregator]
listen = "127.0.0.1:{port}"
base_url = "http://127.0.0.1:{port}"
interval = "{interval}"
min_interval = "1m"
max_interval = "{interval}"

[defaults]
interval = "{interval}"
allow_private = true

[[output]]
name = "all"
limit = {limit}
"""

SOURCE = """
[[source]]
url = "http://{host}/feed"
name = "s{number}"
full_text = "{full_text}"
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_sites(arguments: argparse.Namespace, port: int) -> list[Site]:
    until = time.time() + arguments.minutes * 60
    return [
        Site(n, f"127.1.{n // 250}.{n % 250 + 1}:{port}", arguments.gap * 60, until)
        for n in range(arguments.sources)
    ]


def write_config(folder: Path, sites: list[Site], arguments: argparse.Namespace) -> int:
    port = free_port()
    text = HEAD.format(port=port, interval=arguments.interval, limit=arguments.limit)
    for site in sites:
        full_text = "always" if site.teaser else "never"
        text += SOURCE.format(host=site.host, number=site.number, full_text=full_text)
    (folder / "feeds.toml").write_text(text)
    return port


class Watcher:
    """Sees what is published, as soon as it is."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.published: dict[tuple[int, int], float] = {}
        self.ids: dict[tuple[int, int], set[str]] = defaultdict(set)
        self.twice: Counter[tuple[int, int]] = Counter()
        self.versions = 0

    async def watch(self) -> None:
        seen = 0
        while True:
            await asyncio.sleep(0.05)
            try:
                stat = self._path.stat()
            except FileNotFoundError:
                continue
            if stat.st_ino != seen:
                seen = stat.st_ino
                self._read(time.time())

    def _read(self, now: float) -> None:
        self.versions += 1
        here: Counter[tuple[int, int]] = Counter()
        for entry in self._path.read_text().split("<entry>")[1:]:
            title, id_ = (
                re.search("<title.*?</title>", entry, re.S),
                re.search("<id>(.*?)</", entry),
            )
            token = TOKEN.search(title[0])
            key = (int(token[1]), int(token[2]))
            here[key] += 1
            self.ids[key].add(id_[1])
            self.published.setdefault(key, now)
        self.twice.update(key for key, count in here.items() if count > 1)


class Meter:
    """Samples the daemon from outside."""

    def __init__(self, pid: int, port: int, web: Web) -> None:
        self._pid, self._port, self._web = pid, port, web
        self.samples: list[dict[str, float]] = []

    async def sample(self) -> None:
        while True:
            told = {"at": time.time(), **await asyncio.to_thread(self._measure)}
            # Connections that are kept for the next poll are no leak: there are as many as polls.
            told["descriptors"] -= self._web.open
            self.samples.append(told | {"connections": self._web.open})
            await asyncio.sleep(SAMPLE_SECONDS)

    def _measure(self) -> dict[str, float]:
        children = Path(f"/proc/{self._pid}/task/{self._pid}/children").read_text().split()
        told = {
            "daemon MiB": resident(self._pid),
            "workers MiB": sum(resident(int(child)) for child in children),
            "descriptors": count(f"/proc/{self._pid}/fd"),
            "threads": count(f"/proc/{self._pid}/task"),
            "workers": len(children),
            "cpu": self._cpu(),
            "load": os.getloadavg()[0],
        }
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/metrics", timeout=5) as it:
                found = re.search(r"^aggregator_tasks (\S+)", it.read().decode(), re.M)
        except OSError:
            found = None
        return told | ({"tasks": float(found[1])} if found else {})

    def _cpu(self) -> float:
        fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def count(folder: str) -> int:
    return sum(1 for _ in Path(folder).iterdir())


def resident(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return pages * resource.getpagesize() / 2**20


def quarters(samples: list[dict[str, float]], name: str) -> list[float]:
    """Return what a sample was like in each quarter: a median, or the least of what comes and goes.

    Connections and tasks go up and down with the work: what leaks raises the least of them.
    """
    values = [each[name] for each in samples if name in each]
    size = len(values) // 4
    sum_up = statistics.median if name.endswith("MiB") else min
    return [sum_up(values[n * size : (n + 1) * size]) for n in range(4)] if size else []


def percentile(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))]


def count_stored(folder: Path, sites: list[Site]) -> tuple[int, int, int]:
    """Return how many carried entries are stored, how often too many, and how many not at all."""
    connection = sqlite3.connect(folder / "storage" / "aggregator.db")
    titles = Counter(row[0] for row in connection.execute("select title from entry"))
    connection.close()
    carried = [f"Entry soak-{site.number}-{entry}" for site in sites for entry in site.carried]
    missing = sum(title not in titles for title in carried)
    return len(titles), sum(titles.values()) - len(titles), missing


def compare(
    sites: list[Site], watcher: Watcher, ended: float
) -> tuple[list[float], list[tuple[int, int]]]:
    """Return how long each new entry took from answer to file, and which never came."""
    late, missing = [], []
    for site in sites:
        for entry, at in site.carried.items():
            if entry < site.first_new or at > ended - SETTLE:
                continue
            seen = watcher.published.get((site.number, entry))
            if seen is None:
                missing.append((site.number, entry))
            else:
                late.append(seen - at)
    return sorted(late), missing


def is_beyond(folder: Path, token: tuple[int, int], limit: int) -> bool:
    """Tell whether so many newer entries were stored when one came that the feed had no place."""
    connection = sqlite3.connect(folder / "storage" / "aggregator.db")
    title = f"Entry soak-{token[0]}-{token[1]}"
    newer = """select count(*) from entry other, entry it
        where it.title = ? and other.sort_at > it.sort_at and other.first_seen <= it.first_seen"""
    (count,) = connection.execute(newer, (title,)).fetchone()
    connection.close()
    return count >= limit


def report_entries(
    folder: Path, sites: list[Site], watcher: Watcher, ended: float, limit: int
) -> list[str]:
    """Print what became of the entries; return what missed its goal."""
    late, missing = compare(sites, watcher, ended)
    beyond = [token for token in missing if is_beyond(folder, token, limit)]
    missing = [token for token in missing if token not in beyond]
    total, repeated, unstored = count_stored(folder, sites)
    answers = sum((Counter(site.answers) for site in sites), Counter())
    several = sum(len(ids) > 1 for ids in watcher.ids.values())
    print(f"answers: {dict(answers)}; versions of the published feed: {watcher.versions}")
    print(
        f"entries: {len(late)} new ones published, {len(missing)} missing {missing[:5]}", end="; "
    )
    print(f"{len(beyond)} stored, but older than the newest {limit} when their source answered")
    print(f"twice in one file: {len(watcher.twice)}; under several ids: {several}")
    print(f"stored: {total} entries, {repeated} of them again, {unstored} carried and not stored")
    missed = []
    if missing or watcher.twice or several or repeated or unstored or not late:
        missed.append("not every entry is published once")
    if late:
        at = [percentile(late, share) for share in (0.5, 0.95, 0.99, 1.0)]
        print("answer to file: p50 {:.2f} s, p95 {:.2f} s, p99 {:.2f} s, max {:.2f} s".format(*at))
        if at[1] > GOAL_SECONDS:
            missed.append(f"p95 is {at[1]:.2f} s")
    return missed


def report_resources(samples: list[dict[str, float]]) -> list[str]:
    """Print what the daemon took; return what missed its goal."""
    missed = []
    loads = [each["load"] for each in samples]
    cpu = (samples[-1]["cpu"] - samples[0]["cpu"]) / (samples[-1]["at"] - samples[0]["at"])
    print(f"load of the machine: {statistics.median(loads):.1f}, up to {max(loads):.1f}", end="; ")
    print(f"{os.cpu_count()} processors, of which the daemon took {cpu:.1%} of one")
    for name in RESOURCES:
        if told := quarters(samples, name):
            drift = told[3] / told[1] - 1 if told[1] else 0.0
            print(f"{name:12} by quarters: {', '.join(f'{v:.1f}' for v in told)}; {drift:+.1%}")
            if drift > LEAKS.get(name, GOAL_DRIFT):
                missed.append(f"{name} drifts by {drift:+.1%}")
    return missed


async def soak(arguments: argparse.Namespace, folder: Path) -> list[str]:
    sites = make_sites(arguments, free_port())
    web = Web(sites)
    await web.start(int(sites[0].host.rpartition(":")[2]))
    port = write_config(folder, sites, arguments)
    began = time.time()
    with (folder / "daemon.log").open("wb") as told:
        command = [sys.executable, "-m", "aggregator", "run"]
        daemon = subprocess.Popen(command, cwd=folder, stdout=told, stderr=told)
    watcher = Watcher(folder / "storage/public/feeds/all.atom")
    meter = Meter(daemon.pid, port, web)
    await asyncio.sleep(2)
    watching = [asyncio.create_task(job) for job in (watcher.watch(), meter.sample())]
    try:
        await live(arguments.minutes * 60, daemon, watching)
    finally:
        ended = time.time()
        for task in watching:
            task.cancel()
        daemon.send_signal(signal.SIGTERM)
        status = await asyncio.to_thread(daemon.wait, 30)
        stopped = time.time() - ended
        await web.close()
    minutes = (ended - began) / 60
    print(f"{arguments.sources} sources, {minutes:.1f} minutes, every {arguments.interval}")
    missed = report_entries(folder, sites, watcher, ended, arguments.limit) + report_resources(
        meter.samples
    )
    print(f"SIGTERM: status {status} after {stopped:.1f} s")
    (folder / "samples.json").write_text(json.dumps(meter.samples))
    return missed + ([f"exit status {status}"] if status else [])


async def live(seconds: float, daemon: subprocess.Popen, watching: list[asyncio.Task]) -> None:
    """Wait so long; fail at once when the daemon or the watching ends."""
    end = time.time() + seconds
    while time.time() < end:
        await asyncio.sleep(1)
        if daemon.poll() is not None:
            raise SystemExit(f"the daemon ended with status {daemon.returncode}: see daemon.log")
        for task in watching:
            if task.done():
                task.result()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--sources", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--gap", type=float, default=20, help="minutes between entries of a source")
    parser.add_argument("--interval", default="2m")
    parser.add_argument("--limit", type=int, default=300, help="entries in the published feed")
    arguments = parser.parse_args()
    folder = Path(arguments.folder)
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "storage").exists():
        raise SystemExit(f"{folder}/storage is there already; give a new folder")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 8192)), hard))
    missed = asyncio.run(soak(arguments, folder))
    print("goals: " + ("all met" if not missed else "; ".join(missed)))
    raise SystemExit(bool(missed))


if __name__ == "__main__":
    main()
