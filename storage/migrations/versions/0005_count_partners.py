"""Add how many events actors share, and the way to long events of a type in a country."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "partner_counts",
        sa.Column("actor_n", number, autoincrement=False, nullable=False),
        sa.Column("other_n", number, autoincrement=False, nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("actor_n", "other_n", "own"),
        comment="How many rows `partners` has of two actors, by whether both take part themselves.",
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO partner_counts (actor_n, other_n, own, events) "
        "SELECT actor_n, other_n, own, count(*) FROM partners GROUP BY actor_n, other_n, own"
    )
    op.create_index(
        "events_type_country_reach",
        "events",
        ["event_type", "country", "start", "n"],
        sqlite_where=sa.text("reach > 0"),
        postgresql_where=sa.text("reach > 0"),
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_index("events_type_country_reach", "events")
    op.drop_table("partner_counts")
