"""Rules of reading feeds.toml: what each key becomes."""

from datetime import timedelta
from pathlib import Path

import pytest

from aggregator.config import load_config
from aggregator.records import EntrySelectors, FullText, Secret, Settings, Stories

ROOT = Path(__file__).parents[2]

EVERYTHING = """
[aggregator]
listen = "unix:/run/a.sock"
base_url = "https://feeds.example.org/"
storage = "postgresql://me@db/feeds"
contact = "mailto:me@example.org"
interval = "2h"
min_interval = "30m"
max_interval = "2d"
concurrency = 8
per_host = 1
site_rules = "rules"
keep = "1w"

[defaults]
tags = ["all"]
user_agent = "Mozilla/5.0"
learn = false

[[source]]
url = "https://lwn.net/headlines/rss"
name = "lwn"
title = "LWN"
tags = ["linux"]
full_text = "never"
select = ["article .body"]
strip = [".related", "#share"]
next_page = "a.next"
entries = { item = "li.post", title = "h2", link = "h2 a", date = "time", content = ".teaser" }
keep = ["'python' in tags"]
drop = ['title.matches("(?i)^sponsored")']
interval = "1h30m"
headers = { Cookie = "env:LWN_COOKIE", "Accept-Language" = "de" }
auth = "file:token"
proxy = "socks5://127.0.0.1:1080"
user_agent = "own"
allow_private = true
max_entries = 5
resurface = true
learn = true

[[source]]
url = "http://www.example.org/feed"

[[output]]
name = "linux"
title = "Linux"
tags = ["linux"]
sources = ["example.org"]
exclude = ["lwn"]
keep = ["words > 10"]
drop = ["lang != 'en'"]
formats = ["atom", "json"]
limit = 7
max_age = ""
per_source = 3
stories = "exact"
"""


@pytest.fixture
def everything(load, tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "token").write_text("Bearer s3cret\n", encoding="utf-8")
    return load(EVERYTHING, LWN_COOKIE="a=b")


def test_every_setting_arrives(everything, tmp_path):
    """Each key of [aggregator] has its place in Settings; `keep` is the retention."""
    assert everything.settings == Settings(
        listen="unix:/run/a.sock",
        base_url="https://feeds.example.org",
        storage="postgresql://me@db/feeds",
        contact="mailto:me@example.org",
        interval=timedelta(hours=2),
        min_interval=timedelta(minutes=30),
        max_interval=timedelta(days=2),
        concurrency=8,
        per_host=1,
        site_rules=str(tmp_path / "rules"),
        retention=timedelta(weeks=1),
    )


def test_every_key_of_a_source_arrives(everything):
    """A source's own key wins over [defaults]."""
    lwn = everything.sources[0]
    assert lwn.full_text is FullText.NEVER
    assert lwn.interval == timedelta(minutes=90)
    assert lwn.entries == EntrySelectors(
        item="li.post", title="h2", link="h2 a", date="time", content=".teaser"
    )
    assert lwn.headers == (("Cookie", Secret("a=b")), ("Accept-Language", Secret("de")))
    assert lwn.auth == Secret("Bearer s3cret")
    assert lwn.proxy == Secret("socks5://127.0.0.1:1080")
    assert (lwn.tags, lwn.user_agent, lwn.learn) == (("linux",), "own", True)
    assert (lwn.select, lwn.strip) == (("article .body",), (".related", "#share"))
    assert (lwn.max_entries, lwn.resurface, lwn.allow_private) == (5, True, True)


def test_defaults_fill_what_a_source_leaves_out(everything):
    """A source takes [defaults] and a name from its host; without an interval it is adapted."""
    other = everything.sources[1]
    assert (other.name, other.tags, other.user_agent) == ("example.org", ("all",), "Mozilla/5.0")
    assert (other.learn, other.interval) == (False, None)


def test_every_key_of_an_output_arrives(everything):
    """An output is what its table says; `max_age = ""` is no bound."""
    (output,) = everything.outputs
    assert (output.name, output.title, output.limit, output.per_source) == ("linux", "Linux", 7, 3)
    assert (output.max_age, output.stories) == (None, Stories.EXACT)
    assert output.formats == ("atom", "json")
    assert (output.sources, output.exclude) == (("example.org",), ("lwn",))


def test_an_empty_file_publishes_everything_of_nothing(load):
    """With no [[output]] there is one, named all; with no [[source]] nothing is wrong."""
    config = load("")
    assert config.sources == ()
    assert [output.name for output in config.outputs] == ["all"]
    assert config.settings == Settings()


