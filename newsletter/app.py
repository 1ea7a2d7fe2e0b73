"""The only place that builds real things: store, fetcher, parser, renderer, channel, clock.

An `App` is one workspace, opened for one command. Everything is built when first asked for, so
that a command pays only for what it uses.
"""

from __future__ import annotations

import gc
import os
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from zoneinfo import ZoneInfo

from newsletter import __version__
from newsletter.adapters import files
from newsletter.errors import Conflict, DiskFull, HostBusy, StoreError, UsageError
from newsletter.model.lists import MailingList
from newsletter.model.look import Logo, Look, look_of
from newsletter.model.mail import Sender
from newsletter.model.polling import still_paused
from newsletter.model.sources import Place, SourceBook, read_sources
from newsletter.model.terms import Terms, read_terms
from newsletter.model.tokens import Tokens
from newsletter.model.views import Organisation
from newsletter.ports import Channel, Clock, Fetcher, Parser, Renderer, Visitor
from newsletter.settings import Settings, read_settings
from newsletter.store import Store, hosts

SOURCES, TERMS, SETTINGS, ISSUES, VAR, PRIVATE = (
    "sources.yaml", "terms.yaml", "newsletter.toml", "issues", "var", ".newsletter",
)  # fmt: skip
_PATIENCE = 15.0  # seconds for one link; who clicks it has gone by then

# Hosts that asked to be left alone: until when, and in which words.
_Pauses = dict[str, tuple[datetime, str]]


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """Return this moment in UTC, aware."""
        return datetime.now(UTC)


