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


def test_broken_styles_are_quiet(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        inline(PAGE.replace(".a {", ".a { color: ; colour!: x; ", 1))
    assert capfd.readouterr() == ("", "")


def test_an_empty_document_is_told() -> None:
    with pytest.raises(RenderError, match="could not be written"):
        inline("")
