"""Names on the command line, checked with a suggestion before anything is done."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from aggregator.errors import ConfigError


def check_names(kind: str, names: Sequence[str], known: Iterable[str]) -> None:
    """Raise ConfigError that names each unknown one and what was perhaps meant."""
    known = list(known)
    problems = [
        f"no {kind} named {name}{_meant(name, known)}" for name in names if name not in known
    ]
    if problems:
        raise ConfigError(*problems)


def _meant(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, 1)
    return f"; did you mean {close[0]}?" if close else f"; there are: {', '.join(known) or 'none'}"
