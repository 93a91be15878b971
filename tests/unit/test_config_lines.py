"""Rules of finding lines: every key of a document, in all of TOML's spellings."""

import tomllib

from aggregator.config.durations import format_duration, parse_duration
from aggregator.config.lines import find_lines

TEXT = '''# comment [a]
top = 1
"quoted.key" = "a # b"
a.b . c = [1, 2]

[table]   # [no]
text = """
[[not]]
a = "1" """
raw = \'\'\'
# not a comment\'\'\'

[[many]]
x = { one = 1, "two" = [ "}", ']' ] }
list = [
  "a",   # ]
  { deep = true },
]
[many.sub]
y = 1979-05-27 07:32:00  # a date
[[many]]
x = -1.5e3
[[many.inner]]
z = 'C:\\'
'''


def test_each_key_is_found_at_its_line():
    """Strings, comments, arrays and inline tables do not lead astray."""
    lines = find_lines(TEXT)
    assert lines[("top",)] == 2
    assert lines[("quoted.key",)] == 3
    assert lines[("a", "b", "c")] == 4
    assert lines[("table",)] == 6
    assert lines[("table", "text")] == 7
    assert lines[("table", "raw")] == 10
    assert lines[("many", 0)] == 13
    assert lines[("many", 0, "x", "two", 1)] == 14
    assert lines[("many", 0, "list", 0)] == 16
    assert lines[("many", 0, "list", 1, "deep")] == 17
    assert lines[("many", 0, "sub", "y")] == 20
    assert lines[("many", 1, "x")] == 22
    assert lines[("many", 1, "inner", 0, "z")] == 24


def test_every_value_has_a_line():
    """No path of the parsed document is missing."""

    def paths(value, path=()):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in items:
            yield (*path, key)
            if isinstance(each, dict | list):
                yield from paths(each, (*path, key))

    found = find_lines(TEXT)
    missing = {path for path in paths(tomllib.loads(TEXT)) if path not in found}
    assert missing == {("a",), ("a", "b"), ("many",), ("many", 1, "inner")}  # never written alone


def test_durations_read_back():
    """A duration written by aggregator is one that it reads."""
    for text in ("30s", "10m", "2h", "7d", "1d2h3m4s", "90s"):
        assert parse_duration(format_duration(parse_duration(text))) == parse_duration(text)
    assert format_duration(parse_duration("90s")) == "1m30s"
