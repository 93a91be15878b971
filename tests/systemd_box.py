"""Runs a script under a real systemd, in a container that sees this machine's files and leaves
nothing behind. Needs root and systemd-nspawn."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

TARGET = """[Unit]
Description=What the test needs, and no more
Requires=basic.target
Wants=dbus.service
After=basic.target
AllowIsolate=yes
"""

TASK = """[Unit]
Description=The script of the test
After=basic.target dbus.service
SuccessAction=poweroff-force
FailureAction=poweroff-force

[Service]
Type=oneshot
WorkingDirectory=/box
ExecStart=/bin/bash /box/script
StandardOutput=append:/box/out
StandardError=append:/box/out
TimeoutStartSec=infinity
"""


class BoxError(Exception):
    """The container could not be made or did not boot."""


def find_obstacle():
    """Return why no box can be made here, or None."""
    if shutil.which("systemd-nspawn") is None:
        return "systemd-nspawn is missing (Debian: apt-get install systemd-container)"
    if os.geteuid() != 0:
        return "a container with an init of its own takes root"
    return None


@contextmanager
def layered_root(folder):
    """Lay a throw-away layer over this machine's root; yields where the result is."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=0755", "box", folder], check=True)
    root = folder / "root"
    try:
        for part in ("up", "work", "root"):
            (folder / part).mkdir()
        layers = f"lowerdir=/,upperdir={folder / 'up'},workdir={folder / 'work'}"
        made = ["mount", "-t", "overlay", "box", "-o", layers, root]
        if subprocess.run(made, capture_output=True, check=False).returncode:
            raise BoxError("overlayfs cannot be laid over the root of this machine")
        try:
            yield root
        finally:
            subprocess.run(["umount", "--lazy", root], check=True)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def run_in_box(folder: Path, script: str, fill, limit: int) -> str:
    """Boot, run the script as root, power off; return what it printed.

    `fill(root)` may lay out files before. `limit` is in seconds. Raises BoxError
    when the container does not boot.
    """
    with layered_root(folder) as root:
        box, units = root / "box", root / "etc/systemd/system"
        box.mkdir()
        units.mkdir(parents=True, exist_ok=True)
        (box / "script").write_text(script)
        (units / "box.target").write_text(TARGET)
        (units / "box-task.service").write_text(TASK)
        wants = units / "box.target.wants"
        wants.mkdir()
        (wants / "box-task.service").symlink_to("../box-task.service")
        fill(root)
        nspawn = ["systemd-nspawn", "--quiet", "--boot", f"--directory={root}", "--keep-unit"]
        alone = ["--private-network", "--register=no", f"--machine=box{os.getpid()}"]
        console = _run([*nspawn, *alone, "systemd.unit=box.target"], limit)
        if not (box / "out").exists():
            raise BoxError(f"the container did not boot: {console[-500:]}")
        return (box / "out").read_text(errors="replace")


def _run(command, limit):
    """Run the container to its end, or to the limit; return its console."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        console, _ = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        process.terminate()  # nspawn hands it on as an orderly power-off
        try:
            console, _ = process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            console, _ = process.communicate()
    return console.decode(errors="replace")
