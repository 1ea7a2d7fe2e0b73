"""The command under bad luck: wrong files, a bad database, a full disk, Ctrl-C at any moment."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from shell import run

from newsletter.model.campaigns import message_id
from newsletter.model.lists import MailingList
from newsletter.model.people import read_people
from newsletter.stages import subscribe
from newsletter.store import Store

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows interrupts in another way")
ISSUE = """\
---
publication: update
date: 2026-12-01
subject: Update, 1 December 2026
preheader: "What is new in mental health in Sweden: a report with the yearly figures of all ages"
---

## Sweden

### Research

- [Psychiatric care](https://example.org/report){#abc}
  Myndigheten, 18 November 2026.

  Yearly figures.
"""
READERS = 60


def newsletter(
    desk: Path, *arguments: str, code: int = 0
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    """Run the real command; assert its exit code, and that nobody is shown a traceback."""
    done = run("-C", str(desk), *arguments)

    assert "Traceback" not in done.stderr
    assert "should not happen" not in done.stderr
    assert done.returncode == code, done.stderr
    return done


def readers(desk: Path, count: int = READERS) -> Path:
    file = desk / "readers.csv"
    lines = (f"reader{number}@example.org,Reader {number}\n" for number in range(count))
    file.write_text("email,name\n" + "".join(lines), encoding="utf-8")
    return file


def importing(file: Path) -> tuple[str, ...]:
    return ("people", "import", str(file), "--list", "update", "--origin", "records of 2026")


PUBLISHING = ("publish", "update-2026-12-01")


@pytest.fixture
def ready(workspace: Path, now: datetime) -> Path:
    """A workspace with an issue and its readers."""
    (workspace / "issues/update-2026-12-01.md").write_text(ISSUE, encoding="utf-8")
    people = read_people(readers(workspace).read_bytes(), "readers.csv")
    with closing(Store.open(f"sqlite:///{workspace}/var/newsletter.db")) as db:
        subscribe.add(
            db, people, MailingList("update", "Update"), origin="test", route="import",
            actor="Anna", now=now,
        )  # fmt: skip
    return workspace


def addressees(desk: Path) -> list[str]:
    """Return who every message in the outbox is for; each is complete."""
    found = []
    for file in desk.glob("var/outbox/*/[nc][eu][wr]/*"):
        data = file.read_bytes()
        (mark,) = re.findall(rb'boundary="([^"]+)"', data)
        assert data.endswith(b"--" + mark + b"--\r\n")
        found.append(data.partition(b"\r\nTo: ")[2].partition(b"\r\n")[0].decode())
    return sorted(found)


EVERYONE = sorted(f"reader{number}@example.org" for number in range(READERS))


def sound(desk: Path) -> sqlite3.Connection:
    """Return the database, found undamaged: its full-text index too, or without any table yet."""
    connection = sqlite3.connect(desk / "var/newsletter.db", isolation_level=None)
    assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert connection.execute("pragma foreign_key_check").fetchall() == []
    if tables(connection):
        connection.execute("insert into item_search(item_search) values ('integrity-check')")
    return connection


def tables(connection: sqlite3.Connection) -> int:
    (count,) = connection.execute("select count(*) from sqlite_master").fetchone()
    return int(count)


# --- files that are wrong -------------------------------------------------------------------


def test_all_mistakes_of_sources_yaml_are_told_at_once(workspace: Path) -> None:
    file = workspace / "sources.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("code: WHO", "code: who").replace("place: SE", "place: SW")
    file.write_text(text.replace("    language: sv\n", "    tongue: sv\n"), encoding="utf-8")

    done = newsletter(workspace, "collect", code=3)
    lines = done.stderr.removeprefix("newsletter: ").splitlines()
    document = newsletter(workspace, "--json", "sources", "list", code=3)

    assert [line.split(": found")[0] for line in lines] == [
        f"{file}:5: places[3].code",
        f"{file}:9: sources[1].place",
        f"{file}:12: sources[1].tongue",
    ]
    mistakes = json.loads(document.stdout)["mistakes"]
    assert [mistake["line"] for mistake in mistakes] == [5, 9, 12]
    assert mistakes[0] == {
        "file": str(file), "line": 5, "key": "places[3].code", "found": '"who"',
        "expected": "an ISO 3166 code such as SE or GB-SCT, or a body's WHO",
    }  # fmt: skip


def test_a_wrong_setting_is_told_with_its_line_also_from_the_environment(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = workspace / "newsletter.toml"
    file.write_text('[sender]\nadress = "a@example.org"\n', encoding="utf-8")
    monkeypatch.setenv("NEWSLETTER_SITE_URL", "example.org")

    told = newsletter(workspace, "lists", code=3).stderr

    assert f"{file}:2: sender.adress: found an unknown key; expected 'address'?" in told
    assert 'the environment: NEWSLETTER_SITE_URL: found "example.org"' in told


@pytest.mark.parametrize("name", ["sources.yaml", "newsletter.toml"])
def test_a_file_that_is_not_utf_8_is_told_with_its_line(workspace: Path, name: str) -> None:
    file = workspace / name
    file.write_bytes(file.read_bytes() + "# Återhämtning\n".encode("cp1252"))
    line = file.read_bytes().count(b"\n")

    told = newsletter(workspace, "lists", code=1).stderr

    assert f"{file}:{line}: found the byte 0xc5, which is not UTF-8" in told


def test_a_spreadsheet_with_mistakes_is_read_as_far_as_it_can_be(workspace: Path) -> None:
    file = workspace / "readers.csv"
    text = "E-post;Namn;Land\r\nasa@example.org;Åsa;SE\r\nnobody;;\r\nbo@example.org;Bo;Norge\r\n"
    file.write_bytes(text.encode("utf-16"))

    done = newsletter(workspace, *importing(file), code=1)

    assert "1 person added to update, 2 rows refused" in done.stdout
    assert [line.split(": found")[0] for line in done.stderr.splitlines()] == [
        f"{file}:3: email", f"{file}:4: place",
    ]  # fmt: skip
    with closing(sound(workspace)) as db:
        assert db.execute("select name, place from people").fetchall() == [("Åsa", "SE")]


def test_a_dry_run_of_an_import_keeps_nothing(workspace: Path) -> None:
    done = newsletter(workspace, *importing(readers(workspace, 3)), "--dry-run")

    assert "3 people would be added" in done.stdout
    with closing(sound(workspace)) as db:
        assert db.execute("select count(*) from people").fetchone() == (0,)


@pytest.mark.parametrize("name", ["nobody.csv", "issues"])
def test_a_file_that_is_not_there_is_told(workspace: Path, name: str) -> None:
    told = newsletter(workspace, *importing(workspace / name), code=2).stderr

    assert f"there is no file '{workspace / name}'" in told


# --- a database that is wrong ---------------------------------------------------------------


@pytest.fixture
def database(workspace: Path) -> Path:
    file = workspace / "var/newsletter.db"
    Store.open(f"sqlite:///{file}").close()
    return file


ADDING = ("people", "add", "a@example.org", "--list", "update", "--origin", "by phone")


def test_a_database_that_is_missing_is_made(workspace: Path) -> None:
    assert "no item matches" in newsletter(workspace, "items", "list").stderr
    assert (workspace / "var/newsletter.db").exists()


def test_a_locked_database_is_told_and_later_used(workspace: Path, database: Path) -> None:
    url = f"sqlite:///{database}?timeout=0.1"
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("begin exclusive")
        told = newsletter(workspace, "--database", url, *ADDING, code=1).stderr

    assert f"the database {database} is being used by another program" in told
    assert "then try again" in told
    assert "is on the list update" in newsletter(workspace, *ADDING).stdout


def test_a_read_only_database_is_told(workspace: Path, database: Path) -> None:
    url = f"sqlite:///file:{database}?mode=ro&uri=true"

    told = newsletter(workspace, "--database", url, *ADDING, code=3).stderr

    assert "cannot be opened or written" in told
    assert "not write-protected" in told


def test_a_database_of_a_newer_release_is_told(workspace: Path, database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("update alembic_version set version_num = '0999'")

    told = newsletter(workspace, "items", "list", code=3).stderr

    assert "was made by a newer release of newsletter (version 0999; this one knows" in told


def test_a_damaged_database_is_told_and_not_touched(workspace: Path, database: Path) -> None:
    database.write_bytes(b"no database at all " * 100)

    told = newsletter(workspace, "items", "list", code=3).stderr

    assert "is not a database of ours, or it is damaged" in told
    assert "Put a backup in its place." in told
    assert database.read_bytes() == b"no database at all " * 100


def test_a_folder_in_place_of_the_database_is_told(workspace: Path) -> None:
    (workspace / "var/newsletter.db").mkdir()

    told = newsletter(workspace, "items", "list", code=3).stderr

    assert "is a folder, not a database" in told


# --- a full disk ----------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_stops_a_publish_that_a_repeat_completes(ready: Path) -> None:
    """The device is full as a disk is: the system refuses what is written to it."""
    campaign = "update-2026-12-01.1"
    tmp = ready / "var/outbox" / campaign / "tmp"
    tmp.mkdir(parents=True)
    name = message_id(campaign, 41, "").strip("<@>")
    (tmp / name).symlink_to("/dev/full")

    told = newsletter(ready, *PUBLISHING, code=1).stderr

    assert "no space is left" in told
    assert "it goes on where it stopped" in told
    assert not list(tmp.iterdir())
    assert len(addressees(ready)) == 40

    done = newsletter(ready, *PUBLISHING)
    assert "60 selected = 60 sent" in done.stdout
    assert "written just now: 20 messages" in done.stdout
    assert addressees(ready) == EVERYONE


# --- Ctrl-C, and worse ----------------------------------------------------------------------

# As the installed script does it; what it says first tells that it has been loaded.
_SCRIPT = "from newsletter.cli import main; print('go', flush=True); main()"
_MOMENTS = 5


@contextmanager
def running(desk: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Yield the command at work, in a group of its own, as a terminal would start it."""
    command = [sys.executable, "-c", _SCRIPT, "-C", str(desk), *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "go\n"
        yield process


def duration(desk: Path, *arguments: str) -> float:
    """Return how long the command takes, in a copy of the workspace."""
    copy = desk.with_name("copy")
    shutil.copytree(desk, copy)
    with running(copy, *arguments) as process:
        begun = time.monotonic()
        _, told = process.communicate()
        assert process.returncode == 0, told
        return time.monotonic() - begun


def moments(desk: Path, *arguments: str) -> list[float]:
    """Return moments all over the run of the command, in no order."""
    whole = duration(desk, *arguments)
    steps = [whole * (step + random.random()) / _MOMENTS for step in range(_MOMENTS)]  # noqa: S311
    return random.sample(steps, len(steps))


def interrupted(desk: Path, moment: float, *arguments: str) -> None:
    """Press Ctrl-C at this moment: every process of the group gets it, as in a terminal."""
    with running(desk, *arguments) as process:
        time.sleep(moment)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate()
    # By the signal itself, which shells call 130 too: all is done, and Python clears up.
    assert process.returncode in (0, 130, -signal.SIGINT), told
    assert "Traceback" not in told
    assert "KeyboardInterrupt" not in told
    if process.returncode == 130:
        assert "interrupted; nothing is half-done, repeat it to go on" in told


@POSIX
def test_ctrl_c_leaves_an_import_done_or_undone(workspace: Path) -> None:
    arguments = importing(readers(workspace, 300))
    for moment in moments(workspace, *arguments):
        interrupted(workspace, moment, *arguments)
        if (workspace / "var/newsletter.db").exists():
            with closing(sound(workspace)) as db:
                counts = {
                    db.execute(f"select count(*) from {table}").fetchone()[0]  # noqa: S608
                    for table in ("people", "addresses", "subscriptions", "consents")
                    if tables(db)
                }
            assert counts in (set(), {0}, {300})

    newsletter(workspace, *arguments)

    with closing(sound(workspace)) as db:
        assert db.execute("select count(*) from consents").fetchone() == (300,)


@POSIX
def test_ctrl_c_and_a_kill_leave_whole_messages_and_a_repeat_writes_the_rest(ready: Path) -> None:
    times = moments(ready, *PUBLISHING)
    for moment in times:
        interrupted(ready, moment, *PUBLISHING)
        sound(ready).close()
        assert set(addressees(ready)) <= set(EVERYONE)
        assert len(set(addressees(ready))) == len(addressees(ready))
        _forget_some(ready)
    for moment in times[:2]:
        with running(ready, *PUBLISHING) as process:
            time.sleep(moment)
            process.kill()
        sound(ready).close()
        assert len(set(addressees(ready))) == len(addressees(ready))
        _forget_some(ready)

    newsletter(ready, *PUBLISHING)

    assert addressees(ready) == EVERYONE
    assert len(list((ready / "var/outbox").iterdir())) == 1
    assert not list((ready / "var/outbox").glob("*/tmp/*"))


def _forget_some(desk: Path) -> None:
    """Make work again: every third message, and that it was written."""
    for file in sorted(desk.glob("var/outbox/*/new/*"))[::3]:
        file.unlink()
    with closing(sound(desk)) as db:
        db.execute("update deliveries set state = 'queued'")


@POSIX
def test_ctrl_c_leaves_a_collection_that_a_repeat_completes(workspace: Path) -> None:
    with feeds() as address:
        _sources(workspace, address)
        for moment in moments(workspace, "collect"):
            interrupted(workspace, moment, "collect")
            if (workspace / "var/newsletter.db").exists():
                sound(workspace).close()

        newsletter(workspace, "collect", "--strict")

    with closing(sound(workspace)) as db:
        asked = "select count(*), count(distinct key), count(distinct source) from {}"
        assert db.execute(asked.format("items")).fetchone() == (240, 240, 12)
        assert db.execute(asked.format("sightings")).fetchone()[0] == 240


_FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Feed</title><link>https://example.org/</link>
<description>d</description>{}</channel></rss>"""
_ENTRY = "<item><title>Entry {0} {1}</title><link>https://example.org{0}/{1}</link></item>"


class _Slow(BaseHTTPRequestHandler):
    """Serves a feed of twenty entries at every address, after a moment."""

    def do_GET(self) -> None:
        time.sleep(0.02)
        entries = "".join(_ENTRY.format(self.path, number) for number in range(20))
        body = _FEED.format(entries).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: those who asked are interrupted here."""


@contextmanager
def feeds() -> Iterator[str]:
    """Serve feeds over loopback; yield "host:port"."""
    server = _Server(("127.0.0.1", 0), _Slow)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _sources(desk: Path, address: str) -> None:
    source = "  - {{id: s{0}, name: S{0}, place: SE, section: News, feed: http://{1}/{0}}}\n"
    file = desk / "sources.yaml"
    head = file.read_text(encoding="utf-8").partition("sources:\n")[0]
    lines = "".join(source.format(number, address) for number in range(12))
    file.write_text(f"{head}sources:\n{lines}", encoding="utf-8")
    with (desk / "newsletter.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[collect]\ngap = 0.0\ntrusted = ["{address}"]\n')
