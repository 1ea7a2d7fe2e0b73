"""The tables as they are after all migrations; a test holds the two equal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
    text,
    true,
)

_STANDARD = text("'standard'")  # the edition of who chose none
_NOTHING = text("''")


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, on databases with and without time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Store UTC; a naive datetime is a mistake of ours and raises `ValueError`."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return UTC, aware."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """Return what stores a moment; thousands of rows of one collection have the same."""
        processor = super().bind_processor(dialect)
        return lru_cache(maxsize=64)(processor) if processor else None

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Return what reads a moment."""
        processor = super().result_processor(dialect, coltype)
        return lru_cache(maxsize=64)(processor) if processor else None


metadata = MetaData()

source_health = Table(
    "source_health",
    metadata,
    Column("source", String(80), primary_key=True),
    Column("recipe", String(64), nullable=False),
    Column("etag", Text, nullable=False),
    Column("modified", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("fetched_at", Moment),
    Column("ok_at", Moment),
    Column("full_at", Moment),
    Column("new_at", Moment),
    Column("entries", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("problem", Text, nullable=False),
    Column("trouble", String(16), nullable=False, server_default=text("''")),
    Column("warning", Text, nullable=False),
    Column("wish", Integer, nullable=False, server_default=text("0")),
    Column("moved_to", Text, nullable=False),
    Column("moved_at", Moment),
    Column("moved_seen", Integer, nullable=False, server_default=text("0")),
    Column("address", Text, nullable=False, server_default=text("''")),
    Column("gone_at", Moment),
    Column("identity", String(8), nullable=False, server_default=text("''")),
    Column("renamed", Integer, nullable=False, server_default=text("0")),
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", String(255), primary_key=True),
    Column("until", Moment, nullable=False),
    Column("reason", Text, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("key", Text, nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("source", String(80), nullable=False),
    Column("publisher", Text, nullable=False),
    Column("place", String(12), nullable=False),
    Column("section", String(80), nullable=False),
    Column("language", String(35), nullable=False),
    Column("published", String(10), nullable=False),
    Column("excerpt", Text, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("state", String(8), nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("decided_at", Moment),
    Column("decided_by", Text, nullable=False),
    Column("merged_into", String(32), ForeignKey("items.id")),
    Column("rule", Text, nullable=False, server_default=text("''")),
    Column("edited", JSON, nullable=False, server_default=text("'[]'")),
    Column("doubt", Text, nullable=False, server_default=text("''")),
    Column("english", Text, nullable=False, server_default=_NOTHING),
    Column("easy", Text, nullable=False, server_default=_NOTHING),
    Column("note", Text, nullable=False, server_default=_NOTHING),
    Column("sensitive", Boolean, nullable=False, server_default=false()),
    Index(
        "items_in_doubt",
        "source",
        sqlite_where=text("doubt != ''"),
        postgresql_where=text("doubt != ''"),
    ),
    Index("items_by_state", "state", "place", "section"),
    Index(
        "items_merged",
        "merged_into",
        sqlite_where=text("merged_into is not null"),
        postgresql_where=text("merged_into is not null"),
    ),
)

item_blocks = Table(
    "item_blocks",
    metadata,
    Column("item", Integer, ForeignKey("items.number"), primary_key=True, autoincrement=False),
    Column("block", BigInteger, primary_key=True, autoincrement=False),
    Index("items_by_block", "block"),
    sqlite_with_rowid=False,
)

sightings = Table(
    "sightings",
    metadata,
    Column("source", String(80), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("item", String(32), ForeignKey("items.id"), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("digest", String(32), nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("text", String(32), nullable=False, server_default=text("''")),
    Column("changed_at", Moment),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("place", String(12), nullable=False),
    Column("language", String(35), nullable=False),
    Column("edition", String(16), nullable=False, server_default=_STANDARD),
    Column("place_first", Boolean, nullable=False, server_default=true()),
    Column("created_at", Moment, nullable=False),
)

addresses = Table(
    "addresses",
    metadata,
    Column("key", Text, primary_key=True),
    Column("address", Text, nullable=False),
    Column("person", Integer, ForeignKey("people.id"), nullable=False, index=True),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("person", Integer, ForeignKey("people.id"), primary_key=True),
    Column("list", String(80), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("since", Moment, nullable=False),
    Index("subscriptions_by_list", "list", "state"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("people.id"), nullable=False, index=True),
    Column("list", String(80), nullable=False),
    Column("basis", String(32), nullable=False),
    Column("route", String(16), nullable=False),
    Column("origin", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("language", String(35), nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("publication", String(80), nullable=False),
    Column("issue", String(120), nullable=False),
    Column("subject", Text, nullable=False),
    Column("content", String(64), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("lists", JSON, nullable=False),
    Column("where", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("rehearsal", Boolean, nullable=False, server_default=true()),
    Index("campaigns_by_issue", "issue"),
)

mails = Table(
    "mails",
    metadata,
    Column("campaign", String(120), ForeignKey("campaigns.id"), primary_key=True),
    Column("edition", String(16), primary_key=True),
    Column("first", String(12), primary_key=True),
    Column("subject", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("web", Text, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("campaign", String(120), ForeignKey("campaigns.id"), primary_key=True),
    Column("person", Integer, ForeignKey("people.id"), primary_key=True),
    Column("address", Text, nullable=False),
    Column("list", String(80), nullable=False),
    Column("edition", String(16), nullable=False, server_default=_STANDARD),
    Column("first", String(12), nullable=False, server_default=text("''")),
    Column("state", String(16), nullable=False),
    Column("sent_at", Moment),
    Index("deliveries_by_state", "campaign", "state"),
)

past_issues = Table(
    "past_issues",
    metadata,
    Column("slug", String(120), primary_key=True),
    Column("publication", String(80), nullable=False),
    Column("day", String(10), nullable=False),
    Column("title", Text, nullable=False),
    Column("origin", String(12), nullable=False),
    Column("file", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

appearances = Table(
    "appearances",
    metadata,
    Column("issue", String(120), ForeignKey("past_issues.slug"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("item", String(32), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("key", Text, nullable=False, index=True),
    Column("words", String(64), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("place", String(12), nullable=False),
    Column("section", String(80), nullable=False),
    Column("language", String(35), nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("url", Text, primary_key=True),
    Column("asked_at", Moment, nullable=False),
    Column("verdict", String(12), nullable=False),
    Column("status", Integer, nullable=False),
    Column("final", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("detail", Text, nullable=False),
)

approvals = Table(
    "approvals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("issue", String(120), nullable=False, index=True),
    Column("publication", String(80), nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("binding", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("withdrawn_at", Moment),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("issue", String(120), nullable=False, index=True),
    Column("item", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("carried_in", String(120), nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("act", String(40), nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", JSON, nullable=False),
)

__all__ = [
    "addresses",
    "appearances",
    "approvals",
    "audit",
    "campaigns",
    "consents",
    "corrections",
    "deliveries",
    "hosts",
    "item_blocks",
    "items",
    "links",
    "mails",
    "metadata",
    "past_issues",
    "people",
    "sightings",
    "source_health",
    "subscriptions",
    "tombstones",
]
