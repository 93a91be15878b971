"""One feed document in, its entries out: what `aggregator parse` runs in its workers.

Loads the parser: import it only where it is used.
"""

from typing import Any

from aggregator.cli.tell import tell_fields
from aggregator.parse.document import parse_feed
from aggregator.records import Fetched, ParseFailed


def answer_document(document: Fetched) -> dict[str, Any]:
    """Parse one document; what is wrong with it is its `error`."""
    parsed = parse_feed(document)
    if isinstance(parsed, ParseFailed):
        return {"error": parsed.reason}
    told = {"format": parsed.format, "feed": parsed.info}
    return tell_fields({**told, "entries": parsed.entries, "defects": parsed.defects})
