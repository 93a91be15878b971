"""The quality of extraction on pages of our own does not sink below its floor.

Each page has its own floor in extract_floor.json, right under what is reached: a better
extractor raises it, and nobody lowers it in passing. The file also holds a digest of the
pages, so that a page or its truth does not change without the floor being looked at.
"""

import json
from collections import Counter
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from aggregator.extract.article import extract_article
from aggregator.records import Article
from aggregator.text import words

PAGES = Path(__file__).parent / "extract_pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))
FLOOR = json.loads((PAGES.parent / "extract_floor.json").read_text(encoding="utf-8"))
WORST = 0.9
"""No page may be worse than that, however good the others are."""
MEAN, EXACT = 0.99, 0.95
"""Of all pages: whatever the file says, it is not less."""
SLACK = 0.005
"""How far a floor may lie under what is reached."""


def score(name):
    """Return the F1 of a page over pairs of words, and whether all its words agree."""
    found = extract_article((PAGES / f"{name}.html").read_bytes(), f"http://{name}.example/a")
    assert isinstance(found, Article), found
    ours = words(found.text)
    truth = words((PAGES / f"{name}.txt").read_text(encoding="utf-8"))
    mine, theirs = (Counter(pairwise(text)) for text in (ours, truth))
    hit = sum((mine & theirs).values())
    return 2 * hit / (sum(mine.values()) + sum(theirs.values())), ours == truth


def digest():
    """Return what tells the pages and their truth from any others."""
    found = sha256()
    for path in sorted(PAGES.iterdir()):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


@pytest.mark.parametrize("name", NAMES)
def test_no_page_sinks_below_its_floor_and_no_floor_lags_behind(name):
    reached, _ = score(name)
    assert reached >= max(FLOOR["pages"][name], WORST)
    assert FLOOR["pages"][name] >= reached - SLACK, f"raise the floor of {name} to {reached:.3f}"


def test_the_pages_are_those_that_the_floor_was_measured_on():
    assert set(FLOOR["pages"]) == set(NAMES)
    assert FLOOR["digest"] == digest(), "a page changed: measure its floor again"


def test_the_pages_together_are_as_good_as_they_must_be():
    scores = [score(name) for name in NAMES]
    assert sum(f1 for f1, _ in scores) / len(scores) >= MEAN
    assert sum(exact for _, exact in scores) / len(scores) >= EXACT
