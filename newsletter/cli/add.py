"""``newsletter add``: items by hand, from an address, from pasted text, or from nothing."""

from __future__ import annotations

import asyncio
import shlex
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

import click

from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.cli.item_changes import field_options, typed
from newsletter.cli.items import as_data
from newsletter.errors import Conflict, NewsletterError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from newsletter.app import App
    from newsletter.flows.items import Candidate, Wanted
    from newsletter.model.articles import Fields
    from newsletter.model.items import Item
    from newsletter.model.pasted import Block

_PASTE = "Paste addresses, or what the bookmarklet copied; then Ctrl-D (on Windows Ctrl-Z, Enter)."
_ASKED = ("title", "place", "section", "published", "publisher")
_SHOWN = 200  # characters of a value


def register(root: click.Group) -> None:
    """Add the command."""

    @command(root, "add", "newsletter add https://example.org/report --place SE --section News")
    @click.argument("url", default="")
    @field_options
    @click.option("--pick", is_flag=True, help="Put it into the next draft.")
    @click.option("--offline", is_flag=True, help="Do not read the page.")
    @click.option("--yes", is_flag=True, help="Add it without showing it first.")
    @click.option("--bookmarklet", is_flag=True, help="Print a bookmark for your browser, and end.")
    @pass_invocation
    def add(invocation: Invocation, /, url: str, **options: Any) -> None:
        """Add an item by hand; title, date, language and more are read from its page.

        What is missing is asked for. Without URL, with --title, it is an item without a link, such
        as news from a member. With - for URL it reads pasted text: addresses line by line, or the
        blocks that the bookmarklet copies, with empty lines between them.
        """
        from newsletter.model.pasted import BOOKMARKLET

        if options["bookmarklet"]:
            invocation.say(BOOKMARKLET)
            invocation.document({"bookmarklet": BOOKMARKLET})
            return
        adding = _Adding(invocation, **{name: options[name] for name in ("pick", "offline", "yes")})
        if url == "-":
            adding.pasted(typed(options))
        else:
            adding.one({**typed(options), **({"url": url} if url else {})})


class _Adding:
    """One run of the command."""

    def __init__(self, invocation: Invocation, *, pick: bool, offline: bool, yes: bool) -> None:
        self._invocation = invocation
        self._pick = pick
        self._offline = offline
        self._yes = yes
        self._pasted = False
        self._asks = sys.stdin.isatty() and not invocation.as_json

    def one(self, given: Mapping[str, str]) -> None:
        """Add the one item that the command line names."""
        from newsletter.flows import items as flows

        if not given and not self._asks:
            raise UsageError("what is to be added? Give an address, or --title for news without")
        with self._invocation.app() as app:
            wanted = flows.Wanted(flows.fields_from(app, given))
            (candidate,) = asyncio.run(flows.look(app, [wanted], offline=self._offline))
            self._invocation.document(self._added(app, candidate, wanted.written))

    def pasted(self, given: Mapping[str, str]) -> None:
        """Add what is pasted; what cannot be is told with its line, and stops nothing else."""
        from newsletter.model.pasted import Problem, read_pasted

        self._pasted = True
        if self._asks:
            click.echo(_PASTE, err=True)
        text = sys.stdin.buffer.read().decode("utf-8-sig", "replace")
        blocks, problems = read_pasted(text)
        if not blocks and not problems:
            raise UsageError("nothing was pasted")
        added = []
        with self._invocation.app() as app:
            for line, result in self._blocks(app, blocks, given):
                if isinstance(result, NewsletterError):
                    problems.append(Problem(line, result.message, result.hint))
                else:
                    added.append({"line": line, **result})
        for problem in sorted(problems, key=lambda one: one.line):
            click.echo(f"newsletter: {problem}", err=True)
        told = [asdict(problem) for problem in problems]
        self._invocation.document({"items": added, "problems": told})
        if problems:
            raise SystemExit(1)

    def _blocks(
        self, app: App, blocks: Sequence[Block], given: Mapping[str, str]
    ) -> Iterator[tuple[int, dict[str, object] | NewsletterError]]:
        """Yield for each block its line, and what was added or why nothing was."""
        from newsletter.flows import items as flows
        from newsletter.model.articles import combined

        defaults = flows.fields_from(app, given)
        read: list[tuple[int, Fields]] = []
        wanted: list[Wanted] = []
        for block in blocks:
            try:
                written = flows.fields_from(app, block.written)
            except NewsletterError as error:
                yield block.line, error
                continue
            read.append((block.line, written))
            seen = flows.seen_from(app, block.seen)
            wanted.append(flows.Wanted(combined(written, defaults), seen))
        found = asyncio.run(flows.look(app, wanted, offline=self._offline))
        for (line, written), candidate in zip(read, found, strict=True):
            try:
                yield line, self._added(app, candidate, written)
            except (UsageError, Conflict) as error:
                yield line, error

    def _added(self, app: App, candidate: Candidate, written: Fields) -> dict[str, object]:
        """Add one item, after asking what must be asked; return it as data for JSON.

        ``written`` is what the editor wrote of this one.
        """
        from newsletter.flows import items as flows

        if candidate.refused:
            raise candidate.refused
        if candidate.known:
            return self._there(app, candidate.known, written)
        if candidate.problem:
            about = candidate.fields.get("url", "")
            click.echo(f"{about}: {candidate.problem}", err=True)
        if not self._asks and candidate.missing:
            raise _lacking(candidate, pasted=self._pasted)
        answers = self._answers(app, candidate) if self._asks else cast("Fields", {})
        if answers is None:
            self._invocation.say("nothing was added")
            return {"added": False}
        item, new, alike = flows.add(
            app, candidate, answers, actor=self._invocation.actor, pick=self._pick
        )
        if not new:
            return self._there(app, item, written)
        self._tell(item, candidate, alike)
        return {
            "added": True,
            **as_data(item),
            "problem": candidate.problem,
            "place_like": list(candidate.like),
            "looks_like": [one.id for one in alike],
        }

    def _tell(self, item: Item, candidate: Candidate, alike: Sequence[Item]) -> None:
        day = item.published.in_words() if item.published else "no date"
        self._invocation.say(f"added: {item.id}  {item.title}")
        words = filter(None, (f"{item.place} {item.section}", day, item.language, item.publisher))
        self._invocation.say(f"       {', '.join(words)}; {item.state}")
        if candidate.like:
            self._invocation.say(f"       as items from {', '.join(candidate.like)}")
        for one in alike:
            self._invocation.say(f"       looks like: {one.id} {one.title}")

    def _there(self, app: App, item: Item, written: Fields) -> dict[str, object]:
        """Tell that an item is there, and pick it if that was asked; it is not changed else."""
        from newsletter.model.articles import differing, edit_words

        changes = differing(written, item)
        changes.pop("url", None)  # it was found by its address, however that is spelled
        if changes:
            command_line = shlex.join(edit_words(item.id, changes))
            raise Conflict(
                f"it is there already, as {item.id} ({item.state}): {item.title}",
                f"To change it: {command_line}" + (f"\n{_to_pick(item)}" if self._pick else ""),
            )
        state = str(item.state)
        self._invocation.say(f"there already: {item.id}  {item.title} ({state}, {item.source})")
        if self._pick and state != "picked":
            self._picked(app, item)
            state = "picked"
        elif state not in ("picked", "used"):
            self._invocation.say(_to_pick(item))
        return {"added": False, **as_data(item), "state": state}

    def _picked(self, app: App, item: Item) -> None:
        from newsletter.model.items import ItemState
        from newsletter.stages import curate

        curate.decide(
            app.db, [item.id], ItemState.PICKED, actor=self._invocation.actor, now=app.now()
        )
        self._invocation.say(f"picked: {item.id}  {item.title}  (was {item.state})")

    # --- asking ---

    def _answers(self, app: App, candidate: Candidate) -> Fields | None:
        """Return what the editor answers; None if they think better of it."""
        from newsletter.model.articles import REQUIRED, combined

        asked = REQUIRED if self._yes else _ASKED
        answers: dict[str, Any] = {}
        for name in asked:
            if not candidate.fields.get(name):
                answers |= _ask(app, name, candidate.guesses.get(name))
        while not self._yes:
            fields = combined(cast("Fields", answers), candidate.fields)
            _show(fields)
            choice = click.prompt(
                "Add it? (y)es, (n)o, (e)dit",
                type=click.Choice(["y", "n", "e"], case_sensitive=False),
                default="y",
                show_choices=False,
                err=True,
            )
            if choice == "n":
                return None
            if choice == "y":
                break
            answers |= _edited(app, fields)
        return cast("Fields", answers)


