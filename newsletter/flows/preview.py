"""The preview of an issue that is being written: looked at anew whenever a file of it changes."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from newsletter.adapters.templates import template_folders
from newsletter.app import SETTINGS, SOURCES, TERMS, App
from newsletter.errors import Mistake, MistakesError, NewsletterError
from newsletter.flows import corrections, issues, mails
from newsletter.flows.issues import Checked
from newsletter.model.issues import Issue, IssueItem
from newsletter.model.mail import Edition, Mail, Variant
from newsletter.model.sources import Place
from newsletter.model.views import ItemView
from newsletter.stages import preview as seeing
from newsletter.stages.check import Finding
from newsletter.stages.compose import corrected

_LOOK = 0.2  # seconds between two looks at the files
_SETTLED = 0.1  # seconds for which they must stay as they are: editors save in more than one step


class Part(StrEnum):
    """What of an issue is looked at."""

    MAIL = "mail"
    TEXT = "text"
    WEB = "web"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Sight:
    """How a part is looked at: as which reader, in which scheme, with pictures or without."""

    part: Part = Part.MAIL
    variant: Variant = Variant()  # noqa: RUF009
    dark: bool = False
    images: bool = True


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding, and the anchor of the item it is about, "" where it is about none."""

    finding: Finding
    anchor: str


@dataclass(frozen=True, slots=True)
class Good:
    """An issue that could be read, and the workspace as it was then.

    ``places`` are those whose readers get another mail than those of no place in particular,
    ``corrections`` is the note of its page on the web.
    """

    app: App
    checked: Checked
    items: tuple[ItemView, ...]
    notes: tuple[Noted, ...]
    places: tuple[Place, ...]
    corrections: str
    at: datetime


@dataclass(frozen=True, slots=True)
class State:
    """What there is to show. ``version`` is another whenever a file is.

    ``mistakes`` are what keeps the issue from being read now, ``trouble`` is what else does;
    ``good`` is then how it last was, None if it never could be read.
    """

    version: str
    good: Good | None
    mistakes: tuple[Mistake, ...] = ()
    trouble: str = ""


class Preview:
    """One issue of a workspace that ``opened`` opens anew; for any number of threads at once.

    Raises `NotFound` when there is no such issue.
    """

    def __init__(self, opened: Callable[[], App], name: str) -> None:
        self._opened = opened
        self._name = name
        self._lock = threading.Lock()
        self._ended = threading.Event()
        first = opened()
        self.file = issues.issue_path(first, name)
        self._workspace = first.workspace
        self.app = first
        self._state = State("", None)

    @property
    def name(self) -> str:
        """What the issue is called."""
        return self.file.stem

    def end(self) -> None:
        """Let go of everyone who waits."""
        self._ended.set()

    def state(self) -> State:
        """Return what there is to show of the files as they are."""
        with self._lock:
            version = self._version()
            if version != self._state.version:
                self._state = self._looked(version)
            return self._state

    def changed(self, since: str, seconds: float, gone: Callable[[], bool]) -> str:
        """Return the version of the files: once it is another, or after so many seconds.

        Whoever is ``gone`` is not waited for.
        """
        for _ in range(max(1, round(seconds / _LOOK))):
            version = self._version()
            if version != since and not self._ended.wait(_SETTLED):
                if version == self._version():
                    return version
            elif self._ended.wait(_LOOK) or gone():
                break
        return since

    def content(self, good: Good, sight: Sight) -> tuple[str, list[tuple[str, str]]]:
        """Return a part as markup to be shown, or as lines, each with the anchor of its item.

        The text edition has no HTML: its mail is the text. Raises `RenderError`.
        """
        mail, letter = (
            self.mail(good, sight.variant),
            mails.sample_letter(good.app, good.checked.issue),
        )
        if sight.part is Part.SOURCE:
            lines = self.message(good, sight.variant).decode(errors="replace").splitlines()
            return "", [("", line) for line in lines]
        if sight.part is Part.TEXT or not (mail.web if sight.part is Part.WEB else mail.html):
            text = mails.filled(mail.text, letter, markup=False)
            return "", list(seeing.anchored_lines(text, good.items))
        if sight.part is Part.WEB:
            whole = corrected(mail.web, good.corrections)
        else:
            whole = mails.filled(mail.html, letter, markup=True)
        anchors = [one.anchor for one in good.checked.press.views(sight.variant)[1].items()]
        shown = seeing.as_seen(whole, dark=sight.dark, images=sight.images, anchors=anchors)
        return shown, []

    def mail(self, good: Good, variant: Variant) -> Mail:
        """Return the mail of a variant, made once. Raises `RenderError`."""
        with self._lock:
            return good.checked.press.mail(variant)

    def message(self, good: Good, variant: Variant) -> bytes:
        """Return the whole message of a variant, made out to nobody real. Raises `RenderError`."""
        mail, letter = self.mail(good, variant), mails.sample_letter(good.app, good.checked.issue)
        return mails.made_out(good.app, mail, letter, good.checked.press.views(variant)[0].web_url)

    def _looked(self, version: str) -> State:
        app = self._opened()
        try:
            good = _good(app, str(self.file))
        except MistakesError as error:
            return State(version, self._state.good, mistakes=error.mistakes)
        except NewsletterError as error:
            return State(version, self._state.good, trouble=str(error))
        finally:
            app.close()
        self.app = app
        return State(version, good)

    def _version(self) -> str:
        digest = hashlib.sha256()
        for file in self._files():
            try:
                found = file.stat()
            except OSError:
                continue
            digest.update(f"{file}\0{found.st_mtime_ns}\0{found.st_size}\0".encode())
        return digest.hexdigest()[:16]

    def _files(self) -> Iterator[Path]:
        yield self.file
        yield from (self._workspace / name for name in (SOURCES, TERMS, SETTINGS))
        for folder in template_folders(self._workspace):
            yield from sorted(file for file in folder.rglob("*") if file.is_file())


def _good(app: App, name: str) -> Good:
    checked = issues.check(app, name)
    _, view = checked.press.views(Variant())
    items = tuple(view.items())
    anchors = {
        id(item): seen.anchor for item, seen in zip(checked.issue.items(), items, strict=True)
    }
    notes = []
    for finding in checked.findings:
        item = item_at(checked.issue, finding.line)
        notes.append(Noted(finding, anchors[id(item)] if item else ""))
    note = corrections.shown(app, checked.issue.slug, view)
    return Good(app, checked, items, tuple(notes), _places(app, checked), note, app.now())


def _places(app: App, checked: Checked) -> tuple[Place, ...]:
    def differs(place: Place) -> bool:
        return bool(checked.press.settled(Variant(Edition.STANDARD, place.code)).first)

    return tuple(filter(differs, app.book.places))


def item_at(issue: Issue, line: int) -> IssueItem | None:
    """Return the item that stands on a line of the file of an issue, None for other lines."""
    starts: dict[int, IssueItem | None] = {}
    for place in issue.places:
        starts |= {place.line: None, **{section.line: None for section in place.sections}}
        for blocks in (place.blocks, *(section.blocks for section in place.sections)):
            starts |= {one.line: one if isinstance(one, IssueItem) else None for one in blocks}
    begun = max((start for start in starts if start <= line), default=0)
    return starts.get(begun)


def variant_of(edition: str, first: str, places: Sequence[Place]) -> Variant:
    """Return the variant of these words, the standard one for what is none."""
    known = edition if edition in tuple(Edition) else Edition.STANDARD
    return Variant(Edition(known), first if first in {place.code for place in places} else "")
