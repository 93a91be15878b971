"""Rules of where feeds.toml and the storage are."""

from pathlib import Path

import pytest

from aggregator.config import find_config, find_storage, load_config
from aggregator.errors import ConfigError


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("here", "there", "state"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "feeds.toml").write_text("", encoding="utf-8")
    return tmp_path


def test_the_option_wins(home):
    """--config is taken before anything else; a folder means the feeds.toml in it."""
    environ = {"AGGREGATOR_CONFIG": "other.toml"}
    assert find_config("my.toml", environ, home / "here") == Path("my.toml")
    assert find_config(str(home / "there"), environ, home / "here") == home / "there/feeds.toml"


def test_then_the_variable_then_the_current_folder(home):
    """AGGREGATOR_CONFIG, then ./feeds.toml, then $CONFIGURATION_DIRECTORY."""
    environ = {"AGGREGATOR_CONFIG": "other.toml", "CONFIGURATION_DIRECTORY": f"{home}/there:/x"}
    assert find_config(None, environ, home / "here") == Path("other.toml")
    del environ["AGGREGATOR_CONFIG"]
    assert find_config(None, environ, home / "here") == home / "here/feeds.toml"
    assert find_config(None, environ, home) == home / "there/feeds.toml"


def test_without_any_the_places_are_named(home):
    """Who has no feeds.toml is told where one was looked for."""
    with pytest.raises(ConfigError, match=r"looked at .*feeds.toml, /etc/aggregator/feeds.toml"):
        find_config(None, {}, home)


def storage(home, text, option=None, **environ):
    (home / "feeds.toml").write_text(text, encoding="utf-8")
    return find_storage(option, load_config(home / "feeds.toml", environ), environ)


def test_storage_follows_its_order(home):
    """--storage, the key, AGGREGATOR_STORAGE, $STATE_DIRECTORY, storage/ beside feeds.toml."""
    key = '[aggregator]\nstorage = "data"\n'
    environ = {"AGGREGATOR_STORAGE": "/var/a", "STATE_DIRECTORY": f"{home}/state:/x"}
    assert storage(home, key, "/srv/a", **environ) == Path("/srv/a")
    assert storage(home, key, **environ) == home / "data"
    assert storage(home, "", **environ) == Path("/var/a")
    del environ["AGGREGATOR_STORAGE"]
    assert storage(home, "", **environ) == home / "state"
    assert storage(home, "") == home / "storage"


def test_storage_may_be_a_database(home):
    """A PostgreSQL address is not a path."""
    address = "postgresql://me@db/feeds"
    assert storage(home, "", address) == address
    assert storage(home, f'[aggregator]\nstorage = "{address}"\n') == address
