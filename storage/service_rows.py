"""The tables of the service itself: keys of clients, answers kept for repeated requests, files made for download."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Table, Text

from storage.rows import metadata

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    comment="Of a key only the SHA-256 of its secret is kept.",
)

kept_answers = Table(
    "kept_answers",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", SmallInteger),
    Column("headers", LargeBinary),
    Column("body", LargeBinary),
    Column("article_id", Text),
    Column("created_at", BigInteger, nullable=False),
    Index("kept_answers_article", "article_id"),
    Index("kept_answers_created", "created_at"),
    comment="What requests with an `Idempotency-Key` were answered; without a status one is still being answered.",
)

exports = Table(
    "exports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("request", LargeBinary, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("dataset_version", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger, nullable=False),
    Column("cleared_at", BigInteger),
    Column("whole", Integer, nullable=False),
    Index("exports_finished", "finished_at"),
    comment="Files that were made. `whole`: it sums up all articles and holds whatever any of them says.",
)

export_articles = Table(
    "export_articles",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("export_id", Text, ForeignKey("exports.id", ondelete="CASCADE"), primary_key=True),
    Index("export_articles_export", "export_id"),
    comment="Which articles a file quotes; deleting one of them clears the file.",
    sqlite_with_rowid=False,
)

Index("jobs_article", metadata.tables["jobs"].c.article_id)
