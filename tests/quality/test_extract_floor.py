"""The quality of extraction on pages of our own does not sink below its floor.

The floor is raised when the extractor gets better, and lowered by nobody in
passing: extract_floor.json is a file of its own for that reason.
"""

import json
from collections import Counter
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


def score(name):
    """Return the F1 of a page over pairs of words, and whether all its words agree."""
    found = extract_article((PAGES / f"{name}.html").read_bytes(), f"http://{name}.example/a")
    assert isinstance(found, Article), found
    ours = words(found.text)
    truth = words((PAGES / f"{name}.txt").read_text(encoding="utf-8"))
    mine, theirs = (Counter(pairwise(text)) for text in (ours, truth))
    hit = sum((mine & theirs).values())
    return 2 * hit / (sum(mine.values()) + sum(theirs.values())), ours == truth


@pytest.mark.parametrize("name", NAMES)
def test_no_page_is_a_disaster(name):
    assert score(name)[0] >= WORST


def test_the_quality_of_all_pages_is_at_its_floor():
    scores = [score(name) for name in NAMES]
    assert sum(f1 for f1, _ in scores) / len(scores) >= FLOOR["f1"]
    assert sum(exact for _, exact in scores) / len(scores) >= FLOOR["exact"]
