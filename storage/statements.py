"""Queries in, SQL that is written once for each shape of query and its values out."""

from collections.abc import Hashable, Iterable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Integer,
    LargeBinary,
    Select,
    Text,
    bindparam,
    false,
    func,
    literal_column,
    not_,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import aggregate_order_by

from storage.engines import SQLITE
from storage.scalars import day_number, instant_number, plain

Shape = tuple[tuple[str, Any], ...]
"""Which fields of a query are set, and to how many values: what decides over the SQL."""

Condition = ColumnElement[bool]

KEY_SEPARATOR = ",\n"
"""Stands between the keys of a page, as `ITEM_SEPARATOR` between its items."""

_PAGING = frozenset({"limit", "after", "before", "sort"})


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL as the driver takes it, and the values that are the same in every call."""

    sql: str
    constants: dict[str, Any]


def shape_of(query: Any) -> Shape:
    """Return the shape of a query: the fields that are set, with the number of values, or True for a flag."""
    shape: list[tuple[str, Any]] = []
    for name, default in _fields_of(cast(Hashable, type(query))):
        value = getattr(query, name)
        if value is default or value == default:
            continue
        if isinstance(value, tuple):
            shape.append((name, len(value)))
        elif is_dataclass(value):
            shape.append((name, shape_of(value)))
        else:
            shape.append((name, True if default is False else 1))
    return tuple(shape)


def values_of(query: Any, prefix: str = "") -> dict[str, Any]:
    """Return the values of the set fields under the names that statements give them."""
    values: dict[str, Any] = {}
    for name, default in _fields_of(cast(Hashable, type(query))):
        value = getattr(query, name)
        if value is default or value == default:
            continue
        if isinstance(value, tuple):
            values |= {
                f"{prefix}{name}_{index}": plain(item) if isinstance(item, str) else item
                for index, item in enumerate(value)
            }
        elif is_dataclass(value):
            values |= values_of(value, "not_")
        elif isinstance(value, datetime):
            values[prefix + name] = instant_number(value)
        elif isinstance(value, date):
            values[prefix + name] = day_number(value)
        elif isinstance(value, str):
            values[prefix + name] = plain(value)
        else:
            values[prefix + name] = value
    return values


@cache
def _fields_of(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The fields that are conditions, with the value that sets none."""
    return tuple(
        (field.name, field.default if field.default_factory is MISSING else field.default_factory())
        for field in fields(kind)
        if field.name not in _PAGING
    )


def compile_statement(statement: Select[Any], dialect: Dialect) -> Statement:
    """Return the SQL of a statement whose values come with each call."""
    compiled = statement.compile(dialect=dialect)
    constants = {name: value for name, value in compiled.params.items() if value is not None}
    return Statement(str(compiled), constants)


class Binder:
    """Makes the parameters of the fields of one shape."""

    def __init__(self, shape: Shape, prefix: str = "") -> None:
        self._sizes = dict(shape)
        self._prefix = prefix

    def __contains__(self, name: str) -> bool:
        return name in self._sizes

    def size(self, name: str) -> int:
        """How many values the field has."""
        return int(self._sizes.get(name, 0))

    def flag(self, name: str) -> bool:
        """Whether the flag is set."""
        return bool(self._sizes.get(name, False))

    def shape(self, name: str) -> Shape:
        """The shape of a nested set of filters."""
        return cast(Shape, self._sizes.get(name, ()))

    def one(self, name: str) -> Any:
        """The parameter of a field with one value."""
        return bindparam(self._prefix + name)

    def many(self, name: str) -> list[Any]:
        """The parameters of a field with several."""
        return [bindparam(f"{self._prefix}{name}_{index}") for index in range(self.size(name))]

    def at(self, name: str, index: int) -> Any:
        """The parameter of one of several values."""
        return bindparam(f"{self._prefix}{name}_{index}")


def is_one_of(column: Any, parameters: list[Any]) -> Condition:
    """`column` equals one of the parameters; with a single one an index keeps its order."""
    return cast(Condition, column == parameters[0] if len(parameters) == 1 else column.in_(parameters))


def none_holds(conditions: Iterable[Condition]) -> list[Condition]:
    """Return the opposite of each condition; what is unknown does not hold."""
    return [not_(func.coalesce(condition, false())) for condition in conditions]


def join_items(inner: Select[Any], keys: tuple[str, ...], *, descending: bool, dialect: Dialect) -> Select[Any]:
    """Return the select of one row: how many items, their keys as JSON, their bodies, both joined to one value.

    One row is one step of the driver, and the interpreter's lock changes hands once. SQLite aggregates in the order
    of `inner`; PostgreSQL is told that order again, by the columns of the keys.
    """
    rows = inner.subquery("page")
    columns = [rows.c[key] for key in keys]
    if dialect.name == SQLITE:
        separator: Any = literal_column("',' || char(10)")
        key_list = func.group_concat(_write_key(columns, func.json_array), separator)
        body: Any = sql_cast(func.group_concat(rows.c.body, separator), LargeBinary)
    else:
        order = [column.desc() if descending else column.asc() for column in columns]
        separator = literal_column("E',\\n'")
        key = _write_key(columns, lambda *values: sql_cast(func.json_build_array(*values), Text))
        key_list = func.string_agg(key, aggregate_order_by(separator, *order))
        separator = literal_column(r"'\x2c0a'::bytea")
        body = func.string_agg(rows.c.body, aggregate_order_by(separator, *order))
    return select(func.count(), key_list, body).select_from(rows)


def _write_key(columns: list[Any], as_json: Any) -> Any:
    """Return the JSON array of the columns; of integers without a function call for each row."""
    if not all(isinstance(column.type, Integer) for column in columns):
        return as_json(*columns)
    key: Any = literal_column("'['")
    for column in columns:
        if column is not columns[0]:
            key = key.concat(literal_column("','"))
        key = key.concat(sql_cast(column, Text))
    return key.concat(literal_column("']'"))
