"""Add what the words of tellings are compared by before anything else is read, and ways past what only repeats."""

import json
import zlib
from array import array

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
    connection = op.get_bind()
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
    op.execute(
        "UPDATE telling_keys SET sketch = (SELECT t.sketch FROM tellings t WHERE t.n = telling_keys.telling_n) "
        "WHERE EXISTS (SELECT 1 FROM tellings t WHERE t.n = telling_keys.telling_n)"
    )


def downgrade() -> None:
    """Undo the change."""
    for table in ("telling_keys", "tellings"):
        op.drop_column(table, "sketch")
    op.drop_index("tellings_twin", "tellings")
    op.drop_index("tellings_event", "tellings")
    op.create_index("tellings_twin", "tellings", ["twin"])
    op.create_index("tellings_event", "tellings", ["event_n"])


def _sketch(features: dict[str, list[str]]) -> bytes:
    """Return what `ingest.tellings` made of a telling's words and triggers at this revision."""
    numbers = {zlib.crc32(word.encode("utf-8", "surrogatepass")) & 0x7FFF for word in features["q"]}
    numbers |= {zlib.crc32(word.encode("utf-8", "surrogatepass")) & 0x7FFF | 0x8000 for word in features["g"]}
    return array("H", sorted(numbers)).tobytes()
