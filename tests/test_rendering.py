"""What comes from outside never becomes markup; templates are found, and their mistakes told."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rendered import document, items, mail, mail_of, words
from sample_issue import SLOTS, issue_of, issue_view, item, mail_view

from newsletter.adapters.templates import TemplateRenderer, starter_file, template_folders
from newsletter.errors import NewsletterError, RenderError

HOSTILE = (
    "<script>alert(1)</script>",
    "Quotes \" and ' and <b>tags</b> & ampersands &amp; entities",
    "שלום עולם: כותרת מימין לשמאל",
    "{{ 7 * 7 }} {% raw %} zz",
    "x" * 300,
    "Ten words " * 30,
)


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_never_becomes_markup(title: str) -> None:
    url = "https://example.org/?a=1&b=\"2\"&c='3'&d=<4>&copy=5"
    one = mail_of(
        mail_view(), issue_of([replace(item(0), title=title, byline=title, excerpt=title, url=url)])
    )
    for markup in (one.html, one.web):
        assert items(markup) == [("1.1", " ".join(title.split()), items(markup)[0][2])]
        page = document(markup)
        assert list(page.iter("script", "b")) == []
        link = items(markup)[0][2]
        assert link.replace("%22", '"').replace("%3C", "<").replace("%3E", ">") == url
    assert f"+ 1.1 {title.strip()}" in one.text
    assert url in one.text.splitlines()


def test_an_item_without_an_address_is_no_link() -> None:
    one = mail_of(mail_view(), issue_of([replace(item(0), url="", language="sv")]))
    assert items(one.html)[0][2] == ""
    assert document(one.html).xpath("//li/strong/@lang") == ["sv"]


def test_a_demonstration_says_so_first() -> None:
    for markup in (mail().html, mail().web):
        text = words(document(markup).find("body"))
        assert text.index("Demonstration: this is not a real mailing.") < text.index(
            "International Network"
        )
    assert "Demonstration" in mail().text.split("\n\n")[2]
    real = mail(1)
    assert not any("Demonstration" in text for text in (real.html, real.text, real.web))


# --- how templates are found and fail -------------------------------------------------------


def test_the_workspace_wins_over_the_shipped_templates(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "mail"
    own.mkdir(parents=True)
    (own / "update.txt").write_text("ours: {{ mail.subject }}", encoding="utf-8")
    folders = template_folders(tmp_path)
    assert folders[0] == tmp_path / "templates"
    assert folders[1:] == template_folders(None)
    one = TemplateRenderer(folders)
    context = {"mail": mail_view(), "issue": issue_view(1), "slot": SLOTS}
    assert one.render("mail/update.txt", context) == "ours: Network Update, 1 December 2026"
    assert "<!DOCTYPE html>" in one.render("mail/update.html", context)


def test_a_workspace_without_templates_is_no_folder_to_look_in(tmp_path: Path) -> None:
    assert template_folders(tmp_path) == template_folders(None) != []


def installed(site: Path, *, checkout: bool) -> list[str]:
    """Return the folders that a copy of the package in ``site`` looks in, with its own shipped."""
    package = Path(__file__).parents[1] / "newsletter"
    shutil.copytree(package, site / "newsletter", ignore=shutil.ignore_patterns("__pycache__"))
    (site / "newsletter" / "shipped" / "templates").mkdir(parents=True)
    (site / "templates").mkdir()
    if checkout:
        (site / "pyproject.toml").touch()
    program = (
        "from newsletter.adapters.templates import template_folders\n"
        "print(*template_folders(None), sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=site,
        env={**os.environ, "PYTHONPATH": str(site)},
        check=True,
        capture_output=True,
        text=True,
    )
    lines = done.stdout.splitlines()
    return [Path(line).relative_to(site.resolve()).as_posix() for line in lines]


def test_the_shipped_templates_come_before_the_checkout(tmp_path: Path) -> None:
    assert installed(tmp_path, checkout=True) == ["newsletter/shipped/templates", "templates"]


def test_an_installed_package_never_takes_the_templates_of_a_stranger(tmp_path: Path) -> None:
    assert installed(tmp_path, checkout=False) == ["newsletter/shipped/templates"]


def test_the_starter_files_are_found() -> None:
    for name in ("sources.yaml", "newsletter.toml"):
        assert starter_file(name).is_file()
    with pytest.raises(NewsletterError, match=r"nothing\.yaml is missing"):
        starter_file("nothing.yaml")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("one\n{{ isue.subject }}\n", "line 2, could not be filled: 'isue' is undefined"),
        ("one\ntwo\n{% if %}\n", "line 3, cannot be read"),
        ("{{ issue.places / 2 }}", "line 1, could not be filled: unsupported operand"),
        ("{% include 'missing.txt' %}", "there is no template missing.txt"),
    ],
)
def test_a_mistake_in_a_template_is_told_with_its_line(
    tmp_path: Path, source: str, told: str
) -> None:
    (tmp_path / "a.txt").write_text(source, encoding="utf-8")
    with pytest.raises(RenderError) as caught:
        TemplateRenderer([tmp_path]).render("a.txt", {"issue": issue_view(0)})
    assert told in str(caught.value)
    assert caught.value.__cause__ is not None


def test_a_mistake_in_an_included_template_names_that_one(tmp_path: Path) -> None:
    (tmp_path / "outer.txt").write_text("one\n\n{% include 'inner.txt' %}", encoding="utf-8")
    (tmp_path / "inner.txt").write_text("one\n{{ nothing }}", encoding="utf-8")
    with pytest.raises(RenderError, match=r"inner\.txt, line 2"):
        TemplateRenderer([tmp_path]).render("outer.txt", {})


def test_a_template_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(RenderError, match=r"a\.txt"):
        TemplateRenderer([tmp_path]).render("a.txt", {})


def test_without_any_folder_the_message_says_so() -> None:
    with pytest.raises(RenderError, match="no folder at all"):
        TemplateRenderer([]).render("mail/update.html", {})
