"""Proofs of sample mails: what the rules of a rendered mail are asked of in tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from rendered import letter, mail_of, views

from newsletter.model.mail import Edition, Mail, Message, Sender, Variant
from newsletter.model.sources import Place, SourceBook
from newsletter.model.specimen import specimen
from newsletter.model.views import BlockView, IssueView, ItemView, MailView, Organisation
from newsletter.stages.check import Proof
from newsletter.stages.compose import Frame, mail_view, view_of

ACTION = "https://newsletter.example.org/c/" + "t" * 160
SIZES = (0, 1, 40, 120)
# A confirmation has no items; every other template is shown in all sizes.
KINDS = [
    (template, edition, count)
    for template in ("update", "brief", "letter", "confirm")
    for edition in Edition
    for count in (SIZES if template != "confirm" else (0,))
]


def wire_of(mail: Mail, *, of_a_list: bool = True) -> bytes:
    """Return the message as made out to the sample reader; of no list it is an answer."""
    sender = Sender("Network Office", "office@example.org", one_click=True)
    one = letter() if of_a_list else replace(letter(), list=None, action_url=ACTION)
    return Message(mail, sender, "=_boundary").made_out(one)


def proof_of(view: MailView, issue: IssueView | None, *first: Path) -> Proof:
    """Return the proof of a mail made from these views; templates in ``first`` win."""
    mail = mail_of(view, issue, *first)
    return Proof(mail, view, issue, wire_of(mail, of_a_list=issue is not None))


def sample_views(
    template: str = "update", edition: str = "standard", count: int = 12
) -> tuple[MailView, IssueView | None]:
    """Return the views of the sample; in the easy edition its overview is easy."""
    view, issue = views(count, template, edition)
    if edition == Edition.EASY and template != "confirm":
        overview = view.overview and "This email tells you about new things. They come from here."
        return replace(view, overview=overview), issue
    return view, issue


ODD = SourceBook(
    sections=["News & <views>", "Research"],
    places=[
        Place(
            code="NZ",
            name='Aotearoa & "New" Zealand',
            glossary={"NDIS": "the scheme &amp; its 'people'"},
        ),
        Place(code="SE", name="Sweden", languages=["sv"], time_zone="Europe/Stockholm"),
    ],
)


def specimen_views(
    template: str = "update", edition: str = "standard", count: int = 24
) -> tuple[MailView, IssueView]:
    """Return the views of the specimen in a network whose own words look like markup as well."""
    who = Organisation("The network", "The office", ("1 Example Street", "Wellington"))
    frame = Frame("Network Update", template, who, "https://newsletter.example.org")
    issue = specimen(ODD.places, ODD.sections, count)
    variant = Variant(Edition(edition))
    return mail_view(issue, ODD, frame, variant.edition), view_of(issue, ODD, variant)


def changed(issue: IssueView, change: Callable[[ItemView], ItemView]) -> IssueView:
    """Return the issue with each of its items changed."""

    def blocks(these: tuple[BlockView, ...]) -> tuple[BlockView, ...]:
        return tuple(change(one) if isinstance(one, ItemView) else one for one in these)

    places = tuple(
        replace(
            place,
            blocks=blocks(place.blocks),
            sections=tuple(replace(one, blocks=blocks(one.blocks)) for one in place.sections),
        )
        for place in issue.places
    )
    dates = tuple(replace(one, item=change(one.item)) for one in issue.dates)
    return replace(issue, places=places, dates=dates)


@cache
def sample(template: str = "update", edition: str = "standard", count: int = 12) -> Proof:
    """Return the proof of a sample as the shipped templates make it."""
    return proof_of(*sample_views(template, edition, count))
