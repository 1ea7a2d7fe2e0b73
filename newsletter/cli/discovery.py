"""``newsletter sources discover``."""

from __future__ import annotations

import asyncio
import shlex
from typing import TYPE_CHECKING

import click

from newsletter.cli.invocation import Invocation, command, pass_invocation
from newsletter.model.text import plural

if TYPE_CHECKING:
    from newsletter.model.items import Entry
    from newsletter.stages.discover import Discovery, Feed

_HOW = {
    "itself": "the address is a feed",
    "rule": "known of this site",
    "declared": "named by the page",
    "linked": "linked on the page",
    "guessed": "a usual address",
}


def register(sources: click.Group) -> None:
    """Add the command."""

    @command(sources, "discover", "newsletter sources discover https://example.org/news")
    @click.argument("url")
    @pass_invocation
    def discover(invocation: Invocation, url: str) -> None:
        """Find the feeds behind the address of a page, read each, and show its newest entries.

        At most ten requests; nothing is stored. Exit code 1 if there is no feed.
        """
        from newsletter.flows import discovery as flows
        from newsletter.stages.discover import REQUESTS

        with invocation.app() as app:
            with invocation.progress("Looking", REQUESTS) as advance:
                found = asyncio.run(flows.discover(app, url, asked=advance))
            known = {feed.url: flows.known_as(app, feed.url) for feed in found.feeds}
        for feed in found.feeds:
            invocation.say(_told(feed, known[feed.url]))
        invocation.say(_rest(found))
        invocation.document(_data(found, known))
        if not found.feeds:
            raise SystemExit(1)


def _told(feed: Feed, source: str) -> str:
    about = f"{feed.title or '(no title)'}: {plural(feed.entries, 'entry', 'entries')}"
    lines = [
        f"{feed.url} ({_HOW[feed.how]})",
        f"    {about}{f' ({feed.warning})' if feed.warning else ''}",
        *(f"      {entry.day or 'no date':<10}  {entry.title}" for entry in feed.newest),
        f"    It is there already, as source {source}."
        if source
        else f"    newsletter sources add {shlex.quote(feed.url)} --place CODE",
    ]
    return "\n".join(lines)


def _rest(found: Discovery) -> str:
    """Return what else is to say: what is no feed, what was not looked at, what to do now."""
    named = [miss for miss in found.misses if miss.how != "guessed"]
    guessed = len(found.misses) - len(named)
    lines = [f"{miss.url} ({_HOW[miss.how]}): no feed: {miss.problem}" for miss in named]
    if found.left:
        lines.append(f"not looked at, because ten requests are enough: {', '.join(found.left)}")
    if not found.feeds:
        usual = f"; {plural(guessed, 'usual address', 'usual addresses')} tried" if guessed else ""
        lines.append(f"no feed was found at {found.url}: {found.problem}{usual}")
        lines.append(f"See what its page holds: newsletter sources try {shlex.quote(found.url)}")
    else:
        lines.append(f"{plural(len(found.feeds), 'feed')} found")
    return "\n".join(lines)


def _data(found: Discovery, known: dict[str, str]) -> dict[str, object]:
    names = ("url", "how", "title", "entries", "warning")
    feeds = [
        {name: getattr(feed, name) for name in names}
        | {"source": known[feed.url], "newest": [_entry(entry) for entry in feed.newest]}
        for feed in found.feeds
    ]
    misses = [{"url": miss.url, "how": miss.how, "problem": miss.problem} for miss in found.misses]
    rest = {"not_looked_at": list(found.left), "problem": found.problem}
    return {"url": found.url, "feeds": feeds, "misses": misses, **rest}


def _entry(entry: Entry) -> dict[str, str]:
    return {"title": entry.title, "url": entry.url, "date": entry.day}
