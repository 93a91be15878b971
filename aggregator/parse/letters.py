"""Letters encoded wrongly before the document was made, told from those that are meant."""

import re

from aggregator.records import Defect

_RUN = re.compile("[\x80-\U0010ffff]+")
_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
"""In UTF-8: looked for by a byte, which is many times faster than by a class of letters."""
_TO_CP1252 = {
    number: letter
    for number in range(0x80, 0xA0)
    if (letter := bytes([number]).decode("cp1252", "ignore"))
}
_TO_LATIN = {ord(letter): number for number, letter in _TO_CP1252.items()}
_ENOUGH = 4
"""Different runs of letters that must all have been encoded twice; one article may be about one."""
_LOOKED_AT = 5000


def settle_letters(text: str) -> tuple[str, tuple[Defect, ...]]:
    """Undo what a publisher's software did to all letters of a document; else change nothing.

    UTF-8 that was taken for Latin-1 and encoded again is told by this: every
    run of letters outside ASCII, without exception, reads as UTF-8. Control
    characters of Latin-1 are the letters that Windows-1252 has in their place.
    """
    if text.isascii():
        return text, ()
    if _is_double(text):
        return _RUN.sub(lambda run: _once(run[0]) or run[0], text), (Defect(code="double-encoded"),)
    if _CONTROLS.search(text.encode(errors="replace")):
        return text.translate(_TO_CP1252), (Defect(code="control-letters"),)
    return text, ()


def _is_double(text: str) -> bool:
    runs: set[str] = set()
    for count, match in enumerate(_RUN.finditer(text)):
        if count >= _LOOKED_AT:
            break
        if _once(match[0]) is None:
            return False
        runs.add(match[0])
    return len(runs) >= _ENOUGH


def _once(run: str) -> str | None:
    """Return a run as it was before it was encoded a second time; None when it was not."""
    try:
        # Windows-1252 gives a letter to most of the controls; the rest stayed controls.
        return run.translate(_TO_LATIN).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
