"""What the documents promise is checked: examples read, tables complete, commands current."""

from __future__ import annotations

import re
from pathlib import Path

import checks
from commands import README, with_table

from newsletter.model.issue_file import read
from newsletter.model.sources import read_sources
from newsletter.settings import Settings

_DOCS = Path(__file__).parents[1] / "docs"


def _blocks(file: Path, language: str) -> list[str]:
    text = file.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_the_table_of_commands_is_what_their_help_says() -> None:
    readme = README.read_text(encoding="utf-8")

    assert with_table(readme) == readme, "run: python docs/commands.py"


def test_the_list_of_checks_is_what_the_checks_say() -> None:
    page = checks.PAGE.read_text(encoding="utf-8")

    assert checks.with_table(page) == page, "run: python docs/checks.py"


def test_the_issue_in_the_documentation_reads_without_a_mistake() -> None:
    (text,) = _blocks(_DOCS / "issue-file.md", "markdown")

    issue = read(text)

    assert [place.heading for place in issue.places] == ["Sweden", "Scotland"]
    assert [item.id for item in issue.items()] == ["k3f9", "m7qa2", ""]


def test_the_sources_in_the_documentation_read_without_a_mistake() -> None:
    text, rules = _blocks(_DOCS / "sources.md", "yaml")
    book = read_sources(text)
    start, end = text.index("rules:"), text.index("sources:\n")

    assert (len(book.sources), len(book.rules)) == (7, 1)
    assert len(read_sources(f"{text[:start]}{rules}{text[end:]}").rules) == 2


def test_every_setting_is_documented() -> None:
    text = (_DOCS / "settings.md").read_text(encoding="utf-8")
    for table, info in Settings.model_fields.items():
        annotation = str(info.annotation)
        assert table in text
        for key in getattr(info.annotation, "model_fields", {}):
            assert f"`{key}`" in text, f"{table}.{key} of {annotation}"


def test_the_links_of_the_readme_lead_somewhere() -> None:
    root = README.parent
    for target in re.findall(r"\]\(([^)#]+)\)", README.read_text(encoding="utf-8")):
        assert target.startswith("http") or (root / target).exists(), target
