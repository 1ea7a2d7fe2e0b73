"""The styles of a mail are read as mail programs read them."""

from __future__ import annotations

import pytest

from newsletter.stages.check import styles, tree
from newsletter.stages.check.tree import Element

PAGE = """<html><head><style>/* a { color: #000000 } */
p { margin: 0 } .b { color: #111111 !important } :is(x) { color: #222222 !important }
@media (prefers-color-scheme: dark) {{ .a p {{ color: #333333 !important; }}
  p {{ color: #444444 !important; background-color: #555555 }} }}
</style><style>[data-ogsc] .b { color: #666666 !important }</style></head>
<body style="color: #777777"><div class="a"><p style="color: #888888">one</p></div>
<p class="b" style="color: #999999">two <b style="display: none">three</b></p></body></html>"""
PAGE = PAGE.replace("{{", "{").replace("}}", "}")


def colours(cascade: styles.Cascade) -> list[tuple[str, str]]:
    return [(text, cascade.value(element, "color")) for element, text in cascade.texts]


@pytest.fixture
def page() -> Element:
    return tree.document(PAGE)


def test_without_style_blocks_only_what_elements_carry_holds(page: Element) -> None:
    assert colours(styles.light(page)) == [("one", "#888888"), ("two", "#999999")]


def test_in_the_dark_the_more_specific_rule_wins_and_only_if_it_insists(page: Element) -> None:
    cascade = styles.dark(page)
    assert colours(cascade) == [("one", "#333333"), ("two", "#111111")]
    assert {cascade.value(element, "background-color") for element, _ in cascade.texts} == {""}


def test_outlook_marks_the_page_and_leaves_the_original_alone(page: Element) -> None:
    assert colours(styles.dark_in_outlook(page)) == [("one", "#888888"), ("two", "#666666")]
    assert page.get("data-ogsc") is None


def test_the_rules_of_a_block_are_told_with_their_condition() -> None:
    found = list(styles.rules("a, b { color: #112233 } @media print { p { margin: 0; } }"))
    assert [(one.condition, one.selector) for one in found] == [
        ("", "a, b"), ("media print", "p"),
    ]  # fmt: skip
    assert dict(found[1].declarations) == {"margin": "0"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", (0, 0, 0, 0)),
        ("1px", (1, 1, 1, 1)),
        ("1px 2px", (1, 2, 1, 2)),
        ("1px 2px 3px", (1, 2, 3, 2)),
        ("1px 2px 3px 4px", (1, 2, 3, 4)),
        ("0 auto", (0, 0, 0, 0)),
    ],
)
def test_the_four_sides(value: str, expected: tuple[float, ...]) -> None:
    assert styles.sides(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("1.5", 1.5), ("150%", 1.5), ("30px", 1.5), ("normal", 1.2), ("", 1.2)]
)
def test_a_line_height_in_sizes_of_its_font(value: str, expected: float) -> None:
    assert styles.ratio(value, 20) == expected


def test_indents_are_counted_once_for_each_side() -> None:
    assert styles.sideways("margin: 0 10px; padding: 4px; padding-left: 24px") == 10 + 10 + 24 + 4
    assert styles.sideways("margin: -5px; color: #112233") == 0


def test_what_stands_behind_the_end_of_a_page_is_seen() -> None:
    page = tree.document("<html><body><p>one</p></body></html> two")
    assert sorted(text for _, text in tree.texts(page)) == ["one", "two"]
    assert tree.words(tree.body(tree.document(" "))) == ""


def test_own_words_are_those_of_no_inner_block() -> None:
    entry = next(tree.elements(tree.document("<ul><li>1 <a>a<br>b</a><p>c</p>d</li></ul>"), "li"))
    assert (tree.own_words(entry), tree.words(entry)) == ("1 a b d", "1 a b c d")
