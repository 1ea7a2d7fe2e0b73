"""The whole story: from sources.yaml to a mail in every reader's outbox, by the command line."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

_RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Myndigheten</title><link>https://agency.example.org/</link>
<description>Nyheter</description>
<item><title>Psykisk hälsa i Sverige 2026</title>
<link>https://agency.example.org/halsa?utm_source=rss</link><guid isPermaLink="false">a1</guid>
<pubDate>Wed, 18 Nov 2026 08:00:00 GMT</pubDate>
<description>&lt;p&gt;Siffror.&lt;/p&gt;</description></item>
<item><title>Road works in spring</title><link>https://agency.example.org/roads</link>
<guid isPermaLink="false">a2</guid></item>
</channel></rss>"""

_ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Strategy office</title><id>urn:x:1</id>
<updated>2026-11-17T09:00:00Z</updated>
<entry><id>urn:x:2</id><title>New mental health strategy</title>
<link href="https://office.example.org/strategy"/><updated>2026-11-17T09:00:00Z</updated></entry>
<entry><id>urn:x:3</id><title>Svensk rapport</title>
<link href="https://agency.example.org/halsa?utm_medium=atom"/>
<updated>2026-11-19T09:00:00Z</updated></entry>
</feed>"""

_SOURCES = """\
sections: [News, Research, Policy]
places:
  - {{code: GB-SCT, name: Scotland, time_zone: Europe/London}}
  - {{code: SE, name: Sweden, languages: [sv], time_zone: Europe/Stockholm}}
sources:
  - id: se-agency
    name: Myndigheten
    place: SE
    section: Research
    feed: {base}/rss
    language: sv
    keywords:
      include: ["psykisk*"]
    checked: never
  - id: gb-office
    name: Strategy office
    place: GB-SCT
    section: Policy
    feed: {base}/atom
  - id: gb-gone
    name: Gone
    place: GB-SCT
    section: News
    feed: {base}/nothing-here
"""

_READERS = "E-mail;Name;Country\nliaison.sweden@example.org;Liaison, Sweden;SE\nno-address;;\n"


@pytest.fixture
async def base() -> AsyncIterator[str]:
    def serves(text: str, kind: str) -> Any:
        async def handler(_request: web.Request) -> web.Response:
            return web.Response(body=text.encode(), content_type=kind)

        return handler

    app = web.Application()
    app.router.add_get("/rss", serves(_RSS, "application/rss+xml"))
    app.router.add_get("/atom", serves(_ATOM, "application/atom+xml"))
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]
    yield f"http://{host}:{port}"
    await runner.cleanup()


async def _newsletter(workspace: Path, *arguments: str, code: int = 0) -> Any:
    """Run the real command in another process; return its JSON document."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "newsletter", "-C", str(workspace), "--json", *arguments,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()

    assert code == process.returncode, err.decode()
    return json.loads(out)


@pytest.mark.long
async def test_from_the_sources_to_a_mail_in_the_outbox(tmp_path: Path, base: str) -> None:
    desk = tmp_path / "desk"
    await _an_editor_makes_a_workspace(desk, base)
    items = await _what_is_new_comes_in(desk)
    await _the_editor_picks_drafts_and_writes(desk, items)
    await _subscribers_come_from_a_spreadsheet(desk)
    folder = await _the_issue_is_published(desk)

    (found,) = (folder / "new").iterdir()
    message = email.message_from_bytes(found.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    _every_part_is_there(message)

    # A second time nothing is repeated.
    repeated = await _newsletter(desk, "publish", "update-2026-12-01")
    assert repeated["written"] == 0
    assert len(list((folder / "new").iterdir())) == 1


async def _an_editor_makes_a_workspace(desk: Path, base: str) -> None:
    await _newsletter(desk.parent, "init", str(desk))
    (desk / "sources.yaml").write_text(_SOURCES.format(base=base), encoding="utf-8")
    settings = (desk / "newsletter.toml").read_text(encoding="utf-8")
    trusted = f'[collect]\ntrusted = ["{base.removeprefix("http://")}"]\n'
    settings = settings.replace("[collect]\n", trusted).replace("gap = 1.0", "gap = 0.0")
    (desk / "newsletter.toml").write_text(settings, encoding="utf-8")


async def _what_is_new_comes_in(desk: Path) -> list[str]:
    """The road works are filtered out, one story in two feeds is one item, and the feed that is
    gone stops nobody."""
    report = await _newsletter(desk, "collect")
    assert (report["new"], report["failed"]) == (2, 1)
    items = {item["title"]: item for item in await _newsletter(desk, "items", "list")}
    assert set(items) == {"Psykisk hälsa i Sverige 2026", "New mental health strategy"}
    found = await _newsletter(desk, "items", "search", "halsa")
    assert [item["title"] for item in found] == ["Psykisk hälsa i Sverige 2026"]
    assert (await _newsletter(desk, "collect"))["new"] == 0
    return [item["id"] for item in items.values()]


async def _the_editor_picks_drafts_and_writes(desk: Path, items: list[str]) -> None:
    await _newsletter(desk, "items", "pick", *items)
    drafted = await _newsletter(desk, "draft", "update", "--date", "2026-12-01")
    file = Path(drafted["file"])
    text = file.read_text(encoding="utf-8")
    assert text.index("## Scotland") < text.index("### Policy") < text.index("## Sweden")
    changed = text.replace("## Scotland", "Welcome to *December*.\n\n## Scotland", 1)
    file.write_text(changed, encoding="utf-8")
    findings = await _newsletter(desk, "check", "update-2026-12-01")
    assert not [one for one in findings if one["level"] == "error"]
    rendered = await _newsletter(desk, "render", "update-2026-12-01")
    names = [Path(name).name for name in rendered["files"]]
    assert names == ["mail.html", "mail.txt", "web.html", "mail.eml"]


async def _subscribers_come_from_a_spreadsheet(desk: Path) -> None:
    (desk / "readers.csv").write_bytes(_READERS.encode("utf-16"))
    origin = ("--origin", "the membership records of 2026")
    imported = await _newsletter(
        desk, "people", "import", str(desk / "readers.csv"), "--list", "update", *origin, code=1
    )
    assert imported["added"] == 1
    assert [row["line"] for row in imported["refused"]] == [3]


async def _the_issue_is_published(desk: Path) -> Path:
    published = await _newsletter(desk, "publish", "update-2026-12-01", "--via", "outbox")
    assert published["states"] == {"sent": 1}
    return Path(published["folder"])


def _every_part_is_there(message: EmailMessage) -> None:
    assert message["To"] == "liaison.sweden@example.org"
    assert message["Subject"] == "IIMHL Update, 1 December 2026"
    assert "List-Unsubscribe-Post" not in message  # nobody signs yet
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        text = body.get_content()
        assert "New mental health strategy" in text
        assert "Psykisk hälsa i Sverige 2026" in text
        assert "/unsubscribe/" in text
        assert "utm_" not in text
