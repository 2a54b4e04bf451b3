"""An extractor in, the records of the articles that another one read out."""

import zlib
from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, and_, func, select

from storage import rows

_AT_ONCE = 20


def count_outdated(connection: Connection, *, version: str, model: str) -> int:
    """Count the articles that another version of the extractor, or another model, read."""
    statement = select(func.count()).select_from(rows.articles.join(rows.extractors))
    return int(connection.execute(statement.where(_is_outdated(version, model))).scalar_one())


def read_outdated(
    connection: Connection, *, version: str, model: str, after: int = 0
) -> Iterator[tuple[int, str, bytes]]:
    """Yield number, id and extraction record of some of them after a number, in their order."""
    articles, texts = rows.articles.c, rows.article_texts.c
    found = connection.execute(
        select(articles.n, articles.id, texts.record)
        .select_from(rows.articles.join(rows.extractors).join(rows.article_texts))
        .where(_is_outdated(version, model), articles.n > after)
        .order_by(articles.n)
        .limit(_AT_ONCE)
    )
    for n, article_id, record in found:
        yield n, article_id, zlib.decompress(record)


def _is_outdated(version: str, model: str) -> ColumnElement[bool]:
    columns = rows.extractors.c
    return ~and_(columns.version == version, columns.model == model)
