"""Checking: each check finds its fault, a good issue has none, and an editor may answer."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from issue_strategies import issues
from proofs import wire_of
from rendered import renderer

from newsletter.model.issue_file import read
from newsletter.model.issues import Issue
from newsletter.model.mail import Edition, Slot, Variant
from newsletter.model.sources import Place, SourceBook
from newsletter.model.views import Organisation
from newsletter.stages.check import (
    CHECKS,
    SIZE_LIMIT,
    SIZE_WARNING,
    Examined,
    Finding,
    Level,
    Proof,
    blocking,
    check,
    faults,
)
from newsletter.stages.compose import Frame, compose, mail_view, view_of

BOOK = SourceBook(
    sections=["News", "Research"],
    places=[
        Place(code="SE", name="Sweden", languages=["sv"], time_zone="Europe/Stockholm"),
        Place(code="CA", name="Canada", time_zone="America/Toronto"),
        Place(code="WHO", name="World Health Organization", body=True),
    ],
)
FRAME = Frame(
    "Update",
    "update",
    Organisation("The network", "The office", ("Wellington",)),
    "https://a.example",
)
GOOD = """\
---
publication: update
date: 2026-12-01
subject: Update
preheader: "Two webinars on peer work, and the yearly figures from Sweden"
---
Hello.

## Sweden

### Research

