"""Records and numbers in, their rows and search entries out; and what an article has of them already."""

import zlib
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select

from records.events import Event
from records.extractions import Extraction
from records.positions import Position
from records.profiles import Appearance
from records.spans import Evidence
from storage import rows
from storage.inserting import Row
from storage.prepared import Renderer
from storage.scalars import day_number, interval_columns, plain
from storage.texts import text_key

APPEARANCES_SHOWN = 100
"""So many appearances of an article are shown, the first; it is found by all of them."""

APPEARANCE_COLUMNS = tuple(rows.appearances.c[name] for name in ("publisher", "url", "published_at", "title"))


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """What of a stored article decides over what becomes of it."""

    n: int
    id: str
    published: int
    extractor_n: int


@dataclass(frozen=True, slots=True)
class StoredItem:
    """What stays of a stored event or position that is written again."""

    n: int
    ingested_at: int
    updated_at: int
    body: bytes


def find_items(connection: Connection, table: Table, article_n: int) -> dict[str, StoredItem]:
    """Return the events or positions of an article by their ids."""
    columns = table.c
    found = connection.execute(
        select(columns.id, columns.n, columns.ingested_at, columns.updated_at, columns.body)
        .where(columns.article_n == article_n)
        .order_by(columns.n)
    )
    return {row[0]: StoredItem(*row[1:]) for row in found}


def has_appeared(connection: Connection, article_n: int, appearance: Appearance) -> bool:
    """Say whether an article is known to have appeared there; it may have done so in thousands of places."""
    columns = rows.appearances.c
    given = appearance_row((appearance.publisher, appearance.url, appearance.published_at, appearance.title))
    alike = (column.is_not_distinct_from(value) for column, value in zip(APPEARANCE_COLUMNS, given, strict=True))
    # Sought by its address, which few share, where it has one.
    own = columns.article_n == article_n if appearance.url is None else columns.article_n + 0 == article_n
    return connection.execute(select(columns.n).where(own, *alike).limit(1)).first() is not None


def find_appearances(connection: Connection, article_n: int) -> tuple[Appearance, ...]:
    """Return where an article appeared, as far as it shows that."""
    columns = rows.appearances.c
    found = connection.execute(
        select(*APPEARANCE_COLUMNS).where(columns.article_n == article_n).order_by(columns.n).limit(APPEARANCES_SHOWN)
    )
    return tuple(
        Appearance(publisher=publisher, url=url, published_at=published_at, title=title)
        for publisher, url, published_at, title in found
    )


def read_extraction(connection: Connection, article_n: int, renderer: Renderer) -> Extraction:
    """Return the records of a stored article."""
    columns = rows.article_texts.c
    record = connection.execute(select(columns.record).where(columns.article_n == article_n)).scalar_one()
    return renderer.read_record(zlib.decompress(record))


def appearance_row(given: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """Return the columns of an appearance."""
    return tuple(None if value is None else plain(value) for value in given)


def evidence_rows(n: int, article_n: int, evidence: tuple[Evidence, ...]) -> list[Row]:
    """Return the rows of the evidence of an event or a position."""
    return [(n, seq, article_n, piece.start, piece.end, piece.quote.encode()) for seq, piece in enumerate(evidence)]


def article_entry(n: int, extraction: Extraction) -> tuple[int, str]:
    """Return the key and the words by which an article is searched."""
    article = extraction.article
    return text_key(day_number(article.dct), n), f"{article.title or ''}\n{article.text}"


def event_entry(n: int, event: Event) -> tuple[int, str]:
    """Return the key and the words by which an event is searched."""
    quotes = " ".join(piece.quote for piece in event.evidence)
    return text_key(int(interval_columns(event.event_date)["start"]), n), quotes


def position_entry(n: int, position: Position) -> tuple[int, str]:
    """Return the key and the words by which a position is searched."""
    quotes = " ".join((position.proposition, *(piece.quote for piece in position.evidence)))
    return text_key(int(interval_columns(position.stated_date)["start"]), n), quotes
