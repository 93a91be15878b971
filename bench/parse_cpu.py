"""What parsing costs, and what it finds: ours beside feedparser's defaults and fastfeedparser.

    python bench/parse_cpu.py DIR [--variants N]

DIR holds feed documents (*.xml, *.rss, *.atom, *.rdf). fastfeedparser is
compared when it is installed (pip install fastfeedparser). `fields equal` is
the share of entries whose title, link and date are those that feedparser
finds. With --variants, N damaged copies of the documents are parsed too, and
counted are exceptions and entries lost against a tolerant count by lxml.
"""

import argparse
import hashlib
import io
import random
import re
import time
import warnings
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import feedparser
from lxml import etree

from aggregator.parse.document import parse_feed
from aggregator.records import Fetched, ParsedFeed

ENDINGS = {".xml", ".rss", ".atom", ".rdf"}
ALL = 1_000_000


def main():
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--variants", type=int, default=0)
    asked = arguments.parse_args()
    paths = sorted(path for path in asked.folder.iterdir() if path.suffix in ENDINGS)
    bodies = [path.read_bytes() for path in paths]
    print(f"{len(bodies)} documents, {sum(map(len, bodies)) / 1e6:.1f} MB")
    compare(bodies)
    if asked.variants:
        try_variants(bodies, asked.variants)


def fetched(body):
    url = "https://example.org/feed"
    return Fetched(
        url=url,
        final_url=url,
        status=200,
        content_type="application/xml",
        body=body,
        fetched_at=datetime.now(UTC),
    )


def ours(body, known=None):
    outcome = parse_feed(fetched(body), max_entries=ALL, known=known or {})
    return outcome if isinstance(outcome, ParsedFeed) else None


def ours_told(body):
    found = ours(body)
    return [told(e.title, e.link, e.published or e.updated) for e in found.entries] if found else []


def default_told(body):
    headers = {"content-location": "https://example.org/feed", "content-type": "application/xml"}
    parsed = feedparser.parse(io.BytesIO(body), response_headers=headers)
    return [
        told(
            e.get("title"),
            e.get("link"),
            moment(e.get("published_parsed") or e.get("updated_parsed")),
        )
        for e in parsed.entries
    ]


def fast_told(body):
    import fastfeedparser

    try:
        parsed = fastfeedparser.parse(body)
    except Exception:  # noqa: BLE001  what it cannot parse, it finds nothing in
        return []
    return [
        told(e.get("title"), e.get("link"), datetime.fromisoformat(e["published"]))
        if e.get("published")
        else told(e.get("title"), e.get("link"), None)
        for e in parsed.entries
    ]


def told(title, link, date):
    """Bring an entry to what all three can be held to."""
    words = " ".join(re.sub(r"<[^>]*>|&[#\w]+;|[^\w]", " ", title or "").split())
    date = date.replace(microsecond=0).astimezone(UTC) if date and date.year > 1990 else None
    return words, (link or "").strip().rstrip("/"), date


def moment(parsed):
    return datetime(*parsed[:6], tzinfo=UTC) if parsed else None


def timed(function, bodies):
    started = time.process_time()
    results = [function(body) for body in bodies]
    return time.process_time() - started, results


def compare(bodies):
    warnings.simplefilter("ignore")
    ours(bodies[0])  # imports are not what is measured
    default_time, default = timed(default_told, bodies)
    rows = [("feedparser, defaults", default_time, default)]
    try:
        rows.append(("fastfeedparser", *timed(fast_told, bodies)))
    except ImportError:
        print("fastfeedparser is not installed: left out")
    rows.append(("ours, cold", *timed(ours_told, bodies)))
    print(f"{'':24}{'entries':>8}{'fields equal':>14}{'CPU s':>8}{'share':>9}")
    for name, seconds, found in rows:
        line(name, sum(map(len, found)), equal(found, default), seconds, default_time)
    parts = [dict(found.parts) if (found := ours(body)) else {} for body in bodies]
    without_two = [dict(list(part.items())[2:]) for part in parts]
    pairs = list(zip(bodies, without_two, strict=True))
    seconds, found = timed(lambda pair: ours(*pair), pairs)
    line(
        "ours, 2 new in each", sum(len(f.entries) for f in found if f), None, seconds, default_time
    )
    digests = {hashlib.sha256(body).digest() for body in bodies}
    seconds, _ = timed(lambda body: hashlib.sha256(body).digest() in digests, bodies)
    line("ours, bodies unchanged", 0, None, seconds, default_time)


