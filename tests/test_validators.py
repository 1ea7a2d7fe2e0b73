"""The Nu Html Checker and html-validate find nothing wrong with our markup, where they are present.

`make validators` fetches both with npm; the checker also needs Java. What mails must have against
their advice is named here, each with its reason; pages for the web have no such leave.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest
from rendered import TEMPLATES, mail

MODULES = Path(__file__).parent / "validators" / "node_modules"
JAR = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
HTML_VALIDATE = MODULES / ".bin" / "html-validate"
ABSENT = "optional: {} is not here (make validators)"

MAILS_ONLY = (
    "Attribute “xmlns:v” not allowed here.",  # Outlook draws with Word, which asks for both
    "Attribute “xmlns:o” not allowed here.",
    "CSS: “supported-color-schemes”",  # Apple Mail before 2020
    "CSS: “mso-",  # Outlook reads what nobody else knows
    "no-inline-style",  # many clients read no other styles
    "no-conditional-comment",  # Outlook
    "prefer-native-element",  # clients strip article and nav, and keep roles
)
EVERYWHERE = ("no-redundant-role",)  # without role=list Safari takes a list without dots for none


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every template in every edition that has HTML, empty and full, and the pages."""
    folder, found = tmp_path_factory.mktemp("markup"), {}
    for template in TEMPLATES:
        for edition in ("standard", "easy", "large"):
            for count in (0, 40) if template != "confirm" else (0,):
                one = mail(count, template, edition)
                for kind, markup in (("mail", one.html), ("web", one.web)):
                    name = f"{template}-{edition}-{count}.{kind}.html"
                    if markup:
                        found[name] = folder / name
                        found[name].write_text(markup, encoding="utf-8")
    return found


def unexpected(found: Iterable[tuple[str, str]]) -> list[str]:
    """Return what is wrong with which file, but for what is allowed there."""
    return [
        f"{name}: {message}"
        for name, message in found
        if not message.startswith(EVERYWHERE + (MAILS_ONLY if ".mail." in name else ()))
    ]


def ran(*command: str | Path) -> Any:
    # Into a file: node ends before a pipe has taken more than 64 KB.
    with TemporaryFile("w+", encoding="utf-8") as told:
        subprocess.run(command, stdout=told, stderr=subprocess.STDOUT, check=False)
        told.seek(0)
        return json.load(told)


def test_the_nu_html_checker_finds_nothing(pages: dict[str, Path]) -> None:
    if not (JAR.exists() and shutil.which("java")):
        pytest.skip(ABSENT.format("the Nu Html Checker"))
    told = ran("java", "-jar", JAR, "--errors-only", "--format", "json", *pages.values())
    found = [(one["url"].rpartition("/")[2], one["message"]) for one in told["messages"]]
    assert unexpected(found) == []


def test_html_validate_finds_nothing(pages: dict[str, Path]) -> None:
    if not (HTML_VALIDATE.exists() and shutil.which("node")):
        pytest.skip(ABSENT.format("html-validate"))
    told = ran(HTML_VALIDATE, "--formatter", "json", *pages.values())
    found = [
        (Path(one["filePath"]).name, f"{message['ruleId']}: {message['message']}")
        for one in told
        for message in one["messages"]
    ]
    assert unexpected(found) == []


def test_what_is_allowed_in_mails_is_not_in_pages() -> None:
    allowed = [("a.mail.html", "CSS: “mso-hide”: x"), ("a.web.html", "no-redundant-role: x")]
    assert unexpected(allowed) == []
    assert unexpected([("a.web.html", "no-inline-style: x")]) == ["a.web.html: no-inline-style: x"]
