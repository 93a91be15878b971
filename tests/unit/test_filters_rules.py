"""Rules of filters: what they may ask, what is told of a wrong one, and that nothing is lost."""

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.errors import ConfigError
from aggregator.filters import compile_filter, is_kept
from aggregator.records import CleanEntry, Enclosure, Person, SafeHtml

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)


def entry(**changes):
    facts = {
        "source": "lwn",
        "identity": "1",
        "raw_hash": "",
        "entry_id": None,
        "link": "https://example.org/a",
        "canonical_url": None,
        "title": "Sponsored: a Python story",
        "authors": (Person(name="Ann"), Person(name="Bob")),
        "tags": ("python", "Web"),
        "published": NOW - timedelta(days=3),
        "content": SafeHtml("<p>One two</p><p>thr<b>ee</b> &amp; four</p>"),
        "fingerprint": "",
        "language": "en",
        "enclosures": (Enclosure(url="https://example.org/a.mp3", type="audio/mpeg", length=9),),
    }
    return CleanEntry(**facts | changes)


@pytest.mark.parametrize(
    "expression",
    [
        "title.matches('(?i)^sponsored')",
        "link.startsWith('https://example.org/')",
        "author == 'Ann, Bob'",
        "'python' in tags",
        "tags.exists(t, t.lowerAscii() == 'web')",
        "text.contains('One two')",
        "text.matches('three & four')",
        "lang == 'en'",
        "words == 4",
        "published < timestamp('2026-01-08T00:00:00Z')",
        "age > duration('48h') && age < duration('73h')",
        "source == 'lwn'",
        "enclosures.exists(e, e.type.startsWith('audio/') && e.length == 9)",
        "enclosures[0].url.endsWith('.mp3')",
        "!(title == '') && (words > 3 || false)",
        "published.getFullYear() == 2026",
    ],
)
def test_an_expression_may_ask_for_everything_an_entry_has(expression):
    """Each name of the language is bound to what it says."""
    assert is_kept(entry(), (), [expression], NOW) == f"drop {expression}"
    assert is_kept(entry(), [expression], (), NOW) is None


def test_any_of_keep_is_enough_and_any_of_drop_too_much():
    """Lists are alternatives; drop wins."""
    assert is_kept(entry(), ["words > 99", "lang == 'en'"], (), NOW) is None
    assert is_kept(entry(), ["words > 99", "lang == 'de'"], (), NOW) == (
        "keep words > 99 or lang == 'de'"
    )
    assert is_kept(entry(), ["lang == 'en'"], ["words == 4"], NOW) == "drop words == 4"
    assert is_kept(entry(), (), (), NOW) is None


def test_what_is_unknown_is_empty():
    """An entry without author, link or language has empty ones, not none."""
    bare = entry(authors=(), link=None, language=None, enclosures=(), tags=())
    expression = "author == '' && link == '' && lang == '' && enclosures == [] && tags == []"
    assert is_kept(bare, [expression], (), NOW) is None


def test_an_entry_without_a_date_is_new():
    """Its age is nothing: a rule for old entries does not drop it."""
    assert is_kept(entry(published=None), (), ["age > duration('1h')"], NOW) is None


def test_an_entry_without_content_is_asked_by_its_summary():
    """A feed with teasers can be filtered by their text."""
    bare = entry(content=SafeHtml(""), summary="Only a teaser")
    assert is_kept(bare, ["text == 'Only a teaser' && words == 3"], (), NOW) is None


@pytest.mark.parametrize("expression", ["tags[5] == 'x'", "words / (words - 4) > 1"])
def test_what_cannot_be_told_keeps_the_entry(expression):
    """An error while an expression is evaluated never loses an entry."""
    assert is_kept(entry(), [expression], (), NOW) is None
    assert is_kept(entry(), (), [expression], NOW) is None


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        ("titel == 'x'", 'column 1: unknown name "titel" (did you mean "title"?)'),
        (
            "lang == 'titel' && titel == ''",
            'column 20: unknown name "titel" (did you mean "title"?)',
        ),
        (
            "title.startswith('x')",
            'column 7: unknown name "startswith" (did you mean "startsWith"?)',
        ),
        ("title.matches('(')", "column 15: '(' is not a regular expression"),
        ("words > 0 || title.matches('[')", "column 28: '[' is not a regular expression"),
        (
            "age > duration('2d')",
            "column 16: '2d' is not a duration of h, m and s, such as \"48h\"",
        ),
        ("published > timestamp('2026')", "column 23: '2026' is not a time such as"),
        ("title ==", "column 9: ends too early"),
        ("", "column 1: ends too early"),
        ("title = 'x'", "column 7: token recognition error at: '= ' (CEL compares with ==)"),
        ("words > 1 and words < 3", "column 11: mismatched input 'and' (CEL writes && for and"),
        ("title &&\nfoo bar", "line 2, column 5"),
        ("words", "yields a value (int), not true or false"),
        ("words > '3'", "compares or calls values of types that do not go together"),
        ("enclosures[0].size > 3", "unknown field 'size' (an enclosure has url, type,"),
    ],
)
def test_a_wrong_expression_is_told_with_its_place(expression, what):
    """Compiling finds what would never work, and says what was perhaps meant."""
    with pytest.raises(ConfigError) as caught:
        compile_filter(expression)
    assert str(caught.value).startswith(what)


def test_a_hostile_text_costs_no_time():
    """Regular expressions run in linear time: nested repetition does no harm."""
    hostile = entry(title="a" * 50_000 + "!")
    assert is_kept(hostile, (), ["title.matches('^(a+)+$')"], NOW) is None


def test_an_expression_is_compiled_once():
    """A filter is not compiled again for each entry."""
    assert compile_filter("words > 7") is compile_filter("words > 7")
