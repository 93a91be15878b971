"""What feeds.toml says of a fetch arrives at the fetcher."""

from datetime import timedelta

import pytest

from aggregator.config import load_config
from aggregator.errors import ConfigError
from aggregator.fetch.limits import Limits, limits_of
from aggregator.records import Settings


def load(folder, text):
    path = folder / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path, {})


def test_the_bounds_of_a_fetch_are_keys_of_the_file(tmp_path):
    config = load(
        tmp_path,
        '[aggregator]\nconnect_timeout = "5s"\nanswer_timeout = "10s"\ntimeout = "2m"\n'
        "max_size = 3\nmin_rate = 100\nmax_header = 8\nmax_redirects = 2\n",
    )
    assert limits_of(config.settings) == Limits(
        connect=timedelta(seconds=5),
        first_byte=timedelta(seconds=10),
        total=timedelta(minutes=2),
        body=3 * 2**20,
        min_rate=100,
        header_line=8 * 2**10,
        redirects=2,
    )


def test_without_keys_the_bounds_are_the_usual_ones():
    assert limits_of(Settings()) == Limits()


def test_authorities_are_a_file_beside_the_configuration(tmp_path):
    (tmp_path / "own.pem").touch()
    text = '[[source]]\nurl = "https://a.test/feed"\nca = "own.pem"\n'
    (source,) = load(tmp_path, text).sources
    assert source.ca == str(tmp_path / "own.pem")


def test_a_missing_file_of_authorities_is_a_problem_of_the_configuration(tmp_path):
    text = '[[source]]\nurl = "https://a.test/feed"\nca = "none.pem"\n'
    with pytest.raises(ConfigError, match=r"ca.*is not a file"):
        load(tmp_path, text)
