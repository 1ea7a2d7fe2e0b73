"""What mails and pages look like, word for word, as a reviewer wants to read a change of them.

`GOLDEN=write pytest tests/test_golden.py` writes the files anew; the change is then seen in review.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rendered import renderer

from newsletter.model.mail import Edition, Mail, Variant
from newsletter.model.sources import HelpLine, Place, SourceBook
from newsletter.model.specimen import specimen
from newsletter.model.views import ConfirmationView, Organisation
from newsletter.stages.compose import Frame, Press, confirmation

GOLDEN = Path(__file__).parent / "golden"
BOOK = SourceBook(
    sections=["News", "Research"],
    places=[
        Place(
            code="NZ",
            name="Aotearoa New Zealand",
            time_zone="Pacific/Auckland",
            help_line=HelpLine(text="1737 (call or text)", checked="2026-11-20, editor"),
        ),
        Place(code="SE", name="Sweden", time_zone="Europe/Stockholm"),
        Place(code="US", name="USA", time_zone="America/New_York"),
    ],
)
KINDS = {
    "update": ("update", Variant()),
    "update-text-SE": ("update", Variant(Edition.TEXT, "SE")),
    "update-easy-SE": ("update", Variant(Edition.EASY, "SE")),
    "update-large": ("update", Variant(Edition.LARGE)),
    "brief": ("brief", Variant()),
    "letter": ("letter", Variant()),
    "confirm": ("confirm", Variant()),
}


def frame(template: str) -> Frame:
    who = Organisation("The network", "The office", ("1 Example Street", "Wellington"))
    return Frame("Network Update", template, who, "https://newsletter.example.org")


def made(template: str, variant: Variant) -> Mail:
    if template == "confirm":
        view = ConfirmationView("Network Update", "It tells you twice a month what is new.", 14)
        return confirmation(view, frame(template), renderer())
    issue = specimen(BOOK.places, BOOK.sections, 8)
    return Press(issue, BOOK, frame(template), renderer()).mail(variant)


@pytest.mark.parametrize("name", KINDS)
def test_a_mail_is_as_it_was(name: str) -> None:
    mail = made(*KINDS[name])
    parts = {"html": mail.html, "txt": mail.text}
    if name in ("update", "update-easy-SE", "letter"):
        parts["web.html"] = mail.web
    for end, part in parts.items():
        file = GOLDEN / f"{name}.{end}"
        if part and os.environ.get("GOLDEN") == "write":
            file.write_text(part, encoding="utf-8")
        if part:
            assert part == file.read_text(encoding="utf-8"), f"{file.name} is another now"
        else:
            assert not file.exists()
