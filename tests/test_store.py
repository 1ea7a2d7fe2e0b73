"""The database: its tables are what the migrations make, and what is wrong with it has words."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from unprivileged import open_folder, ordinary_user

from newsletter import store
from newsletter.errors import (
    DiskFull,
    NewsletterError,
    StoreBusy,
    StoreError,
    StoreReadOnly,
    StoreVersion,
    UsageError,
)
from newsletter.model.health import Health
from newsletter.model.people import Person
from newsletter.store import Store
from newsletter.store.engine import VERSION
from newsletter.store.migrate import configuration
from newsletter.store.tables import metadata

# --- tables ---------------------------------------------------------------------------------


def test_the_migrations_make_exactly_the_tables_we_know(db: Store) -> None:
    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or not str(name).startswith("item_search")

    with db.read() as tx:
        context = MigrationContext.configure(
            tx, opts={"include_name": ours, "compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_the_version_is_that_of_the_newest_migration(db: Store) -> None:
    head = ScriptDirectory.from_config(configuration()).get_current_head()

    with db.read() as tx:
        assert tx.exec_driver_sql("select version_num from alembic_version").scalar() == head
    assert head == VERSION


def test_a_database_is_opened_again_as_it_was_left(tmp_path: Path, now: datetime) -> None:
    url = f"sqlite:///{tmp_path}/deep/below/newsletter.db"
    with closing(Store.open(url)) as db, db.begin() as tx:
        store.people.add(tx, Person("a@example.org", "Anna"), now)

    with closing(Store.open(url)) as db, db.read() as tx:
        found = store.people.by_address(tx, "a@example.org")
    assert found is not None
    assert found.name == "Anna"
    assert Store.upgrade(url) == (VERSION, VERSION)


def test_upgrade_makes_a_database_that_is_missing(tmp_path: Path) -> None:
    assert Store.upgrade(f"sqlite:///{tmp_path}/newsletter.db") == ("", VERSION)


def test_several_at_once_may_open_a_database_that_is_still_to_be_made(tmp_path: Path) -> None:
    code = "import sys; from newsletter.store import Store; Store.open(sys.argv[1]).close()"
    command = [sys.executable, "-c", code, f"sqlite:///{tmp_path}/newsletter.db"]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]

    for process in running:
        _, told = process.communicate()
        assert process.returncode == 0, told.decode()


# --- transactions ---------------------------------------------------------------------------


def test_a_transaction_is_kept_whole_or_not_at_all(db: Store, now: datetime) -> None:
    def interrupted() -> None:
        with db.begin() as tx:
            store.people.add(tx, Person("a@example.org"), now)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    with db.read() as tx:
        assert store.people.by_address(tx, "a@example.org") is None


def test_who_reads_sees_one_state_while_another_writes(db: Store, now: datetime) -> None:
    with db.read() as reading:
        assert store.people.by_address(reading, "a@example.org") is None
        with db.begin() as writing:
            store.people.add(writing, Person("a@example.org"), now)
        assert store.people.by_address(reading, "a@example.org") is None


def test_moments_come_back_in_utc_whatever_zone_they_had(db: Store) -> None:
    there = datetime(2026, 12, 1, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    with db.begin() as tx:
        store.health.save(tx, [Health("a", fetched_at=there), Health("b")])

    with db.read() as tx:
        found = store.health.all_of(tx)
    assert found["a"].fetched_at == there
    assert found["a"].fetched_at.tzinfo is UTC
    assert found["b"] == Health("b")


def test_of_a_source_that_is_as_it_was_only_the_times_change(db: Store, now: datetime) -> None:
    first = Health("a", etag='"1"', fetched_at=now, ok_at=now, new_at=now, entries=7)
    later = now + timedelta(hours=1)
    with db.begin() as tx:
        store.health.save(tx, [first, Health("b")])
        store.health.fetched(tx, ["a"], later)
        store.health.fetched(tx, [], later)

    with db.read() as tx:
        found = store.health.all_of(tx)
    assert found == {"a": replace(first, fetched_at=later, ok_at=later), "b": Health("b")}


def test_the_health_of_a_source_is_replaced_and_no_other_touched(db: Store, now: datetime) -> None:
    with db.begin() as tx:
        store.health.save(tx, [Health("a", problem="gone", failures=2), Health("b", entries=7)])
        store.health.save(tx, [Health("a", fetched_at=now, ok_at=now, entries=3)])
        store.health.save(tx, [])
        assert store.health.all_of(tx) == {
            "a": Health("a", fetched_at=now, ok_at=now, entries=3), "b": Health("b", entries=7),
        }  # fmt: skip


# --- what can be wrong with it --------------------------------------------------------------


@contextmanager
def fails(kind: type[NewsletterError], *words: str) -> Iterator[None]:
    """Expect an error of exactly this kind whose text has these words, and none of Python's."""
    with pytest.raises(NewsletterError) as told:
        yield
    assert type(told.value) is kind
    for word in words:
        assert word in str(told.value)
    assert told.value.hint
    assert "sqlalche.me" not in str(told.value)
    assert "Error" not in str(told.value)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """The file of a database that was made and closed."""
    file = tmp_path / "newsletter.db"
    Store.open(f"sqlite:///{file}").close()
    return file


