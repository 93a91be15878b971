"""Copies as sites make them, and what is hard to tell from a copy: makers of more pairs."""

# ruff: noqa: RUF001 - texts of other languages, typed as their readers do

import unicodedata
from dataclasses import replace

from tests.dedup_texts import (
    CHINESE,
    FRAMES,
    GERMAN,
    MONTHS,
    OUTLETS,
    PEOPLE,
    PLACES,
    RUSSIAN,
    article,
    edit,
    fill,
)

FRENCH = """{who} a déclaré mercredi à {where} que la décision n'était pas encore définitive.
Le différend autour du pont est né lorsque le département a refusé de publier ses chiffres.
En {n} jours, plus de {m} habitants ont signé une pétition.
Personne au ministère n'a voulu dire qui avait approuvé le marché.
Le coût est désormais estimé à {n} millions, soit {m} pour cent de plus que prévu.
Des ingénieurs venus de {where} ont fermé le chantier avant l'aube.
Les opposants se sont rassemblés devant la mairie avec des lanternes et des pancartes.
La dernière enquête de ce genre avait duré {n} mois sans donner de résultat.
{who}, ancien conseiller de l'agence, parle d'un pari risqué.
La commission entendra {m} autres témoins la semaine prochaine.
Un tiers seulement des fonds a été dépensé, ont constaté les auditeurs.
Un juge a ordonné que rien ne soit modifié jusqu'à l'appel.""".splitlines()
SPANISH = """{who} dijo el miércoles en {where} que la decisión todavía no es definitiva.
La disputa por el puente comenzó cuando la diputación se negó a publicar sus cifras.
En {n} días más de {m} vecinos firmaron una petición.
Nadie en el ministerio quiso decir quién había aprobado el contrato.
El coste se calcula ahora en {n} millones, un {m} por ciento más de lo previsto.
Ingenieros llegados de {where} cerraron las obras antes del amanecer.
Los opositores se reunieron ante el ayuntamiento con faroles y pancartas.
La última investigación de este tipo duró {n} meses y no dio resultado.
{who}, antiguo asesor del organismo, habla de una apuesta arriesgada.
La comisión escuchará a otros {m} testigos la próxima semana.
Solo se ha gastado un tercio del dinero, comprobaron los auditores.
Un juez ordenó que nada se modifique hasta la apelación.""".splitlines()
JAPANESE = """市は{n}日、老朽化した橋の架け替え工事を来年春に始めると発表した。
住民らは{m}日間にわたり署名を集め、計画の見直しを求めている。
総事業費は約{n}億円に上り、当初の見込みを大きく上回る。
専門家は、川の流れが変わったことが原因とみて調べを進めている。
市長は記者会見で「説明が足りなかった」と述べ、謝罪した。
警察によると、けが人はおらず、周辺の道路は{m}時間後に通行できるようになった。
議会は来週、担当者を呼んで詳しい事情を聴く予定だ。
地元の漁業者からは、作業への影響を心配する声が上がっている。
気象台は、週末にかけて大雨になるおそれがあるとして注意を呼びかけた。
図書館では、当時の写真や資料を集めた展示が開かれている。
工事の期間中、バスは迂回して運行される。""".splitlines()

ADVERTS = ["Advertisement", "Read more: what we know so far", "Story continues below", "Share this"]
BIO = (
    "{who} teaches the history of cities in {where}. A longer version of this piece appeared in "
    "{outlet}, which gave its kind permission."
)


def other(text, **changes):
    return replace(text, source="Evening Post", **changes)


# --- the same story ------------------------------------------------------------------


def a_local_paragraph_first(rng, seed):
    text = article(seed)
    return text, other(text, paragraphs=[*fill(FRAMES, rng, 3), *text.paragraphs])


def _quoted(left, right):
    def dress(paragraph):
        parts = paragraph.split('"')
        return "".join(
            part + ((left, right)[n % 2] if n < len(parts) - 1 else "")
            for n, part in enumerate(parts)
        )

    return dress


def other_quotation_marks(rng, seed):
    text = article(seed)
    dress = _quoted(*rng.choice([("«", "»"), ("„", "“"), ("“", "”"), ("‹", "›"), ("「", "」")]))
    return text, other(text, paragraphs=[dress(each) for each in text.paragraphs])


def syndicated_with_a_bio(rng, seed):
    text = article(seed)
    bio = BIO.format(who=rng.choice(PEOPLE), where=rng.choice(PLACES), outlet=rng.choice(OUTLETS))
    title = f"Opinion: {text.title}"
    return text, other(text, title=title, paragraphs=[*text.paragraphs, bio])


def printed(rng, seed):
    """The print view: a line of date and tools, captions, the address at the end."""
    text = article(seed)
    head = (
        f"{rng.randint(1, 28)} {rng.choice(MONTHS)} 2026, 10:{rng.randint(10, 59)} - Print | Email"
    )
    caption = f"{rng.choice(PEOPLE)} in {rng.choice(PLACES)}. Photo: {rng.choice(OUTLETS)}"
    foot = "Source: https://www.courier.example/news/2026/story.html?view=print"
    return text, other(
        text, paragraphs=[head, text.paragraphs[0], caption, *text.paragraphs[1:], foot]
    )


def with_adverts_between(rng, seed):
    text = article(seed)
    mixed = [line for each in text.paragraphs for line in (each, rng.choice(ADVERTS))]
    return text, other(text, title=f"{text.title} | Evening Post", paragraphs=mixed)


