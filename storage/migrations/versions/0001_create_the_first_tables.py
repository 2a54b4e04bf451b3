"""Create the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "actors",
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("actor_type", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("wikidata", sa.Text(), nullable=True),
        sa.Column("sectors", sa.Text(), nullable=False),
        sa.Column("offices", sa.Text(), nullable=False),
        sa.Column("article_count", sa.Integer(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("own_event_count", sa.Integer(), nullable=False),
        sa.Column("position_count", sa.Integer(), nullable=False),
        sa.Column("own_position_count", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        comment="A row without body is an actor that only gathers others, or that no article names any more.",
    )
    with op.batch_alter_table("actors", schema=None) as batch_op:
        batch_op.create_index("actors_article_count", ["article_count", "n"], unique=False)
        batch_op.create_index("actors_code", ["code"], unique=False)
        batch_op.create_index("actors_event_count", ["event_count", "n"], unique=False)
        batch_op.create_index("actors_last_day", ["last_day", "n"], unique=False)
        batch_op.create_index("actors_name", ["name", "n"], unique=False)
        batch_op.create_index("actors_wikidata", ["wikidata"], unique=False)

    op.create_table(
        "changes",
        sa.Column("token", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("action IN ('CREATED', 'UPDATED', 'DELETED')", name="changes_action"),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        comment="The last number given out, by table; `version` is that of the data set.",
    )
    op.create_table(
        "events_by_country",
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("country", "month", "event_type"),
        comment="The same by the country of the place ('': none).",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "events_by_month",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "event_type"),
        comment="Events that begin in a month (202503; 0: undated), by type.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "extractors",
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("ontology", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
    )
    with op.batch_alter_table("extractors", schema=None) as batch_op:
        batch_op.create_index("extractors_key", ["name", "version", "model", "ontology"], unique=True)

    op.create_table(
        "issues",
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("label", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("position_count", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
    )
    with op.batch_alter_table("issues", schema=None) as batch_op:
        batch_op.create_index("issues_label", ["label", "n"], unique=False)
        batch_op.create_index("issues_last_day", ["last_day", "n"], unique=False)
        batch_op.create_index("issues_position_count", ["position_count", "n"], unique=False)
        batch_op.create_index("issues_topic", ["topic"], unique=False)

    op.create_table(
        "jobs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_detail", sa.Text(), nullable=True),
        sa.Column("article_id", sa.Text(), nullable=True),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index("jobs_queue", ["state", "created_at", "id"], unique=False)

    op.create_table(
        "partners",
        sa.Column("actor_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("other_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("actor_n", "other_n", "start", "event_n"),
        comment="Ordered pairs of actors that different participants of an event are or act for.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "runs",
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("extractor", sa.Text(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("replaced", sa.Integer(), nullable=False),
        sa.Column("appeared", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        comment="The ledger: one row for each ingest or load; without `finished_at` it is running or was cut off.",
    )
    op.create_table(
        "traces",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        comment="Ids that no longer stand.",
    )
    op.create_table(
        "workers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("beat_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "actor_facts",
        sa.Column("actor_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('SELF', 'ALIAS', 'OFFICE')", name="actor_facts_kind"),
        sa.ForeignKeyConstraint(
            ["actor_n"],
            ["actors.n"],
        ),
        sa.PrimaryKeyConstraint("actor_n", "kind", "value"),
        comment="What articles say of an actor, and how many of them.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "actor_names",
        sa.Column("folded", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("actor_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_n"],
            ["actors.n"],
        ),
        sa.PrimaryKeyConstraint("folded", "actor_n"),
        comment="Names and aliases, without accents and case; `main` is the name.",
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("actor_names", schema=None) as batch_op:
        batch_op.create_index("actor_names_actor", ["actor_n"], unique=False)

    op.create_table(
        "actor_words",
        sa.Column("word", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("actor_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_n"],
            ["actors.n"],
        ),
        sa.PrimaryKeyConstraint("word", "actor_n"),
        comment="The words of an actor's names.",
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("actor_words", schema=None) as batch_op:
        batch_op.create_index("actor_words_actor", ["actor_n", "word"], unique=False)

    op.create_table(
        "articles",
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("extractor_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ingested_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["extractor_n"],
            ["extractors.n"],
        ),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
    )
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.create_index("articles_external", ["external_id"], unique=False)
        batch_op.create_index("articles_extractor", ["extractor_n"], unique=False)
        batch_op.create_index("articles_published", ["published", "n"], unique=False)
        batch_op.create_index("articles_updated", ["updated_at"], unique=False)

    op.create_table(
        "issue_holders",
        sa.Column("issue_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("actor_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("positions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_n"],
            ["actors.n"],
        ),
        sa.ForeignKeyConstraint(
            ["issue_n"],
            ["issues.n"],
        ),
        sa.PrimaryKeyConstraint("issue_n", "actor_n"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("issue_holders", schema=None) as batch_op:
        batch_op.create_index("issue_holders_actor", ["actor_n"], unique=False)

    op.create_table(
        "issue_labels",
        sa.Column("issue_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("label", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("topic", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("positions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_n"],
            ["issues.n"],
        ),
        sa.PrimaryKeyConstraint("issue_n", "label", "topic"),
        comment="Labels and topics that positions give an issue; the most frequent is shown.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "run_failures",
        sa.Column("run_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("article", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("detail", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["run_n"], ["runs.n"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_n", "seq"),
        comment="What a run could not work on, as far as it is known (JSON), and why.",
    )
    op.create_table(
        "appearances",
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("article_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("published_at", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["article_n"], ["articles.n"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("n"),
    )
    with op.batch_alter_table("appearances", schema=None) as batch_op:
        batch_op.create_index("appearances_article", ["article_n"], unique=False)
        batch_op.create_index("appearances_publisher", ["publisher", "article_n"], unique=False)
        batch_op.create_index("appearances_url", ["url"], unique=False)

    op.create_table(
        "article_actors",
        sa.Column("actor_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "article_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["actor_n"],
            ["actors.n"],
        ),
        sa.ForeignKeyConstraint(["article_n"], ["articles.n"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("actor_n", "article_n"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("article_actors", schema=None) as batch_op:
        batch_op.create_index("article_actors_article", ["article_n"], unique=False)

    op.create_table(
        "article_texts",
        sa.Column(
            "article_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("annotations", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_n"], ["articles.n"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_n"),
        comment="What is long, apart from what is listed; both compressed by zlib.",
    )
    op.create_table(
        "events",
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("article_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("open_end", sa.SmallInteger(), nullable=False),
        sa.Column("reach", sa.SmallInteger(), nullable=False),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("contexts", sa.Text(), nullable=False),
        sa.Column("cameo_code", sa.Text(), nullable=True),
        sa.Column("quad_class", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("background", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("article_count", sa.Integer(), nullable=False),
        sa.Column("ingested_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_n"], ["articles.n"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        comment="`start` to `stop` are the days that a date filter compares, `reach` the class of their distance.",
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index("events_article", ["article_n"], unique=False)
        batch_op.create_index("events_confidence", ["confidence", "n"], unique=False)
        batch_op.create_index("events_country", ["country", "start", "n"], unique=False)
        batch_op.create_index(
            "events_country_reach",
            ["country", "start", "n"],
            unique=False,
            sqlite_where=sa.text("reach > 0"),
            postgresql_where=sa.text("reach > 0"),
        )
        batch_op.create_index(
            "events_reach",
            ["start", "n"],
            unique=False,
            sqlite_where=sa.text("reach > 0"),
            postgresql_where=sa.text("reach > 0"),
        )
        batch_op.create_index("events_start", ["start", "n"], unique=False)
        batch_op.create_index("events_type", ["event_type", "start", "n"], unique=False)
        batch_op.create_index("events_type_country", ["event_type", "country", "start", "n"], unique=False)
        batch_op.create_index(
            "events_type_reach",
            ["event_type", "start", "n"],
            unique=False,
            sqlite_where=sa.text("reach > 0"),
            postgresql_where=sa.text("reach > 0"),
        )
        batch_op.create_index("events_updated", ["updated_at"], unique=False)

    op.create_table(
        "positions",
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("article_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issue_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("open_end", sa.SmallInteger(), nullable=False),
        sa.Column("reach", sa.SmallInteger(), nullable=False),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("polarity", sa.SmallInteger(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("quoted", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("proposition", sa.LargeBinary(), nullable=False),
        sa.Column("ingested_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_n"],
            ["actors.n"],
        ),
        sa.ForeignKeyConstraint(["article_n"], ["articles.n"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["issue_n"],
            ["issues.n"],
        ),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
    )
    with op.batch_alter_table("positions", schema=None) as batch_op:
        batch_op.create_index("positions_actor_issue", ["actor_n", "issue_n", "start", "n"], unique=False)
        batch_op.create_index("positions_article", ["article_n"], unique=False)
        batch_op.create_index("positions_confidence", ["confidence", "n"], unique=False)
        batch_op.create_index("positions_issue", ["issue_n", "start", "n"], unique=False)
        batch_op.create_index(
            "positions_reach",
            ["start", "n"],
            unique=False,
            sqlite_where=sa.text("reach > 0"),
            postgresql_where=sa.text("reach > 0"),
        )
        batch_op.create_index("positions_stance", ["stance", "start", "n"], unique=False)
        batch_op.create_index("positions_start", ["start", "n"], unique=False)
        batch_op.create_index("positions_updated", ["updated_at"], unique=False)

    op.create_table(
        "event_evidence",
        sa.Column("event_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("article_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("quote", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_n"], ["articles.n"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["event_n"], ["events.n"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_n", "seq"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("event_evidence", schema=None) as batch_op:
        batch_op.create_index("event_evidence_article", ["article_n"], unique=False)

    op.create_table(
        "participants",
        sa.Column("actor_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("roles", sa.SmallInteger(), nullable=False),
        sa.Column("reach", sa.SmallInteger(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_n"],
            ["actors.n"],
        ),
        sa.ForeignKeyConstraint(["event_n"], ["events.n"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("actor_n", "start", "event_n"),
        comment="A row for each actor that takes part in an event itself or through its people (`storage.roles`).",
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.create_index("participants_event", ["event_n"], unique=False)

    op.create_table(
        "position_actors",
        sa.Column("actor_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "position_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("roles", sa.SmallInteger(), nullable=False),
        sa.Column("reach", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_n"],
            ["actors.n"],
        ),
        sa.ForeignKeyConstraint(["position_n"], ["positions.n"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("actor_n", "start", "position_n"),
        comment="Whom a position concerns, itself or through its people (`storage.roles`).",
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("position_actors", schema=None) as batch_op:
        batch_op.create_index("position_actors_position", ["position_n"], unique=False)

    op.create_table(
        "position_evidence",
        sa.Column(
            "position_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("article_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("quote", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_n"], ["articles.n"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["position_n"], ["positions.n"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("position_n", "seq"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("position_evidence", schema=None) as batch_op:
        batch_op.create_index("position_evidence_article", ["article_n"], unique=False)
    _create_text_indexes()


def downgrade() -> None:
    """Undo the change."""
    for name in _TEXT_INDEXES:
        op.execute(f"DROP TABLE {name}")
    with op.batch_alter_table("position_evidence", schema=None) as batch_op:
        batch_op.drop_index("position_evidence_article")

    op.drop_table("position_evidence")
    with op.batch_alter_table("position_actors", schema=None) as batch_op:
        batch_op.drop_index("position_actors_position")

    op.drop_table("position_actors")
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.drop_index("participants_event")

    op.drop_table("participants")
    with op.batch_alter_table("event_evidence", schema=None) as batch_op:
        batch_op.drop_index("event_evidence_article")

    op.drop_table("event_evidence")
    with op.batch_alter_table("positions", schema=None) as batch_op:
        batch_op.drop_index("positions_updated")
        batch_op.drop_index("positions_start")
        batch_op.drop_index("positions_stance")
        batch_op.drop_index("positions_reach", sqlite_where=sa.text("reach > 0"), postgresql_where=sa.text("reach > 0"))
        batch_op.drop_index("positions_issue")
        batch_op.drop_index("positions_confidence")
        batch_op.drop_index("positions_article")
        batch_op.drop_index("positions_actor_issue")

    op.drop_table("positions")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index("events_updated")
        batch_op.drop_index(
            "events_type_reach", sqlite_where=sa.text("reach > 0"), postgresql_where=sa.text("reach > 0")
        )
        batch_op.drop_index("events_type_country")
        batch_op.drop_index("events_type")
        batch_op.drop_index("events_start")
        batch_op.drop_index("events_reach", sqlite_where=sa.text("reach > 0"), postgresql_where=sa.text("reach > 0"))
        batch_op.drop_index(
            "events_country_reach", sqlite_where=sa.text("reach > 0"), postgresql_where=sa.text("reach > 0")
        )
        batch_op.drop_index("events_country")
        batch_op.drop_index("events_confidence")
        batch_op.drop_index("events_article")

    op.drop_table("events")
    op.drop_table("article_texts")
    with op.batch_alter_table("article_actors", schema=None) as batch_op:
        batch_op.drop_index("article_actors_article")

    op.drop_table("article_actors")
    with op.batch_alter_table("appearances", schema=None) as batch_op:
        batch_op.drop_index("appearances_url")
        batch_op.drop_index("appearances_publisher")
        batch_op.drop_index("appearances_article")

    op.drop_table("appearances")
    op.drop_table("run_failures")
    op.drop_table("issue_labels")
    with op.batch_alter_table("issue_holders", schema=None) as batch_op:
        batch_op.drop_index("issue_holders_actor")

    op.drop_table("issue_holders")
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.drop_index("articles_updated")
        batch_op.drop_index("articles_published")
        batch_op.drop_index("articles_extractor")
        batch_op.drop_index("articles_external")

    op.drop_table("articles")
    with op.batch_alter_table("actor_words", schema=None) as batch_op:
        batch_op.drop_index("actor_words_actor")

    op.drop_table("actor_words")
    with op.batch_alter_table("actor_names", schema=None) as batch_op:
        batch_op.drop_index("actor_names_actor")

    op.drop_table("actor_names")
    op.drop_table("actor_facts")
    op.drop_table("workers")
    op.drop_table("traces")
    op.drop_table("runs")
    op.drop_table("partners")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index("jobs_queue")

    op.drop_table("jobs")
    with op.batch_alter_table("issues", schema=None) as batch_op:
        batch_op.drop_index("issues_topic")
        batch_op.drop_index("issues_position_count")
        batch_op.drop_index("issues_last_day")
        batch_op.drop_index("issues_label")

    op.drop_table("issues")
    with op.batch_alter_table("extractors", schema=None) as batch_op:
        batch_op.drop_index("extractors_key")

    op.drop_table("extractors")
    op.drop_table("events_by_month")
    op.drop_table("events_by_country")
    op.drop_table("counters")
    op.drop_table("changes")
    with op.batch_alter_table("actors", schema=None) as batch_op:
        batch_op.drop_index("actors_wikidata")
        batch_op.drop_index("actors_name")
        batch_op.drop_index("actors_last_day")
        batch_op.drop_index("actors_event_count")
        batch_op.drop_index("actors_code")
        batch_op.drop_index("actors_article_count")

    op.drop_table("actors")


_TEXT_INDEXES = ("events_text", "positions_text", "articles_text")


def _create_text_indexes() -> None:
    """Full text is each database's own; the keys are day and number of a row."""
    for name in _TEXT_INDEXES:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE VIRTUAL TABLE {name} USING fts5("
                "words, content='', tokenize='porter unicode61 remove_diacritics 2')"
            )
        else:
            op.execute(f"CREATE TABLE {name} (key BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
            op.execute(f"CREATE INDEX {name}_words ON {name} USING gin (words)")
