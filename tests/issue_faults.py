"""An issue without a fault, and faults to put into it: each is found by the check it is named for.

A row is a check, what is wrong, and the text that has it: an item (it begins with a hyphen, or
with a waiver), a line of the front matter, or else a welcome. `with_fault` puts it into `GOOD`.
The places and sections are those of the shipped sources.yaml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

GOOD = """\
---
publication: update
date: 2026-12-01
subject: "Network Update, 1 December 2026"
preheader: "A new strategy in Scotland, a talk on peer work in Toronto, and the figures from Sweden"
language: en
---

Welcome to this issue. It holds news from four countries, and one talk that is open to all.

## Canada

### Webinars

- [Peer work in hospitals](https://events.example.org/peer-work){#talk}
  Peer Network of Ontario, 3 November 2026. Webinar.

  Three hospitals tell what changed when peer workers joined their teams.

  Easy: Three hospitals talk about peer workers. They tell what is better now.

  When: 8 December 2026, 14:00 to 15:30, Toronto

  Access: Captions and ASL, a recording, free of charge; register by 4 December 2026.

## Scotland

### Policy

- [A plan for the mental health of carers](https://www.example.org/carers-plan){#plan}
  Scottish Government, 12 November 2026. Strategy, 64 pages, PDF.

  The plan has A Promise to Carers (APC): a named worker, short breaks, and advice about work.

  Easy: This is a plan for people who care for others. They get more help and more rest.

## Sweden

### Research

- [Psykisk hälsa i Sverige 2026](https://www.example.org/psykisk-halsa){#year lang=sv}
  Folkhälsomyndigheten, 18 November 2026. Report, 40 pages, PDF.

  English: Mental health in Sweden 2026

  Yearly figures on how adults rate their mental health, by age and region. Young women and
  people without work report the most distress.

  Easy: The report tells how people in Sweden feel this year.

## World Health Organization

### News

- [Countries agree on a plan for dementia](https://www.example.org/dementia){#dementia}
  World Health Organization, 20 November 2026. News.

  Ministers of 40 countries agreed on targets for 2031, and on how they will be measured.

  Easy: Many countries have a new plan. It is about people with dementia.
"""


@dataclass(frozen=True, slots=True)
class IssueFault:
    """One thing wrong: the ``check`` that finds it, what it is called, and the ``text`` with it."""

    check: str
    name: str
    text: str

    @property
    def id(self) -> str:
        return f"{self.check}: {self.name}"


def with_fault(fault: IssueFault) -> str:
    """Return the good issue with one fault in it."""
    return with_text(fault.text)


def with_text(text: str) -> str:
    """Return the good issue with an item, a line of the front matter, or another welcome."""
    if text.startswith(("- ", "<!--")):
        return f"{GOOD}\n{text.rstrip()}\n"
    if front := re.match(r"(publication|date|subject|preheader|language): ", text):
        return re.sub(rf"(?m)^{front[1]}: .*$", lambda _: text.rstrip(), GOOD, count=1)
    return re.sub(r"(?m)^Welcome .*$", lambda _: text.strip(), GOOD, count=1)


def item(summary: str, *more: str) -> str:
    """Return an item, good but for what its summary and other paragraphs say."""
    byline = "Institute of Public Health, 19 November 2026. Report."
    parts = (f"[A report](https://www.example.org/report){{#fault}}\n{byline}", summary, *more)
    return "- " + "\n\n".join(parts).replace("\n", "\n  ").replace("\n  \n", "\n\n") + "\n"


EASY = "Easy: This is a short report. It is about health."

FAULTS: list[IssueFault] = [
    # Wording
    IssueFault("respect", "a word that hurts", item("A law on committing suicide.", EASY)),
    IssueFault(
        "respect", "people named after an illness", item("Care for the mentally ill.", EASY)
    ),
    IssueFault("respect", "a word in the easy text", item("A law.", "Easy: The addicts get help.")),
    IssueFault("respect", "a word in the welcome", "A network for the disabled and their carers."),
    IssueFault(
        "respect",
        "two ways to speak of the same people",
        item("Disabled people and people with disabilities ask for a law.", EASY),
    ),
    IssueFault("respect", "a word in the preheader", "preheader: The handicapped speak, in Sweden"),
    # Ambiguity
    IssueFault("ambiguity", "a season", item("The plan starts next spring.", EASY)),
    IssueFault("ambiguity", "a season in the subject", 'subject: "Network Update, Autumn 2026"'),
    IssueFault("ambiguity", "a month told from today", item("It was opened last month.", EASY)),
    IssueFault("ambiguity", "dollars", item("Hospitals get $40 million more.", EASY)),
    IssueFault("ambiguity", "an hour without a city", "Welcome. We meet on 8 December at 2pm."),
    IssueFault("ambiguity", "an hour on a clock of 24", item("Join us at 14:30.", EASY)),
    IssueFault("ambiguity", "letters of several clocks", item("The talk is at 14:00 IST.", EASY)),
    IssueFault("ambiguity", "whose Minister", "Welcome. The Minister opened the meeting."),
    IssueFault("ambiguity", "which nation", item("Waiting lists are shorter nationwide.", EASY)),
    # Short forms
    IssueFault("acronyms", "letters nobody explains", item("The NASC offers advice.", EASY)),
    IssueFault("acronyms", "letters in a title", "- [News of the XYZA](https://example.org/x){#x}"),
    IssueFault("acronyms", "letters in the welcome", "Welcome to the friends of the QRST."),
    # Easy English, and capitals
    IssueFault(
        "readability",
        "words that are hard",
        item(
            "A report.",
            "Easy: Organisational accountability necessitates multidisciplinary collaboration. "
            "Representatives communicate recommendations to administrative authorities. "
            "International organisations subsequently investigate institutional responsibilities. "
            "Interdisciplinary committees evaluate implementation comprehensively. "
            "Governmental departments coordinate rehabilitation opportunities nationally. "
            "Universities continuously disseminate methodological innovations internationally.",
        ),
    ),
    IssueFault(
        "shouting", "a title in capitals", "- [PEER WORKERS SPEAK OUT](https://x.org/a){#a}"
    ),
    IssueFault("shouting", "a subject that shouts", 'subject: "Network Update!!"'),
    # Harm
    IssueFault("harm", "suicide without a note", item("A plan for suicide prevention.", EASY)),
    IssueFault("harm", "self-harm in another language", item("Om suicid och självskada.", EASY)),
    IssueFault("harm", "nobody to call", "Welcome. The next issue is about suicide."),
]
