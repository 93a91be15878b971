"""The wheel carries all that the program needs, and works far from its source."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SHIPPED = (
    "aggregator/_packaged/feeds.toml",
    "aggregator/_packaged/examples/welcome.xml",
    "aggregator/_packaged/systemd/aggregator.service",
    "aggregator/samples/feeds.toml",
    "aggregator/samples/sites/gazette/page.html",
    "aggregator/samples/sites/lowwater/media/tide-bell.mp3",
    "aggregator/py.typed",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built as an installation would, without asking any index."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index"]
    built = subprocess.run(
        [*pip, "--quiet", "--wheel-dir", folder, ROOT], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The wheel laid out as pip would, without the repository anywhere near."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run_python(installed, *arguments, cwd):
    """Run Python with the laid-out wheel before, and the repository not at all, on its path."""
    code = f"import sys; sys.path[:] = [p for p in sys.path if p != {str(ROOT)!r}]"
    site = installed / "sitecustomize.py"
    site.write_text(code, encoding="utf-8")
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_wheel_carries_what_is_shipped(wheel):
    """Units, sample configuration, examples, sample sites, the mark of typed code."""
    names = set(zipfile.ZipFile(wheel).namelist())
    assert not set(SHIPPED) - names


def test_wheel_carries_every_file_of_the_package(wheel):
    """Whatever git knows of the package is in the wheel: templates and migrations too."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so nothing says which files belong to the package")
    listed = subprocess.run(
        ["git", "ls-files", "aggregator"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    tracked = {name for name in listed.stdout.splitlines() if (ROOT / name).is_file()}
    assert len(tracked) > 50
    assert not tracked - set(zipfile.ZipFile(wheel).namelist())


def test_wheel_carries_nothing_else(wheel):
    """No tests, no storage, no caches."""
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith((".dist-info", ".data"))} == {"aggregator"}
    assert not [name for name in names if "__pycache__" in name or name.endswith(".db")]


def test_wheel_carries_the_manual_pages(wheel):
    """`man aggregator` and `man feeds.toml` work; nothing else is shared."""
    shared = [name for name in zipfile.ZipFile(wheel).namelist() if ".data/" in name]
    assert [name.partition(".data/data/share/man/")[2] for name in sorted(shared)] == [
        "man1/aggregator.1",
        "man5/feeds.toml.5",
    ]


def test_installed_command_works_from_anywhere(installed, tmp_path):
    """`aggregator --help` needs nothing of the repository."""
    told = run_python(installed, "-m", "aggregator", "--help", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "fetch" in told.stdout
    where = run_python(
        installed, "-c", "import aggregator; print(aggregator.__file__)", cwd=tmp_path
    )
    assert Path(where.stdout.strip()).is_relative_to(installed)


def test_installed_package_finds_what_is_shipped(installed, tmp_path):
    """packaged() finds in the wheel what it finds in the repository."""
    code = (
        "from aggregator.packaged import SHIPPED, packaged\n"
        "for name in SHIPPED: print(packaged(name))"
    )
    told = run_python(installed, "-c", code, cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    found = [Path(line) for line in told.stdout.splitlines()]
    assert len(found) == 3
    assert all(path.is_relative_to(installed) for path in found)


def test_repository_serves_an_editable_install():
    """Without a wheel the same names are found beside the package."""
    from aggregator.packaged import SHIPPED, packaged

    assert [Path(str(packaged(name))) for name in SHIPPED] == [ROOT / name for name in SHIPPED]


def test_what_is_not_shipped_is_named():
    """Asking for something else says so, whatever lies beside the package."""
    from aggregator.packaged import packaged

    with pytest.raises(FileNotFoundError, match="pyproject"):
        packaged("pyproject.toml")
