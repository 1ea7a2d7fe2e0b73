"""Styles are written into elements; everything else comes through unharmed."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from newsletter.adapters.inline import inline
from newsletter.errors import RenderError
from newsletter.model.mail import Slot

KEPT = """
@media (prefers-color-scheme: dark) { .a { color: #ffffff !important; } }
[data-ogsc] .a { color: #ffffff !important; }
"""
COMMENT = '<!--[if mso]><table role="presentation" width="640"><tr><td><![endif]-->'
PAGE = f"""<!DOCTYPE html>
<html lang="sv" xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta charset="utf-8"><title>Åäö ā</title>
<style>.a {{ color: #112233; mso-line-height-rule: exactly; }} p {{ margin: 0 0 8px; }}</style>
<style data-premailer="ignore">{KEPT}</style>
</head>
<body class="body" xml:lang="sv">{COMMENT}
<p class="a">Åäö ā &amp; <a href="{Slot.UNSUBSCRIBE}">ut</a> {Slot.REASON}</p></body></html>
"""


def test_styles_go_into_the_elements() -> None:
    styled = inline(PAGE)
    assert 'style="margin:0 0 8px; color:#112233; mso-line-height-rule:exactly"' in styled


def test_an_ignored_block_comes_through_byte_for_byte() -> None:
    styled = inline(PAGE)
    assert f"<style>{KEPT}</style>" in styled
    assert styled.count("<style>") == 1


def test_comments_letters_and_language_survive() -> None:
    styled = inline(PAGE)
    for part in (COMMENT, "Åäö ā &amp;", 'xml:lang="sv"', "<!DOCTYPE html>", "xmlns:o="):
        assert part in styled


def test_slots_survive() -> None:
    styled = inline(PAGE)
    assert f'href="{Slot.UNSUBSCRIBE}"' in styled
    assert styled.count(Slot.REASON) == 1


def test_a_lost_slot_is_an_error() -> None:
    with pytest.raises(RenderError, match="REASON"):
        inline(PAGE.replace("<title>", f"<title {Slot.REASON}='1' {Slot.REASON}='2'>"))


def test_the_same_text_gives_the_same_text() -> None:
    assert inline(PAGE) == inline(PAGE)


def test_a_style_sheet_elsewhere_is_never_read(tmp_path: Path) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text("p { color: #abcdef; }", encoding="utf-8")
    for place in ("https://127.0.0.1:9/a.css", str(sheet)):
        link = f'<link rel="stylesheet" href="{place}">'
        styled = inline(PAGE.replace("<title>", link + "<title>"))
        assert link in styled
        assert "#abcdef" not in styled


def test_styles_that_clients_do_not_know_are_quiet(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        inline(with_rule("p { colour: 12 furlongs; }"))
    assert capfd.readouterr() == ("", "")


# --- what would be lost ---------------------------------------------------------------------


def with_rule(css: str) -> str:
    return PAGE.replace("<style>", f"<style>{css}\n", 1)


@pytest.mark.parametrize(
    ("css", "color"),
    [
        (".b, p, h1 { color: #445566 }", "#112233"),
        ("p.a { color: #445566; }", "#445566"),
        ("body .a { color: #445566; }", "#445566"),
        (".body p { color: #445566; }", "#445566"),
        (".body p.b, .body\n  p.a { color: #445566; }", "#445566"),
        ("p { color: #445566; }", "#112233"),
        ("/* .a > p { */ h2 { font-family: 'A B', sans-serif }", "#112233"),
        ("h2 { width: calc(1px + 2px); margin: 0 auto -1px !important; ; }", "#112233"),
        (" ", "#112233"),
    ],
)
def test_plain_selectors_land_where_css_says(css: str, color: str) -> None:
    style = inline(with_rule(css)).partition('<p class="a" style="')[2].partition('"')[0]
    assert f"color:{color}" in style.split("; ")


@pytest.mark.parametrize(
    "selector",
    [
        ".items > li", "li + li", "h1 ~ p", "li:first-child", "a:hover", "p:not(.a)", "[data-x]",
        "a[href]", "*", "#id", "LI", ".2x", ".a,", ", .a", "", "p..a", "a::after", "o|p",
    ],
)  # fmt: skip
def test_a_selector_that_is_not_plain_is_refused_by_its_name(selector: str) -> None:
    with pytest.raises(RenderError, match="is no plain selector") as told:
        inline(with_rule(f"{selector} {{ color: #445566; }}"))
    assert repr(selector) in told.value.message
    assert "styles/mail.css" in told.value.message
    assert "styles/mail-clients.css" in told.value.hint


@pytest.mark.parametrize(
    "css",
    [
        "@media (min-width: 600px) { p { margin: 0; } }",
        '@import "x.css";',
        "@font-face { font-family: A; }",
        "p { margin: 0; } @page { margin: 0; }",
    ],
)
def test_what_begins_with_at_is_refused_and_told_where_it_belongs(css: str) -> None:
    with pytest.raises(RenderError, match=r"'@[a-z-]+[^;]* cannot be written") as told:
        inline(with_rule(css))
    assert "styles/mail-clients.css" in told.value.hint


@pytest.mark.parametrize(
    ("css", "place"),
    [
        (".b { margin: 0; p { padding: 0; }", ".b { margin: 0;"),
        (".b margin: 0; }", ".b margin: 0; }"),
        (".b { margin: 0; } }", "}"),
        (".b { .c { margin: 0; } }", ".b { .c"),
    ],
)
def test_a_missing_brace_is_told_with_its_place(css: str, place: str) -> None:
    with pytest.raises(RenderError, match="a brace is missing") as told:
        inline(with_rule(css))
    assert place in told.value.message


def test_a_brace_that_is_missing_at_the_very_end_is_told() -> None:
    with pytest.raises(RenderError, match=r"a brace is missing at 'p \{ margin: 0 0 8px;'"):
        inline(PAGE.replace("8px; }</style>", "8px; </style>"))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("margin: 0; color: #445566; Margin: 1px", "Margin stands twice in the rule for '.b, p'"),
        ("margin: 0 color: #445566", "semicolon is missing in front of 'color' in the rule for"),
        ("margin", "'margin' in the rule for '.b, p' is no property with a value"),
        ("margin: ;", "'margin' in the rule for '.b, p' is no property with a value"),
        ("colour!: x", "'colour!: x' in the rule"),
        ("color: #12", "value '#12' of color in the rule for '.b, p' cannot be read"),
        ("color: #1122334", "value '#1122334'"),
        ("margin: 0 $8px", "value '0 $8px'"),
        ("font-family: 'A", "cannot be read"),
        ("width: calc(1px", "cannot be read"),
    ],
)
def test_a_declaration_that_would_be_lost_is_refused(body: str, told: str) -> None:
    with pytest.raises(RenderError) as raised:
        inline(with_rule(f".b, p {{ {body} }}"))
    assert told in raised.value.message
    assert raised.value.hint


def test_a_comment_without_an_end_is_told() -> None:
    with pytest.raises(RenderError, match=r"the comment '/\* all of it"):
        inline(with_rule("/* all of it"))


def test_blocks_that_are_kept_and_those_for_outlook_are_not_asked() -> None:
    kept = "<style data-premailer='ignore'>a > b {</style>"
    for block in (kept, "<!--[if mso]><style>a > b {</style><![endif]-->"):
        assert "a > b {" in inline(PAGE.replace("<title>", f"{block}<title>"))
    with pytest.raises(RenderError, match="plain selector"):
        inline(PAGE.replace("<title>", "<style media='screen'>a > b {}</style><title>"))


def test_an_empty_document_is_told() -> None:
    with pytest.raises(RenderError, match="could not be written"):
        inline("")
