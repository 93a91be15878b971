"""What a new entry costs among ten thousand stored ones, and among a million.

    python bench/store_lookup.py FOLDER [COUNT…]

FOLDER is scratch: a database of each size is made in it and left there. The
stored entries are of 200 sources and 180 days, with sketches of their own, so
that every index is as large as it would be. The ratio is to the first size.

"A new entry" is all that telling a story once costs: the sketch of a text of 500
words, the lookup of what may be alike, the judgement, the insert with its keys,
and its part of the commit of a poll of ten. Every fourth is a copy of one that
another source has, edited, so it is compared and folded. "Its lookup" is that
part alone, of entries that are not stored yet.

Keys of stored sketches are drawn at random: runs of words that a language uses
everywhere, which many stored texts have in common, are not among them.
"""

import asyncio
import json
import random
import shutil
import sqlite3
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from aggregator.dedup.sketch import make_sketch
from aggregator.dedup.verdict import judge
from aggregator.records import CleanEntry, Poll, SafeHtml, Source, SourceState
from aggregator.records.identity import mint_id
from aggregator.store.engine import connect, make_engine
from aggregator.store.neighbours import find_others
from aggregator.store.sql import SqlStore

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = 86_400_000_000
SOURCES = [Source(name=f"s{n}", url=f"https://s{n}.example/feed") for n in range(200)]
NEW = 400
SYLLABLES = [a + b for a in "bcdfglmnprst" for b in "aeiou"]
WORDS = [a + b + c for a in SYLLABLES for b in SYLLABLES[::3] for c in ("", "n", "s", "ta")]
WEIGHTS = [1 / (rank + 3) for rank in range(len(WORDS))]


def make_text(rng):
    """Return words as often as a language uses them: a few everywhere, most of them seldom."""
    return rng.choices(WORDS, WEIGHTS, k=500)


def make_entry(source, number, words):
    address = f"{source}.example/new/{number}"
    return CleanEntry(
        source=source,
        identity=address,
        raw_hash="0" * 64,
        entry_id=f"https://{address}",
        link=f"https://{address}",
        canonical_url=address,
        title=" ".join(words[:8]),
        published=NOW - timedelta(minutes=number),
        content=SafeHtml(f"<p>{' '.join(words)}</p>"),
        fingerprint=sha256(address.encode()).hexdigest()[:32],
    )


def make_entries(rng):
    """Return new entries of one source, and before them the originals of every fourth."""
    originals, entries = [], []
    for number in range(NEW):
        words = make_text(rng)
        if number % 4 == 0:
            originals.append(make_entry("s9", number, words))
            words = [word for word in words if rng.random() > 0.02]
        entries.append(make_entry("s7", number, words))
    return originals, entries


def sketched(entry):
    return replace(entry, sketch=make_sketch(entry))


def fill(path, count):
    rng = random.Random(count)
    now = int(NOW.timestamp()) * 1_000_000
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -400000")
    keys = []

    def rows():
        for seq in range(1, count + 1):
            at = now - rng.randrange(180 * DAY)
            source = seq % len(SOURCES)
            address = f"s{source}.example/{seq}"
            own = sorted(rng.getrandbits(43) for _ in range(20))
            keys.extend((key, at // DAY, seq) for key in own)
            print_ = sha256(address.encode()).hexdigest()[:32]
            sketch = json.dumps({"words": 500, "keys": own, "shingles": own, "size": 498})
            id_ = mint_id(SOURCES[source].url, address)
            yield (
                *(seq, id_, source + 1, address, print_, print_, address, f"https://{address}"),
                *(f"https://{address}", "A title", at, 2, sketch, id_, "", at, at, at, None),
                json.dumps({"content": "<p>text</p>"}),
            )

    connection.executemany(
        "INSERT INTO entry (seq, id, source_id, identity, raw_hash, fingerprint, canonical_url, "
        "link, entry_id, title, dated_at, home, sketch, story, reason, sort_at, first_seen, "
        f"revised_at, left_at, rest) VALUES ({', '.join('?' * 20)})",
        rows(),
    )
    keys.sort()
    connection.executemany("INSERT OR IGNORE INTO sketch_key VALUES (?, ?, ?)", keys)
    connection.commit()
    connection.close()


async def store_all(store, number, entries):
    state = SourceState(name=SOURCES[number].name, url=SOURCES[number].url)
    return await store.record_poll(Poll(state=state, entries=entries, at=NOW), judge)


async def measure(folder, count):
    store = SqlStore.open(folder)
    await store.sync_sources(SOURCES)
    await store.close()
    fill(folder / "aggregator.db", count)
    store = SqlStore.open(folder)
    originals, entries = make_entries(random.Random(7))
    await store_all(store, 9, tuple(map(sketched, originals)))
    found = {}

    async def clock(name, repeats, work, each=1):
        await work(0)
        wall, cpu = time.perf_counter(), time.process_time()
        for number in range(1, repeats + 1):
            await work(number)
        found[name] = (
            (time.process_time() - cpu) / repeats / each * 1e3,
            (time.perf_counter() - wall) / repeats / each * 1e3,
        )

    async def new(number):
        part = entries[number * 10 : number * 10 + 10]
        await store_all(store, 7, tuple(map(sketched, part)))

    async def known(number):
        await store.find_known("s7", [f"s7.example/{number * 5000 + n * 100}" for n in range(50)])

    fresh = [*map(sketched, entries)]
    with connect(make_engine(folder / "aggregator.db"), writes=False) as reading:

        async def look_up(number):
            find_others(reading, fresh[number], None)

        await clock("its lookup", NEW - 1, look_up)
    names = [source.name for source in SOURCES]
    await clock("a new entry", NEW // 10 - 1, new, 10)
    await clock("50 known identities", 50, known)
    await clock(
        "newest 100, folded", 20, lambda _: store.read_entries(names, 100, None, folded=True)
    )
    await clock(
        "one by its link", 50, lambda n: store.read_entry(f"https://s7.example/{200 * n + 7}")
    )
    await store.close()
    return found


def main(scratch, counts):
    base = None
    for count in counts:
        folder = scratch / str(count)
        shutil.rmtree(folder, ignore_errors=True)
        found = asyncio.run(measure(folder, count))
        base = base or found
        size = (folder / "aggregator.db").stat().st_size / 2**20
        print(f"{count} entries, {size:.0f} MiB")
        for name, (cpu, wall) in found.items():
            print(f"  {name:22} {cpu:8.3f} ms CPU {wall:8.3f} ms wall  x{cpu / base[name][0]:.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(each) for each in sys.argv[2:]] or [10_000, 1_000_000])
