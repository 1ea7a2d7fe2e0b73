"""Rendering and making out mails beside what a user would write: ``render.py``.

An issue of 60 items is composed for one variant in all parts, then made out to 10,000 readers.
README.md says what is measured and why. Prints a table and, as the last line, one JSON object;
exits with 1 when an aim does not hold.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from binascii import a2b_qp
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from functools import partial
from html import escape

from jinja2 import Environment, StrictUndefined
from premailer import transform

from newsletter.adapters.templates import TemplateRenderer, template_folders
from newsletter.model.campaigns import Campaign, CampaignState, Delivery, boundary, content_hash
from newsletter.model.issues import Issue, IssueItem, IssuePlace, IssueSection
from newsletter.model.lists import MailingList
from newsletter.model.mail import Letter, Mail, Message, Sender, Slot, Variant
from newsletter.model.sources import Place, SourceBook
from newsletter.model.tokens import Tokens
from newsletter.model.views import Organisation
from newsletter.stages.compose import Frame, compose, mail_view, view_of
from newsletter.stages.publish import Postmark, letter_for

ITEMS, LARGE, READERS = 60, 80, 10_000
ROUNDS = 9  # of composing, and of a batch of readers each way
BATCH = READERS // ROUNDS + 1
SLOW, SLOWER = 60, 3  # readers of a batch that the other ways are given: they take much longer
LIMIT = 90 * 1024
MOMENT = datetime(2026, 12, 1, 9, tzinfo=UTC)
OURS, TEMPLATE, NAIVE = "newsletter", "Jinja2 on the inlined mail", "Jinja2 and premailer for each"

_SECTIONS = ("News", "Research", "Policy documents", "Webinars")
_PLACES = {
    "AU": ("Australia", "Australia/Sydney"), "CA": ("Canada", "America/Toronto"),
    "GB-ENG": ("England", "Europe/London"), "IE": ("Ireland", "Europe/Dublin"),
    "NL": ("The Netherlands", "Europe/Amsterdam"), "NZ": ("New Zealand", "Pacific/Auckland"),
    "GB-SCT": ("Scotland", "Europe/London"), "SE": ("Sweden", "Europe/Stockholm"),
    "US": ("USA", "America/New_York"), "WHO": ("World Health Organization", "Europe/Zurich"),
}  # fmt: skip
_SUMMARY = (
    "Yearly figures on how adults rate their mental health, by age and by region; young women and "
    "people without work report the most distress, and the gap has grown. The NDIS pays for a part "
    "of what was tried. Three services tell what they changed, what it cost, and what they would "
    "not do again."
)


def book() -> SourceBook:
    """Return the places, with a short form that has to be explained in each."""
    places = [
        Place(code=code, name=name, time_zone=zone, body=code == "WHO")
        for code, (name, zone) in _PLACES.items()
    ]
    terms = {"NDIS": "National Disability Insurance Scheme"}
    return SourceBook(sections=list(_SECTIONS), places=places, glossary=terms)


def item(number: int) -> IssueItem:
    """Return the item of this number: each has a summary of 300 characters, some have more."""
    one = IssueItem(
        title=f"What helps people stay in work after a first episode, part {number + 1}",
        url=f"https://www.institute.example.org/publications/2026/november/report-{number + 1}",
        id=f"i{number}",
        byline="Institute of Public Health, 18 November 2026. Report, 40 pages, PDF.",
        summary=(_SUMMARY,),
        easy="The report tells what helps people to keep their job.",
        topics=("work",),
    )
    if number % 3 == 1:
        title = f"Psykisk hälsa på arbetet: årets mätning, del {number + 1}"
        one = replace(one, english=one.title, title=title, language="sv")
    if number % 10 == 4:
        one = replace(
            one,
            when="8 December 2026, 14:00 to 15:30, Stockholm",
            access="English captions, recording afterwards, free; register by 4 December.",
        )
    if number % 10 == 7:
        one = replace(one, sensitive=True, note="This item speaks about suicide.")
    return one


def issue(count: int) -> Issue:
    """Return an issue of so many items in ten places."""
    items = [item(number) for number in range(count)]
    each = -(-count // len(_PLACES))
    places = []
    for start, (name, _) in zip(range(0, count, each), _PLACES.values(), strict=False):
        here = items[start : start + each]
        half = len(here) // 2
        sections = (
            IssueSection("Research", tuple(here[:half])),
            IssueSection("Webinars", tuple(here[half:])),
        )
        places.append(IssuePlace(name, sections=sections))
    return Issue(
        publication="update",
        date=date(2026, 12, 1),
        subject="Network Update, 1 December 2026",
        preheader="Scotland's new strategy, two webinars on peer work, and yearly figures: Sweden",
        intro="Welcome to the first Update of December. It holds *news* from every member.",
        places=tuple(places),
    )


FRAME = Frame(
    publication="Network Update",
    template="update",
    organisation=Organisation("The network", "The office", ("1 Example Street", "Wellington")),
    site="https://newsletter.example.org",
)


@dataclass
class Post:
    """All that letters to the readers need."""

    mail: Mail
    renderer: TemplateRenderer
    sender: Sender = field(default=Sender("The network", "news@example.org", one_click=True))
    lists: dict[str, MailingList] = field(
        default_factory=lambda: {"update": MailingList("update", "Network Update")}
    )

    def __post_init__(self) -> None:
        self.mark = Postmark(
            self.sender, Tokens(["bench"]), FRAME.site, "newsletter.example.org", self.lists
        )
        self.content = content_hash(*self.mail.parts)
        self.campaign = Campaign(
            "update-2026-12-01.1", "update", "update-2026-12-01", self.mail.subject, self.content,
            "outbox", ("update",), {}, CampaignState.OPEN, MOMENT, "bench",
        )  # fmt: skip
        self.message = Message(self.mail, self.sender, boundary(self.content))
        self.context = {
            "mail": mail_view(issue(ITEMS), book(), FRAME),
            "issue": view_of(issue(ITEMS), book()),
        }
        source = self.mail.html
        for slot in Slot:
            source = source.replace(slot, f"[[{slot.name.lower()}]]")
        jinja = Environment(  # noqa: S701  values come escaped
            variable_start_string="[[",
            variable_end_string="]]",
            undefined=StrictUndefined,
            keep_trailing_newline=True,
        )
        self.body = jinja.from_string(source)

    def letter(self, reader: int) -> Letter:
        """Return what is personal for one reader: signed links among it."""
        delivery = Delivery(self.campaign.id, reader, f"reader.{reader}@example.org", "update")
        return letter_for(self.campaign, delivery, self.mark)


def values(letter: Letter) -> dict[str, str]:
    """Return what stands in the HTML part for one reader, by the names of the slots."""
    return {slot.name.lower(): escape(value) for slot, value in letter.slots.items()}


def ours(post: Post, reader: int) -> bytes:
    """Make out one message as `newsletter publish` does."""
    return post.message.made_out(post.letter(reader))


def with_template(post: Post, reader: int) -> bytes:
    """Fill the inlined mail as a template, and let the standard library write the message."""
    letter = post.letter(reader)
    return standard(post, letter, post.body.render(values(letter)))


def naive(post: Post, reader: int) -> bytes:
    """Fill the template and inline its styles for this reader alone."""
    letter = post.letter(reader)
    slot = {name.name.lower(): value for name, value in letter.slots.items()}
    html = post.renderer.render("mail/update.html", {**post.context, "slot": slot})
    return standard(post, letter, transform(html, disable_validation=True, allow_network=False))


def standard(post: Post, letter: Letter, html: str) -> bytes:
    """Return the message as `email` writes it."""
    message = EmailMessage()
    message["From"] = f"{post.sender.name} <{post.sender.address}>"
    message["To"] = letter.to
    message["Subject"] = post.mail.subject
    message["Message-ID"] = letter.message_id
    message["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
    text = post.mail.text
    for slot, value in letter.slots.items():
        text = text.replace(slot, value)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message.as_bytes()


def identical(post: Post, readers: range) -> int:
    """Return for how many readers our HTML part is, byte for byte, that of the template."""
    same = 0
    for reader in readers:
        part = ours(post, reader).split(b"Content-Type: text/html", 1)[1]
        body = part.split(b"\r\n\r\n", 1)[1].rpartition(b"\r\n--")[0]
        slow = post.body.render(values(post.letter(reader))).replace("\n", "\r\n").encode()
        same += a2b_qp(body) == slow
    return same


def timed(numbers: range, work: Callable[[int], object]) -> float:
    """Return the milliseconds of CPU that one of ``numbers`` takes."""
    gc.collect()
    began = time.process_time()
    for number in numbers:
        work(number)
    return (time.process_time() - began) * 1_000 / len(numbers)


def composed(renderer: TemplateRenderer) -> Callable[[int], Mail]:
    """Return what composes the issue in all its parts."""
    one, its_book = issue(ITEMS), book()
    return lambda _: compose(one, its_book, FRAME, renderer, Variant())


def measured(renderer: TemplateRenderer, post: Post) -> dict[str, list[float]]:
    """Return the milliseconds of every way in every round, the ways taking turns."""
    found: dict[str, list[float]] = {"compose": [], OURS: [], TEMPLATE: [], NAIVE: []}
    for number in range(ROUNDS):
        found["compose"].append(timed(range(3), composed(renderer)))
        for way, make, count in (
            (OURS, ours, BATCH),
            (TEMPLATE, with_template, SLOW),
            (NAIVE, naive, SLOWER),
        ):
            readers = range(number * BATCH, number * BATCH + count)
            found[way].append(timed(readers, partial(make, post)))
        print(f"round {number + 1} of {ROUNDS}", file=sys.stderr)
    return found


def size_of(count: int, renderer: TemplateRenderer) -> int:
    """Return the bytes of the HTML part of an issue of so many items, its links filled in."""
    mail = compose(issue(count), book(), FRAME, renderer)
    html = mail.html
    for slot, value in Post(mail, renderer).letter(1).slots.items():
        html = html.replace(slot, escape(value))
    return len(html.encode())


def lines(middle: dict[str, float], first: float) -> Iterator[str]:
    """Yield the lines of the table."""
    cost = f"{middle['compose']:.1f} ms of CPU (the first time {first:.0f})"
    yield f"composing an issue of {ITEMS} items in all parts: {cost}"
    yield ""
    yield f"{'a message for one reader':34}{'ms of CPU':>12}{'to ours':>10}"
    for way in (OURS, TEMPLATE, NAIVE):
        yield f"{way:34}{middle[way]:>12.3f}{middle[way] / middle[OURS]:>10.1f}"


def main() -> int:
    """Measure, tell, and return the exit code."""
    renderer = TemplateRenderer(template_folders(None))
    first = timed(range(1), composed(renderer))  # reads and compiles the templates
    post = Post(composed(renderer)(0), renderer)
    found = measured(renderer, post)
    middle = {way: statistics.median(rounds) for way, rounds in found.items()}
    same, size = identical(post, range(READERS)), size_of(LARGE, renderer)
    print("\n".join(lines(middle, first)), end="\n\n")
    aims: dict[str, dict[str, float]] = {
        "compose_ms": {"figure": middle["compose"], "most": 60.0},
        "message_ms": {"figure": middle[OURS], "most": 0.1},
        "naive_by_ours": {"figure": middle[NAIVE] / middle[OURS], "least": 100.0},
        "identical": {"figure": same, "least": READERS},
        "bytes_of_80_items": {"figure": size, "most": LIMIT},
    }
    for name, aim in aims.items():
        above, below = aim.get("least", 0.0), aim.get("most", float("inf"))
        aim["holds"] = above <= aim["figure"] <= below
        limit = f"at least {above:,}" if "least" in aim else f"at most {below:,}"
        print(f"{'holds' if aim['holds'] else 'FAILS':6}{name}: {aim['figure']:,.3f} ({limit})")
    figures = {way: round(value, 4) for way, value in middle.items()}
    print(json.dumps({"bench": "render", "ms": figures, "first_ms": round(first, 1), "aims": aims}))
    return 0 if all(aim["holds"] for aim in aims.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
