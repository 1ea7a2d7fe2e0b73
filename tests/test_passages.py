"""The editor's Markdown: safe HTML whatever it holds, and lines that can be read aloud."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from issue_strategies import HOSTILE
from lxml import html as lxml_html

from newsletter.model.passages import passage, passages
from newsletter.model.views import Link


def test_a_passage_is_html_lines_and_links() -> None:
    one = passage(
        "See *the* [calendar](https://example.org/c?a=1&b=2)\nnow.\n\n2. two\n3. three\n\n> so"
    )
    assert one.html.startswith('<p>See <em>the</em> <a href="https://example.org/c?a=1&amp;b=2">')
    assert one.text == "See the calendar now.\n\n2. two\n3. three\n\nso"
    assert one.links == (Link("calendar", "https://example.org/c?a=1&b=2"),)


def test_lists_and_line_breaks_are_lines_of_text() -> None:
    assert passage("- one\n- two *b*\n\n  more").text == "- one\n- two b\nmore"
    assert passage("one\\\ntwo\nthree").text == "one\ntwo three"
    assert passage("`a`\n\n    code\n    more").text == "a\n\ncode\nmore"


def test_each_paragraph_is_followed_by_its_own_links() -> None:
    text = "Dear [all](https://example.org/a),\n\n- one\n- [two](https://example.org/b)\n\n***\n\nBye\\\nUs"
    found = passages(text)
    assert [one.text for one in found] == ["Dear all,", "- one\n- two", "Bye\nUs"]
    assert [[link.url for link in one.links] for one in found] == [
        ["https://example.org/a"], ["https://example.org/b"], [],
    ]  # fmt: skip
    assert "".join(one.html for one in found).count("<") == passage(text).html.count("<") - 1


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[x](javascript:alert(1))",
        "[x](JAVASCRIPT:alert(1))",
        "[x](data:text/html,<script>)",
        "[x](vbscript:a) <javascript:alert(1)>",
        "![x](https://example.org/pixel.png)",
        "<!-- hidden -->",
        '[x](https://example.org/"onclick="alert(1))',
        "`<b>`",
    ],
)
def test_a_passage_obeys_no_html_and_loads_nothing(markdown: str) -> None:
    tree = lxml_html.fragment_fromstring(passage(markdown).html, create_parent=True)
    for element in tree.iter():
        assert element.tag in ("div", "p", "a", "code")
        assert set(element.attrib) <= {"href"}
        assert element.get("href", "https:").startswith(("https:", "mailto:"))
    assert all(link.url.startswith("https://example.org/") for link in passage(markdown).links)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(HOSTILE), max_size=12).map("".join) | st.text())
@example("[x](https://xn--0.example)")
@example("[x](https://[)")
@example("[](https://example.org)")
def test_any_text_makes_a_harmless_passage(markdown: str) -> None:
    one = passage(markdown)
    tree = lxml_html.fragment_fromstring(one.html, create_parent=True)
    for element in tree.iter():
        assert element.tag not in ("script", "img", "iframe", "style", "b", "object")
        assert element.get("href", "https:").lower().startswith(("https:", "http:", "mailto:"))
    lines = [line for line in one.text.splitlines() if line]
    assert len(lines) <= max(1, markdown.count("\n") + markdown.count("\r") + 1)
