"""JSON from outside."""

from __future__ import annotations

import pytest

from newsletter.adapters.json_texts import json_value


def test_json_is_read_with_a_mark_and_with_bytes_that_are_no_utf_8() -> None:
    assert json_value(b'\xef\xbb\xbf{"a": ["b\xff\tc"]}') == {"a": ["b\ufffd\tc"]}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"[" * 100_000, "nested deeper"),
        (b"9" * 10_000, "a number in it is longer"),
        (b'{"a": 1', "Expecting"),
        (b"", "Expecting value"),
    ],
)
def test_what_is_no_json_is_told_in_words(body: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        json_value(body)
