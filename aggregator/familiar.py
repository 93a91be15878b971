"""What the last document of a source tells of the next one.

The digests of its items: those need not be read again. Its identities: when
more than half of them change at once, the feed has changed its ids, and its
entries keep the identities that they had, from then on.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median

from aggregator.errors import WorkerDiedError
from aggregator.log import log_crash
from aggregator.parse.migration import find_migration, migrate, rename
from aggregator.protocols import Store, Workers
from aggregator.records import CleanEntry, Memo, ParsedFeed
from aggregator.records.base import record
from aggregator.urls import site_of, unwrap_redirector

KIND = "document"

ENOUGH = 4
"""Entries that have to carry a line for it to be called repeated."""
SAMPLE = 12
"""Entries that are looked at: what all of them carry, twelve of them carry."""
MOST_REPEATED = 50
NEARLY_ALL = 0.8
"""Which share of a source's entries is on its own site at least."""


@record
class Familiar:
    """What is known of a source's documents."""

    parts: Mapping[str, str]
    """The digest of each item of the last one, and the identity of its entry."""
    renamed: Mapping[str, str]
    """Identities that entries have in the feed now, and those that they had when they came."""
    repeated: tuple[str, ...] = ()
    """Lines that its entries carry word for word: a sponsor's, "The post X appeared first on Y"."""
    sizes: tuple[int, ...] = ()
    """Words that the latest of its entries have, with what their pages told."""
    site: str | None = None
    """An address on the site that most of its entries are on, if there is one."""


async def read_familiar(store: Store, source: str) -> Familiar:
    """Return what was noted with the last document."""
    noted = await store.read_memos(KIND, [source])
    told = json.loads(noted[source]) if source in noted else {}
    return Familiar(
        parts=told.get("parts", {}),
        renamed=told.get("renamed", {}),
        repeated=tuple(told.get("repeated", ())),
        sizes=tuple(told.get("sizes", ())),
        site=told.get("site"),
    )


def find_usual(familiar: Familiar) -> int:
    """Return how many words the source's entries usually have in full; 0 when too few are known."""
    return int(median(familiar.sizes)) if len(familiar.sizes) >= ENOUGH else 0


def learn_sizes(familiar: Familiar, entries: Sequence[CleanEntry]) -> Familiar:
    """Note how many words new entries have in full."""
    sizes = (*familiar.sizes, *filter(None, map(count_words, entries)))
    return replace(familiar, sizes=sizes[-SAMPLE:])


def count_words(entry: CleanEntry) -> int:
    """Return how many words an entry's content has, as its sketch tells."""
    return entry.sketch.words if entry.sketch else 0


def learn_site(parsed: ParsedFeed, familiar: Familiar) -> Familiar:
    """Note the site that nearly all entries of a document are on: it is the source's own.

    A planet or a link list has entries on many; a blog whose feed is served by
    somebody else, or under an old name, has them on one.
    """
    links = [unwrap_redirector(entry.link) for entry in parsed.entries if entry.link]
    if len(links) < ENOUGH:
        return familiar
    site, count = Counter(map(site_of, links)).most_common(1)[0]
    is_one = bool(site) and count >= len(links) * NEARLY_ALL
    return replace(familiar, site=f"https://{site}/" if is_one else None)


def find_home_pages(link: str | None, familiar: Familiar) -> tuple[str, ...]:
    """Return addresses on what seems to be the source's site; `link` is what the feed names."""
    return tuple(each for each in (link, familiar.site) if each)


async def find_repeated(
    source: str, parsed: ParsedFeed, familiar: Familiar, workers: Workers
) -> tuple[str, ...]:
    """Return the lines that entries of the source repeat, those of the last documents included."""
    if len(parsed.entries) < ENOUGH:
        return familiar.repeated
    # Only now: a run in which nothing is new never loads a cleaner.
    from aggregator.clean.entry import repeated_lines

    try:
        found = await workers.run(repeated_lines, parsed.entries[:SAMPLE])
    except WorkerDiedError as death:
        log_crash(death, source, "the lines that its entries repeat")
        return familiar.repeated
    return tuple(dict.fromkeys((*sorted(found), *familiar.repeated)))[:MOST_REPEATED]


async def settle_identities(
    parsed: ParsedFeed, familiar: Familiar, store: Store, source: str
) -> tuple[ParsedFeed, Mapping[str, str]]:
    """Give entries the identities that they had, and return with them all that were renamed."""
    known = familiar.renamed
    parsed = _apply(parsed, known)
    before = set(familiar.parts.values())
    new = [entry for entry in parsed.entries if entry.identity not in before]
    if not before or len(new) * 2 <= len(parsed.entries) + len(parsed.known):
        return parsed, known
    moved = find_migration(parsed, await store.find_remembered(source, sorted(before)))
    return migrate(parsed, moved), {**known, **moved}


def note_familiar(source: str, parsed: ParsedFeed, now: Familiar, wanted: frozenset[str]) -> Memo:
    """Return the memo for the next document; the `wanted` identities are to be read again."""
    parts = {digest: name for digest, name in parsed.parts if name not in wanted}
    told: dict[str, object] = {"parts": parts, "renamed": dict(now.renamed)}
    told |= {"repeated": now.repeated}
    told |= {"sizes": now.sizes} if now.sizes else {}
    told |= {"site": now.site} if now.site else {}
    return Memo(kind=KIND, key=source, value=json.dumps(told, sort_keys=True).encode())


def _apply(parsed: ParsedFeed, renamed: Mapping[str, str]) -> ParsedFeed:
    """Apply what is known; an identity that is in the document itself is nobody else's."""
    taken = {*parsed.known, *(entry.identity for entry in parsed.entries)}
    return rename(parsed, {new: old for new, old in renamed.items() if old not in taken})
