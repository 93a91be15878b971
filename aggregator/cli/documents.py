"""One feed document in, its entries out: what `aggregator parse` runs in its workers.

Loads the parser: import it only where it is used.
"""

from typing import Any

from aggregator.cli.plain import tell_fields
from aggregator.parse.document import parse_feed
from aggregator.records import EntrySelectors, Fetched, ParseFailed

MOST_ENTRIES = 1_000_000
"""A filter gives back all that it is given; the bound of a source is the source's."""


def answer_document(
    document: Fetched, selectors: EntrySelectors | None = None, max_entries: int = MOST_ENTRIES
) -> dict[str, Any]:
    """Parse one document; what is wrong with it is its `error`."""
    parsed = parse_feed(document, selectors=selectors, max_entries=max_entries)
    if isinstance(parsed, ParseFailed):
        return {"error": parsed.reason}
    told = {"format": parsed.format, "feed": parsed.info}
    return tell_fields({**told, "entries": parsed.entries, "defects": parsed.defects})
