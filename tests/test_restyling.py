"""A template author restyles the mails by the guide, and makes the mistakes people make."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from browser import Browser
from shell import run

from newsletter.adapters.templates import template_folders
from newsletter.model.mail import Slot

SHIPPED = template_folders(None)[-1]
ISSUE = "emerging-leaders-2026-12-01"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A fresh workspace."""
    assert run("init", str(tmp_path / "desk")).returncode == 0
    return tmp_path / "desk"


def go(desk: Path, *arguments: str, code: int = 0) -> Any:
    done = run("--json", *arguments, cwd=desk)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def restyle(desk: Path, name: str, old: str, new: str) -> None:
    """Copy a template into the workspace, changed."""
    text = (SHIPPED / name).read_text(encoding="utf-8")
    assert old in text
    own = desk / "templates" / name
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(text.replace(old, new), encoding="utf-8")


def configure(desk: Path, key: str, value: str) -> None:
    """Take the # away in front of a setting that the starter has."""
    settings = desk / "newsletter.toml"
    lines = settings.read_text(encoding="utf-8").splitlines()
    (at,) = (number for number, line in enumerate(lines) if line.startswith(f"# {key} = "))
    lines[at] = f"{key} = {value}"
    settings.write_text("\n".join(lines), encoding="utf-8")


# --- as the guide says ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is written to be looked at, with the colour and the logo of the guide's first step."""
    desk = tmp_path_factory.mktemp("look") / "desk"
    assert run("init", str(desk)).returncode == 0
    configure(desk, "colour", '"#ffd500"')
    configure(desk, "url", '"https://news.example.org"')
    configure(desk, "logo", '"https://news.example.org/logo.png"')
    configure(desk, "logo_width", "200")
    configure(desk, "logo_height", "60")
    found = go(desk, "templates", "check", "--out", "look")
    assert {one["template"] for one in found} == {"update", "brief", "letter", "confirm"}
    assert [one for one in found if one["faults"]] == []
    return desk / "look"


def test_the_shipped_templates_keep_the_rules_in_any_colour_and_with_a_logo(look: Path) -> None:
    page = (look / "index.html").read_text()
    for name in ("update-standard.html", "update-text.txt", "brief-easy.html", "letter-large.html",
                 "confirm-standard.html"):  # fmt: skip
        assert f'href="{name}"' in page
        assert (look / name).stat().st_size
    mail = (look / "update-standard.html").read_text()
    assert "#ffd500" in mail
    assert "https://news.example.org/logo.png" in mail


def test_what_is_written_to_be_looked_at_is_what_a_reader_gets(look: Path) -> None:
    for file in look.iterdir():
        text = file.read_text(encoding="utf-8")
        assert [slot.name for slot in Slot if slot in text] == [], file.name
    assert "/unsubscribe/preview" in (look / "update-standard.html").read_text()
    assert "/confirm/preview" in (look / "confirm-standard.txt").read_text()


@pytest.mark.browser
def test_every_specimen_is_shown_in_light_and_in_dark_whatever_the_system_wants(
    look: Path, browser: Browser
) -> None:
    def grounds(page: Any) -> list[str]:
        page.goto((look / "index.html").as_uri(), wait_until="domcontentloaded")
        found = []
        for scheme in ("light", "dark"):
            (frame,) = page.query_selector_all(f'iframe.{scheme}[src="update-standard.html"]')
            frame.scroll_into_view_if_needed()
            mail = frame.content_frame()
            mail.wait_for_selector(".card")
            script = "() => getComputedStyle(document.querySelector('.card')).backgroundColor"
            found.append(mail.evaluate(script))
        return found

    # A scheme that is emulated would hold in every frame.
    assert browser.look("", grounds, scheme="null") == ["rgb(255, 255, 255)", "rgb(33, 32, 23)"]


def test_one_table_has_the_sizes_of_narrow_and_wide_screens(desk: Path) -> None:
    restyle(desk, "styles/sizes.jinja", '"h1": 30, "h1_wide": 36', '"h1": 34, "h1_wide": 41')

    go(desk, "templates", "check", "--out", "look")

    mail = (desk / "look/update-standard.html").read_text(encoding="utf-8")
    assert "font-size:34px; line-height:1.2" in mail
    assert ".subject { font-size: 41px !important; }" in mail


