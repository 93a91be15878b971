"""What became of an entry that was made again, as facts and as lines for a person."""

from collections.abc import Iterator
from dataclasses import fields
from difflib import unified_diff
from typing import Any

from aggregator.records import Changed, CleanEntry, StoredEntry
from aggregator.text import plain_text

TOLD = frozenset({"title", "content", "dropped", "decisions", "sketch", "fingerprint", "raw_hash"})
"""Fields that are told in their own way, or follow from others."""


def compare(changed: Changed) -> dict[str, Any]:
    """Return what is different now; only that, besides what names the entry."""
    before, after = changed.before, changed.after
    told: dict[str, Any] = {
        "id": after.id,
        "source": after.entry.source,
        "title": after.entry.title,
        "fate": list(_fate(before, after)),
    }
    if before.entry.title != after.entry.title:
        told["title_before"] = before.entry.title
    others = [*_find_others(before.entry, after.entry)]

    if diff := _diff(before.entry, after.entry):
        told["diff"] = diff
    elif before.entry.content != after.entry.content:
        others.append("markup")
    if others:
        told["fields"] = others
    return told


def is_seen(told: dict[str, Any]) -> bool:
    """Tell whether a reader would see it: reasons alone may have changed."""
    return bool(told["fate"] or told.keys() & {"title_before", "fields", "diff"})


def tell_lines(told: dict[str, Any]) -> Iterator[str]:
    """Return the same for a person."""
    yield f"{told['source']}: {told['title'] or '(untitled)'}  {told['id']}"
    for line in told["fate"]:
        yield f"  {line}"
    if "title_before" in told:
        yield f"  title was: {told['title_before']}"
    if "fields" in told:
        yield f"  also changed: {', '.join(told['fields'])}"
    for line in told.get("diff", ()):
        yield f"  {line}"


def _fate(before: StoredEntry, after: StoredEntry) -> Iterator[str]:
    was, now = before.entry.dropped, after.entry.dropped
    if was != now:
        yield f"dropped now: {now}" if now else f"kept now; was dropped: {was}"
    if before.duplicate_of != after.duplicate_of:
        if after.duplicate_of:
            yield f"folded into {after.duplicate_of}: {after.reason}"
        else:
            yield f"no longer folded into {before.duplicate_of}"


def _find_others(before: CleanEntry, after: CleanEntry) -> Iterator[str]:
    for field in fields(CleanEntry):
        name = field.name
        if name not in TOLD and getattr(before, name) != getattr(after, name):
            yield name


def _diff(before: CleanEntry, after: CleanEntry) -> list[str]:
    old, new = (plain_text(each.content).split("\n") for each in (before, after))
    return list(unified_diff(old, new, "stored", "now", n=1, lineterm=""))
