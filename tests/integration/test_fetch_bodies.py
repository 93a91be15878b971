"""Bodies: decoded, bounded, and known to be whole."""

import asyncio
import gzip
import zlib

import brotli
import pytest

from aggregator.fetch.codings import zstd
from aggregator.records import FailureKind, Fetched, FetchFailed
from tests.fetch_fixtures import FEED, ask, quick, reply

TEXT = FEED * 2000
MIB = 2**20


def raw_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}
CHECKED = PACKERS | {
    "zstd": lambda data: zstd.compress(
        data, options={zstd.CompressionParameter.checksum_flag: True}
    )
}
CASES = [*PACKERS.items(), ("deflate", raw_deflate)]


def coded(name, body, status="200 OK"):
    return reply(status, body, f"Content-Encoding: {name}")


def chunked(body, size, *headers):
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    told = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return reply("200 OK", told + b"0\r\n\r\n", "Transfer-Encoding: chunked", *headers)


@pytest.mark.parametrize(("name", "pack"), CASES)
def test_each_coding_that_is_asked_for_is_undone(name, pack):
    outcome, requests = ask(coded(name, pack(TEXT)))
    assert outcome.body == TEXT
    asked = requests[0].headers["accept-encoding"]
    assert name.removeprefix("x-") in asked.split(", ")


@pytest.mark.parametrize(("name", "pack"), CASES)
def test_a_coding_is_undone_across_any_boundary(name, pack):
    outcome, _ = ask(chunked(pack(TEXT), 1, f"Content-Encoding: {name}"))
    assert outcome.body == TEXT


