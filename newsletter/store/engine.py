"""Opens the database, checks that it is ours and of our age, and names what goes wrong with it."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from newsletter.errors import (
    DiskFull,
    NewsletterError,
    StoreBusy,
    StoreError,
    StoreReadOnly,
    UsageError,
)
from newsletter.errors import StoreVersion as WrongVersion

Transaction = Connection

VERSION = "0005"  # the newest migration; a test holds it equal to what Alembic finds
BUSY_SECONDS = 5.0
_PRAGMAS = (
    "journal_mode = wal",
    "synchronous = full",
    "foreign_keys = on",
    # A first collection writes tens of megabytes: with the 2 MB of the default the same pages of
    # the full-text index are written and read again and again.
    "cache_size = -16000",
)
_UNHEARD = logging.NullHandler()


class Store:
    """A database that is open. Make it with `open`, end it with `close`."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self.name = name

    @classmethod
    def open(cls, url: str, *, busy_seconds: float = BUSY_SECONDS) -> Store:
        """Open the database at ``url`` (``sqlite:////path``), making it if there is none.

        ``busy_seconds`` is how long another program is waited for; ``?timeout=`` in ``url`` wins.
        Raises `StoreVersion` when its tables are of another release, `StoreBusy`,
        `StoreReadOnly`, `DiskFull` or `StoreError` when it cannot be used, `UsageError` when
        ``url`` is none. Never changes the tables of a database that exists.
        """
        store = cls._connected(url, busy_seconds)
        try:
            version = store._version()
            if version == "":
                store._migrate()
            elif version != VERSION:
                raise _wrong_version(store.name, version)
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def upgrade(cls, url: str) -> tuple[str, str]:
        """Bring the tables at ``url`` to this release; return their version before and after.

        Raises `StoreVersion` for a newer database, else as `open`.
        """
        store = cls._connected(url, BUSY_SECONDS)
        try:
            version = store._version()
            if version > VERSION:
                raise _wrong_version(store.name, version)
            if version != VERSION:
                store._migrate()
        finally:
            store.close()
        return version, VERSION

    @classmethod
    def _connected(cls, url: str, busy_seconds: float) -> Store:
        try:
            parsed = make_url(url)
            return cls(_engine(parsed, busy_seconds), parsed.database or url)
        except (ArgumentError, ImportError) as error:
            raise UsageError(
                f"{url!r} is no database that can be used",
                "Give the path of a file, or sqlite:////the/whole/path.db",
            ) from error

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """Yield a transaction that writes: all of it is kept, or nothing."""
        with self._named_errors(), self._engine.connect() as connection:
            connection.execution_options(newsletter_writes=True)
            with connection.begin():
                yield connection

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Yield a transaction that reads one unchanging state."""
        with self._named_errors(), self._engine.connect() as connection, connection.begin():
            yield connection

    def _migrate(self) -> None:
        from newsletter.store.migrate import upgrade

        with self._named_errors():
            upgrade(self._engine)

    def _version(self) -> str:
        with self.read() as tx:
            tables = inspect(tx).get_table_names()
            if "alembic_version" in tables:
                row = tx.execute(text("select version_num from alembic_version")).first()
                return str(row[0]) if row else ""
        if tables and self._engine.dialect.name == "sqlite":
            raise StoreError(
                f"{self.name} is the database of another program; nothing was changed in it",
                "Give another file, which will be made, with --database.",
            )
        return ""

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise _named(error.orig or error, self.name) from error
        except sqlite3.Error as error:  # while a connection is prepared nobody wraps it
            raise _named(error, self.name) from error


def _engine(url: URL, busy_seconds: float) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url)
    _make_folder(url.database or ":memory:")
    options: dict[str, Any] = {"check_same_thread": False}
    if "timeout" not in url.query:
        options["timeout"] = busy_seconds
    # The pool prints a traceback of what disturbs it, Ctrl-C too, and raises it all the same.
    logging.getLogger("sqlalchemy.pool").addHandler(_UNHEARD)
    engine = create_engine(url, connect_args=options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(database: str) -> None:
    if database.startswith((":memory:", "file:")):
        return  # no path of ours: SQLite reads it (sqlite.org/uri.html)
    file = Path(database)
    try:
        if file.is_dir():
            raise StoreError(f"{file} is a folder, not a database", "Give the name of a file.")
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        words = f"the folder {file.parent} cannot be made or read: {error.strerror}"
        raise StoreReadOnly(words, "Give another file with --database.") from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # sqlite3 would begin transactions by rules of its own; we say BEGIN ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        for pragma in _PRAGMAS:
            cursor.execute(f"pragma {pragma}")
    finally:
        cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("newsletter_writes")
    # IMMEDIATE waits for other writers now; a later upgrade of a lock would fail at once.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _named(error: BaseException, name: str) -> NewsletterError:
    code = str(getattr(error, "sqlite_errorname", ""))  # sqlite.org/rescode.html
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusy(
            f"the database {name} is being used by another program",
            "Wait until that is done (another newsletter command, a backup), then try again.",
        )
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return StoreReadOnly(
            f"the database {name} cannot be opened or written",
            "Check that the file and its folder belong to you and are not write-protected.",
        )
    if code.startswith("SQLITE_FULL"):
        return DiskFull(f"the disk is full: {name} could not be written", "Make room and repeat.")
    if code.startswith("SQLITE_IOERR"):
        return StoreError(
            f"the disk refuses to read or write the database {name}",
            "See whether it is full or broken; a backup can be put in its place.",
        )
    if code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return StoreError(
            f"{name} is not a database of ours, or it is damaged", "Put a backup in its place."
        )
    return StoreError(f"the database {name} says: {error}")


def _wrong_version(name: str, version: str) -> WrongVersion:
    if version > VERSION:
        return WrongVersion(
            f"the database {name} was made by a newer release of newsletter "
            f"(version {version}; this one knows {VERSION})",
            "Install the newer release, or use another database with --database.",
        )
    return WrongVersion(
        f"the database {name} was made by an older release (version {version})",
        "Make a copy of it, then run: newsletter db upgrade",
    )
