"""Add what the words of tellings are compared by before anything else is read, and ways past what only repeats.

Events that were stored before 0003 get the counts that came with it.
"""

import json
import zlib
from array import array
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_AT_ONCE = 5_000


def upgrade() -> None:
    """Apply the change."""
    op.drop_index("tellings_event", "tellings")
    op.drop_index("tellings_twin", "tellings")
    op.create_index("tellings_event", "tellings", ["event_n", "leads"])
    op.create_index("tellings_twin", "tellings", ["twin", "leads"])
    for table in ("tellings", "telling_keys"):
        op.add_column(table, sa.Column("sketch", sa.LargeBinary(), nullable=False, server_default=""))
    _fill_sketches(op.get_bind())
    _fill_counts(op.get_bind())
    _fill_kept_counts(op.get_bind())


def downgrade() -> None:
    """Undo the change."""
    for table in ("telling_keys", "tellings"):
        op.drop_column(table, "sketch")
    op.drop_index("tellings_twin", "tellings")
    op.drop_index("tellings_event", "tellings")
    op.create_index("tellings_twin", "tellings", ["twin"])
    op.create_index("tellings_event", "tellings", ["event_n"])


def _fill_sketches(connection: sa.Connection) -> None:
    tellings = sa.table("tellings", *map(sa.column, ("n", "features", "sketch")))
    own, filled = sa.bindparam("own", type_=sa.BigInteger()), sa.bindparam("filled", type_=sa.LargeBinary())
    last = 0
    while True:
        statement = sa.select(tellings.c.n, tellings.c.features).where(tellings.c.n > last).order_by(tellings.c.n)
        found = connection.execute(statement.limit(_AT_ONCE)).all()
        if not found:
            break
        last = found[-1].n
        values = [{"own": n, "filled": _sketch(json.loads(bytes(features)))} for n, features in found]
        connection.execute(sa.update(tellings).where(tellings.c.n == own).values(sketch=filled), values)
    connection.exec_driver_sql(
        "UPDATE telling_keys SET sketch = (SELECT t.sketch FROM tellings t WHERE t.n = telling_keys.telling_n) "
        "WHERE EXISTS (SELECT 1 FROM tellings t WHERE t.n = telling_keys.telling_n)"
    )


def _fill_counts(connection: sa.Connection) -> None:
    """Say in the bytes of old events how many publishers report them, and since when."""
    events = sa.table("events", *map(sa.column, ("n", "body")))
    own, filled = sa.bindparam("own", type_=sa.BigInteger()), sa.bindparam("filled", type_=sa.LargeBinary())
    bare = _BARE[connection.dialect.name]
    last = 0
    while True:
        found = connection.execute(
            sa.text(
                "SELECT e.n, e.body, a.published, a.body FROM events e JOIN articles a ON a.n = e.article_n "
                f"WHERE e.n > :last AND {bare} ORDER BY e.n LIMIT :most"
            ),
            {"last": last, "most": _AT_ONCE},
        ).all()
        if not found:
            return
        last = found[-1].n
        values = [
            {"own": n, "filled": _count(bytes(body), published, bytes(article))}
            for n, body, published, article in found
        ]
        connection.execute(sa.update(events).where(events.c.n == own).values(body=filled), values)


def _fill_kept_counts(connection: sa.Connection) -> None:
    """Say it in the bytes that are kept of events which are part of others."""
    tellings = sa.table("tellings", *map(sa.column, ("n", "told")))
    last = 0
    while True:
        found = connection.execute(
            sa.text(
                "SELECT t.n, t.told, a.published, a.body FROM tellings t JOIN articles a ON a.n = t.article_n "
                "WHERE t.told IS NOT NULL AND t.n > :last ORDER BY t.n LIMIT :most"
            ),
            {"last": last, "most": _AT_ONCE},
        ).all()
        if not found:
            return
        last = found[-1].n
        for n, told, published, article in found:
            content = json.loads(zlib.decompress(told))
            if '"publisher_count":' not in content["body"]:
                content["body"] = _count(content["body"].encode(), published, bytes(article)).decode()
                packed = zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 1)
                connection.execute(sa.update(tellings).where(tellings.c.n == n).values(told=packed))


def _count(body: bytes, published: int, article: bytes) -> bytes:
    """Return the bytes of an event that one article tells, with the counts of 0003."""
    first = f'"{date.fromordinal(published).isoformat()}"' if published else "null"
    publishers = 1 if json.loads(article)["publisher"] else 0
    counts = f',"publisher_count":{publishers},"first_reported":{first},"reciprocal":'
    filled = body.replace(b',"reciprocal":', counts.encode(), 1)
    if filled == body:
        raise ValueError(f"an event's bytes are none: {body[:100]!r}")
    return filled


_BARE = {
    "sqlite": "instr(e.body, CAST('\"publisher_count\"' AS BLOB)) = 0",
    "postgresql": "position(convert_to('\"publisher_count\"', 'UTF8') IN e.body) = 0",
}


def _sketch(features: dict[str, Any]) -> bytes:
    """Return what `ingest.tellings` made of a telling's words and acts at this revision."""
    acts = [*features["g"], features["c"][:3]]
    numbers = {zlib.crc32(word.encode("utf-8", "surrogatepass")) & 0x7FFF for word in features["q"]}
    numbers |= {zlib.crc32(word.encode("utf-8", "surrogatepass")) & 0x7FFF | 0x8000 for word in acts if word}
    return array("H", sorted(numbers)).tobytes()
