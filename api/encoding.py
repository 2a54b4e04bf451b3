"""Stored items in, the bytes of a file in any format out: the same rows in every one of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import orjson

from api import gdelt, participants
from api.calendars import write_calendar
from api.conditions import CREDITS
from api.formats import Document, Table, lines
from api.parquet import write_parquet
from api.selecting import FLAT, WHOLE, Selection
from storage.store import Store

FILES = frozenset({"csv", "tsv", "ndjson", "parquet", "ics"})
"""Formats that without `limit` hold everything; the others are pages."""

# More cells than any table has columns.
_TOO_MANY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Rows of their own that are made of items, and the table that shows them; `headless` where a TSV has no head."""

    table: Table
    spread: Callable[[Store, Iterable[bytes]], Iterator[Document]]
    headless: bool = False


Shapes = Mapping[str, Shape]

EVENT_SHAPES: Shapes = {
    "long": Shape(table=participants.TABLE, spread=participants.spread_participants),
    "gdelt": Shape(table=gdelt.TABLE, spread=gdelt.spread_gdelt, headless=True),
}


def encode(
    form: str,
    items: Iterable[bytes],
    *,
    table: Table,
    store: Store,
    selection: Selection = WHOLE,
    shapes: Shapes | None = None,
    base: str = "",
) -> Iterator[bytes]:
    """Yield a file of the items, one of `FILES`, in pieces and in bounded memory.

    `table` shows an item as a row, `shapes` are its other rows; `base` is the address of the server.
    """
    if form == "ics":
        return write_calendar(items, base=base, store=store)
    if form == "ndjson" and selection.shape == FLAT:
        return lines(selection.apply(iter(items), store))
    shape = Shape(table=table.only(selection.keys), spread=_take)
    if selection.shape != FLAT:
        shape = (shapes or {})[selection.shape]
    table, documents = shape.table, shape.spread(store, items)
    if form == "csv":
        return table.lines(documents)
    if form == "tsv":
        return table.tabbed(documents, head=not shape.headless)
    if form == "parquet":
        return write_parquet(table, documents, about={"source": "Dateline", "credits": CREDITS})
    return lines(orjson.dumps(dict(zip(table.names, row, strict=True))) for row in table.cells(documents))


def break_off(form: str, request_id: str) -> bytes:
    """Return the end of a file that breaks off: what a person understands, and no program takes for a row.

    In Parquet and iCalendar the end that is missing says so.
    """
    said = f"This answer broke off and is not complete: request {request_id}"
    ends = {"ndjson": f'{{"{said}', "csv": f'"{said}', "tsv": said + "\t" * _TOO_MANY}
    return ends.get(form, "").encode()


def _take(_store: Store, items: Iterable[bytes]) -> Iterator[Document]:
    return map(orjson.loads, items)
