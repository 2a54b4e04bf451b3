"""People's words in, their rows out, and what they are about."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from records.stories import Judgement
from storage import rows
from storage.inserting import in_chunks, insert_rows
from storage.scalars import instant_number, instant_of, now, plain
from storage.tellings import read_judgement

POSITION = "position"


def add_judgement(
    connection: Connection, number: int, judgement: Judgement, *, resource: str, article_id: str | None = None
) -> None:
    """Keep what a person has said; `article_id` is where a position that it is about is found again."""
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
    ids = {item_id for side in judgement.sides for item_id in side} | ({article_id} if article_id else set())
    insert_rows(connection, rows.judged, [(item_id, number) for item_id in sorted(ids)])


def extend_judgement(connection: Connection, judgement: Judgement, item_id: str) -> None:
    """Let a word about one side also be about what only repeats that."""
    table = rows.judgements.c
    number, sides = connection.execute(select(table.n, table.sides).where(table.id == judgement.id)).one()
    named = sorted({*json.loads(sides)[0], item_id})
    connection.execute(update(rows.judgements).where(table.n == number).values(sides=json.dumps([named])))
    insert_rows(connection, rows.judged, [(item_id, number)])


def withdraw_judgement(connection: Connection, judgement_id: str) -> tuple[Judgement, str] | None:
    """Let a person's word not count any more; return it and what it is about. None: none of that id stands."""
    table = rows.judgements.c
    standing = (table.id == judgement_id, table.withdrawn_at.is_(None))
    row = connection.execute(select(rows.judgements).where(*standing)).first()
    if row is None:
        return None
    connection.execute(update(rows.judgements).where(table.n == row.n).values(withdrawn_at=now()))
    return read_judgement(row), row.resource


def find_judged_articles(connection: Connection, judgement: Judgement) -> list[str]:
    """Return the articles that were noted with a judgement."""
    judged, judgements = rows.judged.c, rows.judgements.c
    named = {item_id for side in judgement.sides for item_id in side}
    statement = select(judged.item_id).join(rows.judgements, judgements.n == judged.judgement_n)
    found = connection.execute(statement.where(judgements.id == judgement.id).order_by(judged.item_id)).scalars()
    return [item_id for item_id in found if item_id not in named]


def find_retracted_positions(connection: Connection, position_ids: Collection[str]) -> frozenset[str]:
    """Return those of some positions of which a person has said that they are wrong."""
    judged, judgements = rows.judged.c, rows.judgements.c
    statement = select(judged.item_id).join(rows.judgements, judgements.n == judged.judgement_n)
    standing = (judgements.resource == POSITION, judgements.withdrawn_at.is_(None))
    return frozenset(
        item_id
        for chunk in in_chunks(position_ids)
        for item_id in connection.execute(statement.where(judged.item_id.in_(chunk), *standing)).scalars()
    )


def are_positions_judged(connection: Connection) -> bool:
    """Say whether anybody has ever said anything of a position."""
    judgements = rows.judgements.c
    return connection.execute(select(judgements.n).where(judgements.resource == POSITION).limit(1)).first() is not None


def find_judgement(connection: Connection, judgement_id: str) -> tuple[Judgement, str, datetime | None] | None:
    """Return what a person has said, of what, and when that was taken back; None: nobody has said that."""
    table = rows.judgements
    row = connection.execute(select(table).where(table.c.id == plain(judgement_id))).first()
    if row is None:
        return None
    return read_judgement(row), row.resource, None if row.withdrawn_at is None else instant_of(row.withdrawn_at)


def list_judgements(connection: Connection, *, after: int, limit: int) -> Sequence[tuple[int, Judgement, str]]:
    """Return what people have said and still stands, the latest first, from a number downwards (0: from the last)."""
    table = rows.judgements.c
    statement = select(rows.judgements).where(table.withdrawn_at.is_(None))
    if after:
        statement = statement.where(table.n < after)
    found = connection.execute(statement.order_by(table.n.desc()).limit(limit))
    return [(row.n, read_judgement(row), row.resource) for row in found]
