"""Whole documents and all that is read of them: NAME.xml or .json and NAME.expected.json."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.parse_fixtures import parsed

FOLDER = Path(__file__).parent / "parse"
DOCUMENTS = sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".expected.json"))


def told(value):
    """Leave out what is empty: what is expected stays readable."""
    if isinstance(value, dict):
        return {key: told(each) for key, each in value.items() if each not in (None, "", (), [])}
    if isinstance(value, list | tuple):
        return [told(each) for each in value]
    return value if isinstance(value, str | int | float) else str(value)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_document_is_read_as_expected(path):
    feed = told(asdict(parsed(path.read_bytes())))
    feed.pop("parts", None)  # digests: told to be stable elsewhere
    for entry in feed["entries"]:
        entry.pop("raw_hash")
    expected = path.with_suffix(".expected.json").read_text(encoding="utf-8")
    assert feed == json.loads(expected)