def test_the_shipped_file_is_right():
    """feeds.toml as shipped loads, begins with the welcome, and has real feeds besides."""
    config = load_config(ROOT / "feeds.toml", {})
    assert config.sources[0].url == (ROOT / "examples/welcome.xml").as_uri()
    assert 8 <= len(config.sources) <= 12
    assert all(source.url.startswith("https://") for source in config.sources[1:])


def test_secrets_are_never_shown(problems, load):
    """Neither a problem nor a repr holds a password."""
    text = (
        '[[source]]\nurl = "https://me:hunter2@example.org/"\nauth = "env:A"\nproxy = "env:B"\n'
        'intervall = "1h"\n[[source]]\nurl = "https://me:hunter2@example.org/"\n'
    )
    found = "\n".join(problems(text, A="hunter2", B="hunter2 hunter2"))
    assert 'already has "https://…@example.org/"' in found
    assert "hunter2" not in found
    config = load('[[source]]\nurl = "https://me:hunter2@example.org/"\n')
    assert "hunter2" not in repr(config)


def test_credentials_in_an_address_become_its_auth(load):
    """What stands before the @ is sent, and is not part of the address any more."""
    (source,) = load('[[source]]\nurl = "https://me:p%40ss@example.org/feed"\n').sources
    assert source.url == "https://example.org/feed"
    assert source.auth == Secret("me:p@ss")


def test_a_secret_may_be_a_systemd_credential(load, tmp_path):
    """A file: secret is looked up in $CREDENTIALS_DIRECTORY first."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "token").write_text("me:from systemd", encoding="utf-8")
    (tmp_path / "token").write_text("me:from the folder", encoding="utf-8")
    text = '[[source]]\nurl = "https://a.example/"\nauth = "file:token"\n'
    (source,) = load(text, CREDENTIALS_DIRECTORY=str(folder)).sources
    assert source.auth == Secret("me:from systemd")
    (source,) = load(text).sources
    assert source.auth == Secret("me:from the folder")


def test_file_addresses_start_at_the_file(load, tmp_path):
    """A relative file: address means the folder of feeds.toml, wherever one stands."""
    text = '[[source]]\nurl = "file:a b.xml"\n[[source]]\nurl = "file:///srv/c%20d.xml"\n'
    first, second = load(text).sources
    assert first.url == (tmp_path / "a b.xml").as_uri()
    assert second.url == "file:///srv/c%20d.xml"
    assert [first.name, second.name] == ["a-b", "c-d"]


def test_generated_names_are_unique_and_leave_given_ones_alone(load):
    """Two sources of one host differ by a number; a name that is given is never taken."""
    text = "".join(
        f'[[source]]\nurl = "{url}"\n{name}\n'
        for url, name in [
            ("https://www.example.org/a", ""),
            ("https://example.org/b", ""),
            ("https://feeds.example.org/c", 'name = "example.org-2"'),
            ("https://example.org/d", ""),
        ]
    )
    names = [source.name for source in load(text).sources]
    assert names == ["example.org", "example.org-3", "example.org-2", "example.org-4"]


def test_a_byte_order_mark_is_no_fault(tmp_path):
    """An editor that writes one does no harm."""
    (tmp_path / "feeds.toml").write_bytes(b'\xef\xbb\xbf[aggregator]\r\nlisten = ""\r\n')
    assert load_config(tmp_path / "feeds.toml", {}).settings.listen == ""


def test_site_rules_are_a_folder(load, problems, tmp_path):
    """The folder of site rules must be there; it is told as an absolute path."""
    (only,) = problems('[aggregator]\nsite_rules = "rules"\n')
    assert '"site_rules" is not a folder, got "rules"' in only
    (tmp_path / "rules").mkdir()
    config = load('[aggregator]\nsite_rules = "rules"\n')
    assert config.settings.site_rules == str(tmp_path / "rules")


@pytest.mark.parametrize(
    ("listen", "base_url"),
    [
        ("127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("0.0.0.0:9000", "http://localhost:9000"),
        ("[::]:9000", "http://localhost:9000"),
        ("unix:/run/a.sock", Settings().base_url),
    ],
)
def test_readers_come_to_where_we_listen(load, listen, base_url):
    """Without base_url it follows from listen."""
    settings = load(f'[aggregator]\nlisten = "{listen}"\n').settings
    assert settings.base_url == base_url
