"""The editors' desk: their words about an item, what stood in past issues, links, approvals."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_NONE = sa.text("''")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for name in ("english", "easy", "note"):
        op.add_column("items", sa.Column(name, sa.Text, nullable=False, server_default=_NONE))
    op.add_column(
        "items", sa.Column("sensitive", sa.Boolean, nullable=False, server_default=sa.false())
    )
    # What was published before went to the outbox, and was a rehearsal.
    op.add_column(
        "campaigns", sa.Column("rehearsal", sa.Boolean, nullable=False, server_default=sa.true())
    )
    op.create_table(
        "past_issues",
        sa.Column("slug", sa.String(120), primary_key=True),
        sa.Column("publication", sa.String(80), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("origin", sa.String(12), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_table(
        "appearances",
        sa.Column("issue", sa.String(120), sa.ForeignKey("past_issues.slug"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("item", sa.String(32), nullable=False, index=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False, index=True),
        sa.Column("words", sa.String(64), nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("place", sa.String(12), nullable=False),
        sa.Column("section", sa.String(80), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
    )
    op.create_table(
        "links",
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("final", sa.Text, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("issue", sa.String(120), nullable=False, index=True),
        sa.Column("publication", sa.String(80), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("binding", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("withdrawn_at", _MOMENT),
    )
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("issue", sa.String(120), nullable=False, index=True),
        sa.Column("item", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("carried_in", sa.String(120), nullable=False),
    )