def in_capitals_at_first(rng, seed):
    text = article(seed)
    words = text.paragraphs[0].split(" ")
    shouted = " ".join([each.upper() for each in words[:6]] + words[6:])
    return text, other(text, paragraphs=[shouted, *text.paragraphs[1:]])


def corrected(rng, seed):
    text = article(seed)
    note = f"Correction: an earlier version misspelt the name of {rng.choice(PEOPLE)}."
    return text, other(text, paragraphs=[*edit(text.paragraphs, rng, 0.02), note])


def short_under_another_headline(rng, seed):
    text = article(seed, count=7)
    title = rng.choice(["In brief", "Just in", f"{rng.choice(PLACES)} reacts"])
    return text, other(text, title=title, paragraphs=edit(text.paragraphs, rng, 0.04))


def decomposed_and_hyphenated(rng, seed):
    """As copied out of a typesetter: soft hyphens, letters and accents apart, ligatures."""
    text = article(seed, rng.choice([GERMAN, FRENCH]), 12)
    set_up = [
        unicodedata.normalize("NFD", each.replace("ung", "u\u00adng").replace("ti", "t\u00adi"))
        for each in text.paragraphs
    ]
    return text, other(text, paragraphs=[each.replace("fi", "ﬁ") for each in set_up])


def _copy_in(frames, count=12):
    def make(rng, seed):
        text = article(seed, frames, count)
        kept = text.paragraphs[: max(3, len(text.paragraphs) * 3 // 4)]
        title = f"{rng.choice(PLACES)} +++ {seed[-2:]}"
        return text, other(text, title=title, paragraphs=edit(kept, rng, 0.04))

    return make


def chinese_in_full_width(rng, seed):
    text = article(seed, CHINESE, 11)
    wide = str.maketrans("0123456789", "０１２３４５６７８９") | {ord("，"): "、"}
    return text, other(text, paragraphs=[each.translate(wide) for each in text.paragraphs])


def german_teaser(rng, seed):
    text = article(seed, GERMAN, 14)
    begun = " ".join(text.paragraphs).split(" ")[: rng.randint(55, 80)]
    return text, other(text, paragraphs=[" ".join(begun) + " ... Weiterlesen"])


COPIES = {
    maker.__name__: maker
    for maker in (
        a_local_paragraph_first, other_quotation_marks, syndicated_with_a_bio, printed,
        with_adverts_between, in_capitals_at_first, corrected, short_under_another_headline,
        decomposed_and_hyphenated, chinese_in_full_width, german_teaser,
    )
} | {
    "french_copy": _copy_in(FRENCH), "spanish_copy": _copy_in(SPANISH),
    "japanese_copy": _copy_in(JAPANESE, 11), "russian_copy": _copy_in(RUSSIAN),
}  # fmt: skip


# --- hard to tell from a copy ----------------------------------------------------------


def the_next_days_report(rng, seed):
    """Half of it is what was known: the background that every report of the matter repeats."""
    text = article(seed)
    half = len(text.paragraphs) // 2
    new = fill(FRAMES, rng, 12)
    return text, other(text, title=f"{text.title}: {rng.choice(PEOPLE)} heard", day=1,
        paragraphs=[*new, *text.paragraphs[:half]])  # fmt: skip


def a_reply_that_quotes_all(rng, seed):
    text = article(seed, count=12)
    answer = fill(FRAMES, rng, 3)
    wrote = f"On {rng.choice(MONTHS)} {rng.randint(1, 28)}, {rng.choice(PEOPLE)} wrote:"
    return text, other(
        text, title=f"Re: {text.title}", paragraphs=[wrote, *text.paragraphs, *answer]
    )


def columns_with_one_footer(rng, seed):
    footer = (
        "The author writes here every week about the things that hold a town together and those "
        "that pull it apart. Letters are welcome and may be shortened before they are printed. "
        "The opinions are those of the author alone. Support our work with a subscription, by "
        "telling your friends, or by buying the paper at the kiosk around the corner."
    )
    first, second = article(seed, count=8), article(f"{seed} o", count=8)
    return replace(first, paragraphs=[*first.paragraphs, footer]), other(
        second, paragraphs=[*second.paragraphs, footer]
    )


def behind_one_paywall(rng, seed):
    wall = (
        "You have read your free articles for this month. To go on reading, take out a "
        "subscription: the first four weeks cost one euro, after that you pay monthly and may "
        "cancel at any time. Subscribers read all articles, the paper of tomorrow from eight in "
        "the evening, and the archive since 1946. Already a subscriber? Log in here. Questions? "
        "Our service answers them from Monday to Saturday."
    )
    titles = [article(f"{seed} {n}").title for n in range(3)]
    made = [replace(article(seed), title=f"{each} {n}", paragraphs=[wall])
            for n, each in enumerate(titles)]  # fmt: skip
    return made[0], other(made[1]), (made[2],)


def two_sides_of_one_statement(rng, seed):
    """Both quote the same two paragraphs of a statement, in reports of their own."""
    said = article(seed, count=6).paragraphs
    first, second = fill(FRAMES, rng, 14), fill(FRAMES, rng, 14)
    return (
        replace(article(f"{seed} o"), paragraphs=[*first[:2], *said, *first[2:]]),
        other(article(f"{seed} p"), paragraphs=[*second[:2], *said, *second[2:]]),
    )


LOOKALIKES = {
    maker.__name__: maker
    for maker in (
        the_next_days_report, a_reply_that_quotes_all, columns_with_one_footer,
        behind_one_paywall, two_sides_of_one_statement,
    )
}  # fmt: skip
