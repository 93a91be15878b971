"""Entries for tests of what is stored and judged."""

from dataclasses import replace
from hashlib import sha256

from aggregator.dedup.sketch import make_sketch
from aggregator.records import CleanEntry, SafeHtml


def make_entry(identity, *, text="", source="a", **fields):
    """Return an entry whose other fields follow from its identity and text."""
    title = fields.pop("title", identity)
    told = {
        "raw_hash": f"raw {identity}",
        "entry_id": None,
        "link": f"https://a.example/{identity}",
        "canonical_url": None,
        "content": SafeHtml(f"<p>{text or title}</p>"),
        "fingerprint": sha256((text or title).encode()).hexdigest(),
    }
    entry = CleanEntry(identity=identity, source=source, title=title, **told | fields)
    return replace(entry, sketch=make_sketch(entry))
