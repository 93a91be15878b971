"""Finds the files that are shipped beside the code: feeds.toml, examples, systemd. Reads none."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

SHIPPED = ("feeds.toml", "examples", "systemd")
"""What there is; folders and files of the repository's root, in the wheel under _packaged."""


def packaged(name: str) -> Traversable:
    """Return a shipped file or folder: the wheel's, or the repository's in an editable install.

    Raises FileNotFoundError when it is not shipped.
    """
    inside = files("aggregator") / "_packaged" / name
    if inside.is_file() or inside.is_dir():
        return inside
    beside = Path(__file__).parent.parent / name
    if name in SHIPPED and beside.exists():
        return beside
    raise FileNotFoundError(f"{name} is not shipped with this installation of aggregator")
