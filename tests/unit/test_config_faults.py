"""Rules of telling what is wrong with feeds.toml: every problem at once, each with its line."""

import pytest

from aggregator.config import load_config
from aggregator.errors import ConfigError

OPEN = "at the end of the file; a bracket or a quote before it may be open"


def test_every_problem_is_told_at_once(problems):
    """A file with many faults is read once and corrected once."""
    found = problems(
        "[aggregator]\n"
        'intervall = "1h"\n'
        'listen = "8484"\n'
        "concurrency = 0\n"
        "[[source]]\n"
        'name = "a"\n'
        'url = "ftp://example.org/"\n'
        "[[source]]\n"
        'url = "https://b.example/"\n'
        'name = "a"\n'
        "[[output]]\n"
        'name = "x y"\n'
        'sources = ["c"]\n'
    )
    assert [problem.partition(": ")[0] for problem in found] == [
        f"feeds.toml:{line}" for line in (2, 3, 4, 7, 10, 12, 13)
    ]
    assert (
        found[0] == 'feeds.toml:2: [aggregator]: unknown key "intervall" (did you mean "interval"?)'
    )


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('intervall = "1h"', 'unknown key "intervall" (did you mean "interval"?)'),
        ("interval = 60", '"interval" must be a duration such as "30m", "2h" or "7d", got 60'),
        ('interval = "0s"', '"interval" must be at least 1s, got "0s"'),
        (
            'tags = "linux"',
            '"tags" must be a list in brackets, got "linux" (did you mean ["linux"]?)',
        ),
        (
            'full_text = "allways"',
            '"full_text" must be one of "auto", "always" or "never", got "allways"'
            ' (did you mean "always"?)',
        ),
        (
            'learn = "true"',
            '"learn" must be true or false, got "true" (did you mean true, without quotes?)',
        ),
        (
            'select = ["div >"]',
            '"select" is not a CSS selector: Expected selector, got <EOF at 5>, got "div >"',
        ),
        (
            """keep = ["titel == 'x'"]""",
            '"keep" is not a filter: column 1: unknown name "titel", got "titel == \'x\'"'
            ' (did you mean "title"?)',
        ),
        ("max_entries = 0", '"max_entries" must be at least 1, got 0'),
        ('entries = { title = "h2" }', 'key "entries.item" is missing'),
        (
            'entries = { item = "li", titel = "h2" }',
            'unknown key "titel" (did you mean "title"?)',
        ),
        (
            'tracking = { remov = ["ref"] }',
            'unknown key "remov" (did you mean "remove"?)',
        ),
        (
            'tracking = { keep = ["utm_id=7"] }',
            '"tracking.keep" must be the name of a parameter, such as "ref", or a beginning',
        ),
        (
            'headers = { Cookie = "env:NOPE" }',
            '"headers.Cookie" names the environment variable NOPE, which is not set',
        ),
        (
            'headers = { Host = "x" }',
            '"headers.Host" is a header that aggregator sets itself, got "Host"',
        ),
        (
            'proxy = "ftp://p"',
            '"proxy" must be the address of a proxy (http, https, socks4, socks4a,',
        ),
        ('auth = "nothing"', '"auth" must be "user:password" or "Bearer …"'),
    ],
)
def test_a_fault_is_told_with_key_and_suggestion(problem, line, what):
    """Each message says which key, what is wrong, what was found, and what was perhaps meant."""
    assert problem(line).startswith(what)


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("lwn.net/rss", '(did you mean "https://lwn.net/rss"?)'),
        ("feed://lwn.net/rss", '(did you mean "https://lwn.net/rss"?)'),
        ("ftp://lwn.net/rss", "must be an http(s): or file: address"),
        ("https://lwn.net:99999/", "Port out of range"),
        ("https://lwn.net/a b", "must be an address without spaces"),
        ("https://", "must be an http(s): or file: address"),
        ("https://[::1/", "Invalid IPv6 URL"),
        ("file://elsewhere/a.xml", "must be a file of this machine"),
    ],
)
def test_a_bad_address_is_told(problems, url, what):
    """Only http(s): and file: addresses are sources."""
    (only,) = problems(f'[[source]]\nname = "a"\nurl = "{url}"\n')
    assert only.startswith('feeds.toml:3: source "a": "url" ')
    assert what in only


def test_names_and_addresses_are_taken_once(problems):
    """A second source of the same name or address, or output of the same name, is a fault."""
    found = problems(
        '[[source]]\nurl = "https://A.example/x"\nname = "one"\n'
        '[[source]]\nurl = "https://a.example/x#top"\nname = "ONE"\n'
        '[[output]]\nname = "o"\n[[output]]\nname = "O"\n'
    )
    assert [problem.partition(": ")[0] for problem in found] == [
        "feeds.toml:5",
        "feeds.toml:6",
        "feeds.toml:10",
    ]


def test_an_output_names_what_there_is(problems):
    """Unknown tags and sources of an output are faults, with a suggestion and their own line."""
    found = problems(
        '[[source]]\nurl = "https://lwn.net/"\ntags = ["linux"]\n'
        '[[output]]\nname = "o"\ntags = ["linus"]\nsources = [\n  "lwn.net",\n  "lvn.net",\n]\n'
    )
    assert found == [
        'feeds.toml:6: output "o": "tags" names no tag: "linus" (did you mean "linux"?)',
        'feeds.toml:9: output "o": "sources" names no source: "lvn.net" (did you mean "lwn.net"?)',
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            "[agregator]\n",
            'feeds.toml:1: unknown table or key "agregator" (did you mean "[aggregator]"?)',
        ),
        ("[source]\n", "feeds.toml:1: write [[source]], with two brackets, once for each"),
        ("[[defaults]]\n", "feeds.toml:1: write [defaults]: it is one table"),
        ("\na = = 1\n", "feeds.toml:2: is not TOML: Invalid value"),
        ("a = 1\na = 2\n", "feeds.toml:2: is not TOML: Cannot overwrite a value"),
        ("\na = [\n", f"feeds.toml:2: is not TOML: Invalid value {OPEN}"),
        ('a = """', f"feeds.toml:1: is not TOML: Unterminated string {OPEN}"),
    ],
)
def test_the_file_as_a_whole_is_checked(problems, text, what):
    """Wrong tables and text that is no TOML are told with their line as well."""
    assert problems(text)[0] == what


def test_bounds_of_the_interval_are_in_order(problems):
    """min_interval above max_interval is a fault, also against the default of the other."""
    (only,) = problems('[aggregator]\nmin_interval = "2d"\n')
    assert only.startswith("feeds.toml:2: [aggregator]: ")


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    """A missing file, and one that is not UTF-8, are configuration errors."""
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        load_config(tmp_path / "feeds.toml", {})
    (tmp_path / "feeds.toml").write_bytes(b"# a\n# \xff\n")
    with pytest.raises(ConfigError, match=r"feeds.toml:2: is not UTF-8"):
        load_config(tmp_path / "feeds.toml", {})
