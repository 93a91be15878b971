"""Whether two entries tell the same, and why. Symmetric: who came first plays no part.

In doubt they do not: a story told twice is a nuisance, one folded away is lost.
"""

from datetime import timedelta

from aggregator.dedup.likeness import Likeness, compare
from aggregator.dedup.sketch import has_enough_words
from aggregator.dedup.titles import is_collection, is_live, is_reply, tell_apart
from aggregator.records import Home, Neighbour, Sketch
from aggregator.text import words

WINDOW = timedelta(days=7)
"""Texts that are alike but further apart are a series, or come again for a reason."""

JACCARD, CONTAINMENT = 0.4, 0.6
SAME_BEGINNING = 0.5
JACCARD_OTHERWISE_BEGUN = 0.5
"""What texts must have in common that do not begin alike: the next report of a matter repeats what
was known."""
SHORT, JACCARD_SHORT = 100, 0.6
"""Words of a text of which a form, filled anew each time, makes up a good part."""
ALMOST_ALL = 0.8
"""What texts of one source, or collections of other texts, must have in common."""
NUMBERS, NAMES = 0.6, 0.5
"""Which share of the numbers and names of one text must be in the other: a template is filled
with others each time."""
FEW_SLOTS, MANY_SLOTS = 3, 6
FILLED_ALIKE, MOSTLY_FILLED_ALIKE = 0.75, 0.9
"""Which share of the slots of two texts, numbers and names that stand between the same words,
must have the same in them; the greater where the texts do not begin alike. When there are many
and nearly all have, other numbers elsewhere are of what was added."""
NOTHING = 0.2
"""Long texts that have less of the shorter one in common contradict that they are of one page."""
MOST_OF_SHORT = 0.6
"""How much of a short text must begin another at its address."""


def relate(one: Neighbour, other: Neighbour) -> str | None:
    """Return why both are the same story; None when they are not."""
    exactly = relate_exactly(one, other)
    if exactly is not None or one.sketch is None or other.sketch is None:
        return exactly
    return _relate_texts(one, other, one.sketch, other.sketch)


def relate_exactly(one: Neighbour, other: Neighbour) -> str | None:
    """Return why both are the same, by their address or to the word; None when they are not."""
    is_there = one.canonical_url is not None and one.canonical_url == other.canonical_url
    if one.fingerprint == other.fingerprint:
        if is_there:
            return f"same address and words: {one.canonical_url}"
        if has_enough_words(one.sketch) and has_enough_words(other.sketch):
            return "same words"
    if is_there and one.source != other.source and not (one.is_shared or other.is_shared):
        return f"same address: {one.canonical_url}" if _may_be_one_page(one, other) else None
    return None


def is_bare_link(node: Neighbour) -> bool:
    """Tell whether an entry is a link to somebody else's page and says nothing itself.

    It belongs to the best entry of that page, and never makes two others one.
    """
    is_link = node.home is Home.ELSEWHERE and node.canonical_url is not None
    return is_link and not node.is_shared and node.sketch is not None and node.sketch.is_bare


def _may_be_one_page(one: Neighbour, other: Neighbour) -> bool:
    """Tell whether two sources that name one address tell what its page tells.

    Of its own page a source may tell anything but another text: a summary, or
    the whole. Who links to somebody else's page may only carry its text: what
    else is said there is an article of its own, about that page.
    """
    if one.sketch is None or other.sketch is None:
        return False
    likeness = compare(one.sketch, other.sketch)
    are_long = bool(one.sketch.shingles and other.sketch.shingles)
    if Home.ELSEWHERE not in (one.home, other.home):
        return not are_long or max(likeness.containment, likeness.lead) >= NOTHING
    if are_long:
        return _is_copy_or_excerpt(likeness)
    return likeness.beginning >= MOST_OF_SHORT


def _relate_texts(one: Neighbour, other: Neighbour, left: Sketch, right: Sketch) -> str | None:
    if not (left.shingles and right.shingles and _is_close(one, other)):
        return None
    # The cheap question first: a feed of templates has many pairs to ask about.
    if _is_repeated(one, other) and not _has_same_title(one, other):
        return None
    likeness = compare(left, right)
    if not _is_alike(one, other, likeness) or _is_another(one, other, likeness):
        return None
    return (
        f"alike: {likeness.jaccard:.0%} of the words in common, "
        f"{likeness.containment:.0%} of the shorter text"
    )


def _is_close(one: Neighbour, other: Neighbour) -> bool:
    """Tell whether both are of one time, as far as they say: when they came plays no part."""
    return one.dated is None or other.dated is None or _is_within(one, other)


def _is_within(one: Neighbour, other: Neighbour) -> bool:
    if one.dated is None or other.dated is None:
        return one.dated is other.dated
    return abs(one.dated - other.dated) <= WINDOW


def tells_alike(one: Neighbour, other: Neighbour) -> bool:
    """Tell whether two entries of one source have almost the same text under different titles.

    Podcasts and shops do: the text is a template, and says little of what the entry is.
    """
    if one.source != other.source or one.sketch is None or other.sketch is None:
        return False
    if _has_same_title(one, other) or not _is_within(one, other):
        return False
    return compare(one.sketch, other.sketch).jaccard >= ALMOST_ALL


def _is_repeated(one: Neighbour, other: Neighbour) -> bool:
    return one.source == other.source or one.is_template or other.is_template


def _has_same_title(one: Neighbour, other: Neighbour) -> bool:
    return one.title == other.title or words(one.title) == words(other.title)


def _is_alike(one: Neighbour, other: Neighbour, likeness: Likeness) -> bool:
    if _is_repeated(one, other) or is_collection(one.title) or is_collection(other.title):
        return likeness.jaccard >= ALMOST_ALL
    return _is_copy_or_excerpt(likeness)


def _is_copy_or_excerpt(likeness: Likeness) -> bool:
    if likeness.jaccard >= _least_in_common(likeness):
        return True
    # A text within a longer one is its excerpt when both begin alike, and else a quotation.
    return likeness.containment >= CONTAINMENT and likeness.lead >= SAME_BEGINNING


def _least_in_common(likeness: Likeness) -> float:
    if likeness.words < SHORT:
        return JACCARD_SHORT
    return JACCARD if likeness.lead >= SAME_BEGINNING else JACCARD_OTHERWISE_BEGUN


def _is_another(one: Neighbour, other: Neighbour, likeness: Likeness) -> bool:
    """Tell whether the texts, however alike, are of different things."""
    if _is_filled_anew(likeness) or tell_apart(one.title, other.title):
        return True
    return any(is_live(each.title) or is_reply(each.title) for each in (one, other))


def _is_filled_anew(likeness: Likeness) -> bool:
    """Tell whether both are one template, with other numbers and names in it."""
    begin_alike = likeness.lead >= SAME_BEGINNING
    least = FILLED_ALIKE if begin_alike else MOSTLY_FILLED_ALIKE
    if likeness.slots >= FEW_SLOTS and likeness.filled_alike < least:
        return True
    sure = MOSTLY_FILLED_ALIKE if likeness.lead >= ALMOST_ALL else 1.0
    if likeness.slots >= MANY_SLOTS and likeness.filled_alike >= sure:
        return False
    return likeness.numbers < NUMBERS or likeness.names < NAMES
