"""The first tables. Migrations are only ever added to, and import nothing of the application."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)


def _text(name: str, *, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, primary_key=primary_key)


def _short(
    name: str, length: int, *args: sa.ForeignKey, primary_key: bool = False
) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), *args, nullable=False, primary_key=primary_key)


def upgrade() -> None:
    _collecting()
    if op.get_bind().dialect.name == "sqlite":
        _full_text()
    _people()
    _campaigns()


def _collecting() -> None:
    op.create_table(
        "source_health",
        _short("source", 80, primary_key=True),
        _short("recipe", 64),
        _text("etag"),
        _text("modified"),
        _short("digest", 64),
        sa.Column("fetched_at", _MOMENT),
        sa.Column("ok_at", _MOMENT),
        sa.Column("new_at", _MOMENT),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        _text("problem"),
        _text("warning"),
        _text("moved_to"),
    )
    op.create_table(
        "items",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        _text("url"),
        _text("title"),
        _short("source", 80),
        _text("publisher"),
        _short("place", 12),
        _short("section", 80),
        _short("language", 35),
        _short("published", 10),
        _text("excerpt"),
        sa.Column("topics", sa.JSON, nullable=False),
        _short("state", 8),
        sa.Column("first_seen", _MOMENT, nullable=False),
        sa.Column("decided_at", _MOMENT),
        _text("decided_by"),
    )
    op.create_index("items_by_state", "items", ["state", "place", "section"])
    op.create_table(
        "sightings",
        _short("source", 80, primary_key=True),
        _text("key", primary_key=True),
        _short("item", 32, sa.ForeignKey("items.id")),
        _text("url"),
        _text("title"),
        _short("digest", 32),
        sa.Column("first_seen", _MOMENT, nullable=False),
        sa.Column("last_seen", _MOMENT, nullable=False),
    )
    op.create_index("ix_sightings_item", "sightings", ["item"])


def _full_text() -> None:
    """The index keeps no text of its own; triggers hold it equal to the items."""
    op.execute(
        "create virtual table item_search using fts5(title, publisher, excerpt, "
        "content='items', content_rowid='number', tokenize='unicode61 remove_diacritics 2')"
    )
    enter = "insert into item_search(rowid, title, publisher, excerpt) "
    leave = "insert into item_search(item_search, rowid, title, publisher, excerpt) "
    new = enter + "values (new.number, new.title, new.publisher, new.excerpt);"
    old = leave + "values ('delete', old.number, old.title, old.publisher, old.excerpt);"
    words = "title, publisher, excerpt"
    op.execute(f"create trigger items_added after insert on items begin {new} end")
    op.execute(f"create trigger items_deleted after delete on items begin {old} end")
    op.execute(
        f"create trigger items_changed after update of {words} on items begin {old} {new} end"
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("name"),
        _short("place", 12),
        _short("language", 35),
        sa.Column("created_at", _MOMENT, nullable=False),
    )
    person = sa.ForeignKey("people.id")
    op.create_table(
        "addresses",
        _text("key", primary_key=True),
        _text("address"),
        sa.Column("person", sa.Integer, person, nullable=False),
    )
    op.create_index("ix_addresses_person", "addresses", ["person"])
    op.create_table(
        "subscriptions",
        sa.Column("person", sa.Integer, sa.ForeignKey("people.id"), primary_key=True),
        _short("list", 80, primary_key=True),
        _short("state", 16),
        sa.Column("since", _MOMENT, nullable=False),
    )
    op.create_index("subscriptions_by_list", "subscriptions", ["list", "state"])
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        _short("list", 80),
        _short("basis", 32),
        _short("route", 16),
        _text("origin"),
        _text("wording"),
        _short("language", 35),
        _text("actor"),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("ix_consents_person", "consents", ["person"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
        _text("actor"),
        _short("act", 40),
        _text("subject"),
        sa.Column("detail", sa.JSON, nullable=False),
    )


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        _short("id", 120, primary_key=True),
        _short("publication", 80),
        _short("issue", 120),
        _text("subject"),
        _short("content", 64),
        _short("channel", 16),
        sa.Column("lists", sa.JSON, nullable=False),
        sa.Column("where", sa.JSON, nullable=False),
        _short("state", 16),
        sa.Column("started_at", _MOMENT, nullable=False),
        _text("actor"),
    )
    op.create_index("campaigns_by_issue", "campaigns", ["issue"])
    op.create_table(
        "mails",
        _short("campaign", 120, sa.ForeignKey("campaigns.id"), primary_key=True),
        _short("edition", 16, primary_key=True),
        _short("first", 12, primary_key=True),
        _text("subject"),
        _text("html"),
        _text("text"),
        _text("web"),
    )
    op.create_table(
        "deliveries",
        _short("campaign", 120, sa.ForeignKey("campaigns.id"), primary_key=True),
        sa.Column("person", sa.Integer, sa.ForeignKey("people.id"), primary_key=True),
        _text("address"),
        _short("list", 80),
        _short("state", 16),
        sa.Column("sent_at", _MOMENT),
    )
    op.create_index("deliveries_by_state", "deliveries", ["campaign", "state"])
