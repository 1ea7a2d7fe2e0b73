"""A whole issue without a fault, in a workspace with all that a check looks at beside the file.

It is as long as a short real one: seven places, two of them international bodies, five languages,
two events, an item about suicide, quotations, Easy English throughout, and a waiver. Its places,
sections and terms are those that are shipped. `Desk` has its items in the inbox, what earlier
issues had, and what came of asking for its links; so nothing is asked of anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from newsletter import store
from newsletter.app import App, make_workspace
from newsletter.flows import corrections, issues, past_issues
from newsletter.flows.issues import Checked
from newsletter.model.appearances import Origin
from newsletter.model.issue_file import read
from newsletter.model.issues import Issue, IssueItem, IssuePlace
from newsletter.model.items import Item, ItemState, canonical_url, url_key
from newsletter.model.links import Answer, Verdict
from newsletter.stages.check import addresses_of

NAME = "update-2026-12-01"
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
QUOTING = "who"  # the source that allows it to quote its own words

WHOLE = """\
---
publication: update
date: 2026-12-01
subject: "IIMHL Update, 1 December 2026"
preheader: "A plan for carers in Scotland, the figures from Sweden, and two talks for everybody"
language: en
---

Welcome to the first Update of December. It holds news from six countries and two bodies, and two
talks that are open to all. The next issue comes on 15 December 2026.

Easy: This is our letter of December. It has news from many countries. Two talks are free for all.

## Aotearoa New Zealand

### News

