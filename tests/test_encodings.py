"""Unpacking piece by piece, and noticing what is missing."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.adapters.encodings import Unpacker
from newsletter.errors import SourceError

BODY = b"<rss>" + b"entries " * 5_000 + b"</rss>"


def unpacked(encoding: str, data: bytes, size: int = 1_000) -> bytes:
    unpacker = Unpacker(encoding)
    chunks = (data[start : start + size] for start in range(0, len(data), size))
    body = b"".join(piece for chunk in chunks for piece in unpacker.pieces(chunk))
    unpacker.end()
    return body


def raw(data: bytes) -> bytes:
    tool = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return tool.compress(data) + tool.flush()


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("", BODY), ("identity", BODY), ("utf-8", BODY), ("gzip", gzip.compress(BODY)),
        ("X-GZip", gzip.compress(BODY)), ("deflate", zlib.compress(BODY)), ("deflate", raw(BODY)),
        ("gzip", gzip.compress(BODY[:99]) + gzip.compress(BODY[99:])),
        ("gzip", gzip.compress(BODY) + bytes(100)), ("gzip", gzip.compress(BODY) + b"more"),
    ],
    ids=[
        "none", "identity", "charset", "gzip", "x-gzip", "deflate", "raw", "members", "zeros",
        "more",
    ],
)  # fmt: skip
def test_what_is_packed_comes_out(encoding: str, data: bytes) -> None:
    assert unpacked(encoding, data) == BODY


@given(st.binary(max_size=2_000), st.integers(1, 50))
def test_however_it_is_cut(body: bytes, size: int) -> None:
    assert unpacked("gzip", gzip.compress(body), size) == body


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_half_a_body_is_no_body(encoding: str) -> None:
    packed = gzip.compress(BODY) if encoding == "gzip" else zlib.compress(BODY)
    with pytest.raises(SourceError, match="broke off"):
        unpacked(encoding, packed[: len(packed) // 2])


def test_what_is_not_packed_as_it_says_is_told() -> None:
    with pytest.raises(SourceError, match="packed wrongly"):
        unpacked("gzip", BODY)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
def test_an_encoding_that_nobody_asked_for_is_told(encoding: str) -> None:
    with pytest.raises(SourceError, match="nobody asked for"):
        Unpacker(encoding)


def test_a_bomb_comes_in_small_pieces() -> None:
    unpacker = Unpacker("gzip")
    sizes = [len(piece) for piece in unpacker.pieces(gzip.compress(bytes(50_000_000)))]

    assert max(sizes) <= 262_144
    assert sum(sizes) == 50_000_000