def test_a_database_that_is_locked_is_told_as_busy(made: Path, now: datetime) -> None:
    with (
        closing(Store.open(f"sqlite:///{made}", busy_seconds=0.05)) as db,
        closing(sqlite3.connect(made, isolation_level=None)) as other,
    ):
        other.execute("begin exclusive")
        with fails(StoreBusy, "being used by another program", "try again"), db.begin() as tx:
            store.people.add(tx, Person("a@example.org"), now)
        with db.read() as tx:  # reading goes on all the same
            assert store.audit.rows(tx) == []
        other.execute("rollback")
        with db.begin() as tx:
            store.people.add(tx, Person("a@example.org"), now)


def test_a_database_that_another_keeps_for_itself_cannot_even_be_opened(made: Path) -> None:
    with closing(sqlite3.connect(made, isolation_level=None)) as other:
        other.execute("pragma journal_mode = delete")
        other.execute("begin exclusive")
        with fails(StoreBusy, str(made)):
            Store.open(f"sqlite:///{made}?timeout=0.05")


def test_a_database_that_is_made_just_now_by_another_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "newsletter.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("begin exclusive")
        with fails(StoreBusy, str(file)):
            Store.open(f"sqlite:///{file}", busy_seconds=0.05)


def test_a_read_only_database_can_be_read_and_is_told_when_it_should_be_written(
    made: Path, now: datetime
) -> None:
    with closing(Store.open(f"sqlite:///file:{made}?mode=ro&uri=true")) as db:
        with db.read() as tx:
            assert store.audit.rows(tx) == []
        with (
            fails(StoreReadOnly, "cannot be opened or written", "file and its folder"),
            db.begin() as tx,
        ):
            store.people.add(tx, Person("a@example.org"), now)
    assert not Path("file:").exists()


@pytest.fixture
def shared() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("mode", [0o444, 0o000])
def test_a_file_that_we_may_not_write_or_read_is_told(
    shared: Path, now: datetime, mode: int
) -> None:
    file = shared / "newsletter.db"
    Store.open(f"sqlite:///{file}").close()
    file.chmod(mode)

    with (
        ordinary_user(),
        fails(StoreReadOnly, str(file), "write-protected"),
        closing(Store.open(f"sqlite:///{file}")) as db,
        db.begin() as tx,
    ):
        store.people.add(tx, Person("a@example.org"), now)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("path", ["newsletter.db", "var/newsletter.db"])
def test_a_folder_that_we_may_not_write_is_told(shared: Path, path: str) -> None:
    shared.chmod(0o555)

    with ordinary_user(), fails(StoreReadOnly, str(shared)):
        Store.open(f"sqlite:///{shared / path}")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file is in the way", encoding="utf-8")

    with fails(StoreReadOnly, f"the folder {tmp_path}/var cannot be made"):
        Store.open(f"sqlite:///{tmp_path}/var/newsletter.db")


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with fails(StoreError, f"{tmp_path} is a folder, not a database"):
        Store.open(f"sqlite:///{tmp_path}")


