"""Puts renderings into the public folder, atomically, and only when they are fit and changed.

A bad rendering keeps the last good file; the edition that made it is told of.
"""

import asyncio
import re
from contextlib import suppress
from functools import partial
from importlib.resources import files
from pathlib import Path

from aggregator.errors import PublishError
from aggregator.publish.collect import list_updates, name_file, publish_formats
from aggregator.publish.folder import publish_file
from aggregator.publish.hub import Hub
from aggregator.publish.ping import HubPing
from aggregator.publish.render.face import FACE, render_face
from aggregator.publish.render.parts import ICON
from aggregator.records import Edition, Output, Publication, Published, Update

_LABEL = re.compile(r"\d{4}-\d{2}-\d{2}(?:-\d{2,})?")
_NAME = re.compile(r"[\w-][\w.-]*")


class FilePublisher:
    """Implements protocols.Publisher on a folder: `feeds/NAME.FORMAT`, each with .gz and .br,
    and `feeds/NAME/archive/LABEL.atom`."""

    def __init__(self, directory: Path, hub: Hub | HubPing | None = None) -> None:
        self._feeds = directory / "feeds"
        self._hub = hub

    @property
    def hub(self) -> Hub | HubPing | None:
        """Return the hub that is told of changes, if there is one."""
        return self._hub

    async def publish(self, edition: Edition) -> Published:
        """Render every format and replace what changed; raises PublishError for what it cannot."""
        if not _NAME.fullmatch(edition.output.name):
            raise PublishError(f'"{edition.output.name}" cannot be the name of a file; rename it')
        try:
            published, updates = await asyncio.to_thread(self._publish, edition)
        except OSError as error:
            why = f"cannot write the output {edition.output.name} to {self._feeds}"
            raise PublishError(f"{why}: {error.strerror or error}") from error

        if self._hub is not None and updates:
            await self._hub.announce(updates)
        return published

    async def read_archived(self, output: str) -> tuple[str, ...]:
        """Return the labels of this output's archived chapters, oldest first."""
        return await asyncio.to_thread(self._read_archived, output)

    async def read_sizes(self, output: Output) -> dict[str, int]:
        """Return format → bytes of this output's newest renderings, uncompressed."""
        return await asyncio.to_thread(self._read_sizes, output)

    def _read_sizes(self, output: Output) -> dict[str, int]:
        sizes = {}
        for format in output.formats:
            with suppress(FileNotFoundError):
                path = self._feeds / f"{output.name}.{format}"
                sizes[format] = path.stat().st_size
        return sizes

    def _read_archived(self, output: str) -> tuple[str, ...]:
        names = [path.stem for path in (self._feeds / output / "archive").glob("*.atom")]
        return tuple(sorted(name for name in names if _LABEL.fullmatch(name)))

    def _publish(self, edition: Edition) -> tuple[Published, list[Update]]:
        self._feeds.mkdir(parents=True, exist_ok=True)
        publish_file(self._feeds / FACE, render_face())
        publish_file(self._feeds / ICON, files("aggregator.publish").joinpath(ICON).read_bytes())
        written: list[Publication] = []
        published = publish_formats(edition, partial(self._write, written))
        return published, list_updates(edition, written)

    def _write(self, written: list[Publication], publication: Publication) -> bool:
        path = self._feeds / name_file(publication)
        path.parent.mkdir(parents=True, exist_ok=True)
        is_new = publish_file(path, publication.body)
        if is_new:
            written.append(publication)
        return is_new
