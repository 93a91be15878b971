"""Which stored source is which configured one: by URL first, then by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from aggregator.records import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store calls a source."""

    name: str
    url: str
    configured: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the known sources are called from now on, and which are not known yet."""

    after: Mapping[int, Known]
    unknown: tuple[Source, ...]


def match_sources(known: Mapping[int, Known], sources: Sequence[Source]) -> Plan:
    """Keep a source's past under a new name, and under a new URL; retire what is not configured."""
    by_url = {each.url: key for key, each in known.items()}
    found = {source.url: by_url[source.url] for source in sources if source.url in by_url}
    # What no URL found may have a new URL under its old name: http that became https.
    rest = {each.name: key for key, each in known.items() if key not in found.values()}
    for source in sources:
        if source.url not in found and source.name in rest:
            found[source.url] = rest.pop(source.name)
    after = {found[each.url]: _as_configured(each) for each in sources if each.url in found}
    names = {source.name for source in sources}
    for key, each in known.items():
        if key not in after:
            after[key] = _retired(each, names)
    return Plan(after=after, unknown=tuple(source for source in sources if source.url not in found))


def _as_configured(source: Source) -> Known:
    return Known(name=source.name, url=source.url, configured=True)


def _retired(known: Known, taken: set[str]) -> Known:
    """Keep it, but not its name when another source is called so now."""
    name = known.url if known.name in taken else known.name
    return replace(known, name=name, configured=False)