@pytest.mark.parametrize(("name", "pack"), CASES)
def test_a_coding_cut_short_is_incomplete_even_when_the_length_fits(name, pack):
    """The client libraries call this a whole body, and entries are lost without a word."""
    for cut in (1, 9, len(pack(TEXT)) // 2):
        outcome, _ = ask(coded(name, pack(TEXT)[:-cut]))
        assert isinstance(outcome, FetchFailed), f"{name} less {cut} bytes"
        assert outcome.kind is FailureKind.INCOMPLETE
        assert "stops in the middle" in outcome.reason


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_every_member_of_a_stream_is_read(name):
    pack = PACKERS[name]
    body = b"".join(pack(TEXT[at : at + 50000]) for at in range(0, len(TEXT), 50000))
    assert ask(coded(name, body))[0].body == TEXT
    assert ask(chunked(body, 7, f"Content-Encoding: {name}"))[0].body == TEXT


def test_a_second_member_cut_short_is_incomplete():
    outcome, _ = ask(coded("gzip", gzip.compress(TEXT) + gzip.compress(TEXT)[:-4]))
    assert outcome.kind is FailureKind.INCOMPLETE


def test_padding_after_a_gzip_stream_is_ignored():
    assert ask(coded("gzip", gzip.compress(TEXT) + bytes(512)))[0].body == TEXT


def test_a_million_empty_members_are_refused():
    outcome, _ = ask(coded("gzip", gzip.compress(b"") * 5000))
    assert outcome.kind is FailureKind.PROTOCOL


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_damaged_coding_is_told_as_that(name):
    body = bytearray(CHECKED[name](TEXT))
    middle = len(body) // 2
    body[middle : middle + 20] = b"\xff" * 20
    outcome, _ = ask(coded(name, bytes(body)))
    assert isinstance(outcome, FetchFailed)
    assert outcome.kind in {FailureKind.PROTOCOL, FailureKind.INCOMPLETE}


def test_a_wrong_checksum_is_damage():
    body = bytearray(gzip.compress(TEXT))
    body[-8] ^= 1
    assert ask(coded("gzip", bytes(body)))[0].kind is FailureKind.PROTOCOL


def test_plain_text_under_the_name_of_gzip_passes():
    assert ask(coded("gzip", TEXT))[0].body == TEXT


def test_a_gzip_file_served_as_a_file_is_opened():
    outcome, _ = ask(reply("200 OK", gzip.compress(TEXT), "Content-Type: application/gzip"))
    assert outcome.body == TEXT


def test_an_unknown_coding_is_told():
    outcome, _ = ask(coded("compress", TEXT))
    assert outcome.kind is FailureKind.PROTOCOL
    assert "compress" in outcome.reason


def test_a_character_set_in_the_place_of_a_coding_is_overlooked():
    assert ask(coded("UTF-8", TEXT))[0].body == TEXT


def test_the_charset_is_left_to_the_parser():
    body = '<?xml version="1.0" encoding="iso-8859-1"?><rss>é</rss>'.encode("latin-1")
    outcome, _ = ask(reply("200 OK", body, "Content-Type: text/xml; charset=utf-8"))
    assert outcome.body == body
    assert outcome.content_type == "text/xml; charset=utf-8"


def test_a_content_type_that_is_no_text_can_be_stored():
    outcome, _ = ask(reply("200 OK", FEED, "Content-Type: text/xml; charset=\xff"))
    assert outcome.content_type.encode("utf-8").startswith(b"text/xml")


@pytest.mark.parametrize(("name", "pack"), CASES)
def test_a_bomb_stops_early(name, pack):
    """It is refused for its size before a multiple of the bound was ever made of it."""
    outcome, _ = ask(coded(name, pack(bytes(8 * MIB))), limits=quick(body=MIB))
    assert outcome.kind is FailureKind.TOO_LARGE
    assert "1 MiB" in outcome.reason


def test_a_bomb_in_a_bomb_stops_early():
    body = gzip.compress(gzip.compress(gzip.compress(bytes(64 * MIB))))
    outcome, _ = ask(coded("gzip, gzip, gzip", body), limits=quick(body=MIB))
    assert outcome.kind is FailureKind.TOO_LARGE


def test_a_bomb_whose_middle_layer_is_the_large_one_stops_early():
    empty = gzip.compress(b"")
    body = gzip.compress(empty * 500 + bytes(4 * MIB))
    outcome, _ = ask(coded("gzip, gzip", body), limits=quick(body=MIB))
    assert isinstance(outcome, FetchFailed)
    assert outcome.kind is FailureKind.TOO_LARGE


def test_codings_without_end_are_refused():
    outcome, _ = ask(coded(", ".join(["gzip"] * 4), TEXT))
    assert outcome.kind is FailureKind.PROTOCOL


def test_two_codings_are_undone_in_turn():
    assert ask(coded("deflate, gzip", gzip.compress(zlib.compress(TEXT))))[0].body == TEXT


def test_a_body_without_end_is_refused_while_it_streams():
    async def endless(_, writer):
        writer.write(reply("200 OK", b"", "Transfer-Encoding: chunked"))
        try:
            while True:
                writer.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")
                await writer.drain()
        except OSError:
            return

    outcome, _ = ask(endless, limits=quick(body=MIB))
    assert outcome.kind is FailureKind.TOO_LARGE


def test_a_body_of_the_very_size_of_the_bound_is_taken():
    body = b"<" * MIB
    assert ask(reply("200 OK", body), limits=quick(body=MIB))[0].body == body
    assert ask(coded("gzip", gzip.compress(body)), limits=quick(body=MIB))[0].body == body


def test_one_byte_more_than_the_bound_is_refused():
    body = b"<" * (MIB + 1)
    assert ask(reply("200 OK", body), limits=quick(body=MIB))[0].kind is FailureKind.TOO_LARGE
    packed = coded("gzip", gzip.compress(body))
    assert ask(packed, limits=quick(body=MIB))[0].kind is FailureKind.TOO_LARGE


@pytest.mark.parametrize("body", [b"", b" \r\n\t "])
def test_an_empty_document_is_a_failure(body):
    outcome, _ = ask(reply("200 OK", body))
    assert outcome.kind is FailureKind.INCOMPLETE
    assert "empty" in outcome.reason


@pytest.mark.parametrize("name", sorted(PACKERS))
def test_an_empty_document_under_a_coding_is_a_failure_too(name):
    assert ask(coded(name, b""))[0].kind is FailureKind.INCOMPLETE


def test_a_body_cut_off_by_the_connection_is_incomplete():
    async def cut(_, writer):
        writer.write(reply("200 OK", FEED, f"Content-Length: {len(FEED) + 5}"))
        await writer.drain()

    outcome, _ = ask(cut)
    assert outcome.kind is FailureKind.INCOMPLETE


def test_a_chunked_body_without_its_end_is_incomplete():
    async def cut(_, writer):
        writer.write(reply("200 OK", b"5\r\n<rss>\r\n", "Transfer-Encoding: chunked"))
        await writer.drain()

    outcome, _ = ask(cut)
    assert outcome.kind is FailureKind.INCOMPLETE


def test_a_body_that_ends_with_the_connection_is_whole():
    async def until_close(_, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + FEED)
        await writer.drain()

    outcome, _ = ask(until_close)
    assert isinstance(outcome, Fetched)
    assert outcome.body == FEED


def test_large_bodies_take_turns_and_all_arrive():
    """More of them than permits, each larger than what needs none."""
    from aggregator.records import Validators
    from tests.fetch_fixtures import Site, fetcher, run

    body = b"<" * 300_000
    limits = quick(roomy_body=100_000, roomy_bodies=1)

    async def main():
        async with Site({"/feed": reply("200 OK", body)}) as site, fetcher(limits=limits) as client:
            sources = [site.source(name=str(number)) for number in range(6)]
            return await asyncio.gather(
                *(client.fetch_feed(source, Validators()) for source in sources)
            )

    assert [outcome.body == body for outcome in run(main())] == [True] * 6
