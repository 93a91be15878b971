"""What makes an entry the same entry at the next poll, and what tells that it was changed.

The identity is the guid or id, else the link, else a hash of title, date and
text, freed of what publishers change without meaning another entry: the
scheme, tracking parameters, and the revision mark that the BBC hangs on.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from hashlib import blake2b

from aggregator.records import Defect, RawEntry
from aggregator.urls import canonical_url, is_web_url, strip_tracking

_REVISION = re.compile(r"#\d{1,4}\Z")
_SCHEME = re.compile(r"https?:(?=//)", re.IGNORECASE)
_UNHASHED = frozenset({"identity", "raw_hash", "base", "comments_feed", "comment_count"})
"""`base` is where the document was found; the entry does not say it. What is said of the
discussion under an entry is no reason to make it, and to ask for its page, again."""

_LATER = frozenset({"episode", "replies_to", "place"})
"""Fields that count only where they are set: entries of before have the hash that they had."""


def digest_of(*parts: str) -> str:
    """Return a short hash of strings that is the same in every process."""
    digest = blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


def claim_of(entry: RawEntry) -> str:
    """Return the identity that an entry claims, before it is compared with its neighbours."""
    if entry.entry_id:
        return _settled(entry.entry_id, entry.link)
    if entry.link:
        return _settled(entry.link, entry.link)
    if entry.enclosures:
        return _settled(entry.enclosures[0].url, None)
    date = entry.published or entry.updated
    told = (entry.title, date.isoformat() if date else "", entry.content or entry.summary)
    return f"text:{digest_of(*told)}"


def hash_of(entry: RawEntry) -> str:
    """Return the hash of all that we keep of an entry."""
    kept = replace(entry, link=strip_tracking(entry.link) if entry.link else None)
    told = ((each.name, getattr(kept, each.name)) for each in fields(kept))
    return digest_of(
        *(
            value if isinstance(value, str) else repr(value)
            for name, value in told
            if name not in _UNHASHED and not (name in _LATER and not value)
        )
    )


_MARK = " ~"
"""Before what tells apart entries that a reader could not."""


def identify(
    entries: Sequence[RawEntry], taken: Iterable[str] = ()
) -> tuple[tuple[RawEntry, ...], tuple[str, ...], tuple[Defect, ...]]:
    """Give each entry its identity, unique in the document, and its hash.

    Returns the entries, the identity of each that was given (entries that
    claim the same one and are told alike are one, the first), and the defects.
    Others with one claim keep apart by their link or title. `taken` are the
    identities that entries of the same document have already.
    """
    claims = [claim_of(entry) for entry in entries]
    # A claim that stands for more than one entry has more than one qualified form.
    held = frozenset(taken)
    forms = {name: name.rpartition(" ")[0] for name in held if " " in name and _MARK not in name}
    forms |= {_qualified(claim, each): claim for claim, each in zip(claims, entries, strict=True)}
    bearers = Counter(forms.values())
    made: dict[str, RawEntry] = {}
    names: list[str] = []
    defects: list[Defect] = []
    for claim, entry in zip(claims, entries, strict=True):
        sealed = replace(entry, raw_hash=hash_of(entry))
        possible = _forms(claim, sealed, apart=bearers[claim] > 1)
        free = (name for name in possible if name not in held)
        names.append(_place(sealed, free, made, defects))
    return tuple(made.values()), tuple(names), tuple(defects)


def _forms(claim: str, entry: RawEntry, *, apart: bool) -> Iterator[str]:
    """Yield the names that an entry may have, the plainest first.

    They depend on the entry alone: which of them are taken is the same in a
    whole document and in a part of it whose other names are known.
    """
    if not apart:
        yield claim
    name = _qualified(claim, entry)
    while True:
        yield name
        name = f"{claim}{_MARK}{digest_of(entry.raw_hash, name)}"


def _place(
    entry: RawEntry, forms: Iterator[str], made: dict[str, RawEntry], defects: list[Defect]
) -> str:
    """Add an entry under the first of its names that no entry told otherwise has."""
    for name in forms:
        if name not in made:
            made[name] = replace(entry, identity=name)
            return name
        if _is_alike(entry, made[name]):
            defects.append(Defect(code="entry-repeated", detail=entry.title or name))
            return name
    raise AssertionError("there is always another name")


def _settled(claim: str, link: str | None) -> str:
    claim = claim.strip()
    if not is_web_url(claim):
        return claim
    # `…/articles/c1#0`, then `#1`, with `…/articles/c1` as link: revisions of one article. A site
    # whose entries are places on one page links to the places.
    if link and _REVISION.search(claim):
        bare = _REVISION.sub("", claim)
        if canonical_url(bare) == canonical_url(link.partition("#")[0]) and "#" not in link:
            claim = bare
    return _SCHEME.sub("", strip_tracking(claim))


def _qualified(claim: str, entry: RawEntry) -> str:
    """Tell entries with one guid apart by what a reader tells them apart by."""
    link = canonical_url(entry.link) if entry.link else ""
    return f"{claim} {digest_of(link or '', entry.title)}"


def _is_alike(one: RawEntry, other: RawEntry) -> bool:
    if one.raw_hash == other.raw_hash:
        return True
    return (one.title, one.summary, one.content) == (other.title, other.summary, other.content)
