"""The units, under a real systemd: install, start, reload, kill, hang, stop, socket, timer."""

import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.systemd_box import BoxError, find_obstacle, run_in_box

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "systemd"
SERVICES = ("aggregator.service", "aggregator-fetch.service")
SCENARIO = Path(__file__).parent / "systemd" / "scenario.sh"
STEPS = re.findall(r"^check (\w+) ", SCENARIO.read_text(), re.MULTILINE)

ITEM = """<rss version="2.0"><channel><title>{title}</title><item><title>{title}</title>
<guid isPermaLink="false">{title}</guid><link>http://sky.example/{name}</link>
<description>Seen from the roof, before the clouds.</description></item></channel></rss>"""

CONFIG = """
[[source]]
url = "http://127.0.0.1:9000/first.xml"
name = "first"
auth = "file:secret_sky"
allow_private = true
full_text = "never"

#more [[source]]
#more url = "http://127.0.0.1:9000/second.xml"
#more name = "second"
#more allow_private = true
#more full_text = "never"
"""


def find_interpreter():
    """Return a Python of our version that ProtectHome= does not hide, or None."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for path in (Path(sys.base_prefix) / f"bin/python{version}", Path(f"/usr/bin/python{version}")):
        if path.exists() and path.resolve().parts[1] not in {"root", "home", "tmp", "run"}:
            return path
    return None


def lay_out(root, wheel):
    """Install the wheel with all it needs in /opt/aggregator, as `pip install` would."""
    venv = [find_interpreter(), "-m", "venv", "--without-pip", root / "opt/aggregator"]
    subprocess.run(venv, check=True)
    (packages,) = (root / "opt/aggregator/lib").glob("python3*/site-packages")
    mine = sysconfig.get_path("purelib")
    left_out = shutil.ignore_patterns("*feed_aggregator*", "mypy*", "ruff*", "*.pth", "pip")
    shutil.copytree(mine, packages, dirs_exist_ok=True, ignore=left_out)
    zipfile.ZipFile(wheel).extractall(packages)
    command = root / "opt/aggregator/bin/aggregator"
    command.write_text(
        "#!/opt/aggregator/bin/python\nfrom aggregator.cli.main import main\nmain()\n"
    )
    command.chmod(0o755)


def fill(root, wheel):
    """Lay out program, units, configuration, a secret, and a site to follow."""
    lay_out(root, wheel)
    for unit in (path for path in UNITS.iterdir() if path.is_file()):
        shutil.copy(unit, root / "etc/systemd/system")
    credentials = root / "etc/aggregator/credentials"
    credentials.mkdir(parents=True)
    (credentials / "sky").write_text("watcher:secret\n")
    (credentials / "sky").chmod(0o600)
    (root / "etc/aggregator/feeds.toml").write_text(CONFIG)
    (root / "box/site").mkdir()
    shutil.copytree(ROOT / "examples", root / "box/shipped/examples")
    shutil.copy(ROOT / "feeds.toml", root / "box/shipped")
    shutil.copytree(UNITS / "user", root / "box/user")
    for name in ("first", "second"):
        text = ITEM.format(title=f"{name.title()} light", name=name)
        (root / f"box/site/{name}.xml").write_text(text)


@pytest.fixture(scope="module")
def transcript(tmp_path_factory):
    """What the scenario said, run once under a systemd of its own."""
    if obstacle := find_obstacle():
        pytest.skip(obstacle)
    if find_interpreter() is None:
        pytest.skip("every Python of this version is in a home, which the units hide")
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    subprocess.run([*build, "--quiet", "--wheel-dir", folder, ROOT], check=True)
    (wheel,) = folder.glob("*.whl")
    box = tmp_path_factory.mktemp("box")
    try:
        said = run_in_box(box, SCENARIO.read_text(), lambda root: fill(root, wheel), limit=400)
    except BoxError as error:
        pytest.skip(str(error))
    return said


@pytest.mark.timeout(500)
@pytest.mark.parametrize("step", STEPS)
def test_units_under_systemd(transcript, step):
    """Each step of the scenario, by its name there."""
    told = transcript.splitlines()
    assert f"ok {step}" in told, transcript


def test_scenario_has_all_steps():
    """The steps are told by the script itself."""
    assert {"ready", "served", "reloaded", "killed_and_lost_nothing", "stopped_well"} <= set(STEPS)


@pytest.mark.parametrize("service", SERVICES)
def test_units_are_hardened(service):
    """systemd-analyze finds an exposure of at most 1.2 of 10."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is missing (Debian: apt-get install systemd)")
    analyze = ["systemd-analyze", "security", "--offline=yes", "--no-pager", UNITS / service]
    told = subprocess.run(analyze, capture_output=True, text=True, check=False).stdout
    found = re.search(r"exposure level for .*: (\d+\.\d+)", told)
    assert found, told
    assert float(found[1]) <= 1.2


def hardening(unit):
    """Return the lines of a unit that say where things are and what is not allowed."""
    text = unit.read_text()
    start = text.index("# --- where things are")
    return text[start:].partition("[Install]")[0].strip()


def test_both_services_are_held_alike():
    """The daemon and the round by hand see the same folders and may do the same."""
    one, other = (hardening(UNITS / name) for name in SERVICES)
    assert one == other


@pytest.mark.parametrize("unit", sorted(path.name for path in UNITS.rglob("*.*")))
def test_units_say_what_they_are(unit):
    """Each begins with a comment for whoever opens it."""
    (path, *_) = UNITS.rglob(unit)
    assert path.read_text().startswith("# ")
