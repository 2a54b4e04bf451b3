"""Add terms of office, the former ids of actors, and what statistics of events need."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "actor_terms",
        sa.Column("actor_n", number, autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stop", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("office", plain, nullable=False),
        sa.Column("organisation", plain, nullable=False),
        sa.Column("title", plain, nullable=False),
        sa.Column("folded", plain, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_n"], ["actors.n"]),
        sa.PrimaryKeyConstraint("actor_n", "start", "stop", "office", "organisation", "title", "folded"),
        comment="Terms of office that articles bring of their actors, first to last day; `folded` is title and office.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "former_actors",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("actor_n", number, nullable=False),
        sa.Column("merged_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["actor_n"], ["actors.n"]),
        sa.PrimaryKeyConstraint("id"),
        comment="Ids of actors that turned out to be another one: what they name is that one's from then on.",
    )
    op.create_index("former_actors_actor", "former_actors", ["actor_n"])
    op.add_column("events", sa.Column("intensity", sa.Float(), nullable=True))
    op.add_column("events", sa.Column("fatalities", sa.Integer(), nullable=True))
    for statement in _FILL[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_index("events_start", "events")
    op.create_index("events_start", "events", _COUNTED)
    op.drop_index("participants_event", "participants")
    op.create_index("participants_event", "participants", ["event_n", "roles"])


def downgrade() -> None:
    """Undo the change."""
    op.drop_index("participants_event", "participants")
    op.create_index("participants_event", "participants", ["event_n"])
    op.drop_index("events_start", "events")
    op.create_index("events_start", "events", ["start", "n"])
    op.drop_column("events", "fatalities")
    op.drop_column("events", "intensity")
    op.drop_index("former_actors_actor", "former_actors")
    op.drop_table("former_actors")
    op.drop_table("actor_terms")


_COUNTED = [
    *("start", "n", "stop", "reach", "open_end", "event_type", "status", "country", "mode"),
    *("quad_class", "background", "intensity", "fatalities", "confidence"),
]
# Stored actors have no terms until an article that brings them is read; their bytes say so.
_FILL = {
    "sqlite": (
        "UPDATE events SET intensity = json_extract(CAST(body AS TEXT), '$.intensity'), "
        "fatalities = json_extract(CAST(body AS TEXT), '$.fatalities')",
        "UPDATE actors SET body = CAST(replace(CAST(body AS TEXT), ',\"article_count\":', "
        '\',"terms":[],"article_count":\') AS BLOB) WHERE body IS NOT NULL',
    ),
    "postgresql": (
        "UPDATE events SET intensity = (convert_from(body, 'UTF8')::json ->> 'intensity')::float, "
        "fatalities = (convert_from(body, 'UTF8')::json ->> 'fatalities')::integer",
        "UPDATE actors SET body = convert_to(replace(convert_from(body, 'UTF8'), ',\"article_count\":', "
        "',\"terms\":[],\"article_count\":'), 'UTF8') WHERE body IS NOT NULL",
    ),
}
