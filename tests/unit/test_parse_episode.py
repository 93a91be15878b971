"""What podcasts say of their episodes, as far as it is kept."""

import pytest

from aggregator.parse.identity import hash_of
from aggregator.records import Episode, EpisodeFile, RawEntry
from tests.parse_fixtures import entry_of, parsed


@pytest.mark.parametrize(
    ("said", "explicit"),
    [("yes", True), ("true", True), ("clean", False), ("No", False), ("perhaps", None)],
)
def test_explicit_is_read_in_all_the_ways_that_apple_ever_named(said, explicit):
    """What is neither yes nor no says nothing."""
    entry = entry_of(f"<itunes:season>1</itunes:season><itunes:explicit>{said}</itunes:explicit>")
    assert entry.episode == Episode(season=1, explicit=explicit)


def test_what_is_no_number_and_no_kind_is_left_out():
    """Zero is none either: Apple counts from one."""
    told = "<itunes:season>0</itunes:season><itunes:episode>3½</itunes:episode>"
    assert entry_of(f"{told}<itunes:episodeType>rerun</itunes:episodeType>").episode is None


def test_an_entry_of_no_podcast_has_no_episode():
    """A picture alone is that of an episode: only podcasts name it so."""
    assert entry_of("<title>t</title>").episode is None
    picture = entry_of('<itunes:image href="/e.png"/>').episode
    assert picture == Episode(image="https://example.org/e.png")


def test_both_names_of_the_podcast_namespace_are_known():
    """Many feeds have the address of its document instead."""
    old = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
    (entry,) = parsed(
        f"<rss version='2.0' xmlns:p='{old}'><channel><title>t</title><item><guid>g</guid>"
        "<p:season name='s'>4</p:season><p:transcript url='/t.srt' type='application/srt' "
        "language='de' rel='captions'/><p:transcript/></item></channel></rss>"
    ).entries
    transcript = EpisodeFile(
        url="https://example.org/t.srt", type="application/srt", language="de", rel="captions"
    )
    assert entry.episode == Episode(season=4, transcripts=(transcript,))


def test_an_entry_without_an_episode_has_the_hash_that_it_always_had():
    """An update of the program makes no stored entry look changed."""
    entry = RawEntry(identity="", raw_hash="", base="", title="t")
    assert hash_of(entry) == "3daf09d239104be416152815fb968120"
