"""A mark beside the public folder: the outputs were complete, and made for this configuration.

Who is about to change the store takes the mark away, and leaves it again when
everything is published. So a run that finds it, and brings nothing new, need
not render anything; a run that died in between leaves none behind.
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

    def take(self, *told: object) -> bool:
        """Take the mark away; return whether it was there, for this configuration and these files.

        What cannot be read or removed counts as not there.
        """
        try:
            found = json.loads(self._path.read_bytes())
            self._path.unlink()
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