class App:
    """One workspace and the real things behind it."""

    def __init__(
        self,
        workspace: Path,
        *,
        database: str = "",
        environment: Mapping[str, str] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.workspace = workspace
        self._environment = os.environ if environment is None else environment
        self._database = database or self._environment.get("NEWSLETTER_DATABASE", "")
        self.clock: Clock = clock or SystemClock()

    def now(self) -> datetime:
        """Return this moment."""
        return self.clock.now()

    def today(self) -> date:
        """Return the day it is where the organisation works."""
        return self.now().astimezone(ZoneInfo(self.settings.organisation.time_zone)).date()

    @property
    def issues(self) -> Path:
        """The folder of the issue files."""
        return self.workspace / ISSUES

    @cached_property
    def settings(self) -> Settings:
        """What newsletter.toml says; without the file, what it would say if it were empty."""
        file = self.workspace / SETTINGS
        text = files.text_of(file, "settings file") if file.exists() else ""
        return read_settings(text, self._environment, str(file))

    @cached_property
    def book(self) -> SourceBook:
        """What sources.yaml says. Raises `UsageError` where there is no workspace."""
        file = self.workspace / SOURCES
        if not file.exists():
            raise UsageError(
                f"{self.workspace.resolve()} is no workspace: it has no {SOURCES}",
                "Make one with: newsletter init DIR    or name yours: newsletter -C DIR ...",
            )
        return read_sources(files.text_of(file, "file"), str(file))

    @cached_property
    def terms(self) -> Terms:
        """What terms.yaml says: the workspace's own, or ours."""
        from newsletter.adapters.templates import starter_file

        own = self.workspace / TERMS
        file = own if own.exists() else starter_file(TERMS)
        return read_terms(files.text_of(file, "file"), str(file))

    @cached_property
    def db(self) -> Store:
        """The database, open."""
        _ = self.book  # a database is never made where there is no workspace
        return Store.open(self._database_url)

    @property
    def _database_url(self) -> str:
        url = self._database or f"sqlite:///{self.workspace / VAR / 'newsletter.db'}"
        return url if "://" in url else f"sqlite:///{url}"

    @property
    def _has_database(self) -> bool:
        """Whether there is a database already; one that is no file is taken to be there."""
        kind, _, path = self._database_url.partition(":///")
        return not kind.startswith("sqlite") or Path(path.partition("?")[0]).exists()

    def upgrade(self) -> tuple[str, str]:
        """Bring the database to this release; return its version before and after."""
        _ = self.book
        return Store.upgrade(self._database_url)

    @cached_property
    def renderer(self) -> Renderer:
        """The templates, in their search order."""
        from newsletter.adapters.templates import TemplateRenderer, template_folders

        return TemplateRenderer(template_folders(self.workspace))

    @cached_property
    def tokens(self) -> Tokens:
        """The maker of signed links, with the secret of this workspace."""
        if secret := self._environment.get("NEWSLETTER_SECRET"):
            return Tokens([secret])
        file = self.workspace / PRIVATE / "secret"
        if not file.exists():
            raise UsageError(
                f"{file} is missing: without it no link to leave can be signed",
                f"Bring it back from a backup, or make one with: newsletter init {self.workspace}",
            )
        return Tokens(files.text_of(file, "secret").split())

    def channel(self, name: str) -> Channel:
        """Return the way out with this name."""
        from newsletter.adapters.outbox import Outbox

        if name != Outbox.name:
            raise UsageError(f"there is no channel {name!r}", "There is: outbox")
        return Outbox(self.workspace / VAR / "outbox")

    @property
    def sender(self) -> Sender:
        """Who the mails are from; a placeholder until one is set."""
        settings = self.settings.sender
        return Sender(
            name=settings.name or self.settings.organisation.name,
            address=settings.address or f"news@{self.settings.site.domain}",
            reply_to=settings.reply_to,
            unsubscribe_address=settings.unsubscribe_address,
            one_click=settings.dkim != "none",
        )

    @property
    def organisation(self) -> Organisation:
        """Who speaks in the mails."""
        controller = self.settings.controller
        return Organisation(
            self.settings.organisation.name,
            controller.name or self.settings.organisation.name,
            tuple(controller.postal_address),
            controller.contact,
        )

    @property
    def look(self) -> Look:
        """How the mails and pages look."""
        settings = self.settings.look
        # Without words of its own: the network's name stands beside it as text.
        size = (settings.logo_width, settings.logo_height)
        return look_of(settings.colour, Logo(settings.logo, *size, "") if settings.logo else None)

    def place(self, text: str) -> Place:
        """Return a place by its code or name. Raises `UsageError` naming those there are."""
        found = self.book.place_called(text)
        if found is None:
            known = ", ".join(f"{place.code} ({place.name})" for place in self.book.places)
            raise UsageError(f"there is no place {text!r}", f"Places: {known}")
        return found

    def mailing_list(self, slug: str) -> MailingList:
        """Return a list by its slug. Raises `UsageError` naming those there are."""
        found = self.settings.mailing_list(slug)
        if found is None:
            known = ", ".join(self.settings.lists) or "none is declared in newsletter.toml"
            raise UsageError(f"there is no list {slug!r}", f"Lists: {known}")
        return found

    @asynccontextmanager
    async def collecting(self) -> AsyncIterator[tuple[Fetcher, Parser]]:
        """Yield a fetcher and a parser; end them, and the parser's process, afterwards.

        Hosts that asked to be left alone are, and those that ask now are remembered, as far as
        there is a database: none is made for this.
        """
        from newsletter.adapters.feeds import FeedParser
        from newsletter.adapters.http import HttpFetcher

        settings = self.settings.collect
        asked: _Pauses = {}
        fetcher = HttpFetcher(
            agent=self._agent,
            allowed=frozenset(settings.trusted),
            gap=settings.gap,
            timeout=settings.timeout,
            concurrency=settings.concurrency,
            told_to_wait=partial(self._note, asked),
        )
        for host, seconds in self._pauses().items():
            fetcher.pause(host, seconds)
        async with AsyncExitStack() as stack:
            stack.callback(self._remember, asked)
            stack.enter_context(_cleared_seldom())
            yield (
                await stack.enter_async_context(fetcher),
                await stack.enter_async_context(FeedParser()),
            )

    @asynccontextmanager
    async def visiting(self) -> AsyncIterator[Visitor]:
        """Yield what looks at links; hosts that want to be left alone are, as in `collecting`."""
        from newsletter.adapters.visits import LinkVisitor

        settings = self.settings.collect
        asked: _Pauses = {}
        visitor = LinkVisitor(
            agent=self._agent,
            allowed=frozenset(settings.trusted),
            gap=settings.gap,
            timeout=min(settings.timeout, _PATIENCE),
            concurrency=settings.concurrency,
            told_to_wait=partial(self._note, asked),
        )
        for host, seconds in self._pauses().items():
            visitor.pause(host, seconds)
        try:
            async with visitor:
                yield visitor
        finally:
            self._remember(asked)

    @property
    def _agent(self) -> str:
        """Who asks, and where its owner is found."""
        contact = self.settings.collect.contact or self.settings.site.url
        return f"newsletter/{__version__}" + (f" (+{contact})" if contact else "")

    def _note(self, asked: _Pauses, busy: HostBusy) -> None:
        asked[busy.host] = (self.now() + timedelta(seconds=busy.seconds), busy.message)

    def _pauses(self) -> dict[str, float]:
        """Return for how many seconds each host still wants to be left alone."""
        now = self.now()
        with suppress(StoreError):  # a source can be looked at without a database that works
            if self._has_database:
                with self.db.read() as tx:
                    until = hosts.pauses(tx)
                return {host: left for host, at in until.items() if (left := still_paused(at, now))}
        return {}

    def _remember(self, asked: _Pauses) -> None:
        with suppress(StoreError, DiskFull):  # nor does what was read become worthless by it
            if asked and self._has_database:
                with self.db.begin() as tx:
                    hosts.pause(tx, asked, self.now())

    @contextmanager
    def lock(self, verb: str) -> Iterator[None]:
        """Hold the lock of one verb. Raises `Conflict` when another process does the same."""
        from filelock import FileLock, Timeout

        folder = self.workspace / VAR / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(folder / f"{verb}.lock", timeout=0):
                yield
        except Timeout as error:
            raise Conflict(
                f"another newsletter {verb} is at work in this workspace",
                "Let it finish; nothing was done here.",
            ) from error

    def close(self) -> None:
        """Let go of the database, if it was opened."""
        if "db" in self.__dict__:
            self.db.close()


@contextmanager
def _cleared_seldom() -> Iterator[None]:
    """Let Python look for garbage seldom, and not in what was loaded before.

    That took a tenth of a collection that brings nothing new (bench/collect.py).
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(20_000, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def make_workspace(folder: Path, *, with_templates: bool = False) -> list[Path]:
    """Make a workspace, or what an existing one lacks; return what was made. Changes nothing."""
    from newsletter.adapters.templates import starter_file, template_folders

    made: list[Path] = []
    for name in (SOURCES, SETTINGS):
        if not (folder / name).exists():
            files.whole(folder / name, starter_file(name).read_bytes())
            made.append(folder / name)
    for name in (ISSUES, VAR):
        if not (folder / name).exists():
            (folder / name).mkdir(parents=True)
            made.append(folder / name)
    if with_templates and not (folder / TERMS).exists():
        files.whole(folder / TERMS, starter_file(TERMS).read_bytes())
        made.append(folder / TERMS)
    if with_templates and not (folder / "templates").exists():
        import shutil

        shutil.copytree(template_folders(None)[0], folder / "templates")
        made.append(folder / "templates")
    secret = folder / PRIVATE / "secret"
    if not secret.exists():
        secret.parent.mkdir(mode=0o700, exist_ok=True)
        files.whole(secret, f"{secrets.token_urlsafe(32)}\n".encode(), mode=0o600)
        made.append(secret)
    if not (folder / ".gitignore").exists():
        files.whole(folder / ".gitignore", f"{VAR}/\n{PRIVATE}/\n".encode())
        made.append(folder / ".gitignore")
    return made