- [Psykisk hälsa](https://example.org/r){#r lang=sv}
  The institute, 18 November 2026.

  English: Mental health

  Yearly figures.

  Easy: How people in Sweden feel.

## Canada

- [A talk](https://example.org/t)
  The network, 3 November 2026.

  Excerpt: About peer work.

  Easy: People talk. Dr. Berg asks them what helps.

  When: 8 December 2026, 14:00 to 15:30, Toronto
"""


@cache
def proof_of(text: str, template: str = "update") -> Proof:
    issue, frame = read(text), replace(FRAME, template=template)
    mail = compose(issue, BOOK, frame, renderer())
    return Proof(mail, mail_view(issue, BOOK, frame), view_of(issue, BOOK))


def examined(text: str = GOOD, template: str = "update") -> Examined:
    return Examined(read(text), BOOK, ("update",), (proof_of(text, template),), template)


def found(old: str = "", new: str = "", **changes: Any) -> list[Finding]:
    """Return what is found in the good issue with ``old`` made ``new``, or its mail changed."""
    assert old in GOOD
    one = examined(GOOD.replace(old, new))
    proof = one.proofs[0]
    mail = replace(proof.mail, **changes)
    return check(replace(one, proofs=(replace(proof, mail=mail),)))


def test_a_good_issue_has_no_findings() -> None:
    assert found() == []


WARNING, ADVICE, ERROR = Level.WARNING, Level.ADVICE, Level.ERROR


@pytest.mark.parametrize(("template", "what"), [("update", "issue"), ("brief", "brief")])
def test_an_issue_without_items_is_an_error(template: str, what: str) -> None:
    (one,) = check(examined(GOOD.partition("## Sweden")[0], template))
    assert (one.check, one.level, one.message) == ("empty", ERROR, f"the {what} has no items")


@pytest.mark.parametrize("template", ["brief", "letter"])
def test_headings_of_a_brief_or_letter_are_its_own(template: str) -> None:
    own = GOOD.replace("## Sweden", "## What helps").replace("### Research", "### Reviews")
    assert check(examined(own, template)) == []
    slip = GOOD.replace("## Sweden", "## Swedn").replace("### Research", "### Reserch")
    (one,) = check(examined(slip, template))
    assert (one.check, one.line) == ("headings", 9)
    assert "'Sweden'" in one.message


def test_titles_and_quotations_are_others_words_and_keep_their_dates() -> None:
    text = GOOD.replace("[A talk]", "[A talk on 03/04/2026]")
    text = text.replace("Mental health", "Health on 03/04/2026")
    assert check(examined(text.replace("About peer work.", "It was 03/04/2026."))) == []


def test_items_without_easy_english_are_named_by_their_lines() -> None:
    item = "\n- [{0}](https://example.org/{0})\n  Us, May 2026.\n\n  It is new.\n"
    more = GOOD + "".join(item.format(f"n{number}") for number in range(7))
    (one,) = check(examined(more))
    assert "7 of 9 items have no Easy: text (lines 33, 38, 43 and 4 more);" in one.message
    none = more.replace("  Easy: How people in Sweden feel.\n", "")
    (one,) = check(
        examined(none.replace("  Easy: People talk. Dr. Berg asks them what helps.\n", ""))
    )
    assert one.message.startswith("no item has Easy: text;")


def test_every_address_that_is_not_encrypted_is_told_with_its_line() -> None:
    item = "\n- [{0}](http://example.org/{0})\n  Us, May 2026.\n\n  It is new.\n\n  Easy: New.\n"
    found = check(examined(GOOD + "".join(item.format(f"n{number}") for number in range(6))))
    assert [(one.check, one.line) for one in found] == [
        ("mail-15", 33 + 7 * number) for number in range(6)
    ]


def test_a_letter_needs_words_or_items() -> None:
    words, _, _ = GOOD.partition("## Sweden")
    assert check(examined(words, "letter")) == []
    assert check(examined(GOOD, "letter")) == []
    under_a_heading = words.replace("Hello.", "## Sweden\n\nHello.")
    assert check(examined(under_a_heading, "letter")) == []
    (one,) = check(examined(words.replace("Hello.", ""), "letter"))
    assert (one.check, one.level) == ("empty", ERROR)


def test_an_hour_without_a_city_is_that_of_its_place() -> None:
    local = GOOD.replace("feel.\n", "feel.\n\n  When: 8 December 2026, 14:00 to 15:30\n")
    assert check(examined(local)) == []
    international = local.replace("## Sweden", "## World Health Organization")
    (one,) = check(examined(international))
    assert (one.check, one.level) == ("when", WARNING)


def test_a_title_in_the_language_of_the_issue_or_in_english_needs_no_english_one() -> None:
    swedish = GOOD.replace("subject", "language: sv\nsubject").replace(
        "  English: Mental health\n", ""
    )
    assert check(examined(swedish)) == []
    assert check(examined(swedish.replace("{#r lang=sv}", "{#r lang=en}"))) == []


@pytest.mark.parametrize(
    ("size", "level"),
    [
        (SIZE_WARNING, None),
        (SIZE_WARNING + 1, WARNING),
        (SIZE_LIMIT, WARNING),
        (SIZE_LIMIT + 1, ERROR),
    ],
)
def test_a_mail_that_gmail_would_cut_is_told(size: int, level: Level | None) -> None:
    findings = found(html=of_size(size))
    assert [(one.check, one.level) for one in findings] == ([("size", level)] if level else [])


def of_size(size: int) -> str:
    """Return the mail of the good issue, made ``size`` bytes long by a comment at its end."""
    html = proof_of(GOOD).mail.html
    return f"{html}<!--{'x' * (size - len(html.encode()) - 7)}-->"


@pytest.mark.parametrize("slot", [Slot.UNSUBSCRIBE, Slot.REASON])
@pytest.mark.parametrize("part", ["html", "text"])
def test_a_mail_nobody_can_leave_is_an_error(slot: Slot, part: str) -> None:
    text: str = getattr(proof_of(GOOD).mail, part)
    findings = found(**{part: text.replace(slot, "")})
    told = [one.message for one in findings if (one.check, one.level) == ("mail-24", ERROR)]
    assert any(slot.name.lower() in message for message in told)


@pytest.mark.parametrize("part", ["html", "text", "web"])
@pytest.mark.parametrize("mark", ["{% if", "https://example.org/%7B%7Burl%7D%7D"])
def test_what_a_template_left_behind_is_an_error(part: str, mark: str) -> None:
    findings = found(**{part: getattr(proof_of(GOOD).mail, part) + mark})
    assert ("mail-28", ERROR) in [(one.check, one.level) for one in findings]


def test_what_is_wrong_with_every_edition_is_told_once() -> None:
    one = examined()
    proof = one.proofs[0]
    broken = replace(proof, mail=replace(proof.mail, html=proof.mail.html + "{% if"))
    large = replace(broken, mail=replace(broken.mail, variant=Variant(Edition.LARGE)))
    messages = [finding.message for finding in check(replace(one, proofs=(broken, large)))]
    assert len([message for message in messages if "{% is left" in message]) == 1
    assert any(message.startswith("large edition: ") for message in messages)


def test_findings_come_in_the_order_of_their_lines() -> None:
    text = GOOD.replace("  The network, 3 November 2026.\n", "").replace("## Sweden", "## Swedn")
    text = text.replace("publication: update", "publication: other")
    lines = [one.line for one in check(examined(text))]
    assert lines == sorted(lines) == [2, 9, 24]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(issues, st.sampled_from(Edition))
def test_no_words_of_an_editor_are_a_fault_of_the_template(issue: Issue, edition: Edition) -> None:
    variant = Variant(edition)
    mail = compose(issue, BOOK, FRAME, renderer(), variant)
    assume(not any(slot in mail.web for slot in Slot))  # these words are ours
    around, words = mail_view(issue, BOOK, FRAME, edition), view_of(issue, BOOK, variant)
    proof = Proof(mail, around, words, wire_of(mail))
    assert [one for one in faults(proof) if one.level is ERROR] == []
    check(Examined(issue, BOOK, ("update",), (proof,)))  # whatever is written, it can be checked


# --- waivers --------------------------------------------------------------------------------


def test_a_waiver_before_an_item_answers_for_that_item_alone() -> None:
    text = GOOD.replace("  The institute, 18 November 2026.\n", "")
    text = text.replace("  The network, 3 November 2026.\n", "")
    waived = text.replace("- [Psyk", "<!-- waive: bylines nobody signs it -->\n\n- [Psyk")
    assert [(one.check, one.waived) for one in check(examined(waived))] == [
        ("bylines", "nobody signs it"),
        ("bylines", ""),
    ]


def test_a_waiver_at_the_top_answers_for_the_whole_issue() -> None:
    one = examined(GOOD.replace("Hello.", "<!-- waive: size we know -->"))
    proof = one.proofs[0]
    html = proof.mail.html + f"<!--{'x' * SIZE_LIMIT}-->"
    long = replace(proof, mail=replace(proof.mail, html=html))
    (finding,) = check(replace(one, proofs=(long,)))
    assert (finding.check, finding.waived) == ("size", "we know")
    assert blocking([finding]) == []


def test_a_rule_of_the_mail_can_be_waived_for_one_item() -> None:
    text = GOOD.replace("https://example.org/", "http://example.org/")
    waived = text.replace("- [A talk]", "<!-- waive: mail-15 they have no other -->\n- [A talk]")
    assert [(one.line, one.waived) for one in check(examined(waived))] == [
        (13, ""),
        (25, "they have no other"),
    ]


def test_a_rule_of_the_mail_can_be_waived_by_its_number() -> None:
    text = GOOD.replace("Hello.", "<!-- waive: mail-12 so it is called -->\n[Here](https://a.b/c).")
    (finding,) = check(examined(text))
    assert (finding.check, finding.waived) == ("mail-12", "so it is called")


def test_a_waiver_answers_for_no_other_check() -> None:
    text = GOOD.replace("  The network, 3 November 2026.\n", "")
    waived = text.replace("- [A talk]", "<!-- waive: summaries it is short -->\n- [A talk]")
    assert [(one.check, one.waived) for one in check(examined(waived))] == [("bylines", "")]


def test_only_errors_that_nobody_waived_block() -> None:
    levels = [Finding("size", level, 1, "", waived) for level in Level for waived in ("", "yes")]
    assert blocking(levels) == [Finding("size", Level.ERROR, 1, "")]


def test_every_check_says_what_it_is_for() -> None:
    names = [one.name for one in CHECKS]
    assert len(set(names)) == len(names)
    assert all(one.reason for one in CHECKS)