def set_version(file: Path, version: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("update alembic_version set version_num = ?", (version,))


def test_a_database_of_a_newer_release_is_left_alone(made: Path) -> None:
    set_version(made, "0999")

    for use in (Store.open, Store.upgrade):
        with fails(StoreVersion, "newer release", "version 0999", "Install the newer release"):
            use(f"sqlite:///{made}")


def test_a_database_of_an_older_release_says_how_to_upgrade(made: Path) -> None:
    set_version(made, "0000")

    with fails(StoreVersion, "older release", "newsletter db upgrade"):
        Store.open(f"sqlite:///{made}")


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    file = tmp_path / "newsletter.db"
    file.write_text("These are my notes.\n" * 100, encoding="utf-8")

    with fails(StoreError, "not a database of ours, or it is damaged", "backup"):
        Store.open(f"sqlite:///{file}")
    assert file.read_text(encoding="utf-8").startswith("These are my notes.")


def test_a_damaged_database_is_told(made: Path) -> None:
    data = bytearray(made.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    made.write_bytes(data)

    with (
        fails(StoreError, "damaged"),
        closing(Store.open(f"sqlite:///{made}")) as db,
        db.read() as tx,
    ):
        store.people.count_by_list(tx)


def test_another_programs_database_is_not_written_into(tmp_path: Path) -> None:
    file = tmp_path / "photos.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("create table photos (id integer)")

    for use in (Store.open, Store.upgrade):
        with fails(StoreError, "another program", "nothing was changed"):
            use(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("select name from sqlite_master").fetchall() == [("photos",)]


def test_a_full_disk_is_told_and_nothing_half_written(made: Path, now: datetime) -> None:
    with closing(Store.open(f"sqlite:///{made}")) as db:
        with fails(DiskFull, "the disk is full", "Make room"), db.begin() as tx:
            tx.exec_driver_sql("pragma max_page_count = 1")  # SQLite's own limit of a disk
            for number in range(1_000):
                store.people.add(tx, Person(f"a{number}@example.org", "x" * 100), now)
        with db.read() as tx:
            assert store.people.by_address(tx, "a0@example.org") is None


_REFUSED = """
import resource, signal, sys
from newsletter.errors import StoreError
from newsletter.store import Store

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
db = Store.open(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
try:
    with db.begin() as tx:
        tx.exec_driver_sql("create table notes as select zeroblob(10000000) as note")
except StoreError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_disk_that_refuses_is_told(made: Path) -> None:
    """The limit of a file's size is the system's own; it fails as a broken disk does."""
    done = subprocess.run(
        [sys.executable, "-c", _REFUSED, f"sqlite:///{made}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert f"StoreError the disk refuses to read or write the database {made}" in done.stdout
    with closing(sqlite3.connect(made)) as other:
        assert other.execute("pragma integrity_check").fetchall() == [("ok",)]


def test_what_nobody_foresaw_is_told_as_the_database_says_it(db: Store, now: datetime) -> None:
    with db.begin() as tx:
        store.people.add(tx, Person("a@example.org"), now)

    with pytest.raises(StoreError, match="says: UNIQUE constraint failed"), db.begin() as tx:
        store.people.add(tx, Person("A@example.org"), now)


@pytest.mark.parametrize(
    "url", ["", "nosuch://database", "sqlite:/newsletter.db", "postgresql+nodriver://x/y"]
)
def test_what_is_no_address_of_a_database_is_told(url: str) -> None:
    with fails(UsageError, repr(url), "sqlite:////"):
        Store.open(url)


def test_a_store_that_cannot_be_opened_holds_no_file(made: Path) -> None:
    set_version(made, "0999")
    with fails(StoreVersion):
        Store.open(f"sqlite:///{made}")

    with closing(sqlite3.connect(made, timeout=0, isolation_level=None)) as other:
        other.execute("pragma journal_mode = delete")  # only the last who uses it may


def test_an_audit_row_is_kept_as_it_was_told(db: Store, now: datetime) -> None:
    detail: dict[str, Any] = {"list": "update", "numbers": [1, 2], "word": "å"}
    with db.begin() as tx:
        store.audit.record(tx, now, "Anna", "people import", "update", detail)
        store.audit.record(tx, now, "Bo", "publish", "c.1", {})

    with db.read() as tx:
        first, second = store.audit.rows(tx)
    assert first == {
        "id": 1, "at": now, "actor": "Anna", "act": "people import", "subject": "update",
        "detail": detail,
    }  # fmt: skip
    assert second["actor"] == "Bo"
