"""Edits a feeds.toml: whole tables come and go, every other byte stays.

tomlkit spells the values. It does not place the tables: it takes the comment above a
table for the end of the one before, and would move or delete it with that.
"""

import os
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import tomlkit

from aggregator.config.lines import Block, find_blocks
from aggregator.config.load import Config, parse_toml, read_config, read_text
from aggregator.config.naming import list_tables, name_sources, tell_unknown
from aggregator.errors import ConfigError


def add_source(
    text: str,
    url: str,
    *,
    name: str | None = None,
    title: str | None = None,
    tags: Sequence[str] = (),
    allow_private: bool = False,
) -> str:
    """Return the text with one more `[[source]]`, after the last one or at the end."""
    keys = {"url": url, "name": name, "title": title, "tags": tags, "allow_private": allow_private}
    return add_sources(text, [keys])


def add_sources(text: str, tables: Sequence[Mapping[str, object]]) -> str:
    """Return the text with more `[[source]]` tables; keys whose value is empty are left out."""
    lines = _split(text)
    end = "\r" if "\r\n" in text else ""
    added = [line + end for table in tables for line in ("", *_write_table(table))]
    sources = [block for block in _find(text) if block.path[0] == "source"]
    if sources:
        at = _end_of_comments(lines, max(block.last for block in sources))
        lines[at:at] = added
    else:
        lines += added if lines and lines[-1].strip() else added[1:]
    return _join(lines, text)


def _write_table(table: Mapping[str, object]) -> Iterator[str]:
    yield "[[source]]"
    for key, value in table.items():
        if value:
            plain = list(value) if isinstance(value, tuple) else value
            yield f"{key} = {tomlkit.item(plain).as_string()}"


def remove_source(text: str, name: str) -> str:
    """Return the text without the `[[source]]` of this name, and without the comment that stands
    right above it. Raises ConfigError when there is none."""
    names = name_sources(list_tables(tomllib.loads(text), "source"))
    if name not in names:
        raise ConfigError(tell_unknown("source", name, names))
    where = ("source", names.index(name))
    blocks = [block for block in _find(text) if block.path[:2] == where]
    lines = _split(text)
    for block in reversed(blocks):
        first = _start_of_comments(lines, block.first)
        last = _end_of_comments(lines, block.last)
        while last < len(lines) and not lines[last].strip():
            last += 1
        del lines[first:last]
    return _join(lines, text)


def rewrite(path: Path, edit: Callable[[str], str], environ: Mapping[str, str]) -> Config:
    """Edit a feeds.toml and return what it says then.

    The file is replaced at once and only by a text that is right; a link stays a link.
    Raises ConfigError with the problems of the new text, or when the file cannot be written.
    """
    target = path.resolve()
    before = read_text(path) if target.exists() else ""
    parse_toml(path, before)  # the editors read valid documents only
    text = edit(before)
    config = read_config(text, path, environ)
    try:
        _replace(target, text)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from error
    return config


def _replace(path: Path, text: str) -> None:
    """Write beside the file, then rename: whoever reads finds the old text or the new one."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _find(text: str) -> tuple[Block, ...]:
    tomllib.loads(text)  # the scanner reads valid documents only
    return find_blocks(text)


def _start_of_comments(lines: Sequence[str], first: int) -> int:
    """Return the index of the first line of the comment that ends right above a line."""
    at = first - 1
    while at and lines[at - 1].lstrip().startswith("#"):
        at -= 1
    return at


def _end_of_comments(lines: Sequence[str], last: int) -> int:
    """Return the index after the comment that follows a line at once, if it is not the next
    table's."""
    at = last
    while at < len(lines) and lines[at].lstrip().startswith("#"):
        at += 1
    return last if at < len(lines) and lines[at].lstrip().startswith("[") else at


def _split(text: str) -> list[str]:
    """Split at line feeds only: other ends of lines may stand in a value or a comment."""
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]


def _join(lines: Sequence[str], like: str) -> str:
    return "\n".join(lines).rstrip() + ("\r\n" if "\r\n" in like else "\n")
