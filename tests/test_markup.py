"""What HTML from outside says, and where it points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.adapters.markup import absolute, codec_of, to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain words", "plain words"),
        ("a < b and b > c", "a < b and b > c"),
        ("from <Ministry> with <3", "from <Ministry> with <3"),
        ("<p>One</p><p>two</p>", "One\ntwo"),
        ("One<br>two<br/>three", "One\ntwo\nthree"),
        ("<ul><li>One</li><li>two</li></ul>", "One\ntwo"),
        ("<td>One</td><td>two</td>", "One\ntwo"),
        ("<b>M</b>arch", "March"),
        ("One\n  two <i>three</i>", "One two three"),
        ("Q&amp;A, caf&eacute; &#8211; &lt;b&gt;", "Q&A, café – <b>"),
        ("a<script>alert(1)</script>b<style>p{}</style>c", "abc"),
        ("<SCRIPT>x</SCRIPT>y", "y"),
        ("a<!-- not this -->b", "ab"),
        ("<a href='<p>'>x</a>", "x"),
        ("words <a href='cut off", "words"),
        ("", ""),
    ],
)
def test_only_the_words_remain(markup: str, text: str) -> None:
    assert to_text(markup) == text


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(to_text(f"<p>{text}</p>"), str)


def test_a_field_is_cut_before_it_can_take_long() -> None:
    assert to_text("<p>start</p>" + "<div>" * 50_000) == "start"
    assert to_text("<p>start</p>" + "<!--" * 100_000) == "start"


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("https://other.example/x", "https://other.example/x"),
        ("//other.example/x", "https://other.example/x"),
        ("/x", "https://example.org/x"),
        ("x y.pdf", "https://example.org/a/x%20y.pdf"),
        (" \n/x\n", "https://example.org/x"),
        ("/x\ny", "https://example.org/xy"),
        ("?q=1", "https://example.org/a/b?q=1"),
        ("javascript:alert(1)", ""),
        ("mailto:a@example.org", ""),
        ("data:text/html,x", ""),
        ("http://", ""),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_only_addresses_on_the_web_remain(reference: str, url: str) -> None:
    assert absolute("https://example.org/a/b", reference) == url


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("UTF8", "utf-8"),
        ("iso-8859-1", "windows-1252"),
        ("latin-1", "windows-1252"),
        ("us-ascii", "windows-1252"),
        ("iso-8859-15", "iso8859-15"),
        ("hex", ""),
        ("undefined", ""),
        ("klingon", ""),
        ("punycode", ""),
        ("utf-7", ""),
        ("x\x00", ""),
        ("", ""),
    ],
)
def test_a_declared_charset_is_what_is_meant_by_it(label: str, codec: str) -> None:
    assert codec_of(label) == codec
