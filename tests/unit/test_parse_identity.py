"""What makes an entry the same at the next poll."""

import subprocess
import sys
from dataclasses import replace

from aggregator.parse.migration import find_migration, migrate
from aggregator.records import Remembered
from tests.parse_fixtures import atom, entry_of, parsed, rss

ITEM = "<item><guid>{guid}</guid><title>{title}</title><link>{link}</link></item>"


def identities(*items):
    return [entry.identity for entry in parsed(rss("".join(items))).entries]


def test_identity_is_the_guid_else_the_link_else_what_is_told():
    assert entry_of('<guid isPermaLink="false">g</guid><link>/a</link>').identity == "g"
    by_link = entry_of("<link>https://example.org/a</link><title>t</title>")
    assert by_link.identity == entry_of("<link>https://example.org/a</link>").identity
    one, other = entry_of("<title>t</title>"), entry_of("<title>u</title>")
    assert one.identity != other.identity
    assert one.identity == entry_of("<title>t</title>").identity


def test_scheme_and_tracking_do_not_make_another_entry():
    plain = entry_of("<guid>https://example.org/a</guid>").identity
    assert entry_of("<guid>http://example.org/a</guid>").identity == plain
    assert entry_of("<guid>https://example.org/a?utm_source=rss</guid>").identity == plain
    assert entry_of("<guid>https://example.org/b</guid>").identity != plain


def test_revision_marks_of_an_article_do_not_make_another_entry():
    """The BBC counts revisions in the guid: `…/articles/c1#0`, then `#1`."""
    link = "<link>https://example.org/articles/c1?at_medium=RSS</link>"
    first = entry_of(f"<guid>https://example.org/articles/c1#0</guid>{link}")
    later = entry_of(f"<guid>https://example.org/articles/c1#12</guid>{link}")
    assert first.identity == later.identity


def test_places_on_one_page_stay_different_entries():
    items = [
        f"<item><title>{n}</title><link>https://example.org/log#{n}</link>"
        f"<guid>https://example.org/log#{n}</guid></item>"
        for n in (1, 2)
    ]
    assert len(set(identities(*items))) == 2


def test_one_guid_for_different_entries_loses_none():
    items = [f"<item><guid>same</guid><title>{n}</title></item>" for n in range(3)]
    assert len(set(identities(*items))) == 3
    assert set(identities(*reversed(items))) == set(identities(*items))
    texts = [f"<item><guid>same</guid><description>{n}</description></item>" for n in range(3)]
    assert len(set(identities(*texts))) == 3


def test_an_entry_told_twice_is_one_with_a_defect():
    item = "<item><guid>a</guid><title>t</title></item>"
    feed = parsed(rss(item + item))
    assert [entry.identity for entry in feed.entries] == identities(item)
    assert [defect.code for defect in feed.defects] == ["entry-repeated"]


def test_hash_changes_with_what_is_kept_and_with_nothing_else():
    body = (
        "<guid>a</guid><link>/a?utm_source={}</link><title>{}</title>"
        "<slash:comments xmlns:slash='http://purl.org/rss/1.0/modules/slash/'>"
    )
    entry = entry_of((body + "1</slash:comments>").format("rss", "t"))
    counted = entry_of((body + "2</slash:comments>").format("mail", "t"))
    assert counted.raw_hash == entry.raw_hash
    assert entry_of((body + "1</slash:comments>").format("rss", "u")).raw_hash != entry.raw_hash


def test_identity_and_hash_are_the_same_in_every_process():
    """Python's own hash() differs between processes; nothing here may depend on it."""
    code = (
        "from tests.parse_fixtures import *;"
        "e = entry_of('<title>t</title><author>a</author><category>b</category>');"
        "print(e.identity, e.raw_hash)"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def remembered(feed):
    return [
        Remembered(identity=each.identity, link=each.link, title=each.title)
        for each in feed.entries
    ]


def feed_with(guid, numbers, link="https://example.org/p/{}"):
    return parsed(
        rss(
            "".join(
                ITEM.format(guid=guid.format(n), title=f"Story number {n}", link=link.format(n))
                for n in numbers
            )
        )
    )


def test_a_feed_that_changes_its_ids_keeps_its_entries():
    before = feed_with("old-{}", range(8))
    after = feed_with("new-{}", range(1, 9))
    renamed = find_migration(after, remembered(before))
    moved = migrate(after, renamed)
    assert [entry.identity for entry in moved.entries] == [f"old-{n}" for n in range(1, 8)] + [
        "new-8"
    ]
    assert set(dict(moved.parts).values()) >= {f"old-{n}" for n in range(1, 8)}
    assert moved.defects[-1].code == "ids-changed"


def test_entries_are_told_again_by_title_when_the_links_changed_too():
    before = feed_with("old-{}", range(6))
    after = feed_with("new-{}", range(6), link="https://elsewhere.example/{}")
    assert find_migration(after, remembered(before)) == {f"new-{n}": f"old-{n}" for n in range(6)}


def test_news_is_no_migration():
    before = feed_with("g-{}", range(6))
    assert find_migration(feed_with("g-{}", range(20, 26)), remembered(before)) == {}
    assert find_migration(feed_with("g-{}", range(1, 7)), remembered(before)) == {}
    assert find_migration(before, []) == {}
    assert migrate(before, {}) is before


def test_one_changed_guid_is_no_migration():
    before = feed_with("g-{}", range(6))
    other = replace(before.entries[0], identity="other")
    after = replace(before, entries=(other, *before.entries[1:]))
    assert find_migration(after, remembered(before)) == {}


def test_the_digest_of_an_item_does_not_depend_on_its_place():
    """A new entry before the others leaves them known."""
    entries = [f"<entry><id>{n}</id><title>{n}</title></entry>" for n in range(4)]
    before = parsed(atom("".join(entries[1:])))
    after = parsed(atom("".join(entries)), known=dict(before.parts))
    assert [entry.title for entry in after.entries] == ["0"]
    assert set(before.parts) < set(after.parts)
