"""Reading an issue: whatever an editor changes in an allowed way keeps its meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from newsletter.model.issue_file import read
from newsletter.model.issues import (
    Issue,
    IssueItem,
    IssuePlace,
    IssueSection,
    Prose,
    Waiver,
    write,
)

FRONT = """\
---
publication: update
date: 2026-12-01
subject: "Network Update, 1 December 2026"
preheader: "Two webinars on peer work, and the yearly figures from Sweden"
language: en
---
"""
SAMPLE = (
    FRONT
    + """
Welcome to the first Update of December.

## Sweden

### Research

<!-- waive: languages the publisher has an English page -->

- [Psykisk hälsa & arbete: årets mätning](https://example.org/a?b=1&c=2){#k3f9 lang=sv .sensitive}
  Folkhälsoinstitutet, 18 November 2026. Report, 40 pages, PDF.

  English: Mental health and work: this year's survey

  Yearly figures on how adults rate their mental health, by age and by region.

  Easy: The report tells how people feel this year.

  When: 8 December 2026, 14:00 in Stockholm

  Note: It speaks about suicide.

### Webinars

- [News from a member]{#n2b}
  The Swedish member, 3 November 2026.

More events stand in the calendar.

## World Health Organization

- [A plain one](https://example.org/plain){#p7}
- [Another](https://example.org/other)
"""
)
SURVEY = IssueItem(
    title="Psykisk hälsa & arbete: årets mätning",
    url="https://example.org/a?b=1&c=2",
    id="k3f9",
    language="sv",
    sensitive=True,
    byline="Folkhälsoinstitutet, 18 November 2026. Report, 40 pages, PDF.",
    summary=("Yearly figures on how adults rate their mental health, by age and by region.",),
    english="Mental health and work: this year's survey",
    easy="The report tells how people feel this year.",
    when="8 December 2026, 14:00 in Stockholm",
    note="It speaks about suicide.",
    waivers=(Waiver("languages", "the publisher has an English page"),),
)
MEMBER = IssueItem("News from a member", id="n2b", byline="The Swedish member, 3 November 2026.")
ISSUE = Issue(
    publication="update",
    date=date(2026, 12, 1),
    subject="Network Update, 1 December 2026",
    preheader="Two webinars on peer work, and the yearly figures from Sweden",
    intro="Welcome to the first Update of December.",
    places=(
        IssuePlace(
            "Sweden",
            sections=(
                IssueSection("Research", (SURVEY,)),
                IssueSection("Webinars", (MEMBER, Prose("More events stand in the calendar."))),
            ),
        ),
        IssuePlace(
            "World Health Organization",
            (
                IssueItem("A plain one", "https://example.org/plain", "p7"),
                IssueItem("Another", "https://example.org/other"),
            ),
        ),
    ),
)


def test_the_sample_says_what_it_says() -> None:
    assert read(SAMPLE) == ISSUE


def test_every_part_knows_its_line() -> None:
    lines = SAMPLE.split("\n")
    issue = read(SAMPLE)
    for place in issue.places:
        assert place.heading in lines[place.line - 1]
        for section in place.sections:
            assert section.heading in lines[section.line - 1]
    for item in issue.items():
        assert lines[item.line - 1].startswith(f"- [{item.title}]")
    (waiver,) = next(issue.items()).waivers
    assert "waive:" in lines[waiver.line - 1]
    (prose,) = (block for block in issue.places[0].sections[1].blocks if isinstance(block, Prose))
    assert lines[prose.line - 1] == prose.text


# --- what an editor may change --------------------------------------------------------------

SAME: dict[str, Callable[[str], str]] = {
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "line ends of old Macs": lambda text: text.replace("\n", "\r"),
    "line ends of both kinds": lambda text: text.replace(".\n", ".\r\n"),
    "a byte order mark": lambda text: "\ufeff" + text,
    "spaces at the end of empty lines": lambda text: text.replace("\n\n", "\n   \n"),
    "a space at the end of each line": lambda text: text.replace("\n", " \n"),
    "more empty lines": lambda text: text.replace("\n\n", "\n\n\n\n"),
    "empty lines in front of the file": lambda text: f"\n\n{text}",
    "empty lines behind the file": lambda text: text + "\n\n\n",
    "no line end behind the file": str.rstrip,
    "* as bullet": lambda text: text.replace("\n- ", "\n* "),
    "+ as bullet": lambda text: text.replace("\n- ", "\n+ "),
    "bullets of several kinds": lambda text: text.replace("\n- [A", "\n* [A"),
    "more spaces behind the bullet": lambda text: text.replace("\n- ", "\n-   ").replace(
        "\n  ", "\n    "
    ),
    "tabs behind the bullet and in front": lambda text: text.replace("\n- ", "\n-\t").replace(
        "\n  ", "\n\t"
    ),
    "a list that stands in": lambda text: text.replace("\n  ", "\n    ").replace("\n- ", "\n  - "),
    "four spaces in front of what belongs to an item": lambda text: text.replace("\n  ", "\n    "),
    "a byline at the left margin": lambda text: text.replace("\n  The Swedish", "\nThe Swedish"),
    "no empty line between heading and list": lambda text: text.replace(
        "### Webinars\n\n", "### Webinars\n"
    ),
    "no empty lines round headings": lambda text: text.replace("\n\n#", "\n#").replace(
        "Sweden\n\n", "Sweden\n"
    ),
    "empty lines between short items": lambda text: text.replace("\n- [An", "\n\n- [An"),
    "headings closed with #": lambda text: text.replace("## Sweden", "## Sweden ##"),
    "headings underlined": lambda text: text.replace("## Sweden", "Sweden\n------"),
    "spaces round a heading": lambda text: text.replace("## Sweden", "##   Sweden  "),
    "a wrapped byline": lambda text: text.replace("2026. Report", "2026.\n  Report"),
    "a wrapped summary": lambda text: text.replace("adults rate", "adults\n  rate"),
    "a summary wrapped to the left margin": lambda text: text.replace(
        "adults rate", "adults\nrate"
    ),
    "a wrapped label": lambda text: text.replace("people feel", "people\n  feel"),
    "a label alone on its line": lambda text: text.replace("When: 8", "When:\n  8"),
    "labels in another order": lambda text: text.replace(
        "  Note: It speaks about suicide.\n", ""
    ).replace("  English:", "  Note: It speaks about suicide.\n\n  English:"),
    "no space behind a label": lambda text: text.replace("When: 8", "When:8"),
    "marks in another order": lambda text: text.replace(
        "{#k3f9 lang=sv .sensitive}", "{.sensitive lang=sv #k3f9}"
    ),
    "quotes round a mark": lambda text: text.replace("lang=sv", 'lang="sv"'),
    "more spaces between marks": lambda text: text.replace("{#k3f9 lang", "{ #k3f9   lang"),
    "marks in two braces": lambda text: text.replace("{#k3f9 lang=sv", "{#k3f9}{lang=sv"),
    "an address in angle brackets": lambda text: text.replace(
        "(https://example.org/plain)", "(<https://example.org/plain>)"
    ),
    "an entity for a character": lambda text: text.replace("hälsa & ", "hälsa &amp; "),
    "an entity in an address": lambda text: text.replace("b=1&c", "b=1&amp;c"),
    "a backslash nobody needs": lambda text: text.replace("2026. Report", "2026\\. Report"),
    "a paragraph of nothing but a fixed space": lambda text: text.replace(
        "More", "\xa0\n\nMore"
    ).replace("  Easy", "  \xa0\n\n  Easy"),
    "stress in a title": lambda text: text.replace("A plain one", "A *plain* one"),
    "comments that are no waivers": lambda text: text.replace(
        "### Research\n", "### Research\n\n<!-- ask\nWilliam -->\n"
    ),
    "a comment inside an item": lambda text: text.replace(
        "  Easy:", "  <!-- shorter? -->\n\n  Easy:"
    ),
    "a waiver over several lines": lambda text: text.replace(
        "<!-- waive: languages the publisher", "<!--\n  waive:  languages\n  the publisher"
    ),
    "a waiver right above its item": lambda text: text.replace("-->\n\n", "-->\n"),
    "front matter without quotes": lambda text: text.replace(
        '"Network Update, 1 December 2026"', "Network Update, 1 December 2026"
    ),
    "front matter in single quotes": lambda text: text.replace(
        '"Network Update, 1 December 2026"', "'Network Update, 1 December 2026'"
    ),
    "front matter in another order": lambda text: text.replace("language: en\n", "").replace(
        "---\npubl", "---\nlanguage: en\npubl"
    ),
    "comments in the front matter": lambda text: text.replace(
        "language: en\n", "# the old one stays\nlanguage: en  # English\n"
    ),
    "empty lines in the front matter": lambda text: text.replace(
        "\nlanguage: en", "\n\nlanguage: en"
    ),
    "no language, which is English": lambda text: text.replace("language: en\n", ""),
    "quotes round the date": lambda text: text.replace("2026-12-01", '"2026-12-01"'),
    "a space behind the ---": lambda text: text.replace("---\n", "---  \n"),
}


@pytest.mark.parametrize("edit", SAME.values(), ids=SAME.keys())
def test_an_edit_keeps_the_meaning(edit: Callable[[str], str]) -> None:
    edited = edit(SAMPLE)
    assert edited != SAMPLE
    assert read(edited) == ISSUE


def _with(**changes: object) -> IssueItem:
    return replace(SURVEY, **changes)  # type: ignore[arg-type]


_SUMMARY = SURVEY.summary[0]
CHANGED: dict[str, tuple[str, str, IssueItem]] = {
    "no byline": (
        "  Folkhälsoinstitutet, 18 November 2026. Report, 40 pages, PDF.\n", "", _with(byline=""),
    ),
    "no marks": ("{#k3f9 lang=sv .sensitive}", "", _with(id="", language="", sensitive=False)),
    "a summary with stress, a link and code": (
        _SUMMARY,
        "*Yearly* **figures**, [as a table](https://example.org/t),\n  in `csv` &copy; 2026",
        _with(
            summary=(
                "*Yearly* **figures**, [as a table](https://example.org/t), in `csv` &copy; 2026",
            )
        ),
    ),
    "two paragraphs of summary, one after a label": (
        "  Easy:", "  And a second one.\n\n  Easy:", _with(summary=(_SUMMARY, "And a second one.")),
    ),
    "a line break that was asked for": (
        _SUMMARY, "One line\\\n  and another  \n  and a third.",
        _with(summary=("One line\\\nand another  \nand a third.",)),
    ),
    "a line break in front of what could start a list": (
        _SUMMARY, "One line\\\n      - and another",
        _with(summary=("One line\\\n    - and another",)),
    ),
    "a byline with characters that mean something elsewhere": (
        "Report, 40 pages, PDF.", "1. # [x] a_b *c* 5 > 4 &lt; \\<b\\> \\{#x\\}",
        _with(byline="Folkhälsoinstitutet, 18 November 2026. 1. # [x] a_b c 5 > 4 < <b> {#x}"),
    ),
    "a date at the start of the summary": (
        _SUMMARY, "18\\. november was the day.", _with(summary=("18\\. november was the day.",)),
    ),
    "text that only looks like a label": (
        _SUMMARY, "Warning: read this. Note: and this.",
        _with(summary=("Warning: read this. Note: and this.",)),
    ),
    "words that are no slip of a label": (
        _SUMMARY,
        "Then: so.\n\n  Notice: so.\n\n  Success: so.",
        _with(summary=("Then: so.", "Notice: so.", "Success: so.")),
    ),
    "a word before a colon that is a label, with a backslash": (
        _SUMMARY, "Note\\: no content note.", _with(summary=("Note\\: no content note.",)),
    ),
    "topics": (
        "  Note:", "  Topics: peer support , work,, youth\n\n  Note:",
        _with(topics=("peer support", "work", "youth")),
    ),
    "access with an address": (
        "  Note:", "  Access: free; register at <https://example.org/r_1>\n\n  Note:",
        _with(access="free; register at https://example.org/r_1"),
    ),
    "an excerpt with an asterisk": (
        "  Note:", "  Excerpt: 5 \\* 5 & \\_so\\_ on\n\n  Note:", _with(excerpt="5 * 5 & _so_ on"),
    ),
    "an address with parentheses": (
        "https://example.org/a?b=1&c=2", "https://example.org/a_(b)",
        _with(url="https://example.org/a_(b)"),
    ),
    "a title with brackets": (
        "Psykisk hälsa & arbete", "\\[Ny\\] Hälsa [2026]",
        _with(title="[Ny] Hälsa [2026]: årets mätning"),
    ),
    "another waiver": (
        "-->\n", "--> <!-- waive: summaries it is short -->\n",
        _with(waivers=(*SURVEY.waivers, Waiver("summaries", "it is short"))),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), CHANGED.values(), ids=CHANGED.keys())
def test_an_edit_of_an_item_is_read_as_it_is_meant(old: str, new: str, expected: IssueItem) -> None:
    assert SAMPLE.count(old) >= 1
    edited = read(SAMPLE.replace(old, new, 1))
    assert next(edited.items()) == expected
    assert list(edited.items())[1:] == list(ISSUE.items())[1:]
    assert read(write(edited)) == edited


PROSE: dict[str, str] = {
    "a numbered list": "1. first\n2. second\n   - with more",
    "a quotation": "> Nothing about us\n> without us.",
    "a rule": "***",
    "a link and stress": "See [the calendar](https://example.org/c) *now*; [write](mailto:a@b.c).",
    "paragraphs and a list": "One.\n\n1. a\n1. b\n\nTwo,\n  wrapped.",
    "braces": "Braces {like these} and \\{#these} are words.",
    "a label's word in the middle": "It has a Note: yes.",
}


@pytest.mark.parametrize("text", PROSE.values(), ids=PROSE.keys())
def test_anything_else_under_a_heading_is_prose(text: str) -> None:
    one, other = (
        IssueItem("One", "https://example.org/1"),
        IssueItem("Two", "https://example.org/2"),
    )
    file = f"{FRONT}\n{text}\n\n## Sweden\n\n{text}\n\n- [One](https://example.org/1)\n\n{text}\n\n"
    issue = read(f"{file}- [Two](https://example.org/2)\n")
    prose = Prose(text)
    assert issue.intro == text
    assert issue.places == (IssuePlace("Sweden", (prose, one, prose, other)),)
    assert read(write(issue)) == issue


def test_a_list_of_links_in_the_introduction_is_prose() -> None:
    text = "- [One](https://example.org/1)\n- Two"
    assert read(f"{FRONT}\n{text}\n").intro == text


def test_a_waiver_at_the_top_is_the_issues() -> None:
    issue = read(
        f"{FRONT}\n<!-- waive: size we know -->\n\nHello.\n\n<!-- waive: preheader x y -->\n"
    )
    assert issue.waivers == (Waiver("size", "we know"), Waiver("preheader", "x y"))
    assert issue.intro == "Hello."


def test_an_empty_preheader_is_none() -> None:
    assert (
        read("---\npublication: update\ndate: 2026-12-01\nsubject: x\npreheader:\n---").preheader
        == ""
    )


def test_a_front_matter_alone_is_an_issue() -> None:
    assert read(FRONT).places == ()
    assert read(FRONT.rstrip()).intro == ""
