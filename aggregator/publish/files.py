"""Puts renderings into the public folder, atomically, and only when they are fit and changed.

A bad rendering keeps the last good file; the edition that made it is told of.
"""

import asyncio
import re
from pathlib import Path

from aggregator.errors import PublishError
from aggregator.publish.collect import name_file, publish_formats
from aggregator.publish.folder import publish_file
from aggregator.publish.render.face import FACE, render_face
from aggregator.records import Edition, Publication, Published

_LABEL = re.compile(r"\d{4}-\d{2}-\d{2}(?:-\d{2,})?")
_NAME = re.compile(r"[\w-][\w.-]*")


class FilePublisher:
    """Implements protocols.Publisher on a folder: `feeds/NAME.FORMAT`, each with .gz and .br,
    and `feeds/NAME/archive/LABEL.atom`."""

    def __init__(self, directory: Path) -> None:
        self._feeds = directory / "feeds"

    async def publish(self, edition: Edition) -> Published:
        """Render every format and replace what changed; raises PublishError for what it cannot."""
        if not _NAME.fullmatch(edition.output.name):
            raise PublishError(f'"{edition.output.name}" cannot be the name of a file; rename it')
        try:
            return await asyncio.to_thread(self._publish, edition)
        except OSError as error:
            why = f"cannot write the output {edition.output.name} to {self._feeds}"
            raise PublishError(f"{why}: {error.strerror or error}") from error

    async def read_archived(self, output: str) -> tuple[str, ...]:
        """Return the labels of this output's archived chapters, oldest first."""
        return await asyncio.to_thread(self._read_archived, output)

    def _read_archived(self, output: str) -> tuple[str, ...]:
        names = [path.stem for path in (self._feeds / output / "archive").glob("*.atom")]
        return tuple(sorted(name for name in names if _LABEL.fullmatch(name)))

    def _publish(self, edition: Edition) -> Published:
        self._feeds.mkdir(parents=True, exist_ok=True)
        publish_file(self._feeds / FACE, render_face())
        return publish_formats(edition, self._write)

    def _write(self, publication: Publication) -> bool:
        path = self._feeds / name_file(publication)
        path.parent.mkdir(parents=True, exist_ok=True)
        return publish_file(path, publication.body)
