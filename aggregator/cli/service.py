"""`aggregator service`: the systemd units, written with this installation's path."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.session import Session, Verb, pass_session
from aggregator.cli.tell import tell_json, tell_line
from aggregator.errors import ConfigError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

HIDDEN = ("root", "home")
"""Top folders that the system's unit hides (ProtectHome=), with any interpreter in them."""

SERVICE = "aggregator.service"
OURS = (SERVICE, "aggregator.socket", "aggregator-fetch.service", "aggregator-fetch.timer")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the units and the configuration of the system, or of a user, are."""

    units: Path
    config: Path
    systemctl: tuple[str, ...]
    is_quiet: bool = False
    """Whether what systemctl says goes to stderr."""


@click.command(cls=Verb)
@click.argument("action", type=click.Choice(["install", "uninstall", "status"]))
@click.option("--user", is_flag=True, help="For yourself, without root, instead of the system.")
@pass_session
def service(session: Session, action: str, *, user: bool) -> int:
    """Install, remove or show the systemd service.

    `install` writes the units with the path of this program, puts a sample feeds.toml where
    there is none, and starts the service. `uninstall` leaves feeds.toml and the storage.
    """
    if shutil.which("systemctl") is None:
        raise ConfigError("there is no systemd here (no systemctl); `aggregator run` needs none")
    place = _find_place(user=user, is_quiet=session.as_json)
    done: list[str] = []
    # With --json, stdout is for the document alone.
    tell = done.append if session.as_json else partial(_tell, done)
    try:
        status = _act(action, place, tell, user=user)
    except PermissionError as error:
        raise ConfigError(f"may not write {error.filename}; run it as root, or --user") from error
    if session.as_json:
        units = [str(place.units / name) for name in OURS if (place.units / name).exists()]
        tell_json({"action": action, "done": done, "units": units, "status": status})
    return status


def _act(action: str, place: _Place, tell: Callable[[str], None], *, user: bool) -> int:
    match action:
        case "install":
            return _install(place, tell, user=user)
        case "uninstall":
            return _uninstall(place, tell)
        case _:
            return _call(place, "status", "--no-pager", SERVICE)


def _tell(done: list[str], line: str) -> None:
    done.append(line)
    tell_line(line)


def _find_place(*, user: bool, is_quiet: bool) -> _Place:
    if not user:
        system = Path("/etc/systemd/system"), Path("/etc/aggregator")
        return _Place(*system, ("systemctl",), is_quiet)
    home = Path.home() / ".config"
    own = ("systemctl", "--user")
    return _Place(home / "systemd/user", home / "aggregator", own, is_quiet)


def _install(place: _Place, tell: Callable[[str], None], *, user: bool) -> int:
    from aggregator.packaged import packaged

    program = _find_program(user=user)
    folder = packaged("systemd")
    place.units.mkdir(parents=True, exist_ok=True)
    for unit in _list_units(folder / "user" if user else folder):
        text = _point_at(program, unit.read_text(encoding="utf-8"))
        (place.units / unit.name).write_text(text, encoding="utf-8")
        tell(f"wrote {place.units / unit.name}")
    if _provide_config(place.config):
        tell(f"wrote {place.config / 'feeds.toml'}, a sample: put your sources there")
    _call(place, "daemon-reload")
    return _call(place, "enable", "--now", SERVICE)


def _list_units(folder: Traversable) -> list[Traversable]:
    return sorted((unit for unit in folder.iterdir() if unit.name in OURS), key=lambda u: u.name)


def _find_program(*, user: bool) -> Path:
    """Return this installation's command; refuse one that the unit could not see."""
    program = Path(sys.prefix) / "bin" / "aggregator"
    if not program.exists():
        found = shutil.which("aggregator")
        if found is None:
            raise ConfigError("there is no command `aggregator` to start; install it with pip")
        program = Path(found)
    for path in (program, Path(sys.base_prefix)):
        if not user and path.resolve().parts[1] in HIDDEN:
            raise ConfigError(
                f"{path} is in a home, which the service may not see; install aggregator with the "
                "system's Python: /usr/bin/python3 -m venv /opt/aggregator; or use --user"
            )
    return program


def _point_at(program: Path, unit: str) -> str:
    """Let a unit start this program; a space in its path has to be quoted (systemd.service(5))."""
    quoted = str(program).replace("%", "%%")
    quoted = f'"{quoted}"' if " " in quoted else quoted
    return re.sub(
        r"^ExecStart=\S+", lambda _: f"ExecStart={quoted}", unit, count=1, flags=re.MULTILINE
    )


def _provide_config(folder: Path) -> bool:
    """Put the sample where there is no feeds.toml; return whether that was so."""
    from aggregator.packaged import packaged

    if (folder / "feeds.toml").exists():
        return False
    examples = folder / "examples"
    examples.mkdir(parents=True, exist_ok=True)
    for example in packaged("examples").iterdir():
        if example.is_file():
            (examples / example.name).write_bytes(example.read_bytes())
    (folder / "feeds.toml").write_bytes(packaged("feeds.toml").read_bytes())
    return True


def _uninstall(place: _Place, tell: Callable[[str], None]) -> int:
    there = [name for name in OURS if (place.units / name).exists()]
    if there:
        _call(place, "disable", "--now", *there)
    for name in there:
        (place.units / name).unlink()
        tell(f"removed {place.units / name}")
    _call(place, "daemon-reload")
    tell(f"{place.config} and the storage are left as they are")
    return 0


def _call(place: _Place, *arguments: str) -> int:
    """Run systemctl with our terminal; return its exit status."""
    sys.stdout.flush()
    # What it says is a diagnostic where stdout is for a document.
    stdout = sys.stderr if place.is_quiet else None
    return subprocess.run([*place.systemctl, *arguments], check=False, stdout=stdout).returncode
