"""Databases of older releases are upgraded with what is in them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine

from newsletter import store
from newsletter.stages import merge as merging
from newsletter.stages.merge import Merge
from newsletter.store import Store
from newsletter.store.items import Filter
from newsletter.store.migrate import configuration

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
TITLE = "New plan to make mental health care easier to reach for young people"


def shown(db: Store, words: str = "") -> list[str]:
    with db.read() as tx:
        return sorted(one.id for one in store.items.find(tx, Filter(words=words)))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database as the first migration made it, with two items of one story in it."""
    file = tmp_path / "old.db"
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(file)) as db, db:
        for id, place in (("a", "SE"), ("b", "CA")):
            db.execute(
                "insert into items (id, key, url, title, source, publisher, place, section,"
                " language, published, excerpt, topics, state, first_seen, decided_by) values"
                " (?, ?, '', ?, ?, '', ?, 'News', 'en', '2026-11-18', 'About care', '[]', 'new',"
                " '2026-11-19 06:00:00.000000', '')",
                (id, f"e.org/{id}", TITLE, f"{place}-source", place),
            )
            db.execute(
                "insert into sightings values (?, ?, ?, '', ?, '', '2026-11-19 06:00:00.000000',"
                " '2026-11-19 06:00:00.000000')",
                (f"{place}-source", id, id, TITLE),
            )
    return file


def test_a_database_of_before_is_upgraded_with_its_rows(old: Path) -> None:
    assert Store.upgrade(f"sqlite:///{old}")[0] == "0001"

    with closing(Store.open(f"sqlite:///{old}")) as db:
        assert shown(db) == ["a", "b"]
        assert shown(db, "care") == ["a", "b"]
        assert merging.merge(db, now=NOW) == [Merge("b", "a")]
        assert shown(db, "care") == ["a"]
        with db.read() as tx:
            assert tx.exec_driver_sql("pragma foreign_key_check").all() == []
            assert tx.exec_driver_sql("pragma integrity_check").scalar() == "ok"