- [Ngā reo o te hunga taiohi](https://www.example.org/nga-reo){#nz1 lang=mi}
  Te Hiringa Mahara, 20 November 2026. Report, 32 pages, PDF.

  English: The voices of young people

  Young Māori tell what helped them at school. The Minister of Health will answer in parliament.

  Easy: Young people tell what helps them at school.

### Policy

- [Accessible buildings: what the HDC found](https://www.example.org/accessible-buildings){#nz2}
  Disabled Persons Assembly, November 2026. Submission, 12 pages.

  Disabled people led the review of 40 clinics. Six in ten had no quiet room.

  Easy: Disabled people looked at 40 clinics. Most had no quiet room.

## Canada

### Webinars

- [Peer work in hospitals](https://events.example.org/peer-work){#ca1}
  Peer Network of Ontario, 3 November 2026. Webinar.

  Three hospitals tell what changed when peer workers joined their teams.

  Easy: Three hospitals talk about peer workers. They tell what is better now.

  When: 8 December 2026, 14:00 to 15:30, Toronto

  Access: Captions and ASL, a recording, free of charge; register by 4 December 2026.

### News

- [Santé mentale des élèves](https://www.example.org/eleves){#ca2 lang=fr}
  Commission de la santé mentale du Canada, 17 November 2026. Guide.

  English: Pupils' mental health

  A guide for teachers, made with pupils. It costs $12 (CAD) on paper and nothing on the web.

  Easy: The guide helps teachers. Pupils helped to write it.

## The Netherlands

### Research

- [Herstel dichtbij huis](https://www.example.org/herstel){#nl1 lang=nl}
  Trimbos-instituut, 12 November 2026. Report, 58 pages, PDF.

  English: Recovery close to home

  Two towns moved GGZ teams from hospitals into the streets. A nurse says: “The mentally ill they
  called us to see were neighbours.”

  Easy: Teams visit people at home in two towns. People like that more.

## Scotland

### Policy

- [A plan for the mental health of carers](https://www.example.org/carers-plan){#sc1}
  Scottish Government, 12 November 2026. Strategy, 64 pages, PDF.

  The plan has A Promise to Carers (APC): a named worker, short breaks, and advice about work.

  Easy: This is a plan for people who care for others. They get more help and more rest.

<!-- waive: stale people can still answer until February -->

- [Have your say on crisis houses](https://www.example.org/crisis-houses){#sc2}
  Scottish Government, 3 August 2026. Consultation.

  Twelve questions on where such houses should be. Respond by 12 February 2027.

  Easy: What should help in a crisis look like? You can say what you think.

## Sweden

### Research

- [Psykisk hälsa i Sverige 2026](https://www.example.org/psykisk-halsa){#se1 lang=sv}
  Folkhälsomyndigheten, 18 November 2026. Report, 40 pages, PDF.

  English: Mental health in Sweden 2026

  Yearly figures on how adults rate their mental health, by age and region. Young women and
  people without work report the most distress.

  Easy: The report tells how people in Sweden feel this year.

- [Färre självmord bland unga män](https://www.example.org/unga-man){#se2 lang=sv .sensitive}
  Folkhälsomyndigheten, 19 November 2026. Report, 22 pages, PDF.

  English: Fewer suicides among young men

  The rate fell for the third year. The report tells what towns did to keep people safe.

  Easy: Fewer young men die by suicide. The report tells what helps.

  Note: This item speaks about suicide.

### News

- [A house for peer support opens in Malmö](https://www.example.org/malmo){#se3}
  Uppdrag Psykisk Hälsa, 24 November 2026. News.

  People who have used services run it. It is open every day from 9:00 to 21:00, Swedish time.

  Easy: There is a new house in Malmö. People help each other there.

## World Health Organization

### Webinars

- [Ending the use of restraint](https://events.example.org/restraint){#who1}
  World Health Organization, 10 November 2026. Webinar.

  Speakers from Kenya, Italy and Japan tell how their wards did it.

  Easy: People from three countries speak. No patient should be tied to a bed.

  When: 10 December 2026, 13:00 to 14:00 UTC

  Access: Captions, a recording, free of charge.

### News

- [Countries agree on a plan for dementia](https://www.example.org/dementia){#who2}
  World Health Organization, 20 November 2026. News.

  Ministers of 40 countries agreed on targets for 2031, and on how they will be measured. The text
  follows the [CRPD guidance of 2024](https://www.example.org/crpd).

  Excerpt: Every person with dementia has the right to live in the community.

  Easy: Many countries have a new plan. It is about people with dementia.

## European Union

### Policy

- [Beyond the hospital: twelve reforms compared](https://www.example.org/reforms){#eu1}
  European Commission, 26 November 2026. Study, 140 pages, PDF.

  What worked in twelve countries, what it cost (€4 million in the smallest), and for whom.

  Easy: The book tells how 12 countries changed their care.

### News

- [Call for peer reviewers]{#eu2}
  A member of the network, 25 November 2026. Call.

  Experts by experience are paid to read research plans. Applications by 20 January 2027.

  Easy: Do you know services from within? You can be paid to read plans.
"""

_SETTINGS = """\
[site]
url = "https://news.example.org"

[sender]
name = "IIMHL Update"
address = "update@news.example.org"

[controller]
name = "The IIMHL office"
postal_address = ["1 Example Street", "Example Town"]

[organisation]
name = "IIMHL and IIDL"
time_zone = "Europe/London"

[lists.update]
title = "IIMHL Update"
basis = "membership"

[publications.update]
title = "IIMHL Update"
lists = ["update"]
"""
_BEFORE = Issue(
    "update", date(2026, 11, 15), "IIMHL Update, 15 November 2026",
    places=(IssuePlace("Sweden", (
        IssueItem("Vägar till arbete", "https://www.example.org/arbete", id="se0"),
        IssueItem(
            "What ten towns learnt when they opened a house for young people",
            "https://www.example.org/ten-towns", id="se9",
        ),
    )),),
)  # fmt: skip


class Clock:
    """A clock that stands."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


class Desk:
    """The workspace in which the whole issue lies, as a day before it is sent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "issues" / f"{NAME}.md"
        self.app = App(folder, environment={}, clock=Clock())

    def write(self, text: str) -> None:
        """Save the file of the issue, as an editor does."""
        self.file.write_text(text, encoding="utf-8")

    def answered(self, text: str, link: tuple[str, Verdict] | None = None) -> None:
        """Remember of each link in ``text`` that it is fine, but of one, by its end, another."""
        end, other = link or ("", Verdict.FINE)
        answers = []
        for url in addresses_of(read(text)):
            verdict = other if end and url.endswith(f"/{end}") else Verdict.FINE
            page = canonical_url(url)
            answers.append(Answer(page, verdict, 200, f"{page}/new", 9, "it says so", NOW))
        with self.app.db.begin() as tx:
            store.links.keep(tx, answers, NOW)

    def check(self, *, sending: date | None = None) -> Checked:
        """Check it thoroughly, with what is remembered of its links."""
        return issues.check(self.app, NAME, thorough=True, sending=sending)

    @contextmanager
    def corrected(self, text: str) -> Iterator[None]:
        """Let something have been wrong in the issue before; nothing, where ``text`` is ""."""
        if not text:
            yield
            return
        one = corrections.correct(self.app, _BEFORE.slug, text, actor="anna")
        yield
        corrections.remove(self.app, _BEFORE.slug, one.id, actor="anna")

    @contextmanager
    def again(self) -> Iterator[None]:
        """Be as a command that is begun anew: what files of the workspace say is read again."""
        before, self.app = self.app, App(self.folder, environment={}, clock=Clock())
        yield
        self.app.close()
        self.app = before

    def close(self) -> None:
        """Let go of the database."""
        self.app.close()


def made(folder: Path, *, browser: bool = False, trusted: str = "") -> Desk:
    """Return a new desk; a ``browser`` looks at its mails, a ``trusted`` host may be asked."""
    make_workspace(folder)
    asked = f"\n[check]\nbrowser = {str(browser).lower()}\n[collect]\ngap = 0\n"
    asked += f'trusted = ["{trusted}"]\n' if trusted else ""
    (folder / "newsletter.toml").write_text(_SETTINGS + asked, encoding="utf-8")
    sources = folder / "sources.yaml"
    book = sources.read_text(encoding="utf-8")
    book = book.replace(", checked: never}", ', checked: "2026-11-16, duty editor"}')
    book = book.replace(f"  - id: {QUOTING}\n", f"  - id: {QUOTING}\n    reuse: excerpt\n")
    sources.write_text(book, encoding="utf-8")
    desk = Desk(folder)
    desk.write(WHOLE)
    with desk.app.db.begin() as tx:
        store.items.add(tx, [_known(item) for item in _stories()])
    past_issues.close(desk.app, _BEFORE, Origin.CLOSED, "anna")
    return desk


def _stories() -> Iterator[IssueItem]:
    """Yield what the inbox has: the items of this issue, of the one before, and one for faults."""
    yield from read(WHOLE).items()
    yield from _BEFORE.items()
    yield IssueItem("A report", "https://www.example.org/report", id="fault")


def _known(item: IssueItem) -> Item:
    """Return the item of the inbox that an item of an issue was made from."""
    source = QUOTING if item.id.startswith(QUOTING) else "se-fohm"
    return Item(
        id=item.id, key=url_key(item.url) or f"hand/{item.id}", url=item.url, title=item.title,
        source=source, publisher="", place="WHO", section="News", language=item.language or "en",
        published=None, excerpt="", topics=(), state=ItemState.PICKED, first_seen=NOW,
    )  # fmt: skip
