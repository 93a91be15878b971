"""Parts of docs/generate.py: what each page of docs/reference says, and where it is taken from.

A table of meanings stands beside what the code has; where one has what the other has not, the
page cannot be made, and a test says so.
"""


def require_same(what: str, described: set[str], found: set[str]) -> None:
    """Raise SystemExit when something is not described, or described and gone."""
    if missing := found - described:
        raise SystemExit(f"describe in docs/describe these {what}: {', '.join(sorted(missing))}")
    if stale := described - found:
        raise SystemExit(f"gone from the code, but described: {what} {', '.join(sorted(stale))}")
