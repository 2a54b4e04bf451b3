"""The tables: rows to filter and order by, beside the bytes that are served.

`n` is a surrogate that grows with every insert. Days are proleptic Gregorian ordinals (0: undated), instants
microseconds since 1970 in UTC: small integers that every database orders and compares alike.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
)

metadata = MetaData()

# SQLite makes only an INTEGER primary key the row's own number.
Number = BigInteger().with_variant(Integer, "sqlite")
# Ordered by code point, as SQLite does: beginnings of words are ranges then.
Plain = Text().with_variant(Text(collation="C"), "postgresql")


counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
    comment="The last number given out, by table; `version` is that of the data set.",
)

changes = Table(
    "changes",
    metadata,
    Column("token", Number, primary_key=True, autoincrement=False),
    Column("resource", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    CheckConstraint("action IN ('CREATED', 'UPDATED', 'DELETED')", name="changes_action"),
)

traces = Table(
    "traces",
    metadata,
    Column("id", Text, primary_key=True),
    Column("resource", Text, nullable=False),
    Column("merged_into", Text),
    Column("deleted_at", BigInteger),
    comment="Ids that no longer stand.",
)

extractors = Table(
    "extractors",
    metadata,
    Column("n", Number, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("ontology", Text, nullable=False),
    Index("extractors_key", "name", "version", "model", "ontology", unique=True),
)

articles = Table(
    "articles",
    metadata,
    Column("n", Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("external_id", Text),
    Column("published", Integer, nullable=False),
    Column("extractor_n", Number, ForeignKey("extractors.n"), nullable=False),
    Column("ingested_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("articles_published", "published", "n"),
    Index("articles_updated", "updated_at"),
    Index("articles_external", "external_id"),
    Index("articles_extractor", "extractor_n"),
)

article_texts = Table(
    "article_texts",
    metadata,
    Column("article_n", Number, ForeignKey("articles.n", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("record", LargeBinary, nullable=False),
    Column("annotations", LargeBinary, nullable=False),
    comment="What is long, apart from what is listed; both compressed by zlib.",
)

appearances = Table(
    "appearances",
    metadata,
    Column("n", Number, primary_key=True, autoincrement=False),
    Column("article_n", Number, ForeignKey("articles.n", ondelete="CASCADE"), nullable=False),
    Column("publisher", Text),
    Column("url", Text),
    Column("published_at", Text),
    Column("title", Text),
    Index("appearances_article", "article_n"),
    Index("appearances_publisher", "publisher", "article_n"),
    Index("appearances_url", "url"),
)

actors = Table(
    "actors",
    metadata,
    Column("n", Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("name", Plain, nullable=False),
    Column("actor_type", Text),
    Column("country", Text),
    Column("code", Text),
    Column("wikidata", Text),
    Column("sectors", Text, nullable=False),
    Column("offices", Text, nullable=False),
    Column("article_count", Integer, nullable=False),
    Column("event_count", Integer, nullable=False),
    Column("own_event_count", Integer, nullable=False),
    Column("position_count", Integer, nullable=False),
    Column("own_position_count", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("body", LargeBinary),
    Index("actors_name", "name", "n"),
    Index("actors_event_count", "event_count", "n"),
    Index("actors_article_count", "article_count", "n"),
    Index("actors_last_day", "last_day", "n"),
    Index("actors_code", "code"),
    Index("actors_wikidata", "wikidata"),
    comment="A row without body is an actor that only gathers others, or that no article names any more.",
)

actor_facts = Table(
    "actor_facts",
    metadata,
    Column("actor_n", Number, ForeignKey("actors.n"), primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("value", Plain, primary_key=True),
    Column("articles", Integer, nullable=False),
    CheckConstraint("kind IN ('SELF', 'ALIAS', 'OFFICE')", name="actor_facts_kind"),
    comment="What articles say of an actor, and how many of them.",
    sqlite_with_rowid=False,
)

actor_names = Table(
    "actor_names",
    metadata,
    Column("folded", Plain, primary_key=True),
    Column("actor_n", Number, ForeignKey("actors.n"), primary_key=True, autoincrement=False),
    Column("main", Boolean, nullable=False),
    Index("actor_names_actor", "actor_n"),
    comment="Names and aliases, without accents and case; `main` is the name.",
    sqlite_with_rowid=False,
)

actor_words = Table(
    "actor_words",
    metadata,
    Column("word", Plain, primary_key=True),
    Column("actor_n", Number, ForeignKey("actors.n"), primary_key=True, autoincrement=False),
    Index("actor_words_actor", "actor_n", "word"),
    comment="The words of an actor's names.",
    sqlite_with_rowid=False,
)

actor_terms = Table(
    "actor_terms",
    metadata,
    Column("actor_n", Number, ForeignKey("actors.n"), primary_key=True, autoincrement=False),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("stop", Integer, primary_key=True, autoincrement=False),
    Column("office", Plain, primary_key=True),
    Column("organisation", Plain, primary_key=True),
    Column("title", Plain, primary_key=True),
    Column("folded", Plain, primary_key=True),
    Column("articles", Integer, nullable=False),
    comment="Terms of office that articles bring of their actors, first to last day; `folded` is title and office.",
    sqlite_with_rowid=False,
)

former_actors = Table(
    "former_actors",
    metadata,
    Column("id", Text, primary_key=True),
    Column("actor_n", Number, ForeignKey("actors.n"), nullable=False),
    Column("merged_at", BigInteger, nullable=False),
    Index("former_actors_actor", "actor_n"),
    comment="Ids of actors that turned out to be another one: what they name is that one's from then on.",
)

article_actors = Table(
    "article_actors",
    metadata,
    Column("actor_n", Number, ForeignKey("actors.n"), primary_key=True, autoincrement=False),
    Column("article_n", Number, ForeignKey("articles.n", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Index("article_actors_article", "article_n"),
    sqlite_with_rowid=False,
)

events = Table(
    "events",
    metadata,
    Column("n", Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("article_n", Number, ForeignKey("articles.n", ondelete="CASCADE"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("open_end", SmallInteger, nullable=False),
    Column("reach", SmallInteger, nullable=False),
    Column("precision", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("event_type", Text, nullable=False),
    Column("mode", Text),
    Column("contexts", Text, nullable=False),
    Column("cameo_code", Text),
    Column("quad_class", SmallInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("country", Text),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("background", Boolean, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("article_count", Integer, nullable=False),
    Column("ingested_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("intensity", Float),
    Column("fatalities", Integer),
    # With what is counted most, so that counts need not read the rows, most of which is their bytes.
    Index(
        "events_start",
        *("start", "n", "stop", "reach", "open_end", "event_type", "status", "country", "mode"),
        *("quad_class", "background", "intensity", "fatalities", "confidence"),
    ),
    Index("events_type", "event_type", "start", "n"),
    Index("events_country", "country", "start", "n"),
    Index("events_type_country", "event_type", "country", "start", "n"),
    Index("events_confidence", "confidence", "n"),
    Index("events_article", "article_n"),
    Index("events_updated", "updated_at"),
    comment="`start` to `stop` are the days that a date filter compares, `reach` the class of their distance.",
)
participants = Table(
    "participants",
    metadata,
    Column("actor_n", Number, ForeignKey("actors.n"), primary_key=True, autoincrement=False),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("event_n", Number, ForeignKey("events.n", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("roles", SmallInteger, nullable=False),
    Column("reach", SmallInteger, nullable=False),
    Column("event_type", Text, nullable=False),
    Index("participants_event", "event_n", "roles"),
    comment="A row for each actor that takes part in an event itself or through its people (`storage.roles`).",
    sqlite_with_rowid=False,
)

# No self-join of participants finds pairs in time. Without foreign keys: the writer knows each key, and an index by
# event would cost as much again.
partners = Table(
    "partners",
    metadata,
    Column("actor_n", Number, primary_key=True, autoincrement=False),
    Column("other_n", Number, primary_key=True, autoincrement=False),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("event_n", Number, primary_key=True, autoincrement=False),
    Column("own", Boolean, nullable=False),
    comment="Ordered pairs of actors that different participants of an event are or act for.",
    sqlite_with_rowid=False,
)

partner_counts = Table(
    "partner_counts",
    metadata,
    Column("actor_n", Number, primary_key=True, autoincrement=False),
    Column("other_n", Number, primary_key=True, autoincrement=False),
    Column("own", Boolean, primary_key=True),
    Column("events", Integer, nullable=False),
    comment="How many rows `partners` has of two actors, by whether both take part themselves.",
    sqlite_with_rowid=False,
)

event_evidence = Table(
    "event_evidence",
    metadata,
    Column("event_n", Number, ForeignKey("events.n", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("article_n", Number, ForeignKey("articles.n", ondelete="CASCADE"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("quote", LargeBinary, nullable=False),
    Index("event_evidence_article", "article_n"),
    sqlite_with_rowid=False,
)

events_by_month = Table(
    "events_by_month",
    metadata,
    Column("month", Integer, primary_key=True, autoincrement=False),
    Column("event_type", Text, primary_key=True),
    Column("events", Integer, nullable=False),
    comment="Events that begin in a month (202503; 0: undated), by type.",
    sqlite_with_rowid=False,
)

events_by_country = Table(
    "events_by_country",
    metadata,
    Column("country", Text, primary_key=True),
    Column("month", Integer, primary_key=True, autoincrement=False),
    Column("event_type", Text, primary_key=True),
    Column("events", Integer, nullable=False),
    comment="The same by the country of the place ('': none).",
    sqlite_with_rowid=False,
)

issues = Table(
    "issues",
    metadata,
    Column("n", Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("label", Plain, nullable=False),
    Column("topic", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("position_count", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("body", LargeBinary),
    Index("issues_label", "label", "n"),
    Index("issues_position_count", "position_count", "n"),
    Index("issues_last_day", "last_day", "n"),
    Index("issues_topic", "topic"),
)

issue_labels = Table(
    "issue_labels",
    metadata,
    Column("issue_n", Number, ForeignKey("issues.n"), primary_key=True, autoincrement=False),
    Column("label", Plain, primary_key=True),
    Column("topic", Plain, primary_key=True),
    Column("positions", Integer, nullable=False),
    comment="Labels and topics that positions give an issue; the most frequent is shown.",
    sqlite_with_rowid=False,
)

issue_holders = Table(
    "issue_holders",
    metadata,
    Column("issue_n", Number, ForeignKey("issues.n"), primary_key=True, autoincrement=False),
    Column("actor_n", Number, ForeignKey("actors.n"), primary_key=True, autoincrement=False),
    Column("positions", Integer, nullable=False),
    Index("issue_holders_actor", "actor_n"),
    sqlite_with_rowid=False,
)

positions = Table(
    "positions",
    metadata,
    Column("n", Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("article_n", Number, ForeignKey("articles.n", ondelete="CASCADE"), nullable=False),
    Column("actor_n", Number, ForeignKey("actors.n"), nullable=False),
    Column("issue_n", Number, ForeignKey("issues.n"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("open_end", SmallInteger, nullable=False),
    Column("reach", SmallInteger, nullable=False),
    Column("precision", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("stance", Text, nullable=False),
    Column("polarity", SmallInteger, nullable=False),
    Column("certainty", Text, nullable=False),
    Column("quoted", Boolean, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("proposition", LargeBinary, nullable=False),
    Column("ingested_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("positions_start", "start", "n"),
    Index("positions_actor_issue", "actor_n", "issue_n", "start", "n"),
    Index("positions_issue", "issue_n", "start", "n"),
    Index("positions_stance", "stance", "start", "n"),
    Index("positions_confidence", "confidence", "n"),
    Index("positions_article", "article_n"),
    Index("positions_updated", "updated_at"),
)
position_actors = Table(
    "position_actors",
    metadata,
    Column("actor_n", Number, ForeignKey("actors.n"), primary_key=True, autoincrement=False),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("position_n", Number, ForeignKey("positions.n", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("roles", SmallInteger, nullable=False),
    Column("reach", SmallInteger, nullable=False),
    Index("position_actors_position", "position_n"),
    comment="Whom a position concerns, itself or through its people (`storage.roles`).",
    sqlite_with_rowid=False,
)

position_evidence = Table(
    "position_evidence",
    metadata,
    Column("position_n", Number, ForeignKey("positions.n", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("article_n", Number, ForeignKey("articles.n", ondelete="CASCADE"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("quote", LargeBinary, nullable=False),
    Index("position_evidence_article", "article_n"),
    sqlite_with_rowid=False,
)

runs = Table(
    "runs",
    metadata,
    Column("n", Number, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("extractor", Text),
    Column("started_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("created", Integer, nullable=False),
    Column("replaced", Integer, nullable=False),
    Column("appeared", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    comment="The ledger: one row for each ingest or load; without `finished_at` it is running or was cut off.",
)

run_failures = Table(
    "run_failures",
    metadata,
    Column("run_n", Number, ForeignKey("runs.n", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("article", LargeBinary, nullable=False),
    Column("code", Text, nullable=False),
    Column("detail", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    comment="What a run could not work on, as far as it is known (JSON), and why.",
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("result", LargeBinary),
    Column("error_code", Text),
    Column("error_detail", Text),
    Column("article_id", Text),
    Column("worker", Text),
    Column("attempts", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("finished_at", BigInteger),
    Index("jobs_queue", "state", "created_at", "id"),
)

workers = Table(
    "workers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("pid", Integer, nullable=False),
    Column("host", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("beat_at", BigInteger, nullable=False),
)

matchings = Table(
    "matchings",
    metadata,
    Column("article_n", Number, ForeignKey("articles.n", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("published", Integer, nullable=False),
    Column("publisher", Text),
    Column("head_n", BigInteger, nullable=False),
    Column("similarity", Float),
    Column("topics", LargeBinary, nullable=False),
    Column("signature", LargeBinary),
    Column("bands", LargeBinary),
    Index("matchings_head", "head_n"),
    comment="Articles that have been compared with others; reprints have the `head_n` of the first of their kind.",
)

reprint_bands = Table(
    "reprint_bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column("article_n", Number, primary_key=True, autoincrement=False),
    comment="Articles that share a band of their signatures may be reprints.",
    sqlite_with_rowid=False,
)

tellings = Table(
    "tellings",
    metadata,
    Column("n", Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("article_n", Number, ForeignKey("articles.n", ondelete="CASCADE"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("event_n", BigInteger),
    Column("leads", Boolean, nullable=False),
    Column("twin", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("parties", LargeBinary, nullable=False),
    Column("features", LargeBinary, nullable=False),
    Column("index_keys", LargeBinary, nullable=False),
    Column("told", LargeBinary),
    Column("sketch", LargeBinary, nullable=False, server_default=""),
    Index("tellings_article", "article_n"),
    Index("tellings_event", "event_n", "leads"),
    Index("tellings_twin", "twin", "leads"),
    comment="Events as single articles tell them. `event_n` is the event that shows one (null: retracted), `told` "
    "what it was by itself where it shares that; what a reprint only repeats does not lead.",
)

telling_keys = Table(
    "telling_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("telling_n", Number, primary_key=True, autoincrement=False),
    Column("sketch", LargeBinary, nullable=False, server_default=""),
    comment="Under which type and actor, around which day, a telling is sought.",
    sqlite_with_rowid=False,
)

story_links = Table(
    "story_links",
    metadata,
    Column("one_n", Number, primary_key=True, autoincrement=False),
    Column("other_n", Number, primary_key=True, autoincrement=False),
    Column("score", Float, nullable=False),
    Column("kind", Text, nullable=False),
    Column("grounds", LargeBinary, nullable=False),
    Index("story_links_other", "other_n"),
    comment="Pairs of tellings that are one event, or nearly, and why; the lower number is the first.",
    sqlite_with_rowid=False,
)

unsettled = Table(
    "unsettled",
    metadata,
    Column("telling_n", Number, primary_key=True, autoincrement=False),
    comment="Tellings whose neighbours have changed since they were last put together.",
)

judgements = Table(
    "judgements",
    metadata,
    Column("n", Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("resource", Text, nullable=False),
    Column("sides", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("note", Text),
    Column("at", BigInteger, nullable=False),
    Column("withdrawn_at", BigInteger),
    comment="What people have said of events and positions; their word stands over every score.",
)

judged = Table(
    "judged",
    metadata,
    Column("item_id", Text, primary_key=True),
    Column(
        "judgement_n", Number, ForeignKey("judgements.n", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    comment="The tellings and positions that a judgement is about, whether they are stored at present or not.",
    sqlite_with_rowid=False,
)

storylines = Table(
    "storylines",
    metadata,
    Column("n", Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("last_day", Integer, nullable=False),
    Column("event_count", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("storylines_last_day", "last_day", "n"),
    Index("storylines_event_count", "event_count", "n"),
)

storyline_articles = Table(
    "storyline_articles",
    metadata,
    Column("article_n", Number, ForeignKey("articles.n", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("storyline_n", Number, ForeignKey("storylines.n", ondelete="CASCADE"), nullable=False),
    Index("storyline_articles_storyline", "storyline_n"),
)

# Intervals of more than a month are few, and begin long before the days that they overlap: indexes of their own.
for _name, _table, _columns in (
    ("events_reach", events, ("start", "n")),
    ("events_type_reach", events, ("event_type", "start", "n")),
    ("events_country_reach", events, ("country", "start", "n")),
    ("events_type_country_reach", events, ("event_type", "country", "start", "n")),
    ("positions_reach", positions, ("start", "n")),
):
    Index(
        _name,
        *(_table.c[_column] for _column in _columns),
        sqlite_where=_table.c.reach > 0,
        postgresql_where=_table.c.reach > 0,
    )
