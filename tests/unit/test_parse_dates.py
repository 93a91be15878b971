"""Which moment a date means, and which dates are not to be trusted."""

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.parse.dates import parse_date, read_date
from tests.parse_fixtures import NOW, atom, entry_of, parsed


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Mon, 05 Jan 2026 10:00:00 +0100", at(2026, 1, 5, 9)),
        ("2026-W02-1T10:00:00+01:00", at(2026, 1, 5, 9)),
        ("2026W023", at(2026, 1, 7)),
        ("2026-W02", at(2026, 1, 5)),
        ("2026-005T10:00Z", at(2026, 1, 5, 10)),
        ("2024-366", at(2024, 12, 31)),
        ("Sat, 07 Sep 02 00:00:01 GMT", at(2002, 9, 7, 0, 0, 1)),
        ("Mon, 5 Jan 2026 10:00 EST", at(2026, 1, 5, 15)),
        ("8:19 pm CEST, 5 January 2026", at(2026, 1, 5, 18, 19)),
        ("8:19 pm, January 5, 2026", at(2026, 1, 5, 20, 19)),
        ("Mon, 05 Jan 2026 10:00:00 CET", at(2026, 1, 5, 9)),
        ("Mon, 06 Jul 2026 10:00:00 CEST", at(2026, 7, 6, 8)),
        ("Mon, 05 Jan 2026 10:00:00 IST", at(2026, 1, 5, 4, 30)),
        ("Mon, 05 Jan 2026 10:00:00 JST", at(2026, 1, 5, 1)),
        ("Mon, 05 Jan 2026 10:00:00 GMT+2", at(2026, 1, 5, 8)),
        ("Mon, 05 Jan 2026 10:00:00", at(2026, 1, 5, 10)),
        ("5 Jan 2026 8:19 pm CEST", at(2026, 1, 5, 18, 19)),
        ("5 Jan 2026 12:05 am", at(2026, 1, 5, 0, 5)),
        ("Thu Jan  8 10:00:00 2026", at(2026, 1, 8, 10)),
        ("Thu Jan  8 10:00:00 EST 2026", at(2026, 1, 8, 15)),
        ("2026-01-05T10:00:00.123Z", at(2026, 1, 5, 10)),
        ("2026-01-05T10:00:00-05:30", at(2026, 1, 5, 15, 30)),
        ("2026-01-05 10:00", at(2026, 1, 5, 10)),
        ("2026-01-05", at(2026, 1, 5)),
        ("2026-01", at(2026, 1, 1)),
        ("2020/1/10 14:33:00", at(2020, 1, 10, 14, 33)),
        ("20260105T100000Z", at(2026, 1, 5, 10)),
        ("20260105", at(2026, 1, 5)),
        ("Mon, 2026/01/05 10:00:00 EST", at(2026, 1, 5, 15)),
        ("1767607200", at(2026, 1, 5, 10)),
        ("1767607200000", at(2026, 1, 5, 10)),
        ("2026-01-05T24:00:00Z", at(2026, 1, 6)),
        ("2026-01-05T10:00:60Z", at(2026, 1, 5, 10, 0, 59)),
        ("2026-01-05T10:00:00+3000", at(2026, 1, 5, 10)),
        ("January 5, 2026", at(2026, 1, 5)),
        ("5 gennaio 2026", at(2026, 1, 5)),
        ("mar 6 gen 2026 10:00", at(2026, 1, 6, 10)),
        ("5. März 2026, 10:00 Uhr", at(2026, 3, 5, 10)),
        ("lundi 5 février 2026 à 10h30", at(2026, 2, 5, 10, 30)),
        ("5 de março de 2026", at(2026, 3, 5)),
        ("2026年1月5日 14時33分", at(2026, 1, 5, 14, 33)),
        ("2026年1月5日 下午3:20", at(2026, 1, 5, 15, 20)),
        ("2026년 1월 5일 오전 11:16:37", at(2026, 1, 5, 11, 16, 37)),
        ("31/12/2025 10:00", at(2025, 12, 31, 10)),
        ("12/31/2025 3:04 PM", at(2025, 12, 31, 15, 4)),
        ("05.01.2026", at(2026, 1, 5)),
    ],
)
def test_date_means(text, moment):
    assert parse_date(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        *("05/01/2026", "30 Feb 2026", "yesterday", "3 hours ago", "2026-13-01", "25:61"),
        *("2026-W54-1", "2026-366", "2026-000", "-", "9" * 99),
    ],
)
def test_what_means_no_moment_or_several_is_none(text):
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0001-01-01T00:00:00Z", "date-too-early"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "date-too-early"),
        ((NOW + timedelta(days=2)).isoformat(), "date-in-future"),
        ("soon", "date-unparsable"),
    ],
)
def test_date_that_cannot_be_trusted_is_none_with_a_defect(text, code):
    moment, defect = read_date(text, NOW)
    assert (moment, defect.code) == (None, code)
    entry = entry_of(f"<title>t</title><pubDate>{text}</pubDate>")
    assert (entry.published, entry.updated) == (None, None)


def test_no_date_is_no_defect():
    assert read_date("  ", NOW) == (None, None)


def test_a_little_ahead_is_somewhere_today():
    moment, defect = read_date((NOW + timedelta(hours=13)).isoformat(), NOW)
    assert moment == NOW + timedelta(hours=13)
    assert defect is None


def test_the_only_date_of_rss_is_when_it_was_published():
    assert entry_of("<dc:date>2026-01-05T10:00:00Z</dc:date>").published == at(2026, 1, 5, 10)


def test_atom_tells_published_and_updated_apart():
    dates = "<published>2026-01-05T10:00:00Z</published><updated>2026-01-06T10:00:00Z</updated>"
    (entry,) = parsed(atom(f"<entry><id>a</id>{dates}</entry>")).entries
    assert (entry.published, entry.updated) == (at(2026, 1, 5, 10), at(2026, 1, 6, 10))
    (entry,) = parsed(atom("<entry><id>a</id><updated>2026-01-06</updated></entry>")).entries
    assert (entry.published, entry.updated) == (None, at(2026, 1, 6))
