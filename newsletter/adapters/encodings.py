"""Unpacks what a server packed (RFC 9110, section 8.4), in pieces: a bomb shows while small."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from newsletter.errors import SourceError
from newsletter.model.text import one_line

ACCEPTED = "gzip, deflate"
_PIECE = 262_144  # bytes unpacked at once; a packed kilobyte may hold a megabyte
_OTHERS = ("br", "zstd", "compress", "x-compress", "dcb", "dcz")  # and registered, as gzip is
_GZIP = 16 + zlib.MAX_WBITS
_BROKEN = "the answer broke off in the middle, or was packed wrongly"


class Unpacker:
    """Takes a body apart that came with this ``Content-Encoding``.

    Raises `SourceError` for an encoding that nobody asked for, and for what is not packed so.
    """

    def __init__(self, encoding: str) -> None:
        self._kind = encoding.strip().lower()
        if "," in self._kind or self._kind in _OTHERS:
            raise SourceError(
                f"the answer is packed in a way nobody asked for ({one_line(encoding, 40)})"
            )
        # Some servers name a charset here, or nothing that is registered: then nothing is packed.
        self._packed = self._kind in ("gzip", "x-gzip", "deflate")
        self._tool = zlib.decompressobj(zlib.MAX_WBITS if self._kind == "deflate" else _GZIP)
        self._begun = False

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield what ``data``, the next bytes of the body, unpacks to."""
        if not self._packed:
            yield data
            return
        if data and not self._begun:
            self._begun = True
            if self._kind == "deflate" and data[0] & 0x0F != 8:
                self._tool = zlib.decompressobj(-zlib.MAX_WBITS)  # without the header of RFC 1950
        while data:
            try:
                piece = self._tool.decompress(data, _PIECE)
            except zlib.error as error:
                raise SourceError(_BROKEN) from error
            if piece:
                yield piece
            data = self._tool.unconsumed_tail
            if self._tool.eof:
                data = self._rest(self._tool.unused_data)

    def _rest(self, data: bytes) -> bytes:
        """Return what begins anew behind an end: gzip may have members, and servers add zeros."""
        data = data.lstrip(b"\x00")
        if not data.startswith(b"\x1f\x8b"):
            return b""
        self._tool = zlib.decompressobj(_GZIP)
        return data

    def end(self) -> None:
        """Say that the body is over. Raises `SourceError` when something of it is missing."""
        if self._packed and self._begun and not self._tool.eof:
            raise SourceError(_BROKEN)
