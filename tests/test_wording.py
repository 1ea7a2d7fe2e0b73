"""Wording: what hurts or puzzles readers elsewhere is told, and what is innocent is not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from issue_faults import EASY, FAULTS, GOOD, item, with_fault, with_text

from newsletter.model.issue_file import read
from newsletter.model.mail import Mail, Variant
from newsletter.model.sources import SourceBook, read_sources
from newsletter.model.terms import Terms, read_terms
from newsletter.model.views import Organisation
from newsletter.stages.check import CHECKS, Examined, Finding, Level, Proof
from newsletter.stages.compose import Frame, mail_view, view_of

ROOT = Path(__file__).parents[1]
NAMES = ("respect", "acronyms", "ambiguity", "readability", "shouting")
OURS = (*NAMES, "harm")


@cache
def book() -> SourceBook:
    return read_sources((ROOT / "sources.yaml").read_text(encoding="utf-8"))


@cache
def terms() -> Terms:
    return read_terms((ROOT / "terms.yaml").read_text(encoding="utf-8"))


def found(text: str, *names: str) -> list[Finding]:
    """Return what these checks, else all of wording, find in an issue."""
    examined = Examined(read(text), book(), ("update",), (), terms=terms())
    checks = (one for one in CHECKS if one.name in (names or NAMES))
    return [finding for one in checks for finding in one.findings(examined)]


def said(text: str, place: str = "World Health Organization", *names: str) -> list[str]:
    """Return the messages about an item of one sentence under a place."""
    issue = with_text(item(text, EASY)).replace("## World Health Organization", f"## {place}")
    return [one.message for one in found(issue, *names)]


def test_a_good_issue_has_no_findings() -> None:
    assert found(GOOD, *OURS) == []


INNOCENT = (
    # Names, titles and quotations are others' words.
    "The Substance Abuse and Mental Health Services Administration of the USA reports.",
    "The National Institute on Drug Abuse in the USA has new figures.",
    "The Centre for Drug Abuse Research in Canada has a new head.",
    "The World Blind Union met in Geneva.",
    "Members of Alcoholics Anonymous tell of their first year.",
    "One person said: “I was a mental patient, and nobody asked me.”",
    'A carer remembers the words "confined to a wheelchair" on a form.',
    "They spoke of ‘the mentally ill’ for decades.",
    "It follows the report *Working With Drug Users In Prison*.",
    "More in [Helping Addicts And Their Families](https://www.example.org/old).",
    "Mad Studies has a first chair at a university in Canada.",
    "The journal Schizophrenia Bulletin has a new editor.",
    # Words that only look like those that hurt.
    "Rates jumped from 10 to 14 in every 100 people.",
    "Use of the line jumped from 200 to 900 calls.",
    "The psycho-social support grew, and psycho-education with it.",
    "The water in the clinics is clean.",
    "The assessors were blind to treatment.",
    "The service suffered from a lack of staff, and suffers from cuts.",
    "An invalid form is sent back, and an invalid answer, too.",
    "A fit note says what a person can do at work.",
    "Doctors have fit notes to fill in.",
    "Services are so autistic people can take part.",
    "Waiting is long, so ADHD assessments are moved to clinics.",
    "Half of those with a psychotic disorder work, as do those with a bipolar diagnosis.",
    "A diabetic eye clinic shows how to share rooms.",
    "The disabled people's movement wrote the law, with the disabled students' union.",
    "The deaf community and the blind foundation share an office.",
    "The autistic community leads the study.",
    "The elderly care act is new in Sweden.",
    "People with alcohol-related harm can ask for non-alcoholic drinks, or alcoholic drinks.",
    "Special educational needs are met at school.",
    "Victims of violence get legal advice.",
    "People addicted to opioids, and those in recovery from addiction, wrote it.",
    "Spastic cerebral palsy is treated in ten clinics.",
    "A dwarf planet gave the centre its name.",
    "The crisis team answers the phone all night.",
    "Not all there is to know is in the report: it is a start.",
    "Disabled people wrote the report, with the Convention on the Rights of Persons with "
    "Disabilities in hand.",
    "Disabled people, also those with learning disabilities, were asked.",
    "People with a mental illness tell what helped them.",
    # Seasons, days, money and hours that nobody mistakes.
    "A summer school and winter pressures are on the agenda.",
    "Feeling low in winter is common.",
    "The northern summer of 2026 was hot.",
    "In the Australian winter of 2026 the beds were full.",
    "It starts next summer (June to August 2027).",
    "Fall prevention saves lives, and a fall can be the last.",
    "The spring budget holds more for care.",
    "Over the last year, 40 services took part; in the next month ten more will.",
    "Her last week in hospital was the best.",
    "Last but not least, peer workers were asked.",
    "The cost is US$40 million, or A$61 million.",
    "They get $40 million (AUD) over four years.",
    "They get 40 million Canadian dollars; $10 million of it goes to housing.",
    "The webinar is at 2pm in Dublin.",
    "It begins at 14:30 UTC and ends at 16:00.",
    "It begins at 14:30 in The Netherlands.",
    "It starts at 9 am Eastern time.",
    "The talk is at 14:00 IST in Dublin.",
    "A ratio of 3:1 and a score of 12:30 were found.",
    "Care is there 24/7, in 1 of 3 towns.",
    # Whose Minister: something near says so.
    "The Minister of Health of Ireland spoke; the Government will answer.",
    "Sweden has a new law. The Minister says that nationally all regions will follow.",
    "National strategies differ, and governments learn from one another.",
    "Local government runs the service.",
    # Short forms that are known or explained.
    "The WHO, the UN and the OECD publish a PDF on HIV and COVID-19.",
    "Assertive Community Treatment (ACT) reaches people at home; ACT teams visit daily.",
    "ACT (assertive community treatment) reaches people at home.",
    "NASC: needs assessment and service coordination.",
    "The CRPD and the SDGs are named, as are NGOs.",
    "CALL the office, or call the line.",
    "Part II and Part IV of the report, by JA Smith, are for MPs.",
)


@pytest.mark.parametrize("text", INNOCENT)
def test_what_is_innocent_is_not_told(text: str) -> None:
    assert said(text) == []


def test_there_are_enough_innocent_sentences_to_be_trusted() -> None:
    assert len(set(INNOCENT)) >= 60


@pytest.mark.parametrize(
    ("place", "instead"),
    [
        ("Australia", "'people with disability'"),
        ("England", "'disabled people'"),
        ("USA", "'people with disabilities'"),
        ("World Health Organization", "'persons with disabilities'"),
    ],
)
def test_advice_speaks_as_the_place_does(place: str, instead: str) -> None:
    (message,) = said("Rights of the handicapped.", place, "respect")
    assert instead in message


def test_a_place_is_told_its_own_words_where_two_are_mixed() -> None:
    text = "Disabled people and people with disabilities ask for a law."
    (scottish,) = said(text, "England", "respect")
    (own,) = said(text, "The editors' own heading", "respect")

    assert "keep to 'disabled people', as England does" in scottish
    assert own.endswith("in one item: keep to one")


@pytest.mark.parametrize("place", ["England", "Australia", "USA", "Ireland"])
def test_no_place_is_corrected_into_the_words_of_another(place: str) -> None:
    for words in ("Disabled people", "People with disability", "People with disabilities"):
        assert said(f"{words} wrote the report.", place, "respect") == []


def test_a_term_is_told_once_for_an_item_and_names_its_guide() -> None:
    text = item("Addicts and addicts.", "Easy: Wheelchair-bound addicts get help.")
    told = [one.message for one in found(with_text(text), "respect")]

    assert len(told) == 2
    assert "'Addicts' in the summary: write 'person with a substance use disorder'" in told[0]
    assert "(GOV.UK" in told[1]


def test_what_nobody_compared_with_its_guide_names_none() -> None:
    (message,) = said("They fell off the wagon.", "USA", "respect")
    assert "NIDA" not in message


def test_a_hint_is_told_only_where_somebody_wants_hints() -> None:
    issue = read(with_text(item("Mental health issues are common.", EASY)))
    respect = next(one for one in CHECKS if one.name == "respect")
    examined = Examined(issue, book(), ("update",), (), terms=terms())
    wanted = replace(examined, terms=terms().model_copy(update={"hints": True}))

    assert list(respect.findings(examined)) == []
    assert len(list(respect.findings(wanted))) == 1


def test_an_issue_in_another_language_is_not_held_to_english_words() -> None:
    text = with_text("language: sv").replace("Three hospitals tell", "Handicap this summer tell")
    assert found(text, "respect", "ambiguity") == []


def test_a_waiver_of_respect_is_in_front_of_its_item() -> None:
    from newsletter.stages.check import check

    waived = "<!-- waive: respect their own word -->\n" + item("Rights of the handicapped.", EASY)
    issue = read(with_text(waived))
    told = check(Examined(issue, book(), ("update",), (), terms=terms()))

    assert [one.waived for one in told if one.check == "respect"] == ["their own word"]


def test_dollars_are_those_of_the_country_where_it_has_some() -> None:
    (told,) = said("They get $8 billion more.", "Australia", "ambiguity")
    assert "'$8 billion': write A$8 billion" in told
    levels = {
        place: [one.level for one in found(with_text(item("It costs $8.", EASY)).replace(
            "## World Health Organization", f"## {place}"), "ambiguity")]
        for place in ("USA", "World Health Organization")
    }  # fmt: skip
    assert levels == {"USA": [Level.ADVICE], "World Health Organization": [Level.WARNING]}


def test_a_day_told_from_today_is_told_as_the_issue_would_mean_it() -> None:
    assert "write November 2026" in said("It opened last month.")[0]
    assert "write 2027" in said("It opens next year.")[0]
    assert "write the date" in said("It opened yesterday.")[0]


def test_hours_that_stand_under_when_need_no_city_again() -> None:
    text = item("Join us at 2pm.", EASY, "When: 8 December 2026, 14:00 to 15:00, Dublin")
    assert found(with_text(text), "ambiguity") == []


def test_a_minister_under_a_country_is_that_countrys() -> None:
    assert said("The Minister opened the centre.", "Ireland") == []
    assert said("The Minister opened the centre.", "World Health Organization")


def test_a_short_form_is_told_once_under_a_place_with_its_glossary() -> None:
    text = item("The NASC meets. The NASC decides.", "Easy: The NASC helps you.")
    (told,) = found(with_text(text), "acronyms")

    assert "the glossary of World Health Organization in sources.yaml" in told.message
    assert said("The NDIS pays.", "Australia", "acronyms") == []
    assert said("The NDIS pays.", "Ireland", "acronyms")


def test_prose_between_items_is_read_on_its_own_lines() -> None:
    words = "Two talks.\n\nThe first is on the mentally ill, at 2pm, of the NASC."
    text = GOOD.replace("### Webinars\n", f"### Webinars\n\n{words}\n")
    told = found(text)

    assert {text.splitlines()[one.line - 1] for one in told} == {words.splitlines()[2]}
    assert [one.message.partition(":")[0] for one in told] == ["in the prose"] * 3


def test_the_letters_of_the_network_and_of_foreign_titles_are_not_told() -> None:
    title = "- [GGZX en ABCD](https://www.example.org/x){#x lang=nl}\n  ABCD, 3 November 2026.\n"
    assert found(with_text(title), "acronyms") == []

    text = with_text(item("The QRST meets.", EASY))
    issue, organisation = read(text), Organisation("QRST and others", "", ())
    frame = Frame("Update", "update", organisation, "https://a.example")
    mail = Mail(Variant(), "", "", "", "")
    proof = Proof(mail, mail_view(issue, book(), frame), view_of(issue, book()))
    examined = Examined(issue, book(), ("update",), (proof,), terms=terms())
    acronyms = next(one for one in CHECKS if one.name == "acronyms")

    assert list(acronyms.findings(examined)) == []
    assert list(acronyms.findings(replace(examined, proofs=())))


def test_letters_in_brackets_behind_other_words_explain_nothing() -> None:
    assert said("Staff of a team (NASC), in two towns.", "Ireland", "acronyms")
    assert said("A team for needs assessment (NASC).", "Ireland", "acronyms") == []


def test_an_easy_welcome_is_measured_with_the_rest() -> None:
    hard = "Organisational accountability necessitates multidisciplinary collaboration. " * 6
    (told,) = found(with_text(f"Welcome.\n\nEasy: {hard}"), "readability")
    assert told.line == 1


def test_easy_text_is_measured_together_where_each_is_short() -> None:
    hard = "Organisational accountability necessitates multidisciplinary collaboration."
    text = GOOD
    for easy in [line for line in GOOD.splitlines() if "Easy:" in line]:
        text = text.replace(easy, f"  Easy: {hard} {hard}")
    (told,) = found(text, "readability")

    assert told.line == 1
    assert "the Easy: text of this issue is hard to read (Flesch-Kincaid grade" in told.message


def test_a_language_without_a_measure_is_not_measured() -> None:
    hard = next(one for one in FAULTS if one.check == "readability")
    text = with_fault(hard).replace("language: en", "language: nl")
    assert found(text, "readability") == []


@given(st.text(max_size=400))
def test_any_text_can_be_asked(text: str) -> None:
    issue = read(GOOD)
    asked = replace(next(issue.items()), summary=(text,), easy=text, english=text)
    one = replace(issue, intro=text, places=(replace(issue.places[2], blocks=(asked,)),))
    examined = Examined(one, book(), ("update",), (), terms=terms())
    for check in CHECKS:
        if check.name in OURS:
            list(check.findings(examined))


LONG = ("a ", "the disabled ", '"', "'", "$", "A", "(A", "2pm ", "*A ", "[", "<!--", "last ", "-a")


@pytest.mark.parametrize("piece", LONG)
def test_a_text_without_end_comes_to_one(piece: str) -> None:
    issue = replace(read(GOOD), intro=piece * (20_000 // len(piece)))
    examined = Examined(issue, book(), ("update",), (), terms=terms())
    for check in CHECKS:
        if check.name in OURS:
            list(check.findings(examined))
