"""Content codings undone, piece by piece, within a bound (RFC 9110, 8.4).

The client library's own decoding is switched off: it takes a gzip stream that
stops in the middle for a whole one when Content-Length fits, and entries are
lost without a word. Here the end of the stream is looked for.
"""

import sys
import zlib
from typing import Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_GZIP = b"\x1f\x8b"
_MEMBERS = 1000
"""Members of one gzip stream; logs are joined of dozens, bombs of millions."""

ERRORS = (zlib.error, brotli.error, zstd.ZstdError, ValueError, EOFError, MemoryError)
"""What a codec raises for bytes that are not of its kind."""


class Coding(Protocol):
    """One content coding, being undone."""

    def decode(self, data: bytes, room: int) -> bytes:
        """Return what the next piece stands for: at least `room` bytes if there are more.

        Raises one of ERRORS for bytes that are not of this coding.
        """

    def is_whole(self) -> bool:
        """Tell whether the stream came to its end."""


class Identity:
    """No coding at all; its end is where it ends."""

    def decode(self, data: bytes, room: int) -> bytes:
        """Return the piece."""
        return data

    def is_whole(self) -> bool:
        """Tell that it is."""
        return True


class Gzip:
    """gzip (RFC 1952): any number of members; what follows the last and is none is ignored.

    Bytes that never were gzip pass as they are: there are servers that only say so.
    """

    def __init__(self) -> None:
        self._member: zlib._Decompress | None = None
        self._held = b""
        self._members = 0
        self._over: bool = False

    def decode(self, data: bytes, room: int) -> bytes:
        """Return what the next piece stands for."""
        if self._over:
            return data if not self._members else b""
        made: list[bytes] = []
        data = self._held + data
        self._held = b""
        while data and room > 0 and not self._over:
            if self._member is None and not self._begin(data):
                if self._over and not self._members:
                    made.append(data)
                break
            piece, data = self._inflate(data, room)
            made.append(piece)
            room -= len(piece)
        return b"".join(made)

    def is_whole(self) -> bool:
        """Tell whether the last member came to its end."""
        return self._member is None and (self._members > 0 or self._over)

    def _begin(self, data: bytes) -> bool:
        """Start a member if the bytes begin one; hold back too few to tell."""
        if not data.startswith(_GZIP):
            if len(data) == 1 and _GZIP.startswith(data):
                self._held = data
            else:
                self._over = True
            return False
        self._members += 1
        if self._members > _MEMBERS:
            raise ValueError("too many gzip members")
        self._member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        return True

    def _inflate(self, data: bytes, room: int) -> tuple[bytes, bytes]:
        member = self._member
        if member is None:
            return b"", data
        piece = member.decompress(data, room)
        if not member.eof:
            return piece, member.unconsumed_tail
        self._member = None
        return piece, member.unused_data


class Deflate:
    """deflate: zlib's wrapping (RFC 1950), or none, as some servers understand the word."""

    def __init__(self) -> None:
        self._stream: zlib._Decompress | None = None

    def decode(self, data: bytes, room: int) -> bytes:
        """Return what the next piece stands for."""
        if self._stream is None and data:
            wrapped = data[0] & 0x0F == 8 and data[0] >> 4 <= 7
            self._stream = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        return self._stream.decompress(data, room) if self._stream else b""

    def is_whole(self) -> bool:
        """Tell whether the stream came to its end."""
        return self._stream is not None and self._stream.eof


class Brotli:
    """br (RFC 7932)."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def decode(self, data: bytes, room: int) -> bytes:
        """Return what the next piece stands for."""
        made = [self._stream.process(data, output_buffer_limit=room)]
        room -= len(made[0])
        while room > 0 and not self._stream.can_accept_more_data():
            made.append(self._stream.process(b"", output_buffer_limit=room))
            room -= len(made[-1])
        return b"".join(made)

    def is_whole(self) -> bool:
        """Tell whether the stream came to its end."""
        return bool(self._stream.is_finished())


class Zstd:
    """zstd (RFC 8878): any number of frames, each with a window of at most 8 MiB (RFC 9659)."""

    def __init__(self) -> None:
        self._frame = self._open()
        self._begun = False

    def decode(self, data: bytes, room: int) -> bytes:
        """Return what the next piece stands for."""
        made: list[bytes] = []
        while data and room > 0:
            if self._frame.eof:
                self._frame = self._open()
            piece = self._frame.decompress(data, room)
            self._begun = True
            made.append(piece)
            room -= len(piece)
            data = self._frame.unused_data if self._frame.eof else b""
        return b"".join(made)

    def is_whole(self) -> bool:
        """Tell whether the last frame came to its end."""
        return self._begun and self._frame.eof

    @staticmethod
    def _open() -> zstd.ZstdDecompressor:
        return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: 23})


_BY_NAME: dict[str, type[Coding]] = {
    "gzip": Gzip,
    "x-gzip": Gzip,
    "deflate": Deflate,
    "br": Brotli,
    "zstd": Zstd,
    "identity": Identity,
    "none": Identity,
    # Seen in the wild where Content-Type's charset was meant.
    "utf-8": Identity,
    "utf8": Identity,
    "iso-8859-1": Identity,
}

_CHAIN = 3
"""Codings of one body; honest answers have one."""


def find_codings(header: str) -> tuple[Coding, ...] | None:
    """Return what undoes a Content-Encoding, in the order of undoing; None when nothing does."""
    names = [name.strip().lower() for name in header.split(",") if name.strip()]
    if len(names) > _CHAIN or any(name not in _BY_NAME for name in names):
        return None
    return tuple(_BY_NAME[name]() for name in reversed(names))
