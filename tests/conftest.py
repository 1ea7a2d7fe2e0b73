"""What all tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from browser import CHROMIUM, Browser

from newsletter.app import make_workspace
from newsletter.store import Store

# Commands in tests ask nobody outside, and start no browser, but where a test is about that.
os.environ |= {"NEWSLETTER_CHECK_LINKS": "false", "NEWSLETTER_CHECK_BROWSER": "false"}
_COMPLETE = os.environ.get("CI") == "true"
# How long an example takes says what else the machine is doing, not what is wrong. With CI set the
# examples are the same every time: new ones are looked for by whoever can mend what they find.
hypothesis.settings.register_profile("newsletter", deadline=None, derandomize=_COMPLETE)
hypothesis.settings.load_profile("newsletter")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With CI set nothing may be missing: a test that was skipped for want of it has failed."""
    report = yield
    if _COMPLETE and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        if "optional:" not in str(reason):
            report.outcome = "failed"
            report.longrepr = f"{reason}. With CI=true nothing may be missing."
    return report


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: begun last, one process would work while the others wait."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


_SOURCES = """\
sections: [News, Research, Policy]
places:
  - {code: GB-SCT, name: Scotland, time_zone: Europe/London}
  - {code: SE, name: Sweden, languages: [sv], time_zone: Europe/Stockholm}
  - {code: WHO, name: World Health Organization, body: true}
sources:
  - id: se-agency
    name: Myndigheten
    place: SE
    section: Research
    feed: https://agency.example.org/rss
    language: sv
"""
_SETTINGS = """\
[organisation]
name = "The Network"

[lists.update]
title = "Update"

[lists.leaders]
title = "Leaders"
basis = "membership"

[publications.update]
title = "Update"
lists = ["update"]
"""


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database without rows, to be copied: to make one takes twenty times as long."""
    file = tmp_path_factory.mktemp("database") / "newsletter.db"
    Store.open(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def db(empty_database: Path, tmp_path: Path) -> Iterator[Store]:
    """A database of our own."""
    store = Store.open(f"sqlite:///{shutil.copy(empty_database, tmp_path)}")
    yield store
    store.close()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with three places, one source, two lists and a publication; no database yet."""
    folder = tmp_path / "desk"
    make_workspace(folder)
    (folder / "sources.yaml").write_text(_SOURCES, encoding="utf-8")
    (folder / "newsletter.toml").write_text(_SETTINGS, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser for all tests of this process."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: how mails and pages look is not tested")
    one = Browser(CHROMIUM, tmp_path_factory.mktemp("pages"))
    yield one
    one.close()
