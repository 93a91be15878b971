"""Bodies: whatever the pieces, the whole; whatever is missing, never a whole."""

import gzip
import zlib

import brotli
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.body import Body
from aggregator.fetch.codings import zstd
from aggregator.fetch.limits import Limits
from aggregator.records import FetchFailed

PACKERS = {
    "": bytes,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}
names = st.sampled_from(sorted(PACKERS))
# A document of gzip's own look would be opened as one.
documents = st.binary(max_size=2000).map(lambda tail: b"<" + tail)


def take(packed, encoding, sizes, limit=10_000):
    body = Body(encoding, Limits(body=limit))
    at = 0
    for size in [*sizes, len(packed)]:
        if failed := body.take(packed[at : at + size]):
            return failed
        at += size
    return body.finish()


@given(names, documents, st.lists(st.integers(0, 50), max_size=30))
def test_a_document_comes_out_as_it_went_in_whatever_its_pieces(name, document, sizes):
    assert take(PACKERS[name](document), name, sizes) == document


@given(names.filter(bool), documents, st.data())
def test_a_document_less_its_end_is_never_whole(name, document, data):
    packed = PACKERS[name](document)
    cut = data.draw(st.integers(1, len(packed) - 1))
    assert isinstance(take(packed[:cut], name, []), FetchFailed)


@given(st.lists(names, max_size=3), documents, st.lists(st.integers(0, 50), max_size=5))
def test_codings_are_undone_in_the_reverse_of_their_order(chain, document, sizes):
    packed = document
    for name in chain:
        packed = PACKERS[name](packed)
    assert take(packed, ", ".join(chain), sizes) == document


@given(names, st.binary(max_size=500), st.lists(st.integers(0, 20), max_size=5))
def test_no_bytes_break_a_coding(name, junk, sizes):
    assert isinstance(take(junk, name, sizes), bytes | FetchFailed)


@given(names, st.integers(0, 3000), st.integers(1, 2000))
def test_no_document_is_larger_than_the_bound(name, size, limit):
    outcome = take(PACKERS[name](b"<" * size), name, [], limit)
    assert isinstance(outcome, bytes if size <= limit else FetchFailed) or (
        len(PACKERS[name](b"<" * size)) > limit
    )
