"""Composing: an issue as mail and page, in the words and the order that a reader gets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from issue_strategies import HOSTILE, issues
from lxml import html as lxml_html
from rendered import items, renderer

from newsletter.model.issue_file import read
from newsletter.model.issues import Issue, IssueItem, IssuePlace, IssueSection, Prose, write
from newsletter.model.mail import Slot, Variant
from newsletter.model.sources import Place, SourceBook
from newsletter.model.views import ItemView, Link, Organisation, ProseView
from newsletter.stages.compose import Frame, compose, passage, view_of

BOOK = SourceBook(
    sections=["News", "Research"],
    places=[
        Place(code="CA", name="Canada"),
        Place(code="SE", name="Sweden"),
        Place(code="WHO", name="World Health Organization", body=True),
    ],
)
FRAME = Frame(
    publication="Network Update",
    template="update",
    organisation=Organisation("The network", "The office", ("1 Example Street", "Wellington")),
    site="https://newsletter.example.org",
)
REPORT = IssueItem("Psykisk hälsa", "https://example.org/r", "r", "sv", english="Mental health")
TALK = IssueItem("A talk", "https://example.org/t", "t", when="8 December 2026, 14:00 in Stockholm")
PLAN = IssueItem("Santé", "https://example.org/p", language="fr-CA")
LETTER = IssueItem("A letter")
PROSE = Prose("More in *the* [calendar](https://example.org/c).")
ISSUE = Issue(
    publication="update",
    date=date(2026, 12, 1),
    subject="Network Update, 1 December 2026",
    preheader="Two reports",
    intro="Welcome.",
    places=(
        IssuePlace("Canada", (PLAN,), (IssueSection("News", (LETTER, PROSE)),)),
        IssuePlace("Sweden", (), (IssueSection("Research", (REPORT, TALK)),)),
    ),
)


def views(issue: Issue = ISSUE, first: str = "", book: SourceBook = BOOK) -> list[ItemView]:
    view = view_of(issue, book, FRAME, Variant(first=first))
    return [item for place in view.places for item in place.items()]


def view(item: IssueItem, language: str = "en") -> ItemView:
    issue = replace(ISSUE, language=language, places=(IssuePlace("Sweden", (item,)),))
    (one,) = views(issue)
    return one


# --- the order ------------------------------------------------------------------------------


def test_items_are_numbered_within_their_place() -> None:
    assert [(one.number, one.title) for one in views()] == [
        ("1.1", "Santé"),
        ("1.2", "A letter"),
        ("2.1", "Mental health"),
        ("2.2", "A talk"),
    ]


def test_the_place_of_the_reader_comes_first() -> None:
    assert [one.number for one in views(first="SE")] == ["1.1", "1.2", "2.1", "2.2"]
    assert [one.title for one in views(first="SE")][:2] == ["Mental health", "A talk"]
    assert views(first="CA") == views(first="") == views(first="NO") == views(first="WHO")


def test_the_place_of_the_reader_is_found_in_other_letters() -> None:
    sweden = replace(ISSUE.places[1], heading="SWEDEN")
    issue = replace(ISSUE, places=(ISSUE.places[0], sweden))
    assert views(issue, first="SE")[0].title == "Mental health"


def test_anchors_are_those_of_the_one_page_on_the_web_in_every_variant() -> None:
    def anchors(first: str) -> dict[str, str]:
        places = view_of(ISSUE, BOOK, FRAME, Variant(first=first)).places
        named = {place.heading: place.anchor for place in places}
        sections = {one.heading: one.anchor for place in places for one in place.sections}
        return named | sections | {one.title: one.anchor for one in views(first=first)}

    assert anchors("SE") == anchors("")
    assert len(set(anchors("").values())) == len(anchors(""))
    assert anchors("")["Mental health"] == "item-r"


def test_prose_stands_where_the_editor_put_it() -> None:
    news = view_of(ISSUE, BOOK, FRAME, Variant()).places[0].sections[0]
    assert [type(block) for block in news.blocks] == [ItemView, ProseView]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ([], "There are no new publications in this issue."),
        (["Sweden"], "In this issue there is 1 item from 1 country."),
        (["Sweden", "CANADA"], "In this issue there are 2 items from 2 countries."),
        (
            ["Sweden", "World Health Organization"],
            "In this issue there are 2 items from 1 country and 1 international body.",
        ),
        (["World Health Organization"], "In this issue there is 1 item from 1 international body."),
        (["Sweden", "Ourselves"], "In this issue there are 2 items."),
    ],
)
def test_the_first_sentence_says_how_much_there_is(headings: list[str], expected: str) -> None:
    places = [IssuePlace(heading, (LETTER,)) for heading in headings]
    issue = replace(ISSUE, places=(*places, IssuePlace("Nowhere")))
    assert view_of(issue, BOOK, FRAME, Variant()).overview == expected


def test_what_surrounds_the_issue_is_there() -> None:
    one = view_of(ISSUE, BOOK, replace(FRAME, demonstration=True), Variant())
    assert one.web_url == "https://newsletter.example.org/issues/update-2026-12-01/"
    assert (one.publication, one.date, one.demonstration) == (
        "Network Update",
        "1 December 2026",
        True,
    )
    assert one.intro == passage("Welcome.")
    assert view_of(replace(ISSUE, intro=""), BOOK, FRAME, Variant()).intro is None


# --- languages ------------------------------------------------------------------------------


def test_an_english_title_comes_first_and_the_original_in_its_language() -> None:
    one = view(REPORT)
    assert (one.title, one.language, one.dir) == ("Mental health", "", "ltr")
    assert (one.original, one.original_language, one.in_words) == ("Psykisk hälsa", "sv", "Swedish")


def test_a_foreign_title_without_an_english_one_stands_in_its_language() -> None:
    one = view(PLAN)
    assert (one.title, one.language, one.in_words, one.original) == ("Santé", "fr-CA", "French", "")


def test_a_title_in_the_language_of_the_issue_says_nothing_about_it() -> None:
    for item in (TALK, replace(TALK, language="en-GB")):
        one = view(item)
        assert (one.title, one.language, one.in_words, one.original) == ("A talk", "", "", "")


def test_a_title_from_right_to_left_keeps_its_direction() -> None:
    hebrew = IssueItem("בריאות הנפש", language="he", english="Mental health")
    assert (view(hebrew).dir, view(hebrew).original_dir) == ("ltr", "rtl")
    assert view(replace(hebrew, english="")).dir == "rtl"


def test_an_english_title_counts_even_where_nobody_said_what_the_original_is_in() -> None:
    one = view(replace(REPORT, language=""))
    assert (one.title, one.original, one.original_language) == (
        "Mental health",
        "Psykisk hälsa",
        "",
    )


def test_in_an_issue_in_another_language_an_english_title_says_that_it_is_english() -> None:
    french = replace(REPORT, language="fr", english="Mental health")
    one = view(french, "sv")
    assert (one.title, one.language, one.original_language) == ("Mental health", "en", "fr")
    assert view(replace(french, language="sv"), "sv").title == "Psykisk hälsa"
    assert view(replace(french, language=""), "sv").title == "Psykisk hälsa"


def test_an_excerpt_is_in_the_language_of_its_source() -> None:
    assert view(replace(REPORT, excerpt="Ord.")).excerpt_language == "sv"
    assert view(replace(TALK, excerpt="Words.")).excerpt_language == ""


def test_every_part_of_an_item_is_in_its_view() -> None:
    item = replace(
        REPORT, byline="The institute, 2026.", summary=("One.", "*Two.*"), excerpt="Ord.",
        when="Today", access="Free", note="It speaks about suicide.",
    )  # fmt: skip
    one = view(item)
    assert (one.byline, one.excerpt, one.when, one.access) == (
        "The institute, 2026.", "Ord.", "Today", "Free",
    )  # fmt: skip
    assert [part.html for part in one.summary] == ["<p>One.</p>", "<p><em>Two.</em></p>"]
    assert one.note == passage("It speaks about suicide.")


# --- the editor's Markdown ------------------------------------------------------------------


def test_a_passage_is_html_lines_and_links() -> None:
    one = passage(
        "See *the* [calendar](https://example.org/c?a=1&b=2)\nnow.\n\n2. two\n3. three\n\n> so"
    )
    assert one.html.startswith('<p>See <em>the</em> <a href="https://example.org/c?a=1&amp;b=2">')
    assert one.text == "See the calendar now.\n2. two\n3. three\nso"
    assert one.links == (Link("calendar", "https://example.org/c?a=1&b=2"),)


def test_lists_and_line_breaks_are_lines_of_text() -> None:
    assert passage("- one\n- two *b*\n\n  more").text == "- one\n- two b\nmore"
    assert passage("one\\\ntwo").text == "one two"
    assert passage("`a`\n\n    code\n    more").text == "a\ncode\nmore"


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
    assert len(one.text.splitlines()) <= max(1, markdown.count("\n") + markdown.count("\r") + 1)


# --- the mail -------------------------------------------------------------------------------


def test_the_same_issue_makes_the_same_mail() -> None:
    assert compose(ISSUE, BOOK, FRAME, renderer()) == compose(ISSUE, BOOK, FRAME, renderer())


def test_a_mail_says_what_the_issue_says_in_every_part() -> None:
    mail = compose(ISSUE, BOOK, FRAME, renderer(), Variant(first="SE"))
    assert mail.variant == Variant(first="SE")
    assert mail.subject == ISSUE.subject
    for markup in (mail.html, mail.web):
        assert items(markup) == [
            ("1.1", "Mental health", "https://example.org/r"),
            ("1.2", "A talk", "https://example.org/t"),
            ("2.1", "Santé", "https://example.org/p"),
            ("2.2", "A letter", ""),
        ]
        assert '<span lang="sv">Psykisk hälsa</span> (in Swedish)' in markup
    assert "+ 1.1 Mental health" in mail.text
    assert "Psykisk hälsa (in Swedish)" in mail.text
    for slot in Slot:
        assert slot in mail.html
        assert slot in mail.text
        assert slot not in mail.web


@settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(issues)
def test_any_issue_is_composed_with_all_its_items(issue: Issue) -> None:
    mail = compose(read(write(issue)), BOOK, FRAME, renderer())
    assert len(items(mail.html)) == len(items(mail.web)) == len(list(issue.items()))
