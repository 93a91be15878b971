"""Finds the line of every key of a TOML document, for messages. Reads valid TOML only.

tomllib gives values without places, so a small scanner walks the text once more; it
skips values and never judges them.
"""

import re
from bisect import bisect_left
from collections import Counter

from aggregator.records.base import record

Path = tuple[str | int, ...]


@record
class Block:
    """A table with a header of its own: its lines, from 1, up to the end of its last value."""

    path: Path
    first: int
    last: int


_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r'[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|\'[^\']*\'')
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\'', re.DOTALL
)
_SCALAR = re.compile(r"[^,\]}\n#]+")


def find_lines(text: str) -> dict[Path, int]:
    """Return path → line (from 1), such as `("source", 2, "interval")` → 41.

    The document must be valid TOML; entries of arrays of tables and of arrays count from 0.
    """
    return _Scanner(text.replace("\r\n", "\n")).scan()


def find_blocks(text: str) -> tuple[Block, ...]:
    """Return the tables of the document in their order; it must be valid TOML."""
    scanner = _Scanner(text.replace("\r\n", "\n"))
    scanner.scan()
    return tuple(
        Block(path=path, first=first, last=scanner.ends[path]) for path, first in scanner.headers
    )


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.ends_of_lines = [found.start() for found in re.finditer("\n", text)]
        self.lines: dict[Path, int] = {}
        self.tables: Counter[Path] = Counter()
        self.headers: list[tuple[Path, int]] = []
        self.ends: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip(_BLANK) < len(self.text):
            table = self._header() if self.text[self.at] == "[" else self._pair(table)
            self.ends[table] = self._line(self.at)
        return self.lines

    def _header(self) -> Path:
        start = self.at
        is_array = self.text.startswith("[[", self.at)
        self.at += 2 if is_array else 1
        path: Path = ()
        for part in self._dotted():
            path = self._latest((*path, part))
        if is_array:
            path = path[:-1] if isinstance(path[-1], int) else path
            path, count = (*path, self.tables[path]), path
            self.tables[count] += 1
        self.at += 2 if is_array else 1
        self._note(path, start)
        self.headers.append((path, self._line(start)))
        return path

    def _latest(self, path: Path) -> Path:
        """A header under an array of tables speaks of its last table."""
        return (*path, self.tables[path] - 1) if path in self.tables else path

    def _pair(self, table: Path) -> Path:
        start = self.at
        path = (*table, *self._dotted())
        self.at += 1  # the equals sign
        self._note(path, start)
        self._value(path)
        return table

    def _dotted(self) -> list[str]:
        parts = []
        while True:
            self._skip(_SPACE)
            part = self._skip_key()
            parts.append(part[1:-1] if part[0] in "\"'" else part)
            self._skip(_SPACE)
            if self.text[self.at] != ".":
                return parts
            self.at += 1

    def _skip_key(self) -> str:
        start = self.at
        self._skip(_KEY)
        return self.text[start : self.at]

    def _value(self, path: Path) -> None:
        self._skip(_SPACE)
        match self.text[self.at]:
            case "[":
                self._array(path)
            case "{":
                self._inline_table(path)
            case '"' | "'":
                self._skip(_STRING)
            case _:
                self._skip(_SCALAR)

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while self.text[self._skip(_BLANK)] != "]":
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._note((*path, index), self.at)
            self._value((*path, index))
            index += 1
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while self.text[self._skip(_BLANK)] != "}":
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._pair(path)
        self.at += 1

    def _note(self, path: Path, start: int) -> None:
        self.lines.setdefault(path, self._line(start))

    def _line(self, at: int) -> int:
        return bisect_left(self.ends_of_lines, at) + 1

    def _skip(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at
