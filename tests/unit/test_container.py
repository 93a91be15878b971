"""The Containerfile, as far as it can be held without a container engine."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Containerfile").read_text().replace("\\\n", " ")
LINES = [line for line in TEXT.splitlines() if line and not line.startswith("#")]
STAGES = "\n".join(LINES).split("FROM ")[1:]


def words_after(instruction, stage):
    return [line.split()[1:] for line in stage.splitlines() if line.startswith(f"{instruction} ")]


def test_all_that_is_copied_is_there_and_all_that_is_packaged_is_copied():
    """The wheel is built in the image of what is copied there, and of nothing else."""
    build, _ = STAGES
    copied = {source for words in words_after("COPY", build) for source in words[:-1]}
    ignored = (ROOT / ".containerignore").read_text().split()
    assert all((ROOT / each).exists() and each not in ignored for each in copied)
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["force-include"], *wheel["packages"], project["project"]["readme"]}
    assert {each.partition("/")[0] for each in needed} <= copied
    assert {*project["project"]["license-files"], "pyproject.toml"} <= copied


def test_it_is_nobodys_root_that_runs():
    """A user is made with a number, owns the storage, and everything after is done as it."""
    _, final = STAGES
    made = final.index("useradd --uid 8484")
    assert made < final.index("-o aggregator -g aggregator -m 0700 /var/lib/aggregator")
    assert words_after("USER", final) == [["aggregator"]]
    assert final.index("USER aggregator") < final.index("ENTRYPOINT")
    assert "AGGREGATOR_STORAGE=/var/lib/aggregator" in final
    assert words_after("VOLUME", final) == [["/var/lib/aggregator"]]


def test_its_health_is_asked_for_where_it_listens():
    """The shipped feeds.toml is served on every address of the container, at the exposed port."""
    build, final = STAGES
    (port,) = words_after("EXPOSE", final)[0]
    assert f"http://127.0.0.1:{port}/healthz" in final
    pattern, replaced = re.search(r"sed 's/(.+?)/(.+?)/'", build).groups()
    shipped = (ROOT / "feeds.toml").read_text()
    served = tomllib.loads(re.sub(pattern, replaced, shipped, flags=re.MULTILINE))
    assert served["aggregator"]["listen"] == f"0.0.0.0:{port}"


def test_it_starts_and_stops_the_daemon():
    _, final = STAGES
    assert 'ENTRYPOINT ["aggregator"]' in final
    assert 'CMD ["run"]' in final
    assert words_after("STOPSIGNAL", final) == [["SIGTERM"]]
