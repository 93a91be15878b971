"""Rules of reading feeds.toml that hold for any text: told as problems, never a crash."""

import tomllib
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.config.edit import add_source, remove_source
from aggregator.config.lines import find_lines
from aggregator.config.load import read_config
from aggregator.errors import ConfigError

TEXT = (
    (Path(__file__).parents[2] / "feeds.toml").read_text(encoding="utf-8")
    + """
[defaults]
tags = ["x"]
[[source]]
url = "https://me:secret@e.example/"
entries = { item = "li", "title" = 'h2' }
headers = { A = "b" }
keep = ['''title == "x"''', "age > duration('1h')"]
"""
)
PIECES = [
    *TEXT.splitlines(keepends=True),
    '"',
    "'",
    '"""',
    "[",
    "]",
    "{",
    "}",
    "=",
    "#",
    "\\",
    "[[a]]\n",
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = st.sampled_from([
    "url", "name", "tags", "select", "entries", "headers", "auth", "keep", "interval", "learn",
    "formats", "limit", "max_age", "sources", "full_text", "proxy", "listen", "site_rules", "x",
])  # fmt: skip


def check(text):
    try:
        read_config(text, Path("feeds.toml"), {})
    except ConfigError as error:
        problems = error.problems
    else:
        return
    assert problems
    assert all(problem.startswith("feeds.toml") for problem in problems)
    assert not any("me:secret" in problem for problem in problems)


def write_toml(value):
    """Write a value as TOML; what TOML has no word for becomes an empty list."""
    if isinstance(value, dict):
        pairs = (f"{write_text(key)} = {write_toml(each)}" for key, each in value.items())
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(write_toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return write_text(value)
    return str(value) if isinstance(value, int) else "inf" if isinstance(value, float) else "[]"


def write_text(text):
    escaped = (
        f"\\U{ord(character):08x}" for character in text if not 0xD800 <= ord(character) < 0xE000
    )
    return '"' + "".join(escaped) + '"'


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join))
def test_any_text_is_read_or_told(text):
    """Pieces of a real file in any order, with anything between."""
    check(text)


@given(
    st.sampled_from(["[aggregator]", "[defaults]", "[[source]]", "[[output]]"]),
    st.dictionaries(KEYS, VALUES, max_size=4),
)
@settings(max_examples=300, deadline=None)
def test_any_value_is_read_or_told(header, table):
    """A key may hold a value of any kind."""
    lines = (f"{key} = {write_toml(value)}" for key, value in table.items())
    check("\n".join([header, *lines]))


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_every_key_of_a_valid_document_has_a_line(text):
    """The scanner finds what tomllib finds."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines = find_lines(text)
    for key, value in document.items():
        tables = value if isinstance(value, list) else [value]
        for index, table in enumerate(tables):
            where = (key, index) if isinstance(value, list) else (key,)
            for inner in table if isinstance(table, dict) else ():
                assert (*where, inner) in lines


@settings(deadline=None)
@given(
    st.integers(0, 30), st.text(max_size=20), st.lists(st.text(min_size=1, max_size=5), max_size=3)
)
def test_what_is_added_can_be_removed(cut, title, tags):
    """Adding and removing a source leaves every byte of a file as it was, wherever it ends."""
    text = "[[source]]".join(TEXT.split("[[source]]")[: cut + 1]).rstrip() + "\n"
    added = add_source(text, "https://new.example/", name="new", title=title, tags=tags)
    expected = {"url": "https://new.example/", "name": "new"}
    expected |= {"title": title} if title else {}
    expected |= {"tags": tags} if tags else {}
    assert tomllib.loads(added)["source"][-1] == expected
    assert remove_source(added, "new") == text
