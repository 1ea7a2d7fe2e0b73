"""Sources live for years: what is remembered of them, of their hosts, and of what is in doubt."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_HEALTH = (
    sa.Column("full_at", sa.DateTime(timezone=True)),
    sa.Column("trouble", sa.String(16), nullable=False, server_default=sa.text("''")),
    sa.Column("wish", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("moved_at", sa.DateTime(timezone=True)),
    sa.Column("moved_seen", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("address", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("gone_at", sa.DateTime(timezone=True)),
    sa.Column("identity", sa.String(8), nullable=False, server_default=sa.text("''")),
    sa.Column("renamed", sa.Integer, nullable=False, server_default=sa.text("0")),
)
_ITEMS = (
    sa.Column("rule", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("edited", sa.JSON, nullable=False, server_default=sa.text("'[]'")),
    sa.Column("doubt", sa.Text, nullable=False, server_default=sa.text("''")),
)
_SIGHTINGS = (
    sa.Column("text", sa.String(32), nullable=False, server_default=sa.text("''")),
    sa.Column("changed_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    for table, columns in (
        ("source_health", _HEALTH),
        ("items", _ITEMS),
        ("sightings", _SIGHTINGS),
    ):
        for column in columns:
            op.add_column(table, column)
    _index("items_in_doubt", "source", "doubt != ''")
    op.create_table(
        "hosts",
        sa.Column("host", sa.String(255), primary_key=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "tombstones",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def _index(name: str, column: str, where: str) -> None:
    only = sa.text(where)
    op.create_index(name, "items", [column], sqlite_where=only, postgresql_where=only)
