"""Where suicide is mentioned there is a note before it, and a number that somebody has rung."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from issue_faults import EASY, GOOD, item, with_text
from rendered import renderer

from newsletter.errors import ConfigError
from newsletter.model.help_lines import LASTS, help_lines, mentions, speaks_of_suicide
from newsletter.model.issue_file import read
from newsletter.model.mail import Edition, Variant
from newsletter.model.sources import HelpLine, Place, SourceBook, read_sources
from newsletter.model.views import Organisation
from newsletter.stages.check import Examined, Finding, Level, Proof, check, faults
from newsletter.stages.compose import Frame, compose, mail_view, view_of

DAY = date(2026, 12, 1)
FRAME = Frame(
    "Update",
    "update",
    Organisation("The network", "The office", ("Wellington",)),
    "https://a.example",
)
SPEAKS = with_text(
    item("A plan to prevent suicide.", EASY, "Note: This item speaks about suicide.")
)


def place(code: str, name: str, checked: str = "", text: str = "Line 13 11 14") -> Place:
    line = HelpLine(text=text, checked=checked) if checked else None
    return Place(code=code, name=name, help_line=line, time_zone="UTC")


def book(*places: Place) -> SourceBook:
    named = ("Canada", "Scotland", "Sweden", "World Health Organization")
    codes = {one.name: one for one in places}
    made = [
        codes.pop(name, Place(code=f"X{'ABCD'[at]}", name=name)) for at, name in enumerate(named)
    ]
    return SourceBook(sections=["News", "Research", "Policy", "Webinars"], places=made)


def before(days: int) -> str:
    return f"{DAY - timedelta(days=days)}, duty editor"


def harm(text: str, network: SourceBook, sending: date | None = None) -> list[Finding]:
    examined = Examined(read(text), network, ("update",), (), sending=sending)
    return [one for one in check(examined) if one.check == "harm"]


# --- which can be used ----------------------------------------------------------------------


def test_only_a_line_that_somebody_rang_in_the_last_half_year_is_usable() -> None:
    network = book(
        place("CA", "Canada", before(LASTS - 1)),
        place("GB-SCT", "Scotland", before(LASTS)),
        place("SE", "Sweden", "never"),
    )
    found = help_lines(network, DAY)

    assert [(one.code, text) for one, text in found.usable] == [("CA", "Line 13 11 14")]
    assert [one.code for one in found.unchecked] == ["SE"]
    assert [one.code for one in found.stale] == ["GB-SCT"]


def test_a_check_shortly_after_the_day_of_an_issue_counts_and_one_in_a_far_year_does_not() -> None:
    network = book(place("CA", "Canada", before(-2)), place("SE", "Sweden", "2062-12-01, me"))
    found = help_lines(network, DAY)
    assert [one.code for one, _ in found.usable] == ["CA"]
    assert [one.code for one in found.stale] == ["SE"]


def test_the_shipped_lines_count_as_unchecked() -> None:
    shipped = Path(__file__).parents[1] / "sources.yaml"
    found = help_lines(read_sources(shipped.read_text(encoding="utf-8")), DAY)
    assert (len(found.unchecked), found.usable, found.stale) == (9, (), ())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{text: Lifeline, checked: never}", "one line with a name and a number"),
        ("{text: '', checked: never}", "some text"),
        ("{checked: never}", "this key is needed"),
        ("{text: Line 1, checked: always}", "never, or a day and who checked it"),
        ("{text: Line 1, checked: 2026-11-01}", "never, or a day and who checked it"),
        ("{text: Line 1, checked: '2026-11-01, '}", "never, or a day and who checked it"),
        ("{text: Line 1, checked: '2026-11, editor'}", "never, or a day and who checked it"),
        ("{text: Line 1, checked: '2026-02-30, editor'}", "never, or a day and who checked it"),
        ("{text: Line 1, by: me}", "an unknown key"),
    ],
)
def test_a_mistake_in_a_help_line_is_told_with_its_line(line: str, expected: str) -> None:
    text = f"sections: [News]\nplaces:\n  - code: SE\n    name: Sweden\n    help_line: {line}\n"
    with pytest.raises(ConfigError) as told:
        read_sources(text)
    (mistake,) = told.value.mistakes
    assert mistake.line == 5
    assert expected in str(mistake)


# --- what is a mention ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "suicide", "Suicidprevention i skolan", "självmord", "SJÄLVSKADA", "zelfdoding",
        "suïcide", "zelfmoord", "le suicide", "el suicidio", "suicídio", "Suizid", "selvmord",
        "itsemurha", "whakamomori", "féinmharú", "fèin-mhurt", "hunanladdiad", "самоубийство",
        "自殺", "انتحار", "self-harm", "self harm", "She killed herself", "took his own life",
        "sjalvmord".replace("a", "ä", 1), "suici\u0301dio".replace("i\u0301", "í"),
    ],
)  # fmt: skip
def test_suicide_is_known_in_the_languages_of_the_network(text: str) -> None:
    assert speaks_of_suicide(f"Rapport: {text}.")


@pytest.mark.parametrize(
    "text",
    [
        "", "A plan for mental health.", "Saving lives on the road", "She took her own notes.",
        "They end their work.", "Killed by cars", "hållbar framtid", "zelfhulp",
    ],
)  # fmt: skip
def test_other_words_are_no_mention(text: str) -> None:
    assert not speaks_of_suicide(text)


@given(st.text())
def test_any_text_can_be_asked(text: str) -> None:
    assert speaks_of_suicide(f"{text} suicide")


def test_a_publisher_or_a_topic_is_no_mention_and_every_other_part_is() -> None:
    byline = GOOD.replace("Peer Network of Ontario", "Centre for Suicide Prevention")
    topics = with_text(item("A report.", EASY, "Topics: suicide-prevention"))
    prose = GOOD.replace("### Webinars\n", "### Webinars\n\nAbout work.\n")
    assert [one for text in (byline, topics, prose) for one in mentions(read(text))] == []

    for text in (
        GOOD.replace("Peer work in hospitals", "Suicide in hospitals"),
        GOOD.replace("English: Mental health", "English: Suicide"),
        GOOD.replace("Three hospitals tell", "Of suicide three hospitals tell"),
        GOOD.replace("Easy: Three", "Easy: Suicide. Three"),
        GOOD.replace("Welcome to", "Suicide in"),
        GOOD.replace("and the figures", "suicide, and the figures"),
        with_text(item("A report.", EASY, "Excerpt: It is about suicide.")),
        GOOD.replace("### Webinars\n", "### Webinars\n\nAbout suicide.\n"),
    ):
        assert len(list(mentions(read(text)))) == 1


# --- the check ------------------------------------------------------------------------------


def test_an_item_needs_a_note_and_the_issue_a_number() -> None:
    text = SPEAKS.replace("Note: This item speaks about suicide.", "Topics: prevention")
    no_note, no_number = harm(text, book(place("SE", "Sweden", "never")))

    assert 'write "Note: This item speaks about suicide."' in no_note.message
    assert "no help line can be printed" in no_number.message
    assert 'ring "Line 13 11 14" (Sweden; nobody has checked it)' in no_number.message
    assert {no_note.level, no_number.level} == {Level.WARNING}


def test_a_note_and_a_checked_number_are_all_it_needs() -> None:
    assert harm(SPEAKS, book(place("SE", "Sweden", before(3)))) == []


def test_an_issue_that_does_not_speak_of_it_needs_neither() -> None:
    assert harm(GOOD, book(place("SE", "Sweden", "never"))) == []


def test_an_item_marked_sensitive_is_told_once() -> None:
    marked = SPEAKS.replace("{#fault}", "{#fault .sensitive}").replace(
        "Note: This item speaks about suicide.", "Topics: prevention"
    )
    examined = Examined(read(marked), book(place("SE", "Sweden", before(3))), ("update",), ())
    assert [one.check for one in check(examined) if "note" in one.message.casefold()] == ["notes"]


def test_numbers_that_are_left_out_are_told_as_advice() -> None:
    network = book(
        place("CA", "Canada", before(1)), place("SE", "Sweden", "never"),
        place("GB-SCT", "Scotland", before(400), "Samaritans 116 123"),
    )  # fmt: skip
    (told,) = harm(SPEAKS, network)

    assert told.level is Level.ADVICE
    assert "2 help lines will not be printed (Sweden, Scotland)" in told.message


def test_without_any_number_it_is_told_what_to_write() -> None:
    (told,) = harm(SPEAKS, book())
    assert 'help_line: {text: "Lifeline 13 11 14", checked: "2026-11-01, duty editor"}' in (
        told.message
    )


def test_a_number_that_gets_too_old_until_it_is_sent_has_to_be_rung_again() -> None:
    network = book(place("CA", "Canada", before(LASTS - 2)))
    assert harm(SPEAKS, network, DAY) == []
    (told,) = harm(SPEAKS, network, DAY + timedelta(days=5))
    assert "the help line of Canada was checked too long before 6 December 2026" in told.message
    assert told.level is Level.ERROR


# --- in the mail ----------------------------------------------------------------------------


def proof(text: str, network: SourceBook, template: str = "update", edition: str = "standard",
          folder: Path | None = None) -> Proof:  # fmt: skip
    issue, frame, variant = read(text), replace(FRAME, template=template), Variant(Edition(edition))
    made = compose(issue, network, frame, renderer(*([folder] if folder else [])), variant)
    return Proof(made, mail_view(issue, network, frame, variant.edition),
                 view_of(issue, network, variant))  # fmt: skip


NETWORK = book(
    place("CA", "Canada", before(1)),
    place("SE", "Sweden", before(1), 'Linjen "90 101" & <112>'),
    place("GB-SCT", "Scotland", "never", "Samaritans 116 123"),
)


@pytest.mark.parametrize("edition", [*Edition])
@pytest.mark.parametrize("template", ["update", "brief", "letter"])
def test_checked_numbers_stand_in_every_mail_that_speaks_of_it(template: str, edition: str) -> None:
    one = proof(SPEAKS, NETWORK, template, edition)
    for part in (one.mail.text, *filter(None, (one.mail.html, one.mail.web))):
        assert "If you need support" in part
        assert "Line 13 11 14" in part
        assert "Samaritans" not in part
    assert [fault for fault in faults(one) if "preheader" not in fault.message] == []


@pytest.mark.parametrize("text", [GOOD, SPEAKS])
def test_no_number_stands_where_none_is_needed_or_none_was_checked(text: str) -> None:
    network = NETWORK if text is GOOD else book(place("SE", "Sweden", "never"))
    mail = proof(text, network).mail
    assert "If you need support" not in mail.html + mail.text + mail.web


@pytest.mark.parametrize("language", ["sv", "ar"])
def test_in_another_language_the_words_round_the_numbers_are_marked_as_english(
    language: str,
) -> None:
    one = proof(SPEAKS.replace("language: en", f"language: {language}"), NETWORK)
    assert [fault for fault in faults(one) if fault.number in (10, 11)] == []
    direction = ' dir="ltr"' if language == "ar" else ""
    assert f'<h2 id="support" lang="en"{direction}>If you need support</h2>' in one.mail.web


def test_a_template_that_leaves_the_numbers_out_breaks_a_rule(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[1] / "templates"
    for name in ("mail/update.html", "mail/update.txt"):
        (tmp_path / "mail").mkdir(exist_ok=True)
        lines = (shipped / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = (line for line in lines if not line.startswith("{{- help_lines"))
        (tmp_path / name).write_text("".join(kept), encoding="utf-8")

    told = [fault.message for fault in faults(proof(SPEAKS, NETWORK, folder=tmp_path))]
    assert any("'Line 13 11 14' is not, letter for letter, in the mail" in one for one in told)
