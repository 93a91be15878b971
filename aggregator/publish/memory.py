"""A publisher that keeps what it is given in memory; the double of files, under the same rules."""

from aggregator.publish.collect import name_file, publish_formats
from aggregator.records import Edition, Output, Publication, Published


class MemoryPublisher:
    """Implements protocols.Publisher; `publications` maps NAME.FORMAT to the newest rendering."""

    def __init__(self) -> None:
        self.publications: dict[str, Publication] = {}

    @property
    def hub(self) -> None:
        """Return no hub: nobody is told of what is only remembered."""

    async def read_archived(self, output: str) -> tuple[str, ...]:
        """Return the labels of this output's archived chapters, oldest first."""
        folder = f"{output}/archive/"
        names = [name for name in self.publications if name.startswith(folder)]
        return tuple(sorted(name.removeprefix(folder).removesuffix(".atom") for name in names))

    async def read_sizes(self, output: Output) -> dict[str, int]:
        """Return format → bytes of this output's newest renderings, uncompressed."""
        names = {format: f"{output.name}.{format}" for format in output.formats}
        known = {format: self.publications.get(name) for format, name in names.items()}
        return {format: len(each.body) for format, each in known.items() if each}

    async def publish(self, edition: Edition) -> Published:
        """Render every format and keep what changed."""
        return publish_formats(edition, self._write)

    def _write(self, publication: Publication) -> bool:
        name = name_file(publication)
        known = self.publications.get(name)
        self.publications[name] = publication
        return known is None or known.body != publication.body
