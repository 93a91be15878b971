"""The ids under which entries are published."""

from uuid import NAMESPACE_URL, uuid5


def mint_id(source_url: str, identity: str) -> str:
    """Return the id of a source's entry: the same for the same two strings, always.

    An entry that was forgotten and comes back gets its old id, so no reader
    takes it for news (RFC 4287, 4.2.6: an id is permanent and unique).
    """
    # A URL holds no space, so no two different pairs make the same string.
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{source_url} {identity}')}"
