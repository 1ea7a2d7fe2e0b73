"""axe-core in a browser: what it finds is told once, nothing is fetched, nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

import pytest
import workspace_issue
from browser import CHROMIUM
from rendered import mail

from newsletter.adapters import browser
from newsletter.model.issue_file import read
from newsletter.model.seen import Inspection, Seen
from newsletter.model.sources import Place, SourceBook
from newsletter.stages.check import Examined, Level
from newsletter.stages.check.seen import accessibility

needs_browser = pytest.mark.skipif(
    CHROMIUM is None or not find_spec("playwright"), reason="no Chromium on this machine"
)
FAULT = '<div role="img" class="fault">&nbsp;</div>'
ONE = Seen(
    "the standard mail", "color-contrast", "serious", "It is pale: 2.1 to 1",
    "https://rules.example/color-contrast?application=x", ".fault", "in dark, 375 pixels wide",
)  # fmt: skip


def pages(fault: str = "") -> dict[str, str]:
    one = mail(4)
    return {
        "the mail": one.html.replace('<div class="card"', f'{fault}<div class="card"'),
        "the web page": one.web,
    }


# --- what is found --------------------------------------------------------------------------


@pytest.mark.browser
@needs_browser
def test_mails_and_pages_of_ours_have_no_fault() -> None:
    assert browser.inspect(pages()) == Inspection()


@pytest.mark.browser
@needs_browser
def test_a_fault_is_told_once_with_its_page_its_rule_and_its_element() -> None:
    (one,) = browser.inspect(pages(FAULT)).seen

    assert (one.page, one.rule, one.impact) == ("the mail", "role-img-alt", "serious")
    assert one.target.endswith(".fault")
    assert one.where == "in light, 375 pixels wide"
    assert "rules/axe" in one.help_url
    assert one.message


@pytest.mark.browser
@needs_browser
def test_what_is_pale_in_the_dark_alone_is_seen_in_the_dark() -> None:
    style = "<style>@media (prefers-color-scheme: dark) {"
    style += " .outer p.fault { color: #222222 !important } }"
    style += "</style>"
    found = browser.inspect(pages(f'{style}<p class="fault">Words in the dark.</p>')).seen

    assert [(one.rule, one.where) for one in found if one.target.endswith(".fault")] == [
        ("color-contrast", "in dark, 375 pixels wide")
    ]


@pytest.mark.browser
@needs_browser
def test_nothing_is_fetched() -> None:
    with counting_server() as (address, asked):
        markup = (
            f'<link rel="stylesheet" href="{address}/a.css"><script src="{address}/a.js"></script>'
            f'<img alt="" src="{address}/a.png"><iframe title="a" src="{address}/a"></iframe>'
        )
        browser.inspect({"the web page": mail(1).web.replace("</main>", f"{markup}</main>")})

    assert asked == []


@contextmanager
def counting_server() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


# --- where there is none --------------------------------------------------------------------


def test_without_what_drives_a_browser_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(browser, "_NEEDED", ("no_such_module",))

    found = browser.inspect(pages())
    assert found.seen == ()
    assert "pip install 'newsletter[browser]'" in found.missing


@pytest.mark.skipif(not find_spec("playwright"), reason="optional: no driver of a browser")
@pytest.mark.skipif(sys.platform != "linux", reason="optional: elsewhere it is not in the path")
def test_without_a_browser_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))

    assert browser.inspect(pages()).missing == "there is no Chromium on this machine"


@pytest.mark.skipif(not find_spec("playwright"), reason="optional: no driver of a browser")
@pytest.mark.skipif(sys.platform == "win32", reason="optional: a script is no program there")
def test_a_browser_that_does_not_start_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 7\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    assert browser.inspect(pages()).missing.startswith("Chromium does not start: ")


# --- what is left ---------------------------------------------------------------------------


def marked(mark: str) -> list[int]:
    """Return the processes that were started with this mark in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue  # it has ended, or is another user's
    return found


def gone(mark: str) -> bool:
    """Wait until none of these processes is left; they end by themselves within a moment."""
    for _ in range(300):
        if not marked(mark):
            return True
        time.sleep(0.1)
    return False


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="optional: no /proc to look at")


@pytest.mark.browser
@needs_browser
@on_linux
def test_whoever_takes_too_long_is_ended_with_all_it_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mark = uuid.uuid4().hex
    monkeypatch.setenv("NEWSLETTER_TEST_MARK", mark)
    many = {f"{number}": mail(40).html for number in range(200)}
    found = browser.inspect(many, seconds=3)
    monkeypatch.delenv("NEWSLETTER_TEST_MARK")

    assert found.missing == "Chromium took more than 3 seconds"
    assert gone(mark)


@pytest.mark.browser
@needs_browser
@on_linux
def test_control_c_leaves_no_browser_behind() -> None:
    mark = uuid.uuid4().hex
    program = textwrap.dedent(
        """
        from newsletter.adapters import browser
        page = "<!DOCTYPE html><html lang=en><title>a</title><main>" + "<p>words</p>" * 9000
        try:
            browser.inspect({str(number): page for number in range(500)})
        except KeyboardInterrupt:
            print("interrupted")
        """
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "NEWSLETTER_TEST_MARK": mark},
        start_new_session=True,
    )
    for _ in range(600):
        if len(marked(mark)) > 4:  # we, the worker, its driver, and a browser of several processes
            break
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)  # as the terminal does
    out, _ = process.communicate(timeout=60)

    assert out == "interrupted\n"
    assert gone(mark)


# --- the check ------------------------------------------------------------------------------


def examined(*seen: Seen) -> Examined:
    book = SourceBook(sections=["News"], places=[Place(code="SE", name="Sweden")])
    return Examined(read(workspace_issue.TEXT), book, (), (), seen=seen)


def test_what_nobody_looked_at_has_no_fault() -> None:
    assert list(accessibility(examined())) == []


def test_elements_that_break_one_rule_are_told_together() -> None:
    others = (replace(ONE, target=f"li:nth-child({number})") for number in range(3))
    web = replace(ONE, page="the web page")
    first, second = accessibility(examined(ONE, *others, web))

    assert (first.level, first.line) == (Level.ERROR, 1)
    assert first.message == (
        "the standard mail, in dark, 375 pixels wide: It is pale: 2.1 to 1 (color-contrast) at "
        ".fault, and 3 more places; see https://rules.example/color-contrast"
    )
    assert second.message.startswith("the web page, ")
    assert "more place" not in second.message


@pytest.mark.parametrize(
    ("impact", "level"),
    [("critical", "error"), ("serious", "error"), ("moderate", "warning"), ("minor", "warning")],
)
def test_what_keeps_readers_out_is_an_error_and_the_rest_a_warning(impact: str, level: str) -> None:
    (one,) = accessibility(examined(replace(ONE, impact=impact)))

    assert one.level == level
