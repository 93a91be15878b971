"""What an output carried and carries no more: withdrawn, or merely too old?

Readers are told of the first (RFC 6721): a filter drops it now, its source left
the output or the configuration, its story is told by another entry. What makes
room for newer entries, or is forgotten in time, is as good as ever and is not
among it. See docs/decisions/0009-what-is-withdrawn.md.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from aggregator.filters import depends_on_age, is_kept
from aggregator.protocols import Store
from aggregator.records import Memo, Output, StoredEntry, Stories, Withdrawn
from aggregator.records.base import record

MOST = 200
"""Withdrawn entries that an output tells of, the newest."""

LONGEST = timedelta(days=30)
"""For so long it tells of one, counted to its newest entry: the same store, the same feed."""

_KIND = "carried"

_DROPPED = "A filter leaves it out now."
_FOLDED = "Another entry tells its story now."
_REMOVED = "Its source is not in this feed any more."


@record
class Carried:
    """What is remembered of an output's last edition."""

    ids: tuple[str, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()


async def note_carried(
    store: Store,
    output: Output,
    names: Collection[str],
    entries: Sequence[StoredEntry],
    now: datetime,
) -> tuple[Withdrawn, ...]:
    """Remember what the output carries from now on; return what it is to say is withdrawn.

    `names` are the sources of the output. Stored before the files are written:
    should they not be, the next edition says the same.
    """
    known = await _read(store, output.name)
    shown = {stored.id: stored for stored in entries}
    lost = [id_ for id_ in known.ids if id_ not in shown]
    members = await store.read_told(lost) if lost else ()
    told = [
        Withdrawn(id=id_, at=now.replace(microsecond=0), why=why)
        for id_ in lost
        if (why := _find_reason(id_, members, output, names))
    ]
    carried = Carried(ids=tuple(shown), withdrawn=_bound((*told, *known.withdrawn), entries))
    if carried != known:
        value = _encode(carried)
        await store.write_memos([Memo(kind=_KIND, key=output.name, value=value)])
    return carried.withdrawn


def _find_reason(
    id_: str, members: Sequence[StoredEntry], output: Output, names: Collection[str]
) -> str | None:
    """Return why an entry is withdrawn; None when it is not, or when it is forgotten."""
    told = [each for each in members if id_ in (each.id, each.duplicate_of)]
    there = [each for each in told if each.entry.source in names]
    kept = [each for each in there if _is_kept(each, output)]
    if not told or any(_is_shown_as(each, id_, output.stories) for each in kept):
        return None
    if kept:
        return _FOLDED
    return _DROPPED if there else _REMOVED


def _is_shown_as(stored: StoredEntry, id_: str, stories: Stories) -> bool:
    """Tell whether the entry is, or may be, shown under this id."""
    if stories is Stories.OFF:
        return stored.id == id_
    return stories is Stories.EXACT or id_ == (stored.duplicate_of or stored.id)


def _is_kept(stored: StoredEntry, output: Output) -> bool:
    """Tell whether the output's filters keep the entry, at whatever age."""
    if stored.entry.dropped is not None:
        return False
    keep = () if any(map(depends_on_age, output.keep)) else output.keep
    drop = [rule for rule in output.drop if not depends_on_age(rule)]
    return is_kept(stored.entry, keep, drop, stored.first_seen) is None


def _bound(withdrawn: Sequence[Withdrawn], entries: Sequence[StoredEntry]) -> tuple[Withdrawn, ...]:
    """Return them without those that are back, and without the oldest."""
    shown = {stored.id for stored in entries}
    newest = max((stored.first_seen for stored in entries), default=None)
    kept = [
        each
        for each in withdrawn
        if each.id not in shown and (newest is None or newest - each.at < LONGEST)
    ]
    return tuple(kept[:MOST])


async def _read(store: Store, output: str) -> Carried:
    value = (await store.read_memos(_KIND, [output])).get(output)
    if value is None:
        return Carried()
    told = json.loads(value)
    return Carried(
        ids=tuple(told["ids"]),
        withdrawn=tuple(
            Withdrawn(id=id_, at=datetime.fromisoformat(at), why=why)
            for id_, at, why in told["withdrawn"]
        ),
    )


def _encode(carried: Carried) -> bytes:
    withdrawn = [[each.id, each.at.isoformat(), each.why] for each in carried.withdrawn]
    return json.dumps({"ids": carried.ids, "withdrawn": withdrawn}).encode()
