"""What language a text is in, told from its letters and words. Pure."""

ENOUGH_LETTERS = 20
"""A shorter text may be of any language: a name, a number, an exclamation."""
_READ = 4000
"""Characters that are looked at."""


def detect_language(text: str) -> str | None:
    """Return the language of a text as a tag (ISO 639-1); None when it cannot be told."""
    if sum(map(str.isalpha, text[:_READ])) < ENOUGH_LETTERS:
        return None
    # Only where it is wanted: its tables are loaded with the first text.
    import chardet

    found = chardet.detect(text[:_READ].encode("utf-8", "replace"))["language"]
    return found or None
