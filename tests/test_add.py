"""Items by hand on the command line: from an address, from pasted text, from nothing."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from server import Handler, answers, port_of, redirects, serving
from shell import run as command

HTML = {"Content-Type": "text/html; charset=utf-8"}
NOWHERE = "http://127.0.0.1:9"
PAGE = """<!doctype html><html lang="sv"><head><title>Psykisk hälsa 2026 | Myndigheten</title>
<meta name="description" content="Årliga siffror.">
<meta property="og:site_name" content="Myndigheten">
<meta property="article:published_time" content="2026-11-18T09:00:00+01:00">
</head><body><h1>Psykisk hälsa 2026</h1><p>Text.</p></body></html>"""
SITE: Mapping[str, Handler] = {
    "/a": answers(PAGE, headers=HTML),
    "/moved": redirects("/a"),
    "/home": redirects("/"),
    "/": answers("<title>Welcome</title><p>x", headers=HTML),
    "/report_2026.pdf": answers(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}),
    "/robots.txt": answers("User-agent: *\nDisallow: /"),
}
SE_NEWS = ("--place", "SE", "--section", "News")


async def run(
    workspace: Path, base: str, *arguments: str, typed: str = "", terminal: bool = False
) -> tuple[int, str, str]:
    """Run the command with ``typed`` on a pipe, or on a terminal; return its code and output."""
    settings = (workspace / "newsletter.toml").read_text(encoding="utf-8")
    if "[collect]" not in settings:
        trusted = f'\n[collect]\ntrusted = ["127.0.0.1:{port_of(base)}"]\ngap = 0.0\n'
        (workspace / "newsletter.toml").write_text(settings + trusted, encoding="utf-8")
    reader, writer = os.openpty() if terminal else os.pipe()
    stdin, keyboard = (writer, reader) if terminal else (reader, writer)
    os.write(keyboard, typed.encode())
    if not terminal:
        os.close(keyboard)
    done = await asyncio.to_thread(
        command, "-C", str(workspace), "--as", "anna", *arguments, stdin=stdin
    )
    os.close(stdin)
    if terminal:
        os.close(keyboard)
    return done.returncode, done.stdout, done.stderr


async def go(workspace: Path, base: str, *arguments: str, code: int = 0, typed: str = "") -> Any:
    """Run the command with --json; return its document."""
    result, out, err = await run(workspace, base, "--json", *arguments, typed=typed)
    assert result == code, err
    return json.loads(out)


async def inbox(workspace: Path) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = await go(workspace, NOWHERE, "items", "list")
    return sorted(listed, key=lambda one: str(one["title"]))


def known_source(workspace: Path, base: str) -> None:
    """Let the one source of the workspace live on the server."""
    file = workspace / "sources.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("https://agency.example.org/rss", f"{base}/rss"), encoding="utf-8")


# --- from an address ---


async def test_a_page_of_a_known_source_needs_no_more_words(workspace: Path) -> None:
    async with serving(SITE) as base:
        known_source(workspace, base)
        told = await go(workspace, base, "add", f"{base}/moved?utm_source=mail")
        _, shown, _ = await run(workspace, base, "items", "show", told["id"])

    assert told["added"]
    assert told["place_like"] == ["se-agency"]
    expected = {
        "id": told["id"],
        "title": "Psykisk hälsa 2026",
        "url": f"{base}/a",
        "publisher": "Myndigheten",
        "place": "SE",
        "section": "Research",
        "language": "sv",
        "source": "hand",
        "published": "2026-11-18",
        "state": "new",
        "topics": [],
        "excerpt": "Årliga siffror.",
        "merged_into": None,
    }
    assert {name: told[name] for name in expected} == expected
    assert "added by anna" in shown


async def test_what_cannot_be_known_is_named_all_at_once(workspace: Path) -> None:
    async with serving({"/": answers("<p>x", headers=HTML)}) as base:
        code, _, err = await run(workspace, base, "add", base)
        told = await go(workspace, base, "add", base, code=2)

    assert code == 2
    assert "not known: its title and place and section" in err
    assert "--title ... --place ... --section ..." in told["hint"]
    assert await inbox(workspace) == []


async def test_what_is_given_wins_over_what_the_page_says(workspace: Path) -> None:
    given = ("--title", "My title", "--date", "2026", "--language", "en", "--publisher", "Me")
    async with serving(SITE) as base:
        told = await go(workspace, base, "add", f"{base}/a", *SE_NEWS, *given, "--topics", "a, b,a")

    assert (told["title"], told["published"], told["language"]) == ("My title", "2026", "en")
    assert (told["publisher"], told["topics"]) == ("Me", ["a", "b"])
    assert told["excerpt"] == "Årliga siffror."


async def test_all_that_means_nothing_is_told_at_once(workspace: Path) -> None:
    wrong = {
        "--place": ("Mars", "there is no place 'Mars'"),
        "--section": ("Gossip", "there is no section 'Gossip'"),
        "--date": ("2026-13", "month"),
        "--language": ("swedish!", "no language tag"),
        "--title": ("x" * 301, "1 to 300 characters"),
        "--text": ("x" * 4_001, "at most 4,000 characters"),
    }
    options = (word for name, (value, _) in wrong.items() for word in (name, value))
    code, _, err = await run(workspace, NOWHERE, "add", "news", *options)
    assert code == 2
    for _, words in (*wrong.values(), ("", "url: 'news' is no web address")):
        assert words in err


async def test_a_page_that_cannot_be_read_stops_nobody(workspace: Path) -> None:
    async with serving(SITE) as base:
        for path, words in (
            ("/none", "HTTP 404"),
            ("/home", "it leads to the home page"),
            ("/report_2026.pdf", "a document (PDF)"),
        ):
            title = ("--title", path)
            told = await go(workspace, base, "add", f"{base}{path}", *SE_NEWS, *title)
            assert (told["title"], told["url"]) == (path, f"{base}{path}")
            assert words in told["problem"]


async def test_the_name_of_a_file_is_a_title_to_be_asked_about(workspace: Path) -> None:
    async with serving(SITE) as base:
        told = await go(workspace, base, "add", f"{base}/report_2026.pdf", *SE_NEWS, code=2)
    assert "The title may be 'Report 2026'" in told["hint"]


async def test_an_address_in_a_private_network_is_never_read(workspace: Path) -> None:
    async with serving(SITE) as base:
        settings = workspace / "newsletter.toml"
        settings.write_text("[collect]\ngap = 0.0\n", encoding="utf-8")
        told = await go(workspace, base, "add", f"{base}/a", *SE_NEWS, "--title", "T")
    assert "private network" in told["problem"]
    assert told["excerpt"] == ""


async def test_offline_nothing_is_fetched(workspace: Path) -> None:
    asked: list[str] = []

    class Site(dict[str, Handler]):
        def get(self, path: str, default: Any = None) -> Any:
            asked.append(path)
            return super().get(path, default)

    everything = ("--date", "2026-11", "--language", "en", "--publisher", "P", "--text", "Words")
    async with serving(Site(SITE)) as base:
        await go(workspace, base, "add", f"{base}/a", *SE_NEWS, "--title", "A", "--offline")
        await go(workspace, base, "add", f"{base}/b", *SE_NEWS, "--title", "B", *everything)
    assert asked == []


# --- what is there already ---


async def test_an_item_that_is_there_is_told_and_can_be_picked(workspace: Path) -> None:
    async with serving(SITE) as base:
        first = await go(workspace, base, "add", f"{base}/a", *SE_NEWS)
        code, out, _ = await run(workspace, base, "add", f"{base}/moved")
        again = await go(workspace, base, "add", f"{base}/a/?fbclid=1", "--pick")
        differs = await go(workspace, base, "add", f"{base}/a", "--title", "It's", code=1)

    assert (code, out.splitlines()[0]) == (
        0, f"there already: {first['id']}  Psykisk hälsa 2026 (new, hand)",
    )  # fmt: skip
    assert (again["id"], again["added"], again["state"]) == (first["id"], False, "picked")
    assert f"newsletter items edit {first['id']} --title 'It'\"'\"'s'" in differs["hint"]
    (one,) = await inbox(workspace)
    assert (one["state"], one["title"]) == ("picked", "Psykisk hälsa 2026")


async def collect(workspace: Path, base: str) -> None:
    """Ask the one source, due or not."""
    (outcome,) = (await go(workspace, base, "collect", "--all"))["sources"]
    assert (outcome["problem"], outcome["unchanged"]) == ("", False)


def feed(base: str, title: str, path: str = "/a") -> Handler:
    return answers(
        '<rss version="2.0"><channel><title>F</title><item><guid isPermaLink="false">1</guid>'
        f"<title>{title}</title><link>{base}{path}</link><description>Theirs.</description>"
        "<pubDate>Wed, 18 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>"
    )


async def test_what_is_there_is_picked_with_the_same_values_and_not_with_others(
    workspace: Path,
) -> None:
    async with serving(SITE) as base:
        first = await go(workspace, base, "add", f"{base}/a", *SE_NEWS)
        given = ("add", f"{base}/a", "--pick", "--section", "news", "--place")
        other = await go(workspace, base, *given, "WHO", code=1)
        (unpicked,) = await inbox(workspace)
        same = await go(workspace, base, *given, "sweden")
    assert f"newsletter items edit {first['id']} --place WHO" in other["hint"]
    assert f"newsletter items pick {first['id']}" in other["hint"]
    assert (unpicked["state"], same["id"], same["state"]) == ("new", first["id"], "picked")


async def test_a_feed_that_brings_it_later_makes_no_second_item(workspace: Path) -> None:
    title = ("--title", "The editor's title")
    handlers = dict(SITE)
    async with serving(handlers) as base:
        known_source(workspace, base)
        added = await go(workspace, base, "add", f"{base}/a", *SE_NEWS, *title, "--text", "Mine.")
        for version in ("The feed's title", "The feed's second title"):
            handlers["/rss"] = feed(base, version)
            await collect(workspace, base)
        shown = await go(workspace, base, "items", "show", added["id"])

    (one,) = await inbox(workspace)
    assert (one["title"], one["excerpt"], one["source"]) == ("The editor's title", "Mine.", "hand")
    assert [one["source"] for one in shown["sightings"]] == ["hand", "se-agency"]


async def test_what_was_removed_comes_back_by_no_collection_but_when_readmitted(
    workspace: Path,
) -> None:
    handlers = dict(SITE)
    async with serving(handlers) as base:
        known_source(workspace, base)
        handlers["/rss"] = feed(base, "An offer")
        await collect(workspace, base)
        (one,) = await inbox(workspace)
        await run(workspace, base, "items", "remove", one["id"], "--because", "spam")
        for path in ("/a?utm_source=again", "/elsewhere"):  # of the second, the id is the same
            handlers["/rss"] = feed(base, "The offer again", path)
            await collect(workspace, base)
            assert await inbox(workspace) == []
        await run(workspace, base, "items", "readmit", one["id"])
        handlers["/rss"] = feed(base, "The offer, changed")
        await collect(workspace, base)
        (again,) = await inbox(workspace)
    assert (again["id"], again["title"]) == (one["id"], "The offer, changed")


async def test_what_was_removed_is_not_added_again_unasked(workspace: Path) -> None:
    async with serving(SITE) as base:
        added = await go(workspace, base, "add", f"{base}/a", *SE_NEWS)
        await go(workspace, base, "items", "remove", added["id"], "--because", "an advertisement")
        refused = await go(workspace, base, "add", f"{base}/moved", *SE_NEWS, code=1)
        (removed,) = await go(workspace, base, "items", "removed")
        await go(workspace, base, "items", "readmit", added["id"])
        assert await go(workspace, base, "items", "removed") == []
        again = await go(workspace, base, "add", f"{base}/a", *SE_NEWS)

    assert "removed for good by anna" in refused["error"]
    assert "because: an advertisement" in refused["error"]
    assert refused["hint"].endswith(f"newsletter items readmit {added['id']}")
    assert (removed["id"], removed["because"]) == (added["id"], "an advertisement")
    assert again["added"]


# --- news without an address ---


async def test_news_without_an_address_reaches_the_mail(workspace: Path) -> None:
    text = "We met.\n\nAnd *agreed*: Excerpt: no."
    given = (*SE_NEWS, "--title", "[Members] met", "--text", text, "--publisher", "Fred")
    first = await go(workspace, NOWHERE, "add", *given, "--date", "2026-11", "--pick")
    again = await go(workspace, NOWHERE, "add", *given, "--date", "2026-11")
    assert (again["added"], again["id"]) == (False, first["id"])
    assert (first["url"], first["language"], first["state"]) == ("", "en", "picked")

    await go(workspace, NOWHERE, "draft", "update", "--date", "2026-12-01")
    issue = workspace / "issues/update-2026-12-01.md"
    checked = await go(workspace, NOWHERE, "check", str(issue))
    out = workspace / "out"
    await go(workspace, NOWHERE, "render", str(issue), "--out", str(out))

    assert f"- [\\[Members\\] met]{{#{first['id']}}}\n  Fred, November 2026.\n\n" in (
        issue.read_text(encoding="utf-8")
    )
    assert [one for one in checked if one["level"] == "error"] == []
    for name in ("mail.html", "mail.txt", "web.html"):
        rendered = (out / name).read_text(encoding="utf-8")
        assert "[Members] met" in rendered
        assert "We met." in rendered
        assert "And *agreed*: Excerpt: no." in rendered


async def test_without_a_language_the_words_decide_then_the_place(workspace: Path) -> None:
    words = "The members met in Stockholm to talk about housing and work for young people"
    for title, language in ((words, "en"), ("IIMHL", "sv")):
        told = await go(workspace, NOWHERE, "add", *SE_NEWS, "--title", title)
        assert told["language"] == language


async def test_more_news_without_an_address_is_added_to_a_draft_that_has_some(
    workspace: Path,
) -> None:
    for title in ("One", "Two"):
        await go(workspace, NOWHERE, "add", *SE_NEWS, "--title", title, "--pick")
        options = ("--add",) if title == "Two" else ()
        await go(workspace, NOWHERE, "draft", "update", "--date", "2026-12-01", *options)
    text = (workspace / "issues/update-2026-12-01.md").read_text(encoding="utf-8")
    assert text.index("[One]{#") > 0
    assert text.index("[Two]{#") > 0


# --- pasted ---


async def test_pasted_blocks_become_items_and_bad_ones_stop_nothing(workspace: Path) -> None:
    text = """\
