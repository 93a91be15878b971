"""Loads feeds.toml: reads, checks every table, and builds the records."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aggregator.config.build import build_outputs, build_settings, build_sources
from aggregator.config.check import check_across, check_tables
from aggregator.config.lines import find_lines
from aggregator.config.problems import Problems
from aggregator.config.secrets import Surroundings
from aggregator.errors import ConfigError
from aggregator.records import Output, Settings, Source
from aggregator.records.base import record


@record
class Config:
    """A feeds.toml that is right in every respect that can be told without a network."""

    settings: Settings
    sources: tuple[Source, ...]
    outputs: tuple[Output, ...]
    path: Path
    folder: Path
    """The absolute folder of the file, which its relative paths start from."""
    storage: str | None = None
    """The key `storage`, if the file has it; `find_storage` tells what holds in the end."""


def load_config(path: Path, environ: Mapping[str, str]) -> Config:
    """Read and check a feeds.toml.

    Raises ConfigError with every problem at once, each with file, line, key, what is wrong
    and, where one is near, a suggestion.
    """
    return read_config(read_text(path), path, environ)


def read_config(text: str, path: Path, environ: Mapping[str, str]) -> Config:
    """Check the text of a feeds.toml as if it stood in the file; raises as load_config does."""
    document = parse_toml(path, text)
    folder = path.absolute().parent
    problems = Problems(path, find_lines(text))
    tables = check_tables(document, Surroundings(folder=folder, environ=environ), problems)
    check_across(document, problems)
    if found := problems.render():
        raise ConfigError(*found)
    settings = build_settings(tables.aggregator)
    return Config(
        settings=settings,
        sources=build_sources(tables.sources, tables.defaults),
        outputs=build_outputs(tables.outputs),
        path=path,
        folder=folder,
        storage=tables.aggregator.get("storage"),
    )


def read_text(path: Path) -> str:
    """Return the text of a file; raises ConfigError when it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: is not UTF-8 text") from error


def parse_toml(path: Path, text: str) -> dict[str, Any]:
    """Return the document; raises ConfigError with the line when it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, place = str(error).partition(" (at ")
        line = place.removeprefix("line ").partition(",")[0]
        if not line.isdecimal():  # "end of document": what is missing there was opened before
            line = str(max(1, len(text.splitlines())))
            what += " at the end of the file; a bracket or a quote before it may be open"
        raise ConfigError(f"{path}:{line}: is not TOML: {what}") from error
