"""What tests of feeds.toml get by name: a way to read one, and what is wrong with it."""

from pathlib import Path

import pytest

from aggregator.config import load_config
from aggregator.errors import ConfigError


@pytest.fixture
def load(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def read(text, **environ):
        Path("feeds.toml").write_text(text, encoding="utf-8")
        return load_config(Path("feeds.toml"), environ)

    return read


@pytest.fixture
def problems(load):
    def collect(text, **environ):
        with pytest.raises(ConfigError) as caught:
            load(text, **environ)
        return list(caught.value.problems)

    return collect


@pytest.fixture
def problem(problems):
    """The one problem of a source with the given line added."""

    def find(line, **environ):
        text = f'[[source]]\nname = "lwn"\nurl = "https://lwn.net/rss"\n{line}\n'
        (only,) = problems(text, **environ)
        assert only.startswith('feeds.toml:4: source "lwn": ')
        return only.removeprefix('feeds.toml:4: source "lwn": ')

    return find
