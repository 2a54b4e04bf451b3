"""The id of an event or a position in, pages of its evidence out."""

import json
from typing import Any

from sqlalchemy import Connection, Table, select

from storage import rows
from storage.errors import InvalidKeyError
from storage.queries import ITEM_SEPARATOR, EvidenceQuery, Key, Page


def read_evidence(connection: Connection, query: EvidenceQuery) -> Page | None:
    """Return a page of evidence; None: there is no such event or position.

    Raises:
        InvalidKeyError: `after` or `before` is no key of such a page.
    """
    for items, evidence in ((rows.events, rows.event_evidence), (rows.positions, rows.position_evidence)):
        n = connection.execute(select(items.c.n).where(items.c.id == query.id)).scalar()
        if n is not None:
            return _read_page(connection, evidence, n, query)
    return None


def _read_page(connection: Connection, evidence: Table, n: int, query: EvidenceQuery) -> Page:
    owner, backwards = evidence.primary_key.columns[0], query.after is None and query.before is not None
    columns, articles = evidence.c, rows.articles.c
    statement = (
        select(columns.seq, articles.id, columns.start, columns.stop, columns.quote)
        .join(rows.articles, articles.n == columns.article_n)
        .where(owner == n)
        .order_by(columns.seq.desc() if backwards else columns.seq)
        .limit(query.limit + 1)
    )
    if query.after is not None:
        statement = statement.where(columns.seq > _read_key(query.after))
    elif query.before is not None:
        statement = statement.where(columns.seq < _read_key(query.before))
    found = list(connection.execute(statement))
    more, found = len(found) > query.limit, found[: query.limit]
    if not found:
        return Page(body=b"", count=0)
    if backwards:
        found.reverse()
    first, last = (found[0].seq,), (found[-1].seq,)
    return Page(
        body=ITEM_SEPARATOR.join(_render(*row[1:]) for row in found),
        count=len(found),
        next_key=last if more or backwards else None,
        prev_key=first if (more if backwards else query.after is not None) else None,
    )


def _read_key(key: Key) -> int:
    if not isinstance(key, tuple) or len(key) != 1 or type(key[0]) is not int or abs(key[0]) >= 1 << 31:
        raise InvalidKeyError(key)
    return key[0]


def _render(article_id: str, start: int, stop: int, quote: Any) -> bytes:
    piece = {"article_id": article_id, "start": start, "end": stop, "quote": bytes(quote).decode()}
    return json.dumps(piece, ensure_ascii=False, separators=(",", ":")).encode()
