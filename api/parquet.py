"""Rows of a table in, a Parquet file out, a row group at a time."""

import io
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import batched
from typing import TYPE_CHECKING, Any

from api.formats import Document, Table

if TYPE_CHECKING:
    import pyarrow as pa

# So many rows of text are some 20 MB while they are put into columns.
GROUP_ROWS = 10_000
_KIND_NAMES = {
    "boolean": "reciprocal background quoted requires_target",
    "integer": "fatalities quad_class polarity start end IsRootEvent SQLDATE MonthYear Year QuadClass NumMentions "
    "NumSources NumArticles Actor1Geo_Type Actor2Geo_Type ActionGeo_Type DATEADDED",
    "number": "latitude longitude intensity confidence FractionDate GoldsteinScale AvgTone Actor1Geo_Lat "
    "Actor1Geo_Long Actor2Geo_Lat Actor2Geo_Long ActionGeo_Lat ActionGeo_Long",
    "day": "date_start date_end document_date first_day last_day first_reported",
    "words": "contexts source_ids source_names target_ids target_names addressee_ids sectors aliases offices modes",
}
_KINDS = {name: kind for kind, names in _KIND_NAMES.items() for name in names.split()}


def kind_of(column: str) -> str:
    """Return what the cells of a column are in every table: text unless something else is known."""
    return "integer" if column.endswith("_count") else _KINDS.get(column, "text")


def write_parquet(table: Table, documents: Iterable[Document], *, about: dict[str, str]) -> Iterator[bytes]:
    """Yield a Parquet file in pieces; `about` stands in its metadata.

    The file is complete only with its last piece: what breaks off before cannot be read as one.
    """
    # Takes half a second and 60 MB: only where somebody asks for it.
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([(name, _types()[kind_of(name)]) for name in table.names], metadata=about)
    sink = _Pieces()
    writer = parquet.ParquetWriter(sink, schema, compression="zstd", write_statistics=True)
    try:
        for rows in batched(table.cells(documents), GROUP_ROWS):
            writer.write_batch(_batch(schema, rows), row_group_size=GROUP_ROWS)
            yield sink.take()
    finally:
        # Also where nobody reads on: what this writes then goes nowhere.
        writer.close()
    yield sink.take()


def _batch(schema: "pa.Schema", rows: Iterable[list[Any]]) -> "pa.RecordBatch":
    import pyarrow as pa

    columns = zip(*rows, strict=True)
    arrays = []
    for field, values in zip(schema, columns, strict=True):
        if pa.types.is_date32(field.type):
            arrays.append(pa.array(values, pa.string()).cast(field.type))
        else:
            arrays.append(pa.array(values, field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


@cache
def _types() -> dict[str, "pa.DataType"]:
    import pyarrow as pa

    return {
        "text": pa.string(),
        "boolean": pa.bool_(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "day": pa.date32(),
        "words": pa.list_(pa.string()),
    }


class _Pieces(io.RawIOBase):
    """A file to write whose bytes are taken away piece by piece."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._written += data
        return len(data)

    def take(self) -> bytes:
        """Return what has been written since the last time."""
        piece = bytes(self._written)
        self._written.clear()
        return piece
