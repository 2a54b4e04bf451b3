"""Rows in, rows in the database out: statements written once for each table and run for many rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table

from storage.engines import SQLITE

Row = tuple[Any, ...]

CHUNK = 500
"""Values in one IN list; SQLite takes 32,766, short lists keep statements alike."""


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows whose values are in the order of the table's columns."""
    if rows:
        connection.exec_driver_sql(_insert_statement(table, connection.dialect.name), list(rows))


def update_rows(connection: Connection, table: Table, changed: Sequence[Mapping[str, Any]]) -> None:
    """Set columns of the rows whose number `n` each mapping holds; all of them name the same columns."""
    if changed:
        names = tuple(name for name in changed[0] if name != "n")
        values = itemgetter(*names, "n")
        connection.exec_driver_sql(_update_statement(table, names, connection.dialect.name), list(map(values, changed)))


def row_of(table: Table, values: Mapping[str, Any]) -> Row:
    """Return the row that has these values, one for every column."""
    row: Row = _getter(table)(values)
    return row


def add_counts(connection: Connection, table: Table, deltas: Mapping[Row, int]) -> None:
    """Add to the counts in the last column of a table whose key the others are; what falls to 0 goes."""
    rows = [(*key, delta) for key, delta in deltas.items() if delta]
    if not rows:
        return
    dialect = connection.dialect.name
    connection.exec_driver_sql(_upsert_statement(table, dialect), rows)
    gone = [row[:-1] for row in rows if row[-1] < 0]
    if gone:
        connection.exec_driver_sql(_sweep_statement(table, dialect), gone)


def in_chunks(values: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """Yield the values in lists of a bounded length."""
    chunk: list[Any] = []
    for value in values:
        chunk.append(value)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def select_in(connection: Connection, sql: str, values: Iterable[Any]) -> Iterator[Any]:
    """Yield the rows of a statement with `{}` where the values stand, whose markers are written in, chunk by chunk."""
    marker = marker_of(connection.dialect.name)
    for chunk in in_chunks(values):
        yield from connection.exec_driver_sql(sql.format(", ".join([marker] * len(chunk))), tuple(chunk)).all()


def marker_of(dialect: str) -> str:
    """Return what stands for a value by position."""
    return "?" if dialect == SQLITE else "%s"


@cache
def _getter(table: Table) -> Any:
    return itemgetter(*table.columns.keys())


@cache
def _insert_statement(table: Table, dialect: str) -> str:
    names = ", ".join(table.columns.keys())
    markers = ", ".join([marker_of(dialect)] * len(table.columns))
    return f"INSERT INTO {table.name} ({names}) VALUES ({markers})"


@cache
def _update_statement(table: Table, names: tuple[str, ...], dialect: str) -> str:
    marker = marker_of(dialect)
    return f"UPDATE {table.name} SET {', '.join(f'{name} = {marker}' for name in names)} WHERE n = {marker}"


@cache
def _upsert_statement(table: Table, dialect: str) -> str:
    *key, count = table.columns.keys()
    return (
        f"{_insert_statement(table, dialect)} ON CONFLICT ({', '.join(key)}) "
        f"DO UPDATE SET {count} = {table.name}.{count} + excluded.{count}"
    )


@cache
def _sweep_statement(table: Table, dialect: str) -> str:
    *key, count = table.columns.keys()
    conditions = " AND ".join(f"{name} = {marker_of(dialect)}" for name in key)
    return f"DELETE FROM {table.name} WHERE {conditions} AND {count} <= 0"
