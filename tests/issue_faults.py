"""Faults to put into an issue: each is found by the check it is named for.

`GOOD` is a short issue without a fault, for tests of single checks; `FAULTS` are found in the
whole one (`whole_issue.WHOLE`), where everything is looked at. The places and sections are those
of the shipped sources.yaml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from whole_issue import WHOLE

from newsletter.model.links import Verdict
from newsletter.stages.check import Level

ADVICE, ERROR = Level.ADVICE, Level.ERROR
ISSUE, SOURCES, BLOCKS = "the issue", "sources.yaml", "templates/parts/blocks.html"
TOP = "---"  # what is told of a mail as a whole stands at line 1

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
    """One thing wrong, and how the ``check`` that finds it tells of it.

    ``fault`` is an item that is put in (it begins with a hyphen, or with a waiver), a line of the
    front matter, or else the first line of a welcome; or an exchange of old words for new ones in
    the file ``where``. Or the fault is what came of asking for a ``link``, told by the end of its
    address, the day of ``sending``, or a ``correction`` of the issue before that is not told here.
    It is told with ``level`` and the words it ``says``, on the line that has the words ``at``, else
    on one of those that were put in. ``beside`` are other checks that find the same thing, each for
    a reason of its own.
    """

    check: str
    name: str
    fault: str | tuple[str, str] = ""
    where: str = ISSUE
    link: tuple[str, Verdict] | None = None
    sending: date | None = None
    correction: str = ""
    level: Level = Level.WARNING
    says: str = ""
    at: str = ""
    beside: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.check}: {self.name}"


def with_fault(fault: IssueFault, issue: str = GOOD) -> str:
    """Return the issue with one fault in it; as it is, where the fault is not in its file."""
    if isinstance(fault.fault, str):
        return with_text(fault.fault, issue) if fault.fault else issue
    return exchanged(fault, issue) if fault.where == ISSUE else issue


def exchanged(fault: IssueFault, text: str) -> str:
    """Return a text with the old words of a fault made the new ones."""
    assert isinstance(fault.fault, tuple)
    old, new = fault.fault
    assert old in text, f"{fault.id}: {old!r} is not there any more"
    return text.replace(old, new)


def with_text(text: str, issue: str = GOOD) -> str:
    """Return an issue with one more item, another line of the front matter, or another welcome."""
    if text.startswith(("- ", "<!--")):
        return f"{issue}\n{text.rstrip()}\n"
    if front := re.match(r"(publication|date|subject|preheader|language): ", text):
        return re.sub(rf"(?m)^{front[1]}: .*$", lambda _: text.rstrip(), issue, count=1)
    return re.sub(r"(?m)^Welcome .*$", lambda _: text.strip(), issue, count=1)


def item(summary: str, *more: str, title: str = "A report") -> str:
    """Return an item, good but for what its title, summary and other paragraphs say."""
    byline = "Institute of Public Health, 19 November 2026. Report."
    parts = (f"[{title}](https://www.example.org/report){{#fault}}\n{byline}", summary, *more)
    return "- " + "\n\n".join(parts).replace("\n", "\n  ").replace("\n  \n", "\n\n") + "\n"


EASY = "Easy: This is a short report. It is about health."
NOTE = "Note: This item speaks about suicide."
_HARD = (
    "Easy: Organisational accountability necessitates multidisciplinary collaboration. "
    "Representatives communicate recommendations to administrative authorities. "
    "International organisations subsequently investigate institutional responsibilities. "
    "Interdisciplinary committees evaluate implementation comprehensively. "
    "Governmental departments coordinate rehabilitation opportunities nationally. "
    "Universities continuously disseminate methodological innovations internationally."
)
_LONG = (
    "The study followed adults in four regions for three years, and asked them twice a year about "
    "sleep, work, friends, housing and what they would change about the help that they get. "
)
_SAFELINK = "https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.example.org%2F"


def _items(count: int) -> str:
    """Return so many items, with a title, a summary and an easy text as long as they may be."""
    titles = (f"What {number} people in four towns say of sleep" for number in range(count))
    entries = (item(_LONG * 12, EASY, title=title) for title in titles)
    marked = (one.replace("report){#fault}", f"{at})") for at, one in enumerate(entries))
    return "\n".join(marked)


def _entry(title: str, url: str, marks: str = "") -> str:
    braces = f"{{{marks}}}" if marks else ""
    return (
        f"- [{title}]({url}){braces}\n  The network, 20 November 2026.\n\n  It is new.\n\n"
        "  Easy: It is new.\n"
    )


_ITEMS = WHOLE[WHOLE.index("## Aotearoa") :]
_PREHEADER = WHOLE[WHOLE.index("preheader: ") : WHOLE.index("language: ")]

FAULTS: list[IssueFault] = [
    # --- what the issue is made of
    IssueFault(
        "publication",
        "one that nobody declared",
        ("publication: update", "publication: updaet"),
        level=ERROR,
        says="'updaet'",
        beside=("numbers",),
    ),
    IssueFault(
        "quotes",
        "curly ones round the subject",
        "subject: “Network Update, 1 December 2026”",
        level=ADVICE,
        says="printed with its quotes",
    ),
    IssueFault(
        "quotes",
        "curly ones round the preheader",
        "preheader: „A plan for carers in Scotland, news from Sweden, and two talks for all“",
        level=ADVICE,
    ),
    IssueFault(
        "empty",
        "an issue without items",
        (_ITEMS, ""),
        level=ERROR,
        at=TOP,
        says="the issue has no items",
    ),
    IssueFault(
        "headings",
        "a place of another name",
        ("## Sweden", "## Sweeden"),
        says="is 'Sweden' meant?",
    ),
    IssueFault(
        "headings",
        "a section of another name",
        ("## Scotland\n\n### Policy", "## Scotland\n\n### Podcasts"),
        says="no section",
    ),
    IssueFault(
        "subject",
        "a long one",
        f'subject: "IIMHL Update, 1 December 2026: {"news " * 12}"',
        level=ADVICE,
        says="should be in the first 40",
    ),
    IssueFault(
        "nothing",
        "a section with nothing in it",
        ("## Sweden\n", "### Research\n\n## Sweden\n"),
        says="'Research'",
    ),
    IssueFault(
        "nothing",
        "a place with nothing in it",
        ("## Sweden\n", "## Ireland\n\n## Sweden\n"),
        says="'Ireland'",
    ),
    IssueFault(
        "glued",
        "a place without its space",
        ("## Sweden", "##Sweden"),
        level=ERROR,
        says="a space is missing",
    ),
    IssueFault(
        "glued",
        "a section without its space",
        ("## Scotland\n\n### Policy", "## Scotland\n\n###Policy"),
        level=ERROR,
    ),
    IssueFault("glued", "a heading in the welcome", "#Welcome to this issue.", level=ERROR),
    IssueFault(
        "notes",
        "a mark without a note",
        ("{#se3}", "{#se3 .sensitive}"),
        says="without a Note: line",
    ),
    IssueFault(
        "bylines",
        "none",
        ("  Uppdrag Psykisk Hälsa, 24 November 2026. News.\n", ""),
        at="A house for peer support",
        says="no byline",
    ),
    IssueFault(
        "summaries",
        "none",
        ("  Twelve questions on where such houses should be. Respond by 12 February 2027.\n", ""),
        at="Have your say",
        level=ADVICE,
    ),
    IssueFault(
        "languages",
        "no English title",
        ("  English: Recovery close to home\n\n", ""),
        at="Herstel",
        says="in Dutch, without",
    ),
    IssueFault(
        "languages", "no language", (" lang=nl", ""), at="English: Recovery", says="no {lang=...}"
    ),
    IssueFault(
        "languages", "one that nobody knows", ("lang=nl", "lang=xx-bogus"), says="names no language"
    ),
    IssueFault(
        "languages",
        "a country for a language",
        ("{#se1 lang=sv}", "{#se1 lang=se}"),
        says="is sv meant?",
    ),
    IssueFault(
        "unmarked",
        "a title in the language of its place",
        ("[A house for peer support opens in Malmö]", "[Ett nytt hus där unga får stöd och hjälp]"),
        says="the title seems to be in Swedish",
    ),
    IssueFault(
        "turned",
        "a mark that nobody sees in a title",
        ("[Peer work in hospitals]", "[Peer \u202ework in hospitals]"),
        says="in the title a mark that nobody sees turns words round",
    ),
    IssueFault(
        "turned",
        "a mark that nobody sees in the welcome",
        "Welcome to \u2067the first Update of December.",
    ),
    IssueFault(
        "repeats",
        "an address twice",
        (
            "https://events.example.org/restraint",
            "http://events.example.org/peer-work/?utm_source=x",
        ),
        says="the address of line",
        beside=("mail-15", "unknown"),
    ),
    IssueFault(
        "easy",
        "an item without it",
        ("  Easy: Teams visit people at home in two towns. People like that more.\n", ""),
        at=TOP,
        level=ADVICE,
        says="1 of 14 items have no Easy: text (line ",
    ),
    IssueFault(
        "easy",
        "a long sentence",
        (
            "Many countries have a new plan.",
            "Many countries, and many who live in them, have a plan, and they like it very much.",
        ),
        says="words in one sentence",
        beside=("easy",),
    ),
    IssueFault(
        "easy",
        "a long sentence in the welcome",
        (
            "Easy: This is our letter of December. It has news",
            "Easy: This is our letter of December, and it has a lot of very good news, as always,",
        ),
        at=TOP,
        level=ADVICE,
        says="Easy English",
    ),
    IssueFault(
        "waivers",
        "of nothing",
        ("waive: stale", "waive: stael"),
        says="is 'stale' meant?",
        beside=("stale",),
    ),
    IssueFault(
        "waivers",
        "of something else",
        "<!-- waive: everything because -->\n\n" + _entry("New", "https://www.example.org/new"),
        says="summaries",
    ),
    IssueFault(
        "untold",
        "a correction that came late",
        correction="The meeting is on 9 December, not on the 8th.",
        level=ADVICE,
        at="---",
        says="The meeting is on 9 December, not on the 8th.",
    ),
    # --- links and addresses
    IssueFault(
        "links",
        "a page that is not there",
        link=("carers-plan", Verdict.DEAD),
        says="Find its new address",
        at="carers-plan",
        level=ERROR,
    ),
    IssueFault(
        "links",
        "a page that is gone",
        link=("carers-plan", Verdict.GONE),
        says="take it out",
        at="carers-plan",
        level=ERROR,
    ),
    IssueFault(
        "links",
        "a page of regret",
        link=("carers-plan", Verdict.SOFT_404),
        says="is that what you mean?",
        at="carers-plan",
    ),
    IssueFault(
        "links",
        "a page that moved",
        link=("carers-plan", Verdict.MOVED),
        says="has moved for good: write",
        at="carers-plan",
    ),
    IssueFault(
        "links",
        "a slow page",
        link=("carers-plan", Verdict.SLOW),
        says="Readers will not wait",
        at="carers-plan",
    ),
    IssueFault(
        "links",
        "a page that browsers refuse",
        link=("carers-plan", Verdict.UNSAFE),
        says="Browsers will warn",
        at="carers-plan",
    ),
    IssueFault(
        "links",
        "a host that refuses programs",
        link=("carers-plan", Verdict.REFUSED),
        says="Open it yourself",
        at="carers-plan",
        level=ADVICE,
    ),
    IssueFault(
        "links",
        "a host that does not answer",
        link=("carers-plan", Verdict.UNREACHABLE),
        says="check again",
        at="carers-plan",
        level=ADVICE,
    ),
    IssueFault(
        "links",
        "a dead one in a summary",
        link=("crpd", Verdict.DEAD),
        level=ERROR,
        at="Ministers of 40",
    ),
    IssueFault(
        "links",
        "a dead one in the welcome",
        "Welcome. See [the programme](https://www.example.org/programme) of all events.",
        link=("programme", Verdict.DEAD),
        level=ERROR,
    ),
    IssueFault(
        "detours",
        "a link of a mail filter",
        ("(https://www.example.org/psykisk-halsa)", f"({_SAFELINK}psykisk-halsa&data=05)"),
        says="write https://www.example.org/psykisk-halsa",
        beside=("unknown",),
    ),
    IssueFault(
        "detours",
        "a link of a mailing in the welcome",
        "Welcome. [The programme](https://lnks.gd/l/short) is there.",
        says="open it, and write the address",
    ),
    IssueFault(
        "disk",
        "a file of one's own",
        "Welcome. The programme is at C:\\Users\\anna\\programme.pdf for all.",
    ),
    IssueFault(
        "disk",
        "an address of one's own network",
        item("See [the draft of it](http://192.168.1.4/draft).", EASY),
        beside=("mail-15",),
    ),
    # --- what is known beside the file
    IssueFault(
        "earlier",
        "an item of an earlier issue",
        _entry("Vägar till arbete", "https://www.example.org/arbete", "#se0 lang=sv").replace(
            "It is new.\n\n", "It is new.\n\n  English: Ways to work\n\n", 1
        ),
        says="stood in update-2026-11-15 (15 November 2026) already",
    ),
    IssueFault(
        "earlier",
        "an address of an earlier issue",
        _entry("Ways to work", "https://www.example.org/arbete"),
        says="its address stood in update-2026-11-15",
    ),
    IssueFault(
        "earlier",
        "a title of an earlier issue",
        _entry(
            "What ten towns learnt when they opened a house for young people",
            "https://www.example.org/towns",
        ),
        says="its title stood in update-2026-11-15",
    ),
    IssueFault(
        "earlier",
        "a title much like one of an earlier issue",
        _entry(
            "What ten towns learnt when they opened houses for young people",
            "https://www.example.org/towns",
        ),
        level=ADVICE,
        says="much like",
    ),
    IssueFault(
        "unknown",
        "an id that is gone",
        ("{#nl1 lang=nl}", "{#nl9 lang=nl}"),
        says="it is gone, or mistyped; is {#nl1} meant?",
    ),
    IssueFault(
        "unknown",
        "an item that leads elsewhere",
        ("(https://www.example.org/malmo)", "(https://www.example.org/ystad)"),
        level=ADVICE,
        says="leads elsewhere",
    ),
    IssueFault(
        "excerpts",
        "of a source that does not allow it",
        (
            "  Easy: The report tells how people",
            "  Excerpt: Allt fler mår bra.\n\n  Easy: The report tells how people",
        ),
        says="does not allow it",
    ),
    IssueFault(
        "excerpts",
        "of nobody known",
        item("It is news.", EASY, "Excerpt: We pay all.").replace("{#fault}", ""),
        says="a source that is not known",
    ),
    IssueFault(
        "excerpts",
        "a long one",
        (
            "right to live in the community.",
            f"right to live in the community. {'All of them have. ' * 16}",
        ),
        says="300 at most",
    ),
    # --- harm
    IssueFault(
        "harm",
        "suicide without a note",
        item("A plan for suicide prevention.", EASY),
        says="without a content note",
    ),
    IssueFault("harm", "self-harm in another language", item("Om suicid och självskada.", EASY)),
    IssueFault(
        "harm",
        "a gloss that speaks of it",
        item("A report.", EASY, "English: Suicide in Sweden").replace(
            "{#fault}", "{#fault lang=sv}"
        ),
    ),
    IssueFault(
        "harm",
        "nobody has rung any number",
        (', checked: "2026-11-16, duty editor"}', ", checked: never}"),
        where=SOURCES,
        at="Färre självmord",
        says="no help line can be printed",
    ),
    IssueFault(
        "harm",
        "numbers that were rung long ago",
        (', checked: "2026-11-16, duty editor"}', ', checked: "2026-05-01, me"}'),
        where=SOURCES,
        at="Färre självmord",
        says="no help line can be printed",
    ),
    IssueFault(
        "harm",
        "a number that nobody has rung",
        ('"1737 (call or text)", checked: "2026-11-16, duty editor"}', '"1737", checked: never}'),
        where=SOURCES,
        at="Färre självmord",
        level=ADVICE,
        says="1 help line will not be printed (Aotearoa New Zealand)",
    ),
    IssueFault(
        "harm",
        "numbers that get too old until it is sent",
        sending=date(2027, 5, 30),
        at="Färre självmord",
        level=ERROR,
        says="ring them again",
        beside=("closing", "stale", "when"),
    ),
    # --- days
    IssueFault(
        "dates",
        "a day in figures in a byline",
        ("26 November 2026. Study", "26/11/26. Study"),
        says="in the byline 26/11/26: write 26 November 2026",
    ),
    IssueFault(
        "dates",
        "two days in a summary",
        item("The law of 03/04/2026 is new.", EASY),
        says="write 3 April 2026 or 4 March 2026",
    ),
    IssueFault(
        "dates",
        "a day in figures in the easy text",
        item("It is a report.", "Easy: It came on 3/11/2026."),
        says="in Easy: 3/11/2026 is two days",
    ),
    IssueFault(
        "dates",
        "a deadline in figures",
        ("register by 4 December 2026", "register by 04-12-2026"),
        says="in Access: 04-12-2026",
    ),
    IssueFault(
        "dates",
        "a day in figures between items",
        ("## Sweden\n", "## Sweden\n\nCome on\n*03/04/2026*.\n"),
        at="*03/04/2026*",
    ),
    IssueFault(
        "dates",
        "a day in figures in the welcome",
        "Welcome to the issue of 11.12.2026. It has news.",
        says="in the welcome 11.12.2026",
    ),
    IssueFault(
        "dates",
        "a day in figures in the subject",
        'subject: "Network Update 2026-12-01"',
        says="1 December 2026",
    ),
    IssueFault(
        "dates",
        "a day in figures in the preheader",
        'preheader: "A plan for carers in Scotland, and a talk on 08/12/2026 for all"',
    ),
    IssueFault(
        "when",
        "a time that cannot be read",
        (
            "When: 8 December 2026, 14:00 to 15:30, Toronto",
            "When: soon, at 14:00 to 15:30, Toronto",
        ),
        says="Dates first",
    ),
    IssueFault(
        "when",
        "a day that is another elsewhere",
        (
            "When: 8 December 2026, 14:00 to 15:30, Toronto",
            "When: 8/12/2026, 14:00 to 15:30, Toronto",
        ),
        says="not read",
    ),
    IssueFault(
        "when",
        "a day of another name",
        (
            "When: 8 December 2026, 14:00 to 15:30, Toronto",
            "When: Monday 8 December 2026, 14:00 to 15:30, Toronto",
        ),
        level=ERROR,
        says="is wrong",
    ),
    IssueFault(
        "when",
        "a day that is none",
        (
            "When: 8 December 2026, 14:00 to 15:30, Toronto",
            "When: 31 November 2026, 14:00 to 15:30, Toronto",
        ),
        level=ERROR,
        says="a day that exists",
    ),
    IssueFault(
        "when",
        "an event that was before the issue",
        (
            "When: 8 December 2026, 14:00 to 15:30, Toronto",
            "When: 28 November 2026, 14:00 to 15:30, Toronto",
        ),
        says="was over on 28 November 2026",
    ),
    IssueFault(
        "when",
        "an event in another year",
        (
            "When: 8 December 2026, 14:00 to 15:30, Toronto",
            "When: 8 December 2028, 14:00 to 15:30, Toronto",
        ),
        says="is the year right?",
    ),
    IssueFault(
        "when",
        "hours of no city",
        ("When: 10 December 2026, 13:00 to 14:00 UTC", "When: 10 December 2026, 13:00 to 14:00"),
    ),
    IssueFault(
        "when",
        "an event that is over when it is sent",
        sending=date(2026, 12, 9),
        at="When: 8 December 2026, 14:00 to 15:30, Toronto",
        says="was over on 8 December 2026",
        beside=("closing",),
    ),
    IssueFault(
        "closing",
        "a registration that has closed",
        ("register by 4 December 2026", "register by 27 November 2026"),
        says="is before 1 December 2026",
    ),
    IssueFault(
        "closing",
        "an answer that comes too late",
        ("Respond by 12 February 2027", "Respond by 27 November 2026"),
        says="when readers get this",
    ),
    IssueFault(
        "closing",
        "a registration that closes before it is sent",
        sending=date(2026, 12, 5),
        at="register by 4 December",
        says="is before 5 December 2026",
    ),
    IssueFault(
        "stale",
        "an old item",
        ("24 November 2026. News", "24 August 2026. News"),
        level=ADVICE,
        says="from 24 August 2026",
    ),
    IssueFault(
        "undated",
        "no date",
        ("Uppdrag Psykisk Hälsa, 24 November 2026. News", "Uppdrag Psykisk Hälsa. News"),
        says="no date",
    ),
    IssueFault(
        "numbers",
        "a file of another day",
        ('2026-12-01\nsubject: "IIMHL Update, 1', '2026-12-02\nsubject: "IIMHL Update, 2'),
        says="the file is called update-2026-12-01.md",
    ),
    IssueFault(
        "numbers",
        "a subject of another day",
        'subject: "IIMHL Update, 2 December 2026"',
        says="the subject says 2 December 2026",
    ),
    IssueFault(
        "numbers",
        "a preheader that counts wrong",
        'preheader: "12 new publications from six countries and two bodies, and talks for all"',
        says="the issue has 14 items",
    ),
    # --- wording
    IssueFault("respect", "a word that hurts", item("A law on committing suicide.", EASY, NOTE)),
    IssueFault(
        "respect", "people named after an illness", item("Care for the mentally ill.", EASY)
    ),
    IssueFault("respect", "a word in the easy text", item("A law.", "Easy: The addicts get help.")),
    IssueFault("respect", "a word in the welcome", "A network for the disabled and their carers."),
    IssueFault(
        "respect",
        "two ways to speak of the same people",
        item("Disabled people and people with disabilities ask for a law.", EASY),
        level=ADVICE,
        says="keep to 'persons with disabilities'",
    ),
    IssueFault(
        "respect",
        "a word in the preheader",
        "preheader: The handicapped speak, in Sweden",
        beside=("preheader",),
    ),
    IssueFault(
        "respect",
        "a word in the second paragraph of a summary",
        ("report the most distress.", "report most.\n\n  A book asks\n  handicapped people."),
        at="A book asks",
    ),
    IssueFault(
        "respect",
        "a word in a note",
        ("Note: This item speaks about suicide.", "Note: This item on suicide may upset addicts."),
    ),
    IssueFault("ambiguity", "a season", item("The plan starts next spring.", EASY)),
    IssueFault("ambiguity", "a season in the subject", 'subject: "Network Update, Autumn 2026"'),
    IssueFault(
        "ambiguity",
        "a month told from today",
        item("It was opened last month.", EASY),
        level=ADVICE,
        says="write November 2026",
    ),
    IssueFault(
        "ambiguity", "dollars", item("Hospitals get $40 million more.", EASY), says="which dollars?"
    ),
    IssueFault(
        "ambiguity",
        "dollars of a country that has its own",
        ("$12 (CAD)", "$12"),
        level=ADVICE,
        says="write C$12",
    ),
    IssueFault(
        "ambiguity",
        "an hour without a city",
        "Welcome. We meet on 8 December at 2pm.",
        says="in which city?",
    ),
    IssueFault("ambiguity", "an hour on a clock of 24", item("Join us at 14:30.", EASY)),
    IssueFault(
        "ambiguity",
        "letters of several clocks",
        item("The talk is at 14:00 IST.", EASY),
        says="write the city",
    ),
    IssueFault(
        "ambiguity",
        "whose Minister",
        "Welcome. The Minister opened the meeting.",
        level=ADVICE,
        says="of which country?",
    ),
    IssueFault(
        "ambiguity",
        "which nation",
        item("Waiting lists are shorter nationwide.", EASY),
        level=ADVICE,
    ),
    IssueFault(
        "acronyms", "letters nobody explains", item("The NASC offers advice.", EASY), level=ADVICE
    ),
    IssueFault(
        "acronyms",
        "letters in a title",
        item("It is news.", EASY, title="News of the XYZA"),
        level=ADVICE,
    ),
    IssueFault(
        "acronyms", "letters in the welcome", "Welcome to the friends of the QRST.", level=ADVICE
    ),
    IssueFault(
        "acronyms",
        "letters that only another country knows",
        ("Two towns moved GGZ", "Two towns moved CCBHC"),
        level=ADVICE,
    ),
    IssueFault(
        "readability",
        "words that are hard",
        item("A report.", _HARD),
        level=ADVICE,
        says="hard to read",
        beside=("ambiguity",),
    ),
    IssueFault(
        "shouting",
        "a title in capitals",
        item("It is news.", EASY, title="PEER WORKERS SPEAK OUT"),
        level=ADVICE,
    ),
    IssueFault("shouting", "a subject that shouts", 'subject: "Network Update!!"', level=ADVICE),
    IssueFault(
        "shouting",
        "a gloss in capitals",
        ("English: Recovery close to home", "English: RECOVERY CLOSE TO HOME"),
        level=ADVICE,
    ),
    # --- the mail
    IssueFault("preheader", "none", (_PREHEADER, ""), at=TOP, says="no preheader"),
    IssueFault(
        "preheader",
        "a short one",
        'preheader: "Two talks, and more"',
        at=TOP,
        level=ADVICE,
        says="19",
    ),
    IssueFault(
        "preheader",
        "a long one",
        f'preheader: "{"Two webinars and more. " * 6}"',
        at=TOP,
        level=ADVICE,
        says="characters",
    ),
    IssueFault("size", "a mail that grows long", _items(24), at=TOP),
    IssueFault(
        "size", "a mail that Gmail cuts", _items(34), at=TOP, level=ERROR, beside=("mail-24",)
    ),
    IssueFault(
        "mail-12",
        "a link that says nothing",
        ("[CRPD guidance of 2024]", "[here]"),
        at="Countries agree",
        says="'here'",
    ),
    IssueFault(
        "mail-12",
        "a link that says nothing in the welcome",
        "Welcome. Read [more](https://www.example.org/more).",
        at=TOP,
    ),
    IssueFault(
        "mail-12",
        "a title that is an address",
        item("It is news.", EASY, title="https://www.example.org/report"),
    ),
    IssueFault(
        "mail-12",
        "two links of one name",
        _entry("Peer work in hospitals", "https://www.example.org/other"),
        says="different places",
    ),
    IssueFault(
        "mail-15",
        "an address that is not encrypted",
        ("https://www.example.org/malmo", "http://www.example.org/malmo"),
        says="https",
    ),
    IssueFault(
        "accessibility",
        "a picture without words",
        ('<li class="place">', '<li class="place"><div role="img" class="fault">&nbsp;</div>'),
        where=BLOCKS,
        at=TOP,
        level=ERROR,
        says="role-img-alt",
    ),
]
