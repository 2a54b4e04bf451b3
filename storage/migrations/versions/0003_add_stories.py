"""Add what matching across articles keeps: stories, judgements, storylines."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = (
    "matchings",
    "reprint_bands",
    "tellings",
    "telling_keys",
    "story_links",
    "unsettled",
    "judgements",
    "judged",
    "storylines",
    "storyline_articles",
)


def upgrade() -> None:
    """Apply the change."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "matchings",
        sa.Column("article_n", number, autoincrement=False, nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("head_n", sa.BigInteger(), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=True),
        sa.Column("topics", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.Column("bands", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["article_n"], ["articles.n"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_n"),
        comment="Articles that have been compared with others; reprints have the `head_n` of the first of their kind.",
    )
    op.create_index("matchings_head", "matchings", ["head_n"])
    op.create_table(
        "reprint_bands",
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_n", number, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("band", "article_n"),
        comment="Articles that share a band of their signatures may be reprints.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tellings",
        sa.Column("n", number, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("article_n", number, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("event_n", sa.BigInteger(), nullable=True),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("twin", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("parties", sa.LargeBinary(), nullable=False),
        sa.Column("features", sa.LargeBinary(), nullable=False),
        sa.Column("index_keys", sa.LargeBinary(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["article_n"], ["articles.n"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        comment="Events as single articles tell them. `event_n` is the event that shows one (null: retracted), `told` "
        "what it was by itself where it shares that; what a reprint only repeats does not lead.",
    )
    op.create_index("tellings_article", "tellings", ["article_n"])
    op.create_index("tellings_event", "tellings", ["event_n"])
    op.create_index("tellings_twin", "tellings", ["twin"])
    op.create_table(
        "telling_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("telling_n", number, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "day", "telling_n"),
        comment="Under which type and actor, around which day, a telling is sought.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "story_links",
        sa.Column("one_n", number, autoincrement=False, nullable=False),
        sa.Column("other_n", number, autoincrement=False, nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("grounds", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("one_n", "other_n"),
        comment="Pairs of tellings that are one event, or nearly, and why; the lower number is the first.",
        sqlite_with_rowid=False,
    )
    op.create_index("story_links_other", "story_links", ["other_n"])
    op.create_table(
        "unsettled",
        sa.Column("telling_n", number, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("telling_n"),
        comment="Tellings whose neighbours have changed since they were last put together.",
    )
    op.create_table(
        "judgements",
        sa.Column("n", number, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("sides", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        comment="What people have said of events and positions; their word stands over every score.",
    )
    op.create_table(
        "judged",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("judgement_n", number, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["judgement_n"], ["judgements.n"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "judgement_n"),
        comment="The tellings and positions that a judgement is about, whether they are stored at present or not.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "storylines",
        sa.Column("n", number, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("storylines_event_count", "storylines", ["event_count", "n"])
    op.create_index("storylines_last_day", "storylines", ["last_day", "n"])
    op.create_table(
        "storyline_articles",
        sa.Column("article_n", number, autoincrement=False, nullable=False),
        sa.Column("storyline_n", number, nullable=False),
        sa.ForeignKeyConstraint(["article_n"], ["articles.n"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["storyline_n"], ["storylines.n"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_n"),
    )
    op.create_index("storyline_articles_storyline", "storyline_articles", ["storyline_n"])


def downgrade() -> None:
    """Undo the change."""
    for name in reversed(_TABLES):
        op.drop_table(name)
