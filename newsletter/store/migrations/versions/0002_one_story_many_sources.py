"""One story, many sources: what an item was merged into, and by what duplicates are found.

Old items get their blocks from the stage that finds duplicates, when it runs next: how titles are
compared is the application's affair.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # Written out: SQLite takes a foreign key only together with its column.
    op.execute("alter table items add column merged_into varchar(32) references items (id)")
    merged = sa.text("merged_into is not null")
    op.create_index(
        "items_merged", "items", ["merged_into"], sqlite_where=merged, postgresql_where=merged
    )
    item = sa.ForeignKey("items.number")
    op.create_table(
        "item_blocks",
        sa.Column("item", sa.Integer, item, primary_key=True, autoincrement=False),
        sa.Column("block", sa.BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_index("items_by_block", "item_blocks", ["block"])
