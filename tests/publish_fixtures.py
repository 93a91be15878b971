"""Entries and editions for the tests of publish and web; ours, of example hosts only."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from aggregator.records import (
    CleanEntry,
    Edition,
    Enclosure,
    Episode,
    EpisodeFile,
    Member,
    Output,
    Person,
    Place,
    Reply,
    SafeHtml,
    SourceTitle,
    StoredEntry,
)

BASE = "http://feeds.example.org"
DAY = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)

SOURCES = {
    "gazette": SourceTitle(
        name="gazette",
        title="The Gazette",
        link="https://gazette.example/",
        feed_url="https://gazette.example/feed.xml",
        feed_id="tag:gazette.example,2020:feed",
        icon="https://gazette.example/icon.png",
    ),
    "mirror": SourceTitle(
        name="mirror", title="Mirror & Sons", link=None, feed_url="https://mirror.example/rss"
    ),
    "local": SourceTitle(
        name="local", title="Notes", link=None, feed_url="file:/home/someone/notes.xml"
    ),
}

OUTPUT = Output(name="all", title="Everything")


def make_entry(number=1, **changes):
    """Return a plain stored entry; fields of either record can be changed."""
    fields = {
        "source": "gazette",
        "identity": f"identity-{number}",
        "raw_hash": "hash",
        "entry_id": f"https://gazette.example/{number}",
        "link": f"https://gazette.example/stories/{number}",
        "canonical_url": f"https://gazette.example/stories/{number}",
        "title": f"Story {number}",
        "published": DAY - timedelta(hours=number),
        "content": SafeHtml(f"<p>The whole of story {number}.</p>"),
        "fingerprint": f"print-{number}",
    }
    around = {
        "id": f"urn:uuid:00000000-0000-4000-8000-{number:012d}",
        "first_seen": DAY,
        "revised_at": DAY,
    }
    for name, value in changes.items():
        (around if name in StoredEntry.__slots__ else fields)[name] = value
    return StoredEntry(entry=CleanEntry(**fields), **around)


def make_edition(*entries, base_url=BASE, **changes):
    """Return an edition of these entries; `changes` are made to the output."""
    output = replace(OUTPUT, **changes)
    return Edition(output=output, base_url=base_url, entries=tuple(entries), sources=SOURCES)


def make_full_entry(number=1, **changes):
    """Return an entry that has everything an entry can have."""
    return make_entry(
        number,
        **{
            "authors": (
                Person(name="Ada Finch", email="ada@gazette.example"),
                Person(name="Bo Reed", uri="https://bo.example/"),
            ),
            "tags": ("weather", "sea & sky"),
            "updated": DAY - timedelta(minutes=10),
            "summary": "What happened, in short: 3 < 4.",
            "language": "en_GB",
            "image": "https://gazette.example/pic.jpg",
            "enclosures": (
                Enclosure(url="https://gazette.example/a.mp3", type="audio/mpeg", length=1234),
                Enclosure(url="https://gazette.example/b.mp4", title="The film", duration=90),
            ),
            "episode": Episode(
                season=2,
                number=5,
                kind="bonus",
                explicit=False,
                image="https://gazette.example/episode.jpg",
                transcripts=(
                    EpisodeFile(url="https://gazette.example/a.vtt", language="en"),
                    EpisodeFile(url="https://gazette.example/a.srt", type="application/srt"),
                ),
                chapters=EpisodeFile(url="https://gazette.example/a.json"),
            ),
            "comments": "https://gazette.example/stories/1#talk",
            "comments_feed": "https://gazette.example/stories/1/comments.rss",
            "replies_to": (
                Reply(ref="tag:bo.example,2026:7", link="https://bo.example/7"),
                Reply(ref="what Bo said", link="https://bo.example/8"),
            ),
            "place": Place(shape="point", degrees=(45.256, -71.92), radius=500.0, name="The Quay"),
            "also": (
                Member(source="mirror", title="Story, told again", link="https://mirror.example/1"),
            ),
            **changes,
        },
    )


def make_nasty_entries():
    """Return entries that have killed a feed, a reader or a validator somewhere."""
    bare = {"title": "", "content": SafeHtml(""), "link": None, "published": None}
    return (
        make_entry(1, title="Bell\x07 and\x00 null\x1b[31m", content=SafeHtml("<p>\x0c\x0b</p>")),
        make_entry(2, title="half \ud83d a pair", content=SafeHtml("<p>\udc00 \ud83d\ude00</p>")),
        make_entry(3, title="end ]]> of", content=SafeHtml("<p>]]&gt; ]]></p>")),
        make_entry(4, title="T" * 10_000_000),
        make_entry(
            5,
            title="\u202egnp.exe",
            content=SafeHtml("<p dir='rtl'>\u202e\u05e9\u05dc\u05d5\u05dd\u202c</p>"),
        ),
        make_entry(6, title="👩‍👩‍👧‍👦 🏳️‍🌈 \U0001f9ff", tags=("🧿", "", "a,b", "x" * 5000)),
        make_entry(7, **bare),
        make_entry(8, **bare | {"source": "no such source"}),
        make_entry(9, enclosures=tuple(_make_enclosures(40))),
        make_entry(10, id="not a uri at all: <&>"),
        make_entry(11, id="http://exämple.org/ü"),
        make_entry(12, id=""),
        make_entry(13),
        make_entry(13, title="the same id again"),
        make_entry(14, published=DAY + timedelta(days=900), updated=datetime(1, 1, 1, tzinfo=UTC)),
        make_entry(15, published=datetime(2026, 3, 1, tzinfo=UTC).replace(tzinfo=None)),
        make_entry(16, link="javascript:alert(1)", image="data:image/png;base64,AAAA"),
        make_entry(17, link="https://bücher.example/straße?q=ä b&x=%zz#ü[1]"),
        make_entry(18, link="https://user:secret@gazette.example:99999/"),
        make_entry(19, link="http://[::1", comments="//no-scheme", source="local"),
        make_entry(20, language="not a language", authors=_make_people()),
        make_entry(21, title="&lt;b&gt; <script>alert(1)</script> & &amp;", summary="<b> & </b>"),
        make_entry(22, content=SafeHtml("<p>" + "long " * 2_000_000 + "</p>")),
        make_entry(23, content=SafeHtml("<div>" * 400 + "deep" + "</div>" * 400)),
        make_entry(24, also=(Member(source="gone", title="\x00", link="mailto:a b@c"),)),
        make_entry(25, title="\ufffe\uffff\ufdd0 non-characters \x85 \u2028 \u2029"),
        make_entry(27, episode=_make_nasty_episode()),
        make_entry(28, replies_to=(Reply(ref="\x00 no"), Reply(ref="http://[", link="data:x"))),
        make_entry(
            29,
            comments_feed="http://[::1",
            place=Place(shape="line", degrees=(0.0000001, -1e-9) * 500, name="\x00\ud800\n"),
        ),
        make_entry(26, title="   \n\t ", summary="only a summary", content=SafeHtml("")),
    )


def _make_enclosures(count):
    for number in range(count):
        yield Enclosure(
            url=f"https://gazette.example/{number % 38} ü.mp3",
            type=("audio/mpeg; x=1", "nonsense", None)[number % 3],
            length=(-1, 0, None, 99)[number % 4],
            title="\x01",
        )


def _make_nasty_episode():
    return Episode(
        season=-3,
        number=0,
        image="javascript:alert(1)",
        transcripts=(
            *(EpisodeFile(url=f"http://[{n}", type="\x00") for n in range(40)),
            EpisodeFile(url="https://x.example/ü t.vtt", type="a\x07b", language="\ud800"),
        ),
        chapters=EpisodeFile(url="data:text/plain,x"),
    )


def _make_people():
    return (
        Person(name="", email="only@mail.example"),
        Person(name="\x00"),
        Person(name="No Mail", email="not an address"),
        Person(name="Twice"),
        Person(name="Twice"),
        Person(name="名前 <x@y>", uri="ftp://[bad"),
    )
