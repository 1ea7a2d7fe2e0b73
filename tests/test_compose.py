"""Composing: an issue as mail and page, in the words and the order that a reader gets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from issue_strategies import issues
from rendered import items, renderer

from newsletter.model.issue_file import read
from newsletter.model.issues import Issue, IssueItem, IssuePlace, IssueSection, Prose, write
from newsletter.model.mail import Edition, Slot, Variant
from newsletter.model.passages import passage
from newsletter.model.sources import Place, SourceBook
from newsletter.model.views import (
    ConfirmationView,
    DateView,
    Explanation,
    ItemView,
    Link,
    Organisation,
    ProseView,
)
from newsletter.stages.compose import Frame, Press, compose, confirmation, mail_view, view_of

BOOK = SourceBook(
    sections=["News", "Research"],
    places=[
        Place(code="CA", name="Canada", time_zone="America/Toronto"),
        Place(
            code="SE",
            name="Sweden",
            time_zone="Europe/Stockholm",
            glossary={"FHM": "Public Health Agency of Sweden"},
        ),
        Place(code="GB-SCT", name="Scotland", time_zone="Europe/London"),
        Place(code="WHO", name="World Health Organization", body=True),
    ],
    glossary={"CRPD": "Convention on the Rights of Persons with Disabilities"},
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
    view = view_of(issue, book, Variant(first=first))
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
    assert [one.title for one in views(first="SE")][:2] == ["Mental health", "A talk"]
    assert views(first="CA") == views(first="") == views(first="NO") == views(first="WHO")


def test_a_number_is_the_same_for_every_reader() -> None:
    assert [one.number for one in views(first="SE")] == ["2.1", "2.2", "1.1", "1.2"]
    places = view_of(ISSUE, BOOK, Variant(first="SE")).places
    assert [(place.number, place.heading) for place in places] == [(2, "Sweden"), (1, "Canada")]


def test_headings_of_the_editors_own_stay_in_front_of_the_places() -> None:
    purpose, notes = IssuePlace("Purpose", (PROSE,)), IssuePlace("References", (PROSE,))
    issue = replace(ISSUE, places=(purpose, *ISSUE.places, notes))
    order = [place.heading for place in view_of(issue, BOOK, Variant(first="SE")).places]
    assert order == ["Purpose", "Sweden", "Canada", "References"]


def test_the_place_of_the_reader_is_found_in_other_letters() -> None:
    sweden = replace(ISSUE.places[1], heading="SWEDEN")
    issue = replace(ISSUE, places=(ISSUE.places[0], sweden))
    assert views(issue, first="SE")[0].title == "Mental health"


def test_anchors_are_those_of_the_one_page_on_the_web_in_every_variant() -> None:
    def anchors(first: str) -> dict[str, str]:
        places = view_of(ISSUE, BOOK, Variant(first=first)).places
        named = {place.heading: place.anchor for place in places}
        sections = {one.heading: one.anchor for place in places for one in place.sections}
        return named | sections | {one.title: one.anchor for one in views(first=first)}

    assert anchors("SE") == anchors("")
    assert len(set(anchors("").values())) == len(anchors(""))
    assert anchors("")["Mental health"] == "item-r"


def test_prose_stands_where_the_editor_put_it() -> None:
    news = view_of(ISSUE, BOOK).places[0].sections[0]
    assert [type(block) for block in news.blocks] == [ItemView, ProseView]


def test_prose_that_says_nothing_is_left_out() -> None:
    issue = replace(ISSUE, intro="***", places=(IssuePlace("Sweden", (Prose("---"), TALK)),))
    one = view_of(issue, BOOK)
    assert one.intro == ()
    assert [type(block) for block in one.places[0].blocks] == [ItemView]


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
    assert mail_view(issue, BOOK, FRAME).overview == expected


def test_what_surrounds_the_issue_is_there() -> None:
    one = mail_view(ISSUE, BOOK, replace(FRAME, demonstration=True))
    assert one.web_url == "https://newsletter.example.org/issues/update-2026-12-01/"
    assert (one.publication, one.date, one.demonstration) == (
        "Network Update",
        "",
        True,
    )
    assert view_of(ISSUE, BOOK).intro == (passage("Welcome."),)
    assert view_of(replace(ISSUE, intro=""), BOOK).intro == ()


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("Network Update, 1 December 2026", ""),
        ("Network Update, 1 december 2026", ""),
        ("2026 12 1: Network Update", ""),
        ("Network Update", "1 December 2026"),
        ("Network Update, 11 December 2026", "1 December 2026"),
    ],
)
def test_the_date_is_told_where_the_subject_does_not(subject: str, told: str) -> None:
    assert mail_view(replace(ISSUE, subject=subject), BOOK, FRAME).date == told


def test_a_brief_says_what_it_is() -> None:
    brief = replace(FRAME, template="brief")
    assert mail_view(ISSUE, BOOK, brief).overview == (
        "This brief brings together what was known in 2 countries on 1 December 2026."
    )
    assert mail_view(replace(ISSUE, places=()), BOOK, brief, Edition.EASY).overview == (
        "This tells what people know about one topic. It is from 1 December 2026."
    )


def test_the_two_pages_of_an_issue_lead_to_one_another_where_there_are_easy_words() -> None:
    easy = replace(ISSUE, places=(IssuePlace("Sweden", (replace(TALK, easy="Short."),)),))
    page = "https://newsletter.example.org/issues/update-2026-12-01/"
    assert mail_view(easy, BOOK, FRAME).twin_url == f"{page}easy/"
    assert mail_view(easy, BOOK, FRAME, Edition.EASY).twin_url == page
    assert mail_view(ISSUE, BOOK, FRAME).twin_url == ""
    for variant, link in ((Variant(), "Read this in Easy English"), (EASY, "Read the standard")):
        assert link in compose(easy, BOOK, FRAME, renderer(), variant).web


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


# --- short forms ----------------------------------------------------------------------------


def test_a_short_form_is_explained_where_it_comes_first_in_a_place() -> None:
    crpd, fhm = Explanation("CRPD", BOOK.glossary["CRPD"]), BOOK.places[1].glossary["FHM"]
    first = replace(REPORT, english="The CRPD at work", summary=("FHM asks, and FHM answers.",))
    second = replace(TALK, title="CRPD and FHM", summary=("What the CRPD asks.",))
    issue = replace(ISSUE, places=(IssuePlace("Sweden", (first, second)), ISSUE.places[0]))
    one, two, *_ = views(issue)
    assert one.explained == (crpd,)
    assert one.summary[0].text == f"FHM ({fhm}) asks, and FHM answers."
    assert two.explained == ()
    assert two.summary[0].text == "What the CRPD asks."


def test_a_place_explains_what_another_has_explained_already() -> None:
    item = replace(LETTER, summary=("The CRPD.",))
    places = (IssuePlace("Canada", (item,)), IssuePlace("Sweden", (item,)))
    texts = [one.summary[0].text for one in views(replace(ISSUE, places=places))]
    assert texts == ["The CRPD (Convention on the Rights of Persons with Disabilities)."] * 2


def test_a_long_form_on_two_lines_stands_beside_the_short_one_all_the_same() -> None:
    text = (
        "The Convention on the Rights\nof Persons with Disabilities (CRPD) and\nthe *CRPD* again."
    )
    issue = replace(ISSUE, places=(IssuePlace("Canada", (Prose(text),)),))
    (block,) = view_of(issue, BOOK).places[0].blocks
    assert isinstance(block, ProseView)
    assert block.passage.text == text.replace("\n", " ").replace("*", "")
    assert block.passage.html == f"<p>{text.replace('*CRPD*', '<em>CRPD</em>')}</p>"


def test_the_words_of_a_link_are_left_as_they_are() -> None:
    item = replace(LETTER, summary=("See [the CRPD](https://example.org/c) and the CRPD.",))
    (one,) = views(replace(ISSUE, places=(IssuePlace("Canada", (item,)),)))
    assert one.summary[0].links == (Link("the CRPD", "https://example.org/c"),)
    assert one.summary[0].text.endswith(
        "and the CRPD (Convention on the Rights of Persons with Disabilities)."
    )


# --- dates first ----------------------------------------------------------------------------


def dates(first: str = "", *whens: str) -> list[DateView]:
    items = tuple(replace(TALK, id=f"t{number}", when=when) for number, when in enumerate(whens))
    issue = replace(ISSUE, places=(IssuePlace("Sweden", items),))
    return list(view_of(issue, BOOK, Variant(first=first)).dates)


def test_a_date_has_the_hours_of_the_organiser_the_reader_and_the_others() -> None:
    (one,) = dates("GB-SCT", "8 December 2026, 14:00 to 15:30, Stockholm")
    assert one.day == "Tuesday 8 December 2026"
    assert one.hours == "14:00 to 15:30 in Stockholm"
    assert one.here == "13:00 to 14:30 in London"
    assert "08:00 in Toronto" in one.elsewhere
    assert "London" not in one.elsewhere
    assert "13:00 in London" in dates("", "8 December 2026, 14:00, Stockholm")[0].elsewhere


def test_nobody_in_particular_is_told_no_hours_near_them() -> None:
    (one,) = dates("", "8 December 2026, 14:00 to 15:30, Stockholm")
    assert one.here == ""
    assert dates("SE", "8 December 2026, 14:00, Stockholm")[0].here == ""


def test_dates_come_in_their_order_and_what_cannot_be_read_is_none() -> None:
    found = dates(
        "", "10 December 2026", "in spring", "8 December 2026, 15:00", "8 December 2026, 09:00",
        "03/12/2026",
    )  # fmt: skip
    assert [(one.day.partition(" ")[0], one.hours) for one in found] == [
        ("Tuesday", "09:00 in Stockholm"), ("Tuesday", "15:00 in Stockholm"), ("Thursday", ""),
    ]  # fmt: skip
    assert [one.item.number for one in found] == ["1.4", "1.3", "1.1"]


# --- editions -------------------------------------------------------------------------------

EASY = Variant(Edition.EASY)


def test_the_easy_edition_has_the_easy_words_where_there_are_any() -> None:
    told = replace(
        REPORT, summary=("Long words.",), easy="Short words.", excerpt="Ord.", byline="Us, 2026."
    )
    untold = replace(TALK, summary=("Long words.",), excerpt="Words.")
    issue = replace(ISSUE, places=(IssuePlace("Sweden", (told, untold)),))
    one, two = view_of(issue, BOOK, EASY).items()
    assert ([part.text for part in one.summary], one.excerpt) == (["Short words."], "")
    assert ([part.text for part in two.summary], two.excerpt) == (["Long words."], "Words.")
    assert [part.text for part in next(view_of(issue, BOOK).items()).summary] == ["Long words."]


def test_a_welcome_may_have_easy_words_of_its_own() -> None:
    words = (
        "Dear *colleagues*,\n\nEasy: Hello. We meet soon.\n\n- one\n\n- two\n\nEasy: Please come."
    )
    issue = replace(ISSUE, intro=words)
    assert read(write(issue)) == issue
    plain = view_of(issue, BOOK).intro
    assert [one.text for one in plain] == ["Dear colleagues,", "- one\n- two"]
    easy = view_of(issue, BOOK, EASY).intro
    assert [one.text for one in easy] == ["Hello.", "We meet soon.", "Please come."]
    assert view_of(ISSUE, BOOK, EASY).intro == view_of(ISSUE, BOOK).intro


def test_each_easy_sentence_stands_alone_unless_markup_may_join_them() -> None:
    def easy(text: str) -> list[str]:
        issue = replace(ISSUE, places=(IssuePlace("Sweden", (replace(TALK, easy=text),)),))
        (one,) = view_of(issue, BOOK, EASY).items()
        return [part.text for part in one.summary]

    assert easy("One idea. Another, by Dr. Berg.") == ["One idea.", "Another, by Dr. Berg."]
    assert easy("*One idea. Another.*") == ["One idea. Another."]
    assert easy("A [link. Here.](https://example.org/l)") == ["A link. Here."]


def test_the_easy_edition_counts_in_short_sentences_and_leads_to_an_easy_page() -> None:
    around = mail_view(ISSUE, BOOK, FRAME, Edition.EASY)
    assert around.overview == "Here are 4 new things. They come from 2 countries."
    assert around.web_url == "https://newsletter.example.org/issues/update-2026-12-01/easy/"
    for edition in (Edition.TEXT, Edition.LARGE):
        assert mail_view(ISSUE, BOOK, FRAME, edition).web_url.endswith("/update-2026-12-01/")


def test_the_text_edition_is_text_alone() -> None:
    mail = compose(ISSUE, BOOK, FRAME, renderer(), Variant(Edition.TEXT))
    assert mail.html == ""
    assert mail.text == compose(ISSUE, BOOK, FRAME, renderer()).text
    assert items(mail.web) == items(compose(ISSUE, BOOK, FRAME, renderer()).html)


def test_a_letter_needs_no_words_of_ours_to_begin_with() -> None:
    letter = replace(FRAME, template="letter")
    assert mail_view(ISSUE, BOOK, letter).overview == ""
    mail = compose(replace(ISSUE, places=()), BOOK, letter, renderer())
    assert "Welcome." in mail.text
    assert "no new publications" not in mail.text
    assert "Contents" not in mail.text


def test_a_confirmation_has_one_button_and_no_way_to_leave() -> None:
    view = ConfirmationView("Network Update", "It tells you what is new.", 14)
    mail = confirmation(view, FRAME, renderer())
    assert mail.subject == "Please confirm: Network Update"
    assert mail.html.count(Slot.ACTION) == mail.text.count(Slot.ACTION) == 1
    assert not any(slot in mail.html + mail.text for slot in set(Slot) - {Slot.ACTION})
    assert mail.web == ""


# --- the press ------------------------------------------------------------------------------


def press(issue: Issue = ISSUE) -> Press:
    return Press(issue, BOOK, FRAME, renderer())


def test_each_variant_is_composed_once() -> None:
    one = press()
    assert one.mail(Variant(first="SE")) is one.mail(Variant(first="SE"))
    assert one.mail(Variant()).html != one.mail(Variant(first="SE")).html


def test_a_place_that_would_change_nothing_is_not_put_first() -> None:
    dated = press()
    assert dated.settled(Variant(first="SE")) == Variant(first="SE")
    assert dated.settled(Variant(first="GB-SCT")) == Variant(first="GB-SCT")  # it has a clock
    assert dated.settled(Variant(Edition.EASY, "NO")) == Variant(Edition.EASY)
    undated = press(replace(ISSUE, places=(ISSUE.places[0],)))
    assert undated.settled(Variant(first="GB-SCT")) == Variant()
    assert undated.settled(Variant(first="CA")) == Variant(first="CA")


def test_the_content_is_what_any_edition_says() -> None:
    easy = replace(REPORT, easy="Short words.")
    other = replace(ISSUE, places=(ISSUE.places[0], IssuePlace("Sweden", (easy, TALK))))
    same = replace(other, places=(ISSUE.places[0], IssuePlace("Sweden", (REPORT, TALK))))
    assert press().content == press().content
    assert press(other).content != press(same).content


# --- the mail -------------------------------------------------------------------------------


def test_the_same_issue_makes_the_same_mail() -> None:
    assert compose(ISSUE, BOOK, FRAME, renderer()) == compose(ISSUE, BOOK, FRAME, renderer())


def test_a_mail_says_what_the_issue_says_in_every_part() -> None:
    mail = compose(ISSUE, BOOK, FRAME, renderer(), Variant(first="SE"))
    assert mail.variant == Variant(first="SE")
    assert mail.subject == ISSUE.subject
    sweden = [
        ("2.1", "Mental health", "https://example.org/r"),
        ("2.2", "A talk", "https://example.org/t"),
    ]
    canada = [("1.1", "Santé", "https://example.org/p"), ("1.2", "A letter", "")]
    assert items(mail.html) == sweden + canada
    assert items(mail.web) == canada + sweden  # the one page there is, whoever reads it
    for markup in (mail.html, mail.web):
        assert '<span lang="sv">Psykisk hälsa</span> (in Swedish)' in markup
    assert "+ 2.1 Mental health" in mail.text
    assert "Psykisk hälsa (in Swedish)" in mail.text
    for slot in set(Slot) - {Slot.ACTION}:
        assert slot in mail.html
        assert slot in mail.text
    assert not any(slot in mail.web for slot in Slot)
    assert Slot.ACTION not in mail.html + mail.text


@settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(issues)
def test_any_issue_is_composed_with_all_its_items(issue: Issue) -> None:
    mail = compose(read(write(issue)), BOOK, FRAME, renderer())
    assert len(items(mail.html)) == len(items(mail.web)) == len(list(issue.items()))


def test_a_letter_keeps_its_paragraphs_in_plain_text() -> None:
    letter = replace(FRAME, template="letter")
    words = "Dear colleagues,\n\nCome to [our meeting](https://example.org/m).\n\nRegards,\\\nUs"
    text = compose(replace(ISSUE, intro=words, places=()), BOOK, letter, renderer()).text
    assert (
        "Dear colleagues,\n\nCome to our meeting.\n\nour meeting:\nhttps://example.org/m\n\n"
        "Regards,\nUs\n\n"
    ) in text