URL: {base}/a
Page title: What the browser saw
Quote: What somebody marked.

Titel: A slip

{base}/closed
Page title: Seen by the browser
Page language: en
Page date: 2026-11-18

Title: News from Fred
Place: Scotland
Section: Policy

Title: Nowhere
Place: Mars

{base}/a
"""
    async with serving(SITE) as base:
        arguments = ("add", "-", *SE_NEWS)
        typed = text.format(base=base)
        told = await go(workspace, base, *arguments, typed=typed, code=1)

    items = {one["title"]: one for one in told["items"]}
    assert [(one["line"], one["added"]) for one in told["items"]] == [
        (1, True), (7, True), (12, True), (19, False),
    ]  # fmt: skip
    assert items["Psykisk hälsa 2026"]["excerpt"] == "What somebody marked."
    assert items["Seen by the browser"]["published"] == "2026-11-18"
    assert items["Seen by the browser"]["language"] == "en"
    assert (items["News from Fred"]["place"], items["News from Fred"]["section"]) == (
        "GB-SCT", "Policy",
    )  # fmt: skip
    assert [one["line"] for one in told["problems"]] == [5, 16]


async def test_what_a_pasted_block_lacks_is_named_as_its_lines(workspace: Path) -> None:
    told = await go(workspace, NOWHERE, "add", "-", "--offline", typed=f"{NOWHERE}/a\n", code=1)
    (problem,) = told["problems"]
    assert problem["hint"] == "Write below it: Title: ..., Place: ..., Section: ..."


async def test_what_the_command_line_lacks_is_named_as_its_options(workspace: Path) -> None:
    told = await go(workspace, NOWHERE, "add", f"{NOWHERE}/a", "--offline", code=2)
    assert told["hint"] == "Give: --title ... --place ... --section ..."


async def test_pasting_nothing_is_told(workspace: Path) -> None:
    told = await go(workspace, NOWHERE, "add", "-", typed=" \n", code=2)
    assert told["error"] == "nothing was pasted"


# --- at a terminal ---


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
async def test_only_what_is_missing_is_asked_for_and_shown_before_it_is_stored(
    workspace: Path,
) -> None:
    typed = "Mars\nSweden\nnews\ny\n"
    async with serving(SITE) as base:
        code, out, err = await run(workspace, base, "add", f"{base}/a", typed=typed, terminal=True)

    assert code == 0, err
    assert "there is no place 'Mars'" in err
    assert "Title:" not in err
    assert "Title      Psykisk hälsa 2026" in err
    assert out.startswith("added: ")
    (one,) = await inbox(workspace)
    assert (one["place"], one["section"]) == ("SE", "News")


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
async def test_a_guess_is_offered_and_everything_can_be_edited(workspace: Path) -> None:
    answers_typed = ("", "", "", "e", "Better", "", "", "", "", "", "", "", "y")
    async with serving(SITE) as base:
        code, _, err = await run(
            workspace, base, "add", f"{base}/report_2026.pdf", *SE_NEWS,
            typed="\n".join((*answers_typed, "")), terminal=True,
        )  # fmt: skip

    assert code == 0, err
    assert "Title [Report 2026]" in err
    (one,) = await inbox(workspace)
    assert (one["title"], one["published"]) == ("Better", None)


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
async def test_thinking_better_of_it_stores_nothing(workspace: Path) -> None:
    code, out, _ = await run(
        workspace, NOWHERE, "add", "--title", "T", *SE_NEWS, typed="\n\nn\n", terminal=True
    )
    assert (code, out) == (0, "nothing was added\n")
    assert await inbox(workspace) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
async def test_after_pasting_on_a_terminal_questions_can_be_answered(workspace: Path) -> None:
    typed = "Title: News from Fred\n\x04SE\nNews\n"
    code, out, err = await run(workspace, NOWHERE, "add", "-", "--yes", typed=typed, terminal=True)
    assert code == 0, err
    assert out.startswith("added: ")


# --- in a browser ---


async def test_the_bookmarklet_is_printed(workspace: Path) -> None:
    code, out, _ = await run(workspace, NOWHERE, "add", "--bookmarklet")
    assert code == 0
    assert out.startswith("javascript:(")
