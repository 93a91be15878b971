"""Documents damaged in every way that is known: nothing raises, no entry is lost.

The same for thousands of copies: python bench/parse_cpu.py DIR --variants 2000
"""

import random

import pytest

from aggregator.parse.document import parse_feed
from aggregator.records import ParsedFeed
from bench.parse_cpu import DAMAGES, tolerant_count
from tests.golden.test_parse_golden import DOCUMENTS
from tests.parse_fixtures import make_document

BODIES = [path.read_bytes() for path in DOCUMENTS if path.suffix == ".xml"]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_no_entry_that_a_tolerant_reader_finds_is_lost(damage):
    """But for those that are told twice alike, of which the first stays."""
    chance = random.Random(damage.__name__)
    for body in BODIES * 5:
        damaged = damage(body, chance)
        outcome = parse_feed(make_document(damaged), max_entries=1000)
        entries = outcome.entries if isinstance(outcome, ParsedFeed) else ()
        told = outcome.defects if isinstance(outcome, ParsedFeed) else ()
        repeated = any(defect.code == "entry-repeated" for defect in told)
        assert len(entries) >= tolerant_count(damaged) or repeated, damaged
