"""What a mail and its web page must be, one test for each rule; the numbers are those of the rules.

The rules a browser has to answer (no sideways scroll, 19) are in `test_mail_look`.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest
from mail_styles import Colours, contrast, declarations, media, rules
from rendered import (
    PREFERENCES,
    REASON,
    UNSUBSCRIBE,
    document,
    filled,
    issue,
    items,
    mail,
    mail_of,
    message,
    tree,
    words,
)
from sample_issue import SLOTS, issue_view

from newsletter.adapters.templates import template_folders
from newsletter.model.mail import Slot

STYLES = Path(template_folders(None)[-1]) / "styles"
LIMIT = 90_000  # Gmail cuts off at about 102 KB and hides the unsubscribe link

# --- the document ---------------------------------------------------------------------------


def test_01_document_head() -> None:
    markup = mail().html
    assert markup.startswith("<!DOCTYPE html>\n<html ")
    for attribute in (' lang="en"', ' dir="ltr"', " xmlns:v=", " xmlns:o="):
        assert attribute in markup[: markup.index("<head>")]
    assert '<meta charset="utf-8">' in markup.encode()[:1024].decode()
    viewport = tree().xpath("string(//meta[@name='viewport']/@content)")
    assert viewport == "width=device-width, initial-scale=1"
    assert tree().findtext("head/title") == mail().subject


def test_02_metas() -> None:
    metas = {one.get("name"): one.get("content") for one in tree().xpath("//meta[@name]")}
    assert metas["x-apple-disable-message-reformatting"] == ""
    assert metas["color-scheme"] == metas["supported-color-schemes"] == "light dark"
    assert "telephone=no" in metas["format-detection"]
    assert ":root { color-scheme: light dark; supported-color-schemes: light dark; }" in mail().html


def test_03_body_and_wrapper_carry_the_language() -> None:
    body = tree().find("body")
    assert body.get("class") == "body"
    assert body.get("lang") == body.get("xml:lang") == "en"
    (wrapper,) = tree().xpath("//div[@role='article']")
    expected = {"aria-roledescription": "email", "aria-label": mail().subject}
    assert {**expected, "lang": "en", "dir": "ltr"}.items() <= dict(wrapper.attrib).items()
    outside = [one for one in body if one is not wrapper and one.get("class") != "preheader"]
    assert outside == []


def test_04_parts_are_utf8_in_order_and_short_lined() -> None:
    wire, parsed = message(mail())
    parts = [(one.get_content_type(), one.get_content_charset()) for one in parsed.iter_parts()]
    assert parts == [("text/plain", "utf-8"), ("text/html", "utf-8")]
    assert max(map(len, wire.split(b"\r\n"))) <= 998
    for text in (mail().html, mail().text):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)


# --- structure ------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 40, 80, 120])
def test_05_headings_and_items(count: int) -> None:
    view = issue(count)
    page = document(mail(count).html)
    levels = [int(one.tag[1]) for one in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    numbered = [words(one) for one in page.iter("h2") if one.find("span") is not None]
    assert numbered == [f"{place.number}. {place.heading}" for place in view.places]
    sections = [section.heading for place in view.places for section in place.sections]
    assert [words(one) for one in page.iter("h3")] == sections
    assert [number for number, *_ in items(mail(count).html)] == [
        one.number for place in view.places for one in place.items()
    ]
    assert len(items(mail(count).html)) == count
    assert all(one.getparent().tag == "ul" for one in page.iter("li"))
    assert page.xpath("//ul[not(li)]") == []


def test_06_no_tables_outside_conditional_comments() -> None:
    assert list(tree().iter("table", "td", "tr")) == []
    for table in re.findall(r"<table[^>]*>", mail().html):
        assert 'role="presentation"' in table
        for zero in ("border", "cellpadding", "cellspacing"):
            assert f'{zero}="0"' in table


def test_07_ghost_table_only_for_outlook() -> None:
    markup = mail().html
    opened, closed = markup.count("<!--[if mso]>"), markup.count("<![endif]-->")
    assert opened == closed == 3
    ghost = re.findall(r"<!--\[if mso\]>(<table.*?)<!\[endif\]-->", markup)
    assert len(ghost) == 1
    assert 'width="640" align="center"' in ghost[0]
    assert '<td style="padding: 24px">' in ghost[0]
    assert "<!--[if mso]></td></tr></table><![endif]-->" in markup


def test_08_no_landmark_elements_in_the_mail() -> None:
    assert list(tree().iter("header", "footer", "main", "nav", "section", "article")) == []
    page = document(mail().web)
    assert len(list(page.iter("main"))) == len(list(page.iter("nav"))) == 1


def test_09_ids_are_unique_and_contents_lead_to_the_web_page() -> None:
    assert tree().xpath("//@id") == []
    ids = document(mail().web).xpath("//@id")
    assert len(ids) == len(set(ids))
    links = tree().xpath("//div[@class='contents']//a/@href")
    assert len(links) == 6
    for link in links:
        page, _, anchor = link.partition("#")
        assert page == issue().web_url
        assert anchor in ids


# --- language -------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [40])
def test_10_titles_carry_their_language(count: int) -> None:
    page = document(mail(count).html)
    seen = set()
    for place in issue(count).places:
        for one in place.items():
            (entry,) = page.xpath("//li[@class='item'][a/@href=$url]", url=one.url)
            link = entry.find("a")
            assert words(link) == one.title
            assert link.get("lang", "") == one.language
            assert link.get("dir", "ltr") == one.dir
            if one.original:
                original = entry.find("div/span")
                assert words(original) == one.original
                assert original.get("lang") == one.original_language
            if one.in_words:
                assert f"(in {one.in_words})" in words(entry)
            seen.add(one.language or one.original_language)
    assert seen >= {"sv", "nl", "fr", "mi", "ar"}
    assert page.xpath("//td[@lang]") == []


def test_10_a_right_to_left_issue_is_set_from_the_right() -> None:
    arabic = mail_of(replace(issue_view(4), language="ar", dir="rtl"))
    (wrapper,) = document(arabic.html).xpath("//div[@role='article']")
    assert wrapper.get("dir") == "rtl"
    assert declarations(wrapper.get("style") or "")["text-align"] == "right"


def test_11_letters_survive() -> None:
    subject = "Ngā Hua o te Tau: Hauora, årets mätning"
    one = mail_of(replace(issue_view(24), subject=subject))
    _, parsed = message(one)
    assert parsed["Subject"] == subject
    for part in parsed.iter_parts():
        content = part.get_content()
        for text in (subject, "Hauora Hinengaro", "Psykisk hälsa på arbetet", "تقرير الصحة"):
            assert text in content


# --- links, images, buttons -----------------------------------------------------------------


def test_12_links_say_where_they_lead() -> None:
    targets: dict[str, set[str]] = {}
    for link in tree().iter("a"):
        text = words(link)
        assert text
        assert not re.search(r"https?://|www\.|\b(click here|read more|here)$", text.lower())
        assert declarations(link.get("style") or "")["text-decoration"] == "underline"
        targets.setdefault(text, set()).add(link.get("href") or "")
    assert {text: urls for text, urls in targets.items() if len(urls) > 1} == {}


def test_13_nothing_needs_an_image() -> None:
    assert list(tree().iter("img", "picture", "svg", "video")) == []
    assert "url(" not in mail().html


def test_14_no_false_buttons() -> None:
    assert tree().xpath("//*[@role='button'] | //button") == []


def test_15_only_https_and_nothing_active() -> None:
    for markup in (mail().html, mail().web):
        page = document(markup)
        slots = {SLOTS["unsubscribe"], SLOTS["preferences"]}
        for url in page.xpath("//@href"):
            assert url in slots or url.startswith(("https://", "#"))
        assert page.xpath("//@target | //@src | //@onclick") == []
        assert list(page.iter("script", "form", "link", "iframe", "object", "base")) == []
        assert "@font-face" not in markup
        assert "@import" not in markup


# --- look -----------------------------------------------------------------------------------


def test_16_words_are_large_enough() -> None:
    (wrapper,) = tree().xpath("//div[@role='article']")
    style = declarations(wrapper.get("style") or "")
    assert style["font-size"] == "19px"
    assert float(style["line-height"]) >= 1.5
    assert style["text-align"] == "left"
    assert style["font-family"].endswith("sans-serif")
    sizes = re.findall(r"font-size:\s*(\d+)px", mail().html)
    assert min(map(int, sizes)) >= 16
    (page,) = tree().xpath("//div[@class='page']")
    assert declarations(page.get("style") or "")["max-width"] == "640px"


@pytest.mark.parametrize("scheme", ["no style blocks", "dark", "dark in Outlook"])
def test_17_contrast(scheme: str) -> None:
    blocks = (STYLES / "mail-clients.css").read_text()
    page = document(mail().html)
    overruling = []
    if scheme == "dark":
        overruling = rules(media(blocks, "prefers-color-scheme: dark"))
    if scheme == "dark in Outlook":
        page.attrib.update({"data-ogsc": "", "data-ogsb": ""})
        overruling = rules(blocks[blocks.index("[data-ogsc]") :])
    texts = list(Colours(page, overruling).texts())
    assert len(texts) > 100
    poor = [one for one in texts if contrast(*one[1:]) < 7]
    assert poor == []
    assert page.xpath("//a[not(contains(@style, 'color:'))]") == []


def test_17_dark_is_dark() -> None:
    dark = rules(media((STYLES / "mail-clients.css").read_text(), "prefers-color-scheme: dark"))
    light = {behind for *_, behind in Colours(tree(), []).texts()}
    assert light.isdisjoint({behind for *_, behind in Colours(tree(), dark).texts()})


def test_18_style_blocks() -> None:
    blocks = [str(one.text) for one in tree().iter("style")]
    assert len(blocks) == 4
    assert sum(len(block.encode()) for block in blocks) < 16_384
    for block in blocks:
        assert block.count("{") == block.count("}")
        assert block.count("@") == block.count("@media") <= 1
        assert "data-premailer" not in block
    dark = [block for block in blocks if "prefers-color-scheme" in block or "[data-ogs" in block]
    assert len(dark) == 2
    for block in dark:
        assert block.count(";") == block.count("!important;")
    assert {"[data-ogsc]", "[data-ogsb]"} <= set(re.findall(r"\[data-ogs.\]", dark[1]))


ALLOWED = re.compile(
    r"(color|background-color|font-[a-z]+|line-height|margin(-[a-z]+)?|padding(-[a-z]+)?"
    r"|text-align|text-decoration|width|max-width|border(-[a-z]+)?|display|vertical-align"
    r"|mso-[a-z-]+)"
)


def test_20_inline_styles_are_what_clients_know() -> None:
    for style in tree().xpath("//@style"):
        for name, value in declarations(style).items():
            assert ALLOWED.fullmatch(name), name
            assert "!" not in value
            assert not re.search(r"-\d|\drem|var\(|calc\(", value), value
            assert name != "display" or value in {"block", "inline-block", "none"}


def test_21_six_digit_colours_and_known_attributes() -> None:
    known = {"class", "style", "href", "lang", "dir", "role", "aria-label", "xml:lang"}
    known.add("aria-roledescription")
    attributes = {name for one in tree().find("body").iter() for name in one.attrib}
    assert attributes <= known
    for css in (*map(Path.read_text, STYLES.glob("*.css")), *tree().xpath("//@style")):
        for colour in re.findall(r"#([0-9a-fA-F]+)\b", css):
            assert len(colour) == 6


# --- size and words -------------------------------------------------------------------------


def test_22_eighty_items_fit() -> None:
    sizes = {count: len(filled(mail_of(issue_view(count, summary=300)).html)) for count in (60, 80)}
    print(f"HTML part, bytes by items: {sizes}")  # noqa: T201 - the figure is the point
    assert sizes[80] <= LIMIT


def test_23_preheader_and_first_sentence() -> None:
    body = tree().find("body")
    first = body[0]
    assert first.get("class") == "preheader"
    assert declarations(first.get("style") or "")["display"] == "none"
    assert 85 <= len(words(first)) <= 100
    paragraphs = [words(one) for one in body.iter("p") if words(one).endswith(".")]
    assert paragraphs[0] == issue().overview


def test_24_the_way_out_is_in_the_first_90_kilobytes() -> None:
    for view in (issue_view(4), issue_view(80, summary=300)):
        one = mail_of(view)
        seen = document(filled(one.html)[:LIMIT].decode(errors="ignore"))
        links = {words(link): link.get("href") for link in seen.iter("a")}
        assert links["Stop these emails (unsubscribe)"] == UNSUBSCRIBE
        assert links["Change what you get"] == PREFERENCES
        text = words(seen)
        for part in (REASON, *view.organisation.postal_address, view.organisation.controller):
            assert part in text
    _, parsed = message(mail())
    assert UNSUBSCRIBE in parsed["List-Unsubscribe"]
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_26_the_web_page_says_the_same_and_nothing_personal() -> None:
    links = {words(link): link.get("href") for link in tree().iter("a")}
    assert links["Read this email on the web"] == issue().web_url
    page = document(mail().web)
    headings = [
        [(one.tag, words(one)) for one in side.iter("h1", "h2", "h3")] for side in (tree(), page)
    ]
    assert headings[0] == headings[1]
    assert items(mail().html) == items(mail().web)
    assert not any(slot in mail().web for slot in Slot)
    anchors = page.xpath("//li[@class='item']/@id")
    assert anchors == [one.anchor for place in issue().places for one in place.items()]


@pytest.mark.parametrize("count", [0, 1, 24, 40, 80, 120])
def test_27_text_part(count: int) -> None:
    text, view = mail(count).text, issue(count)
    assert text.splitlines()[0] == "Network Update, 1 December 2026"
    numbered = re.findall(r"^\+ (\d+\.\d+) (.*?)(?: \(in \w+\))?$", text, re.MULTILINE)
    assert numbered == [(number, title) for number, title, _ in items(mail(count).html)]
    places = [f"+++ {place.number}. {place.heading}" for place in view.places]
    assert [line for line in text.splitlines() if re.match(r"\+\+\+ \d", line)] == places
    for place in view.places:
        assert f"\n\n[{place.heading} ends]\n\n" in text
        assert re.search(rf"^{place.number}\. {place.heading} \(\d+ items?\)$", text, re.MULTILINE)
    sections = sum(len(place.sections) for place in view.places)
    assert len(re.findall(r"^\+\+ \w", text, re.MULTILINE)) == sections
    assert not re.search(r"\]\(|\*\*|__|^#|&[a-z]+;|&#", text, re.MULTILINE)
    assert not re.search(r"([^\w\s])\1{3}", text)
    assert "\n\n\n" not in text
    for line in text.splitlines():
        assert "http" not in line or re.fullmatch(r"https://\S+", line)
    for slot in Slot:
        assert slot in text.splitlines()


def test_27_a_title_without_its_date_gets_it() -> None:
    one = mail_of(replace(issue_view(1), subject="Network Update"))
    assert one.text.startswith("Network Update, 1 December 2026\n")
    assert "International Network of Leaders, 1 December 2026" in words(document(one.html))


def test_28_nothing_is_left_over() -> None:
    for text in (mail().html, mail().text, mail().web):
        known = text
        for slot in Slot:
            known = known.replace(slot, "")
        assert not re.search(r"\{\{|\{%|zzPH|\bNone\b|%7B|\bTrue\b|View\(", known)


def test_30_same_data_same_bytes() -> None:
    assert mail_of(issue()) == mail()
    assert message(mail())[0] == message(mail_of(issue()))[0]