# --- mistakes -------------------------------------------------------------------------------


def test_a_template_of_ones_own_that_breaks_a_rule_is_told_and_nothing_is_published(
    desk: Path,
) -> None:
    file = Path(desk, go(desk, "draft", "emerging-leaders", "--date", "2026-12-01")["file"])
    file.write_text(file.read_text() + "\nPlease come to our meeting.\n\nEasy: We meet soon.\n")
    reader = ("one@example.org", "--list", "emerging-leaders", "--origin", "by phone")
    go(desk, "people", "add", *reader)
    own = desk / "templates/mail"
    own.mkdir(parents=True)
    (own / "letter.html").write_text(
        '{% extends "mail/base.html" %}{% block content %}<h4>No place, no item</h4>{% endblock %}'
    )

    found = go(desk, "templates", "check", code=1)

    broken = {fault["check"] for one in found for fault in one["faults"]}
    assert "mail-05" in broken
    assert {one["template"] for one in found if one["faults"]} == {"letter"}
    done = run("publish", ISSUE, cwd=desk)
    assert done.returncode == 1
    assert "(mail-05)" in done.stderr
    assert not (desk / "var/outbox").exists()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is told of templates with a small size, pale links, and a word of old in one mail."""
    desk = tmp_path_factory.mktemp("told") / "desk"
    assert run("init", str(desk)).returncode == 0
    restyle(desk, "styles/sizes.jinja", '"body": 19', '"body": 18')
    restyle(desk, "styles/mail.css", "a { color: {{ colour.accent }}", "a { color: #aaaaaa")
    restyle(desk, "mail/confirm.html", "{% block about %}", '{% block about %}<b id="x y">Hi</b>')
    done = run("templates", "check", cwd=desk)
    assert done.returncode == 1
    return done.stdout.splitlines()


def test_a_mistake_of_many_mails_is_told_once_with_an_example(told: list[str]) -> None:
    (size,) = (line for line in told if "(mail-16)" in line)
    assert size.startswith("13 mails, e.g. brief, standard, 40 items: ")
    assert size.endswith(" has 18 px; at least 19 are needed there (mail-16)")
    assert len(told) < 10
    assert told[-1].endswith("37 break a rule")


def test_a_mistake_of_one_mail_is_told_with_its_name(told: list[str]) -> None:
    assert [line for line in told if line.startswith("confirm, standard, 0 items: ")]


def test_mistakes_in_different_colours_are_different_mistakes(told: list[str]) -> None:
    grounds = {line.partition("(#aaaaaa on ")[2].partition(")")[0] for line in told}
    assert grounds >= {"#ffffff", "#eaf0f1", "#eef5f6"}


def test_styles_that_would_be_lost_stop_the_mail_and_say_where(desk: Path) -> None:
    restyle(desk, "styles/mail.css", ".items, .agenda {", ".items > li {")

    done = run("templates", "check", cwd=desk)

    assert done.returncode == 1
    assert "styles/mail.css" in done.stderr
    assert "'.items > li' is no plain selector" in done.stderr
    assert "styles/mail-clients.css" in done.stderr


def test_a_size_that_is_missing_is_told_with_its_file(desk: Path) -> None:
    restyle(desk, "styles/sizes.jinja", '"h1_wide": 36, ', "")

    done = run("templates", "check", cwd=desk)

    assert done.returncode == 1
    assert "styles/mail-clients.css, line" in done.stderr
    assert "h1_wide" in done.stderr


# --- templates of ones own ------------------------------------------------------------------


def test_init_in_the_present_folder_sends_nobody_elsewhere(tmp_path: Path) -> None:
    here = run("init", ".", "--templates", cwd=tmp_path)
    there = run("init", "desk", cwd=tmp_path)

    assert here.stdout.splitlines()[-1] == "Next: newsletter collect"
    assert there.stdout.splitlines()[-1] == "Next: cd desk && newsletter collect"
    assert (tmp_path / "templates/styles/sizes.jinja").is_file()
