"""Every numbered rule of a rendered mail finds the faults it is there for (`seeds`)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from proofs import changed, proof_of, sample, sample_views, specimen_views, wire_of
from rendered import mail_of
from sample_issue import LOGO, passage, words
from seeds import BASE, HTML, SEEDS, TEXT, WEB, WIRE, Seed

from newsletter.adapters.templates import template_folders
from newsletter.model.look import look_of
from newsletter.model.mail import Edition, Mail, Variant
from newsletter.model.views import ItemView
from newsletter.stages.check import RULES, Level, Proof, differences, faults

DATE = "1 December 2026"
TEMPLATES = Path(template_folders(None)[-1])


@cache
def original(kind: tuple[str, str, int], language: str, subject: str, *, odd: bool) -> Proof:
    """Return the proof of the sample as if its editor wrote in ``language``: without a fault.

    An ``odd`` one is that of the specimen.
    """
    view, issue = specimen_views(*kind) if odd else sample_views(*kind)
    date = "" if DATE in subject else DATE
    proof = proof_of(replace(view, language=language, subject=subject, date=date), issue)
    assert faults(proof) == []
    return proof


def seeded(seed: Seed, folder: Path) -> Proof:
    """Return the proof of the sample with the fault in it."""
    before = original(seed.kind, seed.language, seed.subject, odd=seed.specimen)
    exchanges = ((seed.old, seed.new), *seed.more)
    if seed.where in (HTML, TEXT, WEB):
        part: Any = {seed.where: exchanged(getattr(before.mail, seed.where), exchanges)}
        return replace(before, mail=replace(before.mail, **part))
    if seed.where == WIRE:
        return replace(before, wire=exchanged(before.wire.decode(), exchanges).encode())
    own = folder / seed.where
    own.parent.mkdir(parents=True)
    source = (TEMPLATES / seed.where).read_text(encoding="utf-8")
    own.write_text(exchanged(source, exchanges), encoding="utf-8")
    return proof_of(before.view, before.issue, folder)


def exchanged(text: str, exchanges: tuple[tuple[str, str], ...]) -> str:
    for old, new in exchanges:
        assert old in text, f"{old!r} is not there any more: the seed has to be written anew"
        text = text.replace(old, new) if old else new
    return text


def found(proof: Proof) -> set[tuple[int, Level]]:
    return {(one.number, one.level) for one in faults(proof)}


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed.number:02d} {seed.name}")
def test_a_seeded_fault_is_found(seed: Seed, tmp_path: Path) -> None:
    before = original(seed.kind, seed.language, seed.subject, odd=seed.specimen)
    after = seeded(seed, tmp_path)
    assert (after.mail, after.wire) != (before.mail, before.wire)
    assert (seed.number, seed.level) in found(after), [one.message for one in faults(after)]


def test_every_number_has_a_seed() -> None:
    numbers = {rule.number for rule in RULES}
    assert numbers == {seed.number for seed in SEEDS} == {*range(1, 29)}


# --- what only data can make ----------------------------------------------------------------


def of_items(change: Callable[[ItemView], ItemView]) -> Proof:
    view, issue = sample_views()
    assert issue
    return proof_of(view, changed(issue, change))


def messages(proof: Proof, number: int) -> list[str]:
    return [one.message for one in faults(proof) if one.number == number]


def test_12_a_title_that_is_an_address_is_the_editors_to_mend() -> None:
    proof = of_items(
        lambda one: replace(one, title="https://example.org/x") if one.number == "1.1" else one
    )
    assert found(proof) == {(12, Level.WARNING)}


def test_13_a_logo_has_the_words_of_the_settings() -> None:
    view, issue = sample_views()
    logo = replace(LOGO, alt="International Network of Leaders")
    proof = proof_of(replace(view, look=look_of(logo=logo)), issue)
    assert faults(proof) == []
    html = exchanged(proof.mail.html, ((f'alt="{logo.alt}"', 'alt="Logo"'),))
    assert messages(replace(proof, mail=replace(proof.mail, html=html)), 13)


def test_15_an_address_that_is_not_encrypted_is_the_editors_to_look_at() -> None:
    proof = of_items(lambda one: replace(one, url=one.url.replace("https:", "http:")))
    told = [one for one in faults(proof) if one.number == 15]
    assert found(proof) == {(15, Level.WARNING)}
    assert sorted(one.item for one in told) == sorted(one.number for one in proof.items())


def test_22_a_mail_of_120_long_items_is_told() -> None:
    assert (22, Level.ERROR) in found(sample(count=120))


@pytest.mark.parametrize(
    ("preheader", "level"), [("", Level.WARNING), ("News", Level.ADVICE), ("x" * 111, Level.ADVICE)]
)
def test_23_the_preheader_fits_an_inbox(preheader: str, level: Level) -> None:
    view, issue = sample_views()
    proof = proof_of(replace(view, preheader=preheader), issue)
    assert found(proof) == {(23, level)}


def test_25_the_editors_own_words_are_advised_about() -> None:
    view, issue = sample_views("update", "easy")
    assert issue
    long = passage(
        "Welcome to all of you who read the first Update of the very last month of 2026."
    )
    assert found(proof_of(view, replace(issue, intro=(long,)))) == {(25, Level.ADVICE)}


def test_25_a_summary_without_easy_english_is_only_counted() -> None:
    view, issue = sample_views("update", "easy")
    assert issue
    hard = changed(issue, lambda one: replace(one, summary=(passage(words(300)),)))
    assert faults(proof_of(view, hard)) == []


def test_28_what_an_editor_writes_is_no_leftover() -> None:
    titles = {"1.1": "None of us is free", "1.2": "How {{ mustaches }} work", "2.1": "a ** b __c__"}
    proof = of_items(lambda one: replace(one, title=titles.get(one.number, one.title)))
    assert faults(proof) == []


def test_30_what_is_made_twice_is_the_same(tmp_path: Path) -> None:
    view, issue = sample_views()
    assert differences(mail_of(view, issue), mail_of(view, issue)) == []
    own = tmp_path / BASE
    own.parent.mkdir(parents=True)
    shutil.copy(TEMPLATES / BASE, own)
    source = own.read_text(encoding="utf-8")
    own.write_text(source.replace("</body>", "{{ range(10 ** 9) | random }}</body>"), "utf-8")
    (fault,) = differences(mail_of(view, issue, tmp_path), mail_of(view, issue, tmp_path))
    assert (fault.number, fault.check) == (30, "mail-30")
    assert "html differs" in fault.message


def test_30_a_part_that_ends_early_differs() -> None:
    one = Mail(Variant(), "Update", "", "a\nb\n", "")
    (fault,) = differences(one, replace(one, text="a\n"))
    assert fault.message.startswith("made twice, line 2 of text differs")


# --- what there is to look at ---------------------------------------------------------------


def test_a_rule_is_asked_only_of_what_there_is() -> None:
    proof = sample()
    assert faults(replace(proof, wire=b"")) == []
    text = Mail(Variant(Edition.TEXT), proof.mail.subject, "", proof.mail.text, proof.mail.web)
    view = replace(proof.view, edition="text")
    assert faults(Proof(text, view, proof.issue, wire_of(text))) == []


def test_a_mail_without_a_part_says_so_and_no_more() -> None:
    proof = sample()
    empty = replace(proof, mail=replace(proof.mail, html=""), wire=b"")
    assert [one.message for one in faults(empty)] == ["the mail has no HTML part"]
    assert "the mail has no text part" in messages(
        replace(proof, mail=replace(proof.mail, text="")), 4
    )
    assert messages(replace(proof, mail=replace(proof.mail, web="")), 26) == [
        "there is no web page"
    ]


def test_the_place_of_the_reader_may_come_first() -> None:
    view, issue = sample_views()
    assert issue
    first = replace(issue, places=(issue.places[-1], *issue.places[:-1]))
    ours, common = mail_of(view, first), mail_of(view, issue)
    assert faults(Proof(replace(ours, web=common.web), view, first)) == []
    assert faults(Proof(ours, view, first)) != []


def test_many_faults_of_one_rule_are_told_in_few_words() -> None:
    proof = of_items(lambda one: replace(one, in_words="Elvish"))
    html = proof.mail.html.replace("(in Elvish)", "")
    told = messages(replace(proof, mail=replace(proof.mail, html=html)), 10)
    assert len(told) == 4
    assert told[0] == "the mail, item 1.1 does not say that the original is in Elvish"
    assert told[-1] == "and 9 more places like these"


def test_every_rule_says_what_it_is_for() -> None:
    assert [rule.number for rule in RULES] == sorted(rule.number for rule in RULES)
    assert all(rule.decide.__doc__ for rule in RULES)
