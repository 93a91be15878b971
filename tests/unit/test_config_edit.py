"""Rules of editing feeds.toml: a table comes or goes, every other byte stays."""

import tomllib

import pytest

from aggregator.config.edit import add_source, remove_source
from aggregator.errors import ConfigError

TEXT = """# my feeds

[aggregator]
listen = ""   # nobody

# about a
[[source]]
url = "https://a.example/"  # first
# tags = ["off"]

# about b
[[source]]
url = "https://b.example/"
tags = [
  "x",  # why
]
[source.headers]
Accept-Language = "de"

# what goes out
[[output]]
name = "all"
"""


def test_a_source_is_added_after_the_last_one():
    """Comments keep their places: the one above [[output]] stays above it."""
    added = add_source(TEXT, "https://c.example/?a=1", name="c", tags=['q"t', "ü"])
    block = '\n[[source]]\nurl = "https://c.example/?a=1"\nname = "c"\ntags = ["q\\"t", "ü"]\n'
    before, after = TEXT.split("\n# what goes out")
    assert added == f"{before}{block}\n# what goes out{after}"


def test_the_first_source_goes_to_the_end():
    """A file without sources gets one after everything else."""
    assert add_source("", "https://a.example/") == '[[source]]\nurl = "https://a.example/"\n'
    assert add_source("# hi\n", "https://a.example/").startswith("# hi\n\n[[source]]\n")


def test_a_source_goes_with_the_comment_above_it():
    """Removing takes the table, its sub-tables and its own comments, and nothing else."""
    before, rest = TEXT.split("# about a")
    assert remove_source(TEXT, "a.example") == before + "# about b" + rest.split("# about b")[1]
    before, rest = TEXT.split("# about b")
    assert (
        remove_source(TEXT, "b.example")
        == before + "# what goes out" + rest.split("# what goes out")[1]
    )


def test_adding_and_removing_leaves_the_text_as_it_was():
    """The one undoes the other, to the byte."""
    assert remove_source(add_source(TEXT, "https://c.example/", name="c"), "c") == TEXT


def test_line_ends_are_kept():
    """A file of Windows stays one."""
    added = add_source(TEXT.replace("\n", "\r\n"), "https://c.example/")
    assert "\n" not in added.replace("\r\n", "")


def test_an_unknown_name_is_told_with_a_suggestion():
    """Nothing is removed by mistake."""
    with pytest.raises(ConfigError, match=r'did you mean "a\.example"'):
        remove_source(TEXT, "a.exmple")


def test_what_is_added_says_what_was_meant():
    """The new table reads back as the values that were given."""
    added = tomllib.loads(add_source(TEXT, "https://c.example/", title="A \\ B\n'C'"))
    assert added["source"][-1] == {"url": "https://c.example/", "title": "A \\ B\n'C'"}
