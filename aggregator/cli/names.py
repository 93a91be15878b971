"""Names on the command line, checked with a suggestion before anything is done."""

from collections.abc import Iterable, Sequence

from aggregator.errors import ConfigError


def check_names(kind: str, names: Sequence[str], known: Iterable[str]) -> None:
    """Raise ConfigError that names each unknown one and what was perhaps meant."""
    from aggregator.config.naming import tell_unknown

    known = list(known)
    problems = [tell_unknown(kind, name, known) for name in names if name not in known]
    if problems:
        raise ConfigError(*problems)
