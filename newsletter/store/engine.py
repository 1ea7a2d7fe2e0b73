"""Opens the database, checks that it is ours and of our age, and names what goes wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import DBAPIError

from newsletter.errors import DiskFull, NewsletterError, StoreBusy, StoreError, StoreReadOnly
from newsletter.errors import StoreVersion as WrongVersion

Transaction = Connection

VERSION = "0001"  # the newest migration; a test holds it equal to what Alembic finds
BUSY_SECONDS = 5.0


class Store:
    """A database that is open. Make it with `open`, end it with `close`."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self.name = name

    @classmethod
    def open(cls, url: str, *, busy_seconds: float = BUSY_SECONDS) -> Store:
        """Open the database at ``url`` (``sqlite:////path``), making it if there is none.

        Raises `StoreVersion` when its tables are of another release, `StoreBusy`,
        `StoreReadOnly`, `DiskFull` or `StoreError` when it cannot be used. Never changes the
        tables of a database that exists.
        """
        store = cls(_engine(url, busy_seconds), make_url(url).database or url)
        version = store._version()
        if version == "":
            store._migrate()
        elif version != VERSION:
            store.close()
            raise _wrong_version(store.name, version)
        return store

    @classmethod
    def upgrade(cls, url: str) -> tuple[str, str]:
        """Bring the tables at ``url`` to this release; return their version before and after.

        Raises `StoreVersion` for a newer database, else as `open`.
        """
        store = cls(_engine(url, BUSY_SECONDS), make_url(url).database or url)
        try:
            version = store._version()
            if version > VERSION:
                raise _wrong_version(store.name, version)
            if version != VERSION:
                store._migrate()
        finally:
            store.close()
        return version, VERSION

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
        with self._named_errors(), self._engine.connect() as connection:
            if not self._engine.dialect.has_table(connection, "alembic_version"):
                return ""
            row = connection.execute(text("select version_num from alembic_version")).first()
            return str(row[0]) if row else ""

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise _named(error, self.name) from error


def _engine(url: str, busy_seconds: float) -> Engine:
    parsed = make_url(url)
    options: dict[str, Any] = {}
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            _make_folder(Path(parsed.database).parent)
        options["connect_args"] = {"timeout": busy_seconds, "check_same_thread": False}
    engine = create_engine(parsed, **options)
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreReadOnly(f"the folder {folder} cannot be made: {error.strerror}") from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # sqlite3 would begin transactions by rules of its own; we say BEGIN ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
            cursor.execute(f"pragma {pragma}")
    finally:
        cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("newsletter_writes")
    # IMMEDIATE waits for other writers now; a later upgrade of a lock would fail at once.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _named(error: DBAPIError, name: str) -> NewsletterError:
    words = str(error.orig).lower()
    if "locked" in words or "busy" in words:
        return StoreBusy(
            f"the database {name} is being used by another program",
            "Wait until that is done (another newsletter command, a backup), then try again.",
        )
    if "readonly" in words or "read-only" in words or "unable to open" in words:
        return StoreReadOnly(
            f"the database {name} cannot be written",
            "Check that the file and its folder belong to you and are not write-protected.",
        )
    if "full" in words:
        return DiskFull(f"the disk is full: {name} could not be written", "Make room and repeat.")
    if "not a database" in words or "malformed" in words:
        return StoreError(
            f"{name} is not a database of ours, or it is damaged", "Put a backup in its place."
        )
    return StoreError(f"the database {name} says: {error.orig}")


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
