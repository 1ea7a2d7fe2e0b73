"""A form for each reader: the edition they chose, and whether their place comes first in it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_STANDARD, _NONE = sa.text("'standard'"), sa.text("''")


def upgrade() -> None:
    op.add_column(
        "people", sa.Column("edition", sa.String(16), nullable=False, server_default=_STANDARD)
    )
    op.add_column(
        "people", sa.Column("place_first", sa.Boolean, nullable=False, server_default=sa.true())
    )
    op.add_column(
        "deliveries", sa.Column("edition", sa.String(16), nullable=False, server_default=_STANDARD)
    )
    op.add_column(
        "deliveries", sa.Column("first", sa.String(12), nullable=False, server_default=_NONE)
    )
