"""The press: an issue becomes a Mail for each variant that is asked for, and pages for the web."""

from __future__ import annotations

from newsletter.model.campaigns import content_hash
from newsletter.model.issues import Issue
from newsletter.model.mail import Edition, Mail, Variant
from newsletter.model.sources import SourceBook
from newsletter.model.views import (
    IssueView,
    MailView,
)
from newsletter.ports import Renderer
from newsletter.stages.compose.frame import SLOTS, Frame, mail_view
from newsletter.stages.compose.words import known_places, view_of


def compose(
    issue: Issue,
    book: SourceBook,
    frame: Frame,
    renderer: Renderer,
    variant: Variant = Variant(),  # noqa: B008
) -> Mail:
    """Return the mail of one variant. Same data, same bytes. Raises `RenderError`.

    The text edition has no HTML part. The page for the web is in the issue's own order: it is
    the same for everyone who reads the edition.
    """
    return Press(issue, book, frame, renderer).mail(variant)


def corrected(web: str, note: str) -> str:
    """Return the page of an issue with a note right below its title; without one as it is."""
    title, end, rest = web.partition("</h1>")
    return f"{title}{end}\n{note}{rest}" if note and end else web


class Press:
    """The mails of one issue: each variant is composed once, when it is first asked for."""

    def __init__(self, issue: Issue, book: SourceBook, frame: Frame, renderer: Renderer) -> None:
        self.issue = issue
        self._book = book
        self._frame = frame
        self._renderer = renderer
        self._mails: dict[Variant, Mail] = {}
        self._views: dict[Variant, IssueView] = {}
        self._pages: dict[Variant, str] = {}
        self._places = {place.code for place in known_places(issue, book)}

    @property
    def content(self) -> str:
        """The hash of what readers get in every edition, whoever reads it."""
        mails = [self.mail(Variant(edition)) for edition in Edition]
        return content_hash(*(part for one in mails for part in one.parts))

    def settled(self, wanted: Variant) -> Variant:
        """Return the variant that a reader gets: with no place in front where none would differ.

        A place can come first that has a heading, or whose clock stands beside the dates.
        """
        dated = self._view(Variant()).dates and self._book.place(wanted.first) is not None
        first = wanted.first if wanted.first in self._places or dated else ""
        return Variant(wanted.edition, first)

    def views(self, variant: Variant) -> tuple[MailView, IssueView]:
        """Return what the templates of a variant get."""
        return self._around(variant), self._view(variant)

    def mail(self, variant: Variant) -> Mail:
        """Return the mail of a variant. Raises `RenderError`."""
        if variant not in self._mails:
            self._mails[variant] = self._composed(variant)
        return self._mails[variant]

    def _composed(self, variant: Variant) -> Mail:
        around, view = self.views(variant)
        context = {"mail": around, "issue": view, "slot": SLOTS}
        template, html = f"mail/{self._frame.template}", ""
        if variant.edition is not Edition.TEXT:
            html = self._renderer.inline(self._renderer.render(f"{template}.html", context))
        text = self._renderer.render(f"{template}.txt", context)
        return Mail(variant, around.subject, html, text, self._page(variant))

    def _page(self, variant: Variant) -> str:
        """Return the page for the web, which is for all, or in Easy English."""
        public = Variant(Edition.EASY if variant.edition is Edition.EASY else Edition.STANDARD)
        if public not in self._pages:
            around, view = self.views(public)
            page = self._renderer.render("web/issue.html", {"mail": around, "issue": view})
            self._pages[public] = page
        return self._pages[public]

    def _around(self, variant: Variant) -> MailView:
        return mail_view(self.issue, self._book, self._frame, variant.edition)

    def _view(self, variant: Variant) -> IssueView:
        """Return the words for a variant; they are made ready once."""
        if variant not in self._views:
            self._views[variant] = view_of(self.issue, self._book, variant)
        return self._views[variant]
