"""Pairs of entries with what they are: the same story, or two that only look alike."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.dedup_copies import COPIES, LOOKALIKES
from tests.dedup_forms import TEMPLATES
from tests.dedup_texts import (
    CHINESE,
    FRAMES,
    GERMAN,
    MONTHS,
    OUTLETS,
    PEOPLE,
    PLACES,
    RUSSIAN,
    THINGS,
    Text,
    article,
    edit,
    fill,
)

EACH = 20
"""Pairs of each class."""


@dataclass
class Pair:
    """Two texts, and others that are stored besides."""

    kind: str
    first: Text
    second: Text
    besides: tuple = ()


def other(text, **changes):
    return replace(text, source="Evening Post", **changes)


def wire_copy(rng, seed):
    text = article(seed)
    return text, other(text, paragraphs=edit(text.paragraphs, rng, 0.06))


def new_headline(rng, seed):
    text = article(seed)
    title = f"{rng.choice(PEOPLE)} speaks out as anger grows"
    return text, other(text, title=title, paragraphs=edit(text.paragraphs, rng, 0.03))


def without_the_end(rng, seed):
    text = article(seed)
    return text, other(text, paragraphs=text.paragraphs[: len(text.paragraphs) * 2 // 3])


def excerpt(rng, seed):
    text = article(seed, count=30)
    return text, other(text, paragraphs=[*text.paragraphs[:3], "Read the full story on our site."])


def teaser(rng, seed):
    text = article(seed, count=36)
    begun = " ".join(text.paragraphs).split(" ")[: rng.randint(60, 90)]
    return text, other(text, paragraphs=[" ".join(begun) + " ..."])


def rewritten_in_half(rng, seed):
    text = article(seed)
    half = len(text.paragraphs) * 2 // 3
    return text, other(text, paragraphs=text.paragraphs[:half] + fill(FRAMES, rng, 6))


def with_dateline_and_footer(rng, seed):
    text = article(seed)
    place = rng.choice(PLACES).upper()
    first = f"{place} (Agencies) - {text.paragraphs[0]}"
    footer = f"Copyright {rng.choice(OUTLETS)}. All rights reserved. Subscribe to our newsletter."
    return text, other(text, paragraphs=[first, *text.paragraphs[1:], footer])


def reordered(rng, seed):
    text = article(seed)
    moved = text.paragraphs[:1] + rng.sample(text.paragraphs[1:], len(text.paragraphs) - 1)
    return text, other(text, paragraphs=moved)


def typography(rng, seed):
    text = article(seed)
    dressed = [each.replace('"', "\u201d").replace("'", "\u2019") for each in text.paragraphs]
    return text, other(text, paragraphs=[each.replace(" - ", " \u2014 ") for each in dressed])


def a_paragraph_more(rng, seed):
    text = article(seed)
    added = fill(FRAMES, rng, 3)
    return text, other(text, paragraphs=[*text.paragraphs[:4], *added, *text.paragraphs[4:]])


def _translated(frames):
    def make(rng, seed):
        text = article(seed, frames, 12)
        return text, other(text, paragraphs=[*text.paragraphs[:-1], text.paragraphs[-1][:60]])

    return make


def the_same_post_again(rng, seed):
    text = article(seed)
    return text, replace(text, paragraphs=edit(text.paragraphs, rng, 0.01))


# --- alike, and yet another thing ------------------------------------------------


def two_articles(rng, seed):
    return article(seed), other(article(f"{seed} other"))


def one_title_two_articles(rng, seed):
    title = rng.choice(["Letters to the editor", "In brief", "Obituaries", "Weekend reading"])
    return replace(article(seed), title=title), other(article(f"{seed} o"), title=title)


def next_part(rng, seed):
    text = article(seed)
    shared, new = text.paragraphs[:4], fill(FRAMES, rng, 6)
    form = rng.choice(["{} (part {})", "{}, Teil {}", "{} - {}/5", "{}: chapter {}"])
    numbers = rng.choice([("1", "2"), ("2", "3"), ("I", "II"), ("one", "two")])
    first, second = (form.format(text.title, number) for number in numbers)
    return replace(text, title=first), other(text, title=second, paragraphs=shared + new)


def weather(rng, seed):
    place = rng.choice(PLACES)

    def report(day):
        low, high, wind = rng.randint(-5, 9), rng.randint(10, 29), rng.randint(5, 60)
        sky = rng.choice(["sunny", "cloudy", "wet", "misty", "bright"])
        return (
            f"The weather in {place} will be mostly {sky} on {day}, with highs of {high} degrees "
            f"in the afternoon and lows of {low} degrees during the night. Winds from the west "
            f"reach {wind} kilometres an hour along the coast. The chance of rain is "
            f"{rng.randint(0, 100)} percent. Drivers should take care on bridges and in the hills. "
            f"The pollen count is low and the air quality is good. Sunrise is at "
            f"6:{rng.randint(10, 59)} and sunset at 19:{rng.randint(10, 59)}."
        )

    title = f"Weather for {place}"
    first = Text(title, [report("Monday")])
    return first, other(first, paragraphs=[report("Tuesday")], day=1)


def market(rng, seed):
    def report(day):
        numbers = [f"{rng.uniform(100, 9000):.2f}" for _ in range(5)]
        moved = rng.choice(["rose", "fell", "slipped", "climbed"])
        return (
            f"The leading index {moved} {rng.uniform(0, 3):.2f} percent to close at {numbers[0]} "
            f"points on {day}. The technology index ended the session at {numbers[1]} points, and "
            f"the index of smaller companies at {numbers[2]} points. Gold traded at {numbers[3]} "
            f"an ounce and crude oil at {numbers[4]} a barrel. Analysts said that investors were "
            f"waiting for the next decision of the central bank and for fresh data on prices. "
            f"Volumes were thin and the currency was little changed against its main rivals."
        )

    first = Text("Markets at the close", [report("Tuesday")])
    return first, other(first, paragraphs=[report("Wednesday")], day=1)


def press_release(rng, seed):
    about = (
        "The company is a leading provider of integrated solutions for customers in more than "
        "forty countries. This release contains forward looking statements that involve risks and "
        "uncertainties, and actual results may differ materially from those expressed here."
    )

    def release():
        company = " ".join([*rng.sample(["Nordex", "Altura", "Veritas", "Helion", "Quantor"], 1)])
        person, place = rng.choice(PEOPLE), rng.choice(PLACES)
        return Text(
            f"{company} appoints {person}",
            [
                f"{place} - {company} Holdings today announced the appointment of {person} as "
                f"chief financial officer, effective {rng.choice(MONTHS)} {rng.randint(1, 28)}.",
                f'"We are delighted to welcome {person.split()[0]} to the team," said the chief '
                f"executive of {company}, {rng.choice(PEOPLE)}. The new officer joins from "
                f"{rng.choice(PLACES)} Partners.",
                f"About {company}: {about}",
            ],
        )

    return release(), other(release())


def changelog(rng, seed):
    major, minor = rng.randint(1, 9), rng.randint(0, 30)
    old = [f"Fixed {rng.choice(THINGS)} in module {rng.randint(1, 99)}." for _ in range(14)]
    new = [f"Added support for {rng.choice(THINGS)}." for _ in range(2)]
    first = Text(f"Release {major}.{minor}.0", [*old, "Thanks to all contributors."])
    second = f"Release {major}.{minor + 1}.0"
    return first, other(first, title=second, paragraphs=[*new, *old, "Thanks to all contributors."])


def round_up(rng, seed):
    items = fill(FRAMES, rng, 18)
    title = rng.choice(["Morning briefing", "Daily digest", "News roundup", "Links of the day"])
    return Text(title, items), other(Text(title, items[:4] + fill(FRAMES, rng, 9)), day=1)


def quoted_in_a_round_up(rng, seed):
    text = article(seed, count=6)
    intro, rest = fill(FRAMES, rng, 15), fill(FRAMES, rng, 15)
    return text, other(text, title="The week", paragraphs=[*intro, *text.paragraphs, *rest])


def live(rng, seed):
    text = article(seed)
    title = f"Live: {text.title}"
    later = fill(FRAMES, rng, 3)
    return replace(text, title=title), replace(
        text, title=title, paragraphs=later + text.paragraphs
    )


def new_figures(rng, seed):
    text = article(seed)
    place = rng.choice(PLACES)

    def told(dead, hurt):
        toll = f"At least {dead} people died and {hurt} were injured in {place}."
        return Text(f"Blast in {place} kills {dead}", [toll, *text.paragraphs[:4]])

    dead = rng.randint(2, 9)
    return told(dead, dead * 4), other(told(dead + rng.randint(1, 9), dead * 7))


def match_report(rng, seed):
    frame = (
        "{one} beat {two} {a}-{b} on Saturday in front of {n} spectators. The home side took the "
        "lead after {m} minutes when {who} scored from a corner, and never looked back. The "
        "visitors had their chances after the break but failed to make them count. The manager "
        "praised the spirit of the team and said that there was more to come. The win lifts the "
        "club to place {p} in the table, with {q} points from {r} games."
    )

    def report():
        one, two = rng.sample(PLACES, 2)
        text = frame.format(
            one=one, two=two, a=rng.randint(3, 5), b=rng.randint(0, 2), n=rng.randint(900, 9000),
            m=rng.randint(2, 44), who=rng.choice(PEOPLE), p=rng.randint(1, 18),
            q=rng.randint(3, 80), r=rng.randint(3, 34),
        )  # fmt: skip
        return Text(f"{one} beat {two}", [text])

    return report(), other(report())


def episode(rng, seed):
    about = (
        "Every week our hosts talk to people who build, repair and study the things that hold "
        "the world together, from bridges and sewers to songs and recipes. Support the programme "
        "by telling a friend, by leaving a review wherever you listen, or by becoming a member. "
        "Music by the Harbour Quartet. Edited in a shed by the sea, with love and strong tea."
    )
    topics = rng.sample(THINGS, 3)
    made = [Text(f"On {topic}", [about]) for topic in topics]
    return made[0], other(made[1]), (made[2],)


def months_apart(rng, seed):
    text = article(seed)
    return text, other(text, paragraphs=edit(text.paragraphs, rng, 0.03), day=60)


def short_notes(rng, seed):
    line = f"The office in {rng.choice(PLACES)} is closed today. Please call again tomorrow."
    return Text("Notice", [line]), other(Text("Closed", [line]))


def quotation(rng, seed):
    frame = (
        "Here is today's thought to carry with you through the day. {text} If you like these "
        "thoughts, share them with a friend, print them, or put them on the fridge. You find "
        "thousands more in our archive, sorted by author and by theme. Said by {who}."
    )
    lines = [sentence for part in fill(FRAMES, rng, 6) for sentence in part.split(". ")]
    first, second = (
        Text("Quote of the day", [frame.format(text=line, who=rng.choice(PEOPLE))])
        for line in rng.sample(lines, 2)
    )
    return first, other(second)


Maker = Callable[[random.Random, str], tuple]

SAME: tuple[Maker, ...] = (
    wire_copy, new_headline, without_the_end, excerpt, teaser, rewritten_in_half,
    with_dateline_and_footer, reordered,
    typography, a_paragraph_more, the_same_post_again,
)  # fmt: skip
IN_OTHER_LANGUAGES = {
    "german": _translated(GERMAN), "chinese": _translated(CHINESE), "russian": _translated(RUSSIAN)
}  # fmt: skip
DIFFERENT: tuple[Maker, ...] = (
    two_articles, one_title_two_articles, next_part, weather, market, press_release, changelog,
    round_up, quoted_in_a_round_up, live, new_figures, match_report, episode, months_apart,
    short_notes, quotation,
)  # fmt: skip


def make_pairs(kind, maker):
    """Return the pairs of a class."""
    pairs = []
    for number in range(EACH):
        rng = random.Random(f"{kind} {number}")
        first, second, *besides = maker(rng, f"{kind} {number}")
        pairs.append(Pair(kind, first, second, besides[0] if besides else ()))
    return pairs


def all_pairs():
    """Return (whether it is one story, pair) for each pair of the corpus."""
    same = {maker.__name__: maker for maker in SAME} | IN_OTHER_LANGUAGES | COPIES
    different = {maker.__name__: maker for maker in DIFFERENT} | LOOKALIKES | TEMPLATES
    for is_same, makers in ((True, same), (False, different)):
        for kind, maker in makers.items():
            for pair in make_pairs(kind, maker):
                yield is_same, pair
