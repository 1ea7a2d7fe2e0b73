"""Templates: every kind of mail made from a specimen, and which rules it breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from newsletter.adapters import files
from newsletter.adapters.templates import template_folders, template_names
from newsletter.app import App
from newsletter.flows import mails
from newsletter.model.mail import Edition, Letter, Mail, Variant
from newsletter.model.specimen import specimen
from newsletter.model.views import ConfirmationView
from newsletter.stages import check as checks
from newsletter.stages import compose as composing
from newsletter.stages.check import Fault, Proof

CONFIRM = "confirm"
_SIZES = (0, 1, 40, 80)
SHOWN = 40  # the size of specimen that is written to be looked at


@dataclass(frozen=True, slots=True)
class Inspected:
    """One kind of mail: which template, edition and number of items; and what is wrong with it."""

    template: str
    edition: Edition
    items: int
    faults: tuple[Fault, ...]


def inspect(
    app: App,
    out: Path | None = None,
    *,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Inspected]:
    """Return every kind of mail that the workspace's templates make, inspected.

    With ``out`` the specimens of `SHOWN` items and the confirmation are written there as a sample
    reader gets them, with an ``index.html`` that shows each in light and in dark. Raises
    `RenderError`.
    """
    names = template_names(template_folders(app.workspace))
    kinds = [
        (name, edition, size)
        for name in names
        for edition in (Edition if name != CONFIRM else [Edition.STANDARD])
        for size in (_SIZES if name != CONFIRM else [0])
    ]
    found, written = [], []
    for number, (name, edition, size) in enumerate(kinds):
        proof, again, letter = _proof(app, name, edition, size)
        faults = [*_faults(proof), *checks.differences(proof.mail, again)]
        found.append(Inspected(name, edition, size, tuple(faults)))
        if out and (size == SHOWN or name == CONFIRM):
            written += list(_write(out, f"{name}-{edition}", proof.mail, letter))
        told(number + 1, len(kinds))
    if out:
        page = app.renderer.render("web/specimens.html", {"files": written})
        files.whole(out / "index.html", page.encode())
    return found


def _faults(proof: Proof) -> Iterator[Fault]:
    for fault in checks.faults(proof):
        # A warning before the limit is for the editor of a long issue; specimens are long.
        if fault.check != "size" or fault.level is checks.Level.ERROR:
            yield fault


def _proof(app: App, template: str, edition: Edition, size: int) -> tuple[Proof, Mail, Letter]:
    """Return the proof of a specimen, its mail made a second time, and a letter to fill it with."""
    if template == CONFIRM:
        frame = mails.frame_of(app, "", template)
        view = ConfirmationView(
            title="Specimen", basis="It tells you twice a month what is new.", days=14
        )
        mail, again = (composing.confirmation(view, frame, app.renderer) for _ in range(2))
        letter = Letter(
            "reader@example.org", f"<specimen@{app.settings.site.domain}>",
            mails.noon_of(specimen([], [], 0)),
            action_url=f"{app.settings.site.base}/confirm/preview",
        )  # fmt: skip
        around = composing.confirmation_mail_view(view, frame)
        return Proof(mail, around, None, mails.made_out(app, mail, letter)), again, letter
    issue = specimen(app.book.places, app.book.sections, size)
    variant = Variant(edition)
    proof = mails.proof_of(app, mails.press_of(app, issue, template), variant)
    # Once is enough to see that a template says something else each time.
    again = mails.press_of(app, issue, template).mail(variant) if size == SHOWN else proof.mail
    return proof, again, mails.sample_letter(app, issue)


def _write(out: Path, name: str, mail: Mail, letter: Letter) -> Iterator[str]:
    for end, part in (("html", mail.html), ("txt", mail.text), ("web.html", mail.web)):
        if part:
            whole = mails.filled(part, letter, markup=end != "txt")
            files.whole(out / f"{name}.{end}", whole.encode())
            yield f"{name}.{end}"
