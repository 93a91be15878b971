"""The numbers that docs/explanation quotes are those of the code.

A number is quoted as `**120** words ([SHORT](../../aggregator/extract/teaser.py))`: what is bold
is the value of the constant in that file.
"""

import importlib
import re
from datetime import timedelta

import pytest

from tests.docs_fixtures import PAGES, ROOT

QUOTE = re.compile(r"\*\*(\d[^*]*)\*\*(?:(?!\*\*).)*?\[([A-Z_]+)\]\((\S+?)\.py\)", re.DOTALL)
UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}


def list_quotes():
    """Return (page, number, constant, module) of each quoted number."""
    return [
        (page, " ".join(number.split()), name, (page.parent / file).resolve())
        for page in PAGES
        for number, name, file in QUOTE.findall(page.read_text(encoding="utf-8"))
    ]


def spell(value):
    """Return the ways in which a constant may be written."""
    if isinstance(value, timedelta):
        seconds = value.total_seconds()
        counts = {unit: seconds / size for unit, size in UNITS.items()}
        return {
            f"{count:g} {unit if count != 1 else unit.removesuffix('s')}"
            for unit, count in counts.items()
        }
    return {f"{value:g}", f"{value * 100:g} %", f"1/{1 / value:g}"}


@pytest.mark.parametrize(
    ("page", "number", "name", "file"),
    list_quotes(),
    ids=lambda value: value.name if hasattr(value, "name") else str(value),
)
def test_a_quoted_number_is_that_of_the_code(page, number, name, file):
    """A threshold that changes in the code changes in what explains it."""
    module = ".".join(file.relative_to(ROOT).parts)
    value = getattr(importlib.import_module(module), name)
    assert number in spell(value), f"{page.name}: {name} is {value}"


def test_numbers_are_quoted():
    """The pages that explain decisions quote what they rest on."""
    quoting = {page.stem for page, *_ in list_quotes()}
    assert {"extraction", "folding", "polling", "nothing-lost"} <= quoting
    assert len(list_quotes()) > 20