def _to_pick(item: Item) -> str:
    return f"To put it into the next draft: newsletter items pick {item.id}"


def _lacking(candidate: Candidate, *, pasted: bool) -> UsageError:
    from newsletter.model.articles import OPTION

    names = [OPTION[name] for name in candidate.missing]
    guess = candidate.guesses.get("title")
    title = f"The title may be {guess!r}. " if guess and "title" in names else ""
    if pasted:
        hint = f"Write below it: {', '.join(f'{name.capitalize()}: ...' for name in names)}"
    else:
        hint = f"Give: {' '.join(f'--{name} ...' for name in names)}"
    return UsageError(f"not known: its {' and '.join(names)}", title + hint)


def _ask(app: App, name: str, default: object) -> dict[str, Any]:
    """Ask for one field; return it by its name if there was an answer."""
    from newsletter.flows import items as flows
    from newsletter.model.articles import OPTION, REQUIRED, as_text

    hints = {
        "place": f" ({', '.join(place.code for place in app.book.places)})",
        "section": f" ({', '.join(app.book.sections)})",
        "published": " (2026-11-18, 2026-11 or 2026; Enter for none)",
        "publisher": " (Enter for none)",
    }

    def read(text: str) -> object:
        if not text and name not in REQUIRED:
            return None
        try:
            return flows.fields_from(app, {name: text})[name]  # type: ignore[literal-required]
        except UsageError as error:
            raise click.UsageError(str(error)) from error

    value = click.prompt(
        OPTION[name].capitalize() + hints.get(name, ""),
        default=as_text(default) or (None if name in REQUIRED else ""),
        show_default=bool(default),
        value_proc=read,
        err=True,
    )
    return {name: value} if value else {}


def _edited(app: App, fields: Fields) -> dict[str, Any]:
    """Ask for every field again, with its value to be kept by Enter."""
    from newsletter.model.articles import EDITORIAL, OPTION

    values = cast("Mapping[str, object]", fields)
    answers: dict[str, Any] = {}
    for name in OPTION:
        if name != "url" and name not in EDITORIAL:
            answers |= _ask(app, name, values.get(name))
    return {name: value for name, value in answers.items() if value != values.get(name)}


def _show(fields: Fields) -> None:
    from newsletter.model.articles import OPTION, as_text
    from newsletter.model.text import one_line

    values = cast("Mapping[str, object]", fields)
    for name, option in OPTION.items():
        if values.get(name):
            text = one_line(as_text(values[name]), _SHOWN)
            click.echo(f"  {option.capitalize():<10} {text}", err=True)
