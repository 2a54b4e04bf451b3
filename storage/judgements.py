"""People's words in, their rows out, and what they are about."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, insert, select, update

from records.stories import Judgement
from storage import rows
from storage.inserting import insert_rows
from storage.scalars import instant_number, now, plain
from storage.tellings import read_judgement


def add_judgement(connection: Connection, number: int, judgement: Judgement, *, resource: str) -> None:
    """Keep what a person has said."""
    connection.execute(
        insert(rows.judgements).values(
            n=number,
            id=judgement.id,
            kind=judgement.kind.value,
            resource=resource,
            sides=json.dumps(judgement.sides),
            author=plain(judgement.by),
            note=None if judgement.note is None else plain(judgement.note),
            at=instant_number(judgement.at),
            withdrawn_at=None,
        )
    )
    ids = sorted({item_id for side in judgement.sides for item_id in side})
    insert_rows(connection, rows.judged, [(item_id, number) for item_id in ids])


def withdraw_judgement(connection: Connection, judgement_id: str) -> tuple[Judgement, str] | None:
    """Let a person's word not count any more; return it and what it is about. None: none of that id stands."""
    table = rows.judgements.c
    standing = (table.id == judgement_id, table.withdrawn_at.is_(None))
    row = connection.execute(select(rows.judgements).where(*standing)).first()
    if row is None:
        return None
    connection.execute(update(rows.judgements).where(table.n == row.n).values(withdrawn_at=now()))
    return read_judgement(row), row.resource


def list_judgements(connection: Connection, *, after: int, limit: int) -> Sequence[tuple[int, Judgement, str]]:
    """Return what people have said and still stands, the latest first, from a number downwards (0: from the last)."""
    table = rows.judgements.c
    statement = select(rows.judgements).where(table.withdrawn_at.is_(None))
    if after:
        statement = statement.where(table.n < after)
    found = connection.execute(statement.order_by(table.n.desc()).limit(limit))
    return [(row.n, read_judgement(row), row.resource) for row in found]
