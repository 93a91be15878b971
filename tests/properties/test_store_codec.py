"""Whatever a record holds comes back as it was stored."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.records import CleanEntry, Output, Poll, SourceState, StoredEntry
from aggregator.records.base import record
from aggregator.store.codec import dump, load

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
st.register_type_strategy(str, TEXT)
st.register_type_strategy(float, st.floats(allow_nan=False))
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(timedelta, st.timedeltas(timedelta(days=-9999), timedelta(days=9999)))


@pytest.mark.parametrize("kind", [SourceState, CleanEntry, StoredEntry, Poll, Output])
def test_a_record_comes_back_as_it_was(kind):
    @given(st.builds(kind))
    def check(value):
        assert load(kind, dump(value)) == value

    check()


@given(st.builds(CleanEntry))
def test_fields_that_are_columns_are_kept_apart(entry):
    text = dump(entry, frozenset({"source", "title"}))
    assert load(CleanEntry, text, source=entry.source, title=entry.title) == entry
    assert load(CleanEntry, text, source="z", title="t").source == "z"


def test_defaults_are_left_out_so_that_records_may_grow():
    @record
    class Old:
        name: str

    @record
    class Grown:
        name: str
        size: int = 3

    assert load(Grown, dump(Old(name="x"))) == Grown(name="x")
    assert dump(Grown(name="x")) == '{"name":"x"}'
    assert load(Old, dump(Grown(name="x", size=4))) == Old(name="x")


def test_a_type_that_no_record_has_is_refused():
    @record
    class Odd:
        things: dict[str, int]

    with pytest.raises(TypeError, match="no record holds"):
        dump(Odd(things={}))
    with pytest.raises(TypeError, match="not a record"):
        load(str, "{}")