def equal(found, reference):
    same = total = 0
    for one, other in zip(found, reference, strict=True):
        total += max(len(one), len(other))
        same += sum((Counter(one) & Counter(other)).values())
    return same / total


def line(name, entries, share, seconds, default_time):
    fields = "" if share is None else f"{share:.1%}"
    ratio = f"1/{default_time / seconds:.1f}"
    print(f"{name:24}{entries:8}{fields:>14}{seconds:8.2f}{ratio:>9}")


# --- damage --------------------------------------------------------------------


def try_variants(bodies, number):
    """Parse damaged copies; print exceptions, and entries lost against a tolerant count."""
    chance = random.Random(7)
    small = [body for body in bodies if len(body) < 300_000] or bodies
    failures, lost, counted, worst = Counter(), Counter(), 0, 0.0
    for _ in range(number):
        damage = chance.choice(DAMAGES)
        body = damage(chance.choice(small), chance)
        expected = tolerant_count(body)
        started = time.process_time()
        try:
            found = ours(body)
        except Exception as error:  # noqa: BLE001  counted: that is the point
            failures[f"{damage.__name__}: {type(error).__name__}: {error}"] += 1
            continue
        worst = max(worst, time.process_time() - started)
        repeated = sum(d.code == "entry-repeated" for d in found.defects) if found else 0
        counted += len(found.entries) if found else 0
        if (missing := expected - repeated - (len(found.entries) if found else 0)) > 0:
            lost[damage.__name__] += missing
    print(f"{number} damaged copies: {counted} entries, worst {worst:.2f} s")
    print(f"exceptions: {sum(failures.values())} {dict(failures) or ''}")
    print(f"entries lost against a tolerant count: {sum(lost.values())} {dict(lost) or ''}")


def tolerant_count(body):
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return 0
    return 0 if root is None else sum(1 for _ in root.iter("{*}item", "{*}entry"))


def untouched(body, chance):
    return body


def cut(body, chance):
    return body[: chance.randrange(len(body) // 2, len(body))]


def junk_before(body, chance):
    return (
        chance.choice(
            [b"\n\n  ", b"<br />\n<b>Warning</b>: x in y on line 3<br />\n", b"\xef\xbb\xbf ", b"x"]
        )
        + body
    )


def junk_after(body, chance):
    return body + chance.choice([b"<!-- 0.1 s -->", b"<script>x</script>", b"\0\0", b"</rss>"])


def lone_ampersands(body, chance):
    return body.replace(b"<title>", b"<title>A & B &nbsp; ", chance.randrange(1, 9))


def control_letters(body, chance):
    at = chance.randrange(len(body))
    return body[:at].rpartition(b"<")[0] + b"\x0b" + body[len(body[:at].rpartition(b"<")[0]) :]


def bare_markup(body, chance):
    return body.replace(b"</title>", b" <b>x<br></title>", chance.randrange(1, 9))


def unquoted(body, chance):
    return re.sub(rb'<rss version="2.0"', b"<rss version=2.0", body)


def undeclared_prefix(body, chance):
    return re.sub(rb'\sxmlns:(?!atom)\w+="[^"]*"', b"", body)


def other_encoding(body, chance):
    name = chance.choice(["cp1252", "utf-16", "utf-32", "iso-8859-15", "koi8-r", "shift_jis"])
    return body.decode("utf-8", "replace").encode(name, "xmlcharrefreplace")


def lying_encoding(body, chance):
    name = chance.choice([b"us-ascii", b"utf-16", b"punycode", b"x-none", b"iso-8859-1", b"utf-7"])
    return re.sub(rb'encoding="[^"]*"', b'encoding="' + name + b'"', body, count=1)


def flipped_bytes(body, chance):
    changed = bytearray(body)
    for _ in range(5):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def lost_end_tags(body, chance):
    name = chance.choice([b"</title>", b"</description>", b"</link>", b"</guid>", b"</item>"])
    return body.replace(name, b"", chance.randrange(1, 4))


def prefixed(body, chance):
    return re.sub(rb"<(/?)(rss|channel|item|title|link|description)(?=[\s>/])", rb"<\1rss:\2", body)


def no_dates_or_guids(body, chance):
    return re.sub(rb"<(guid|pubDate)[^>]*>[^<]*</\1>", b"", body)


DAMAGES = [
    untouched, cut, junk_before, junk_after, lone_ampersands, control_letters, bare_markup,
    unquoted, undeclared_prefix, other_encoding, lying_encoding, flipped_bytes, lost_end_tags,
    prefixed, no_dates_or_guids,
]  # fmt: skip


if __name__ == "__main__":
    main()
