"""Add keys, idempotent requests and exports."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        comment="Of a key only the SHA-256 of its secret is kept.",
    )
    op.create_table(
        "kept_answers",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("headers", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("article_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "key"),
        comment="What requests with an `Idempotency-Key` were answered; without a status one is still being answered.",
    )
    op.create_index("kept_answers_article", "kept_answers", ["article_id"], unique=False)
    op.create_index("kept_answers_created", "kept_answers", ["created_at"], unique=False)
    op.create_table(
        "exports",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("dataset_version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=False),
        sa.Column("cleared_at", sa.BigInteger(), nullable=True),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        comment="Files that were made. `whole`: it sums up all articles and holds whatever any of them says.",
    )
    op.create_index("exports_finished", "exports", ["finished_at"], unique=False)
    op.create_table(
        "export_articles",
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("export_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["export_id"], ["exports.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", "export_id"),
        comment="Which articles a file quotes; deleting one of them clears the file.",
        sqlite_with_rowid=False,
    )
    op.create_index("export_articles_export", "export_articles", ["export_id"], unique=False)
    op.create_index("jobs_article", "jobs", ["article_id"], unique=False)


def downgrade() -> None:
    """Undo the change."""
    op.drop_index("jobs_article", table_name="jobs")
    for table in ("export_articles", "exports", "kept_answers", "api_keys"):
        op.drop_table(table)
