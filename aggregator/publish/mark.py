"""A mark beside the public folder: for what the outputs were made, when they were complete.

It names the configuration, the day, and the version of the store. So a run
that finds it as it would leave it need not render anything; after one that
died between storing and publishing, the store has another version.
"""

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

NAME = ".published"


class Mark:
    """The mark of one public folder."""

    def __init__(self, public: Path) -> None:
        self._public = public
        # Not among the outputs, which nobody touches when nothing has changed.
        self._path = public.parent / NAME

    def holds(self, *told: object) -> bool:
        """Return whether the outputs are complete for this, and nobody touched the files since.

        What cannot be read counts as not there.
        """
        try:
            found = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return False
        return bool(found == self._describe(told))

    def leave(self, *told: object) -> None:
        """Say that the outputs are complete; that it cannot be said costs a rendering later."""
        with suppress(OSError):
            self._path.write_text(json.dumps(self._describe(told)), encoding="utf-8")

    def _describe(self, told: tuple[object, ...]) -> dict[str, object]:
        files = sorted(path for path in self._public.rglob("*") if path.is_file())
        stats = {
            str(path.relative_to(self._public)): [path.stat().st_mtime_ns, path.stat().st_size]
            for path in files
        }
        return {"for": sha256(repr(told).encode()).hexdigest(), "files": stats}
