"""Records and numbers in, their rows and search entries out; and what an article has of them already."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select

from records.events import Event
from records.extractions import Extraction
from records.positions import Position
from records.spans import Evidence
from storage import rows
from storage.inserting import Row, row_of
from storage.merging import number_pairs, number_roles
from storage.prepared import Renderer
from storage.roles import Standing, read_event_pairs, read_event_roles, read_position_roles
from storage.scalars import day_number, interval_columns
from storage.texts import text_key


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


def read_extraction(connection: Connection, article_n: int, renderer: Renderer) -> Extraction:
    """Return the records of a stored article."""
    columns = rows.article_texts.c
    record = connection.execute(select(columns.record).where(columns.article_n == article_n)).scalar_one()
    return renderer.read_record(zlib.decompress(record))


def event_row(item: StoredItem, article_n: int, event: Event, interval: Mapping[str, int | str]) -> Row:
    """Return the row of an event of one article."""
    place = event.place
    values = {
        "n": item.n,
        "id": event.id,
        "article_n": article_n,
        **interval,
        "event_type": event.event_type.value,
        "mode": event.mode,
        "contexts": f" {' '.join(event.contexts)} ",
        "cameo_code": event.cameo_code,
        "quad_class": event.quad_class,
        "status": event.status.value,
        "country": place.country if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "background": event.background,
        "confidence": round(event.confidence, 6),
        "article_count": 1,
        "ingested_at": item.ingested_at,
        "updated_at": item.updated_at,
        "body": item.body,
        "intensity": event.intensity,
        "fatalities": event.fatalities,
    }
    return row_of(rows.events, values)


def position_row(
    item: StoredItem, article_n: int, position: Position, interval: Mapping[str, int | str], numbers: tuple[int, int]
) -> Row:
    """Return the row of a position; `numbers` are those of its actor and its issue."""
    actor_n, issue_n = numbers
    values = {
        "n": item.n,
        "id": position.id,
        "article_n": article_n,
        "actor_n": actor_n,
        "issue_n": issue_n,
        **interval,
        "stance": position.stance.value,
        "polarity": int(position.polarity),
        "certainty": position.certainty.value,
        "quoted": position.quoted,
        "confidence": round(position.confidence, 6),
        "proposition": position.proposition.encode(),
        "ingested_at": item.ingested_at,
        "updated_at": item.updated_at,
        "body": item.body,
    }
    return row_of(rows.positions, values)


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


def number_event_roles(event: Event, numbers: Mapping[str, int], standing: Standing) -> dict[int, int]:
    """Return the roles in an event by the numbers of actors."""
    return number_roles(read_event_roles(event, standing), numbers)


def number_event_pairs(event: Event, numbers: Mapping[str, int], standing: Standing) -> dict[tuple[int, int], bool]:
    """Return the pairs of actors of an event by their numbers."""
    return number_pairs(read_event_pairs(event, standing), numbers)


def number_position_roles(position: Position, numbers: Mapping[str, int], standing: Standing) -> dict[int, int]:
    """Return the roles in a position by the numbers of actors."""
    return number_roles(read_position_roles(position, standing), numbers)


def pack(text: bytes) -> bytes:
    """Return the text as it is kept."""
    # Level 1 takes 55 to 70 % of the time of 6, for 11 % more bytes.
    return zlib.compress(text, 1)
