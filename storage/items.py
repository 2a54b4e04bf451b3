"""Queries for dated items (events, positions) in, pages of their stored bytes out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    Dialect,
    Select,
    Table,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.sql.visitors import iterate, replacement_traverse

from storage.dating import EVERYTHING, Stretch, find_stretches
from storage.errors import InvalidKeyError
from storage.queries import ITEM_SEPARATOR, TOTAL_CAP, ArticleQuery, EventQuery, Key, Page, PositionQuery, Total
from storage.reading import Reader
from storage.scalars import LAST_DAY, UNDATED, OpenEnd
from storage.statements import (
    KEY_SEPARATOR,
    Binder,
    Condition,
    Shape,
    Statement,
    compile_statement,
    join_items,
    shape_of,
    values_of,
)
from storage.texts import TextTable, search_values, text_key

DatedQuery = EventQuery | PositionQuery | ArticleQuery

STREAM_LIMIT = 1000

_DAY_SORTS = frozenset({"event_date", "stated_date", "published_at"})


@dataclass(frozen=True, slots=True)
class Order:
    """By which column of the items, and which way; between equals their numbers decide, the same way."""

    column: str
    descending: bool

    @property
    def by_day(self) -> bool:
        """Whether the order is that of days, in which the indexes are."""
        return self.column == "start"

    def reversed(self) -> "Order":
        """The other way."""
        return Order(self.column, not self.descending)


@dataclass(frozen=True, slots=True)
class Source:
    """One way to find items: tables that an index leads through in the order of `start` and `n`.

    `conditions` are all that the query asks for. `text_key` is the key of a search index, where that one leads.
    `index` is the table that leads to the items, `repeated` what it says of them by itself, by the names of theirs.
    """

    tables: Any
    start: Any
    n: Any
    reach: Any
    conditions: tuple[Condition, ...]
    text: TextTable | None = None
    index: Table | None = None
    repeated: Mapping[str, Any] = field(default_factory=dict)


class Items:
    """A kind of dated items: its table and the ways to find them."""

    table: Table
    start: Any
    stop: Any
    text: TextTable
    single_days = False
    """Whether no interval is longer than a day, nor open."""

    def refine(self, query: DatedQuery, shape: Shape, values: dict[str, Any]) -> tuple[Shape, dict[str, Any]]:  # noqa: ARG002
        """Return shape and values of a query as the conditions of this kind need them."""
        return shape, values

    def find_sources(self, binder: Binder, dialect: Dialect) -> Sequence[Source]:
        """Return ways that together find what a shape asks for; an item may come from several."""
        raise NotImplementedError


def read_order(sort: str, *, searching: bool) -> Order:
    """Return the order of a sort; relevance without a search is the newest first."""
    column, descending = sort.removeprefix("-"), sort.startswith("-")
    if column == "relevance":
        return Order("relevance", True) if searching else Order("start", True)
    if column in _DAY_SORTS:
        return Order("start", descending)
    return Order("n" if column == "ingested_at" else column, descending)


def read_page(reader: Reader, items: Items, query: DatedQuery) -> Page:
    """Return a page of the items that a query finds.

    Raises:
        InvalidKeyError: `after` or `before` is no key of this query.
    """
    key = query.after if query.after is not None else query.before
    backwards = query.after is None and query.before is not None
    search = _Search(reader, items, query)
    parts: list[Part] = []
    missing = query.limit + 1
    for stretch, start_key in search.walk(key, backwards=backwards):
        part = search.read(stretch, start_key, limit=missing, backwards=backwards)
        if part is not None:
            parts.append(part)
            missing -= part.count
        if missing <= 0:
            break
    return make_page(parts, query, backwards=backwards, more=missing <= 0)


def count_items(reader: Reader, items: Items, query: DatedQuery) -> Total:
    """Count the items that a query finds, as far as totals are counted."""
    search = _Search(reader, items, query)
    count = 0
    for stretch, _ in search.walk(None, backwards=False):
        count += search.count(stretch, limit=TOTAL_CAP + 1 - count)
        if count > TOTAL_CAP:
            return Total(value=TOTAL_CAP, exact=False)
    return Total(value=count, exact=True)


def stream_items(reader: Reader, items: Items, query: DatedQuery) -> Iterator[bytes]:
    """Yield everything that a query finds, some hundred rows at a time; its limit and keys do not count."""
    search = _Search(reader, items, query)
    for stretch, _ in search.walk(None, backwards=False):
        key = None
        while True:
            rows = search.read_rows(stretch, key, limit=STREAM_LIMIT)
            for row in rows:
                yield bytes(row[-1])
            if len(rows) < STREAM_LIMIT:
                break
            key = search.key_of(rows[-1])


def select_matches(
    reader: Reader, items: Items, query: DatedQuery, *columns: Any
) -> tuple[Select[Any], dict[str, Any]]:
    """Return a select of the numbers `n` of all items that a query finds, each once, and its values.

    `columns` of the items' own table are selected with them.
    """
    search = _Search(reader, items, query)
    binder = Binder(search.shape)
    dialect = reader.dialect
    sources = items.find_sources(binder, dialect)
    ways = []
    for stretch, _ in search.walk(None, backwards=False):
        for source in sources:
            conditions = _conditions_of(items, source, binder, search.traits(stretch), dialect)
            wanted = [source.repeated.get(column.name, column) for column in columns]
            # A million entries of an index are read in no time, their rows in seconds: what adds nothing is left.
            tables = source.tables
            if source.index is not None and not _looks_at(items.table, [*wanted, *conditions]):
                tables = source.index
            way = select(source.n.label("n"), *wanted).select_from(tables).where(*conditions)
            ways.append(_fix_values(way, _stretch_values(stretch)))
    if len(ways) == 1:
        return ways[0], search.values
    # No item is in two stretches; several sources may find the same one.
    return select((union_all if len(sources) == 1 else union)(*ways).subquery()), search.values


def _looks_at(table: Table, elements: Sequence[Any]) -> bool:
    """Say whether any of the expressions, or what is selected in them, knows the table."""
    return any(
        part is table or getattr(part, "table", None) is table for element in elements for part in iterate(element)
    )


def _fix_values(statement: Select[Any], values: dict[str, int]) -> Select[Any]:
    """Return the statement with these parameters as part of the SQL: another of the same names stands beside it."""

    def replace_one(element: Any, **_: Any) -> Any:
        known = isinstance(element, BindParameter) and element.key in values
        return literal_column(str(values[element.key])) if known else None

    return cast(Select[Any], replacement_traverse(statement, {}, replace_one))


class _Search:
    """One query with its values, ready to read any stretch of it."""

    def __init__(self, reader: Reader, items: Items, query: DatedQuery) -> None:
        self._reader = reader
        self._items = items
        self._query = query
        values = values_of(query)
        shape = shape_of(query)
        if query.text is not None:
            values.pop("text")
            found = search_values(query.text, reader.dialect.name)
            values |= found
            shape = (*(field for field in shape if field[0] != "text"), *((name, 1) for name in found))
        self.shape, self.values = items.refine(query, shape, values)
        self._order = read_order(query.sort, searching="text" in values)
        # An end that nobody stated lies anywhere: such intervals are in no stretch of the index by day.
        self._by_stretches = self._order.by_day and "include_open" not in dict(shape)

    def walk(self, key: Key | None, *, backwards: bool) -> Iterator[tuple[Stretch, Key | None]]:
        """Yield the stretches from a key on, the first one with the key."""
        stretches: Sequence[Stretch] = EVERYTHING
        query, order = self._query, self._order
        if self._by_stretches:
            stretches = find_stretches(
                query.date_from,
                query.date_to,
                include_undated=query.include_undated,
                descending=order.descending,
                single_days=self._items.single_days,
            )
        elif order.by_day and not order.descending:
            stretches = find_stretches(None, None, include_undated=True, descending=False)
        if backwards:
            stretches = stretches[::-1]
        if key is None:
            yield from ((stretch, None) for stretch in stretches)
            return
        check_key(key, order)
        if order.by_day:
            first = next((i for i, s in enumerate(stretches) if s.low <= int(key[0]) <= s.high), None)
            if first is None:
                raise InvalidKeyError(key)
            stretches = stretches[first:]
        yield stretches[0], key
        yield from ((stretch, None) for stretch in stretches[1:])

    def read(self, stretch: Stretch, key: Key | None, *, limit: int, backwards: bool) -> "Part | None":
        """Return the items of a stretch."""
        order = self._order.reversed() if backwards else self._order
        dialect = self._reader.dialect
        statement = _page_statement(self._items, self.shape, order, self.traits(stretch), key is not None, dialect)
        return read_part(self._reader.one(statement.sql, self._values_for(statement, stretch, key, order, limit)))

    def read_rows(self, stretch: Stretch, key: Key | None, *, limit: int) -> list[Any]:
        """Return the items of a stretch as rows: sort value, number, body."""
        statement = _page_statement(
            self._items, self.shape, self._order, self.traits(stretch), key is not None, self._reader.dialect, False
        )
        return self._reader.all(statement.sql, self._values_for(statement, stretch, key, self._order, limit))

    def key_of(self, row: Any) -> Key:
        """Return the key of a row of `read_rows`."""
        return (row[1],) if self._order.column == "n" else (row[0], row[1])

    def count(self, stretch: Stretch, *, limit: int) -> int:
        """Count the items of a stretch, up to `limit`."""
        statement = _count_statement(self._items, self.shape, self.traits(stretch), self._reader.dialect)
        values = {**statement.constants, **self.values, **_stretch_values(stretch), "page_limit": limit}
        return int(self._reader.one(statement.sql, values)[0])

    def _values_for(
        self, statement: Statement, stretch: Stretch, key: Key | None, order: Order, limit: int
    ) -> dict[str, Any]:
        values = {**statement.constants, **self.values, **_stretch_values(stretch), "page_limit": limit}
        return values if key is None else values | _key_values(key, order)

    def traits(self, stretch: Stretch) -> "_Traits":
        """Return what of a stretch decides over the SQL."""
        return _Traits(
            ranged=stretch not in EVERYTHING,
            reach=stretch.reach,
            overlap=stretch.overlap,
            filter_dates=not self._by_stretches and self.has_dates,
        )

    @property
    def has_dates(self) -> bool:
        """Whether the query names days."""
        return self._query.date_from is not None or self._query.date_to is not None


@dataclass(frozen=True, slots=True)
class _Traits:
    """What of a stretch decides over the SQL."""

    ranged: bool
    reach: int
    overlap: bool
    filter_dates: bool


@lru_cache(maxsize=2048)
def _page_statement(
    items: Items, shape: Shape, order: Order, traits: _Traits, keyed: bool, dialect: Dialect, joined: bool = True
) -> Statement:
    """Write the statement of a page: one row with all its items, or a row for each of them."""
    binder = Binder(shape)
    table = items.table
    sources = items.find_sources(binder, dialect)
    body = table.c.body.label("body")
    if len(sources) == 1:
        inner = _select_keys(items, sources[0], binder, order, traits, keyed, dialect, extra=(body,))
    else:
        # Each way to find items is in order by itself and gives no more than a page: their union is small.
        ways = [
            select(_select_keys(items, source, binder, order, traits, keyed, dialect).subquery()) for source in sources
        ]
        keys = union(*ways).subquery("keys")
        sort = _sort_columns(keys.c.sort_value, keys.c.n, order)
        inner = (
            select(keys.c.sort_value, keys.c.n, body)
            .select_from(keys.join(table, table.c.n == keys.c.n))
            .order_by(*sort)
            .limit(bindparam("page_limit"))
        )
    if not joined:
        return compile_statement(inner, dialect)
    names = ("n",) if order.column == "n" else ("sort_value", "n")
    return compile_statement(join_items(inner, names, descending=order.descending, dialect=dialect), dialect)


@lru_cache(maxsize=1024)
def _count_statement(items: Items, shape: Shape, traits: _Traits, dialect: Dialect) -> Statement:
    binder = Binder(shape)
    ways = []
    for source in items.find_sources(binder, dialect):
        conditions = _conditions_of(items, source, binder, traits, dialect)
        way = select(source.n.label("n")).select_from(source.tables).where(*conditions).limit(bindparam("page_limit"))
        ways.append(select(way.subquery()))
    found = (
        ways[0].subquery()
        if len(ways) == 1
        else select(union(*ways).subquery()).limit(bindparam("page_limit")).subquery()
    )
    return compile_statement(select(func.count()).select_from(found), dialect)


def _select_keys(
    items: Items,
    source: Source,
    binder: Binder,
    order: Order,
    traits: _Traits,
    keyed: bool,
    dialect: Dialect,
    *,
    extra: tuple[Any, ...] = (),
) -> Select[Any]:
    """Select the sort value and the number of the items from one source, in order, up to the limit."""
    conditions = _conditions_of(items, source, binder, traits, dialect)
    if order.by_day and source.text is not None:
        # The key of the search index is day and number in one: its order is that of the page.
        text_column = source.text.key(dialect.name)
        if keyed:
            parameter: Any = bindparam("key_text")
            conditions.append(text_column < parameter if order.descending else text_column > parameter)
        sort = [text_column.desc() if order.descending else text_column.asc()]
        value = source.start
    else:
        value = _sort_value(items, source, order, dialect)
        sort = _sort_columns(value, source.n, order)
        if keyed:
            conditions.append(_beyond_key(value, source.n, order))
    return (
        select(value.label("sort_value"), source.n.label("n"), *extra)
        .select_from(source.tables)
        .where(*conditions)
        .order_by(*sort)
        .limit(bindparam("page_limit"))
    )


def _sort_value(items: Items, source: Source, order: Order, dialect: Dialect) -> Any:
    if order.by_day:
        return source.start
    if order.column == "n":
        return source.n
    if order.column == "relevance" and source.text is not None:
        return source.text.rank(dialect.name, bindparam("text"))
    return items.table.c[order.column]


def _sort_columns(value: Any, n: Any, order: Order) -> list[Any]:
    columns = [n] if order.column == "n" else [value, n]
    return [column.desc() if order.descending else column.asc() for column in columns]


def _beyond_key(value: Any, n: Any, order: Order) -> Any:
    if order.column == "n":
        parameter: Any = bindparam("key_n")
        return n < parameter if order.descending else n > parameter
    here, there = tuple_(value, n), tuple_(bindparam("key_sort"), bindparam("key_n"))
    return here < there if order.descending else here > there


def _conditions_of(items: Items, source: Source, binder: Binder, traits: _Traits, dialect: Dialect) -> list[Any]:
    conditions = list(source.conditions)
    if traits.ranged and source.text is not None:
        # Days and numbers are the keys of a search index: it need not look at matches outside.
        conditions.append(source.text.key(dialect.name).between(bindparam("low_text"), bindparam("high_text")))
    elif traits.ranged:
        conditions.append(source.start.between(bindparam("low"), bindparam("high")))
    if traits.reach:
        # Word for word as the partial indexes have it, so that they are found.
        conditions.append(source.reach > literal_column("0"))
        conditions.append(source.reach >= literal_column(str(traits.reach)))
    if traits.overlap:
        conditions.append(items.stop >= bindparam("date_from"))
    if traits.filter_dates:
        conditions.append(_date_condition(items, binder))
    return conditions


def _date_condition(items: Items, binder: Binder) -> Any:
    """The interval overlaps the filter, for orders in which no index knows days."""
    begins = items.start <= binder.one("date_to") if "date_to" in binder else true()
    ends = items.stop >= binder.one("date_from") if "date_from" in binder else true()
    ways = [and_(items.start > UNDATED, begins, ends)]
    if binder.flag("include_open"):
        open_end = items.table.c.open_end
        ways += [and_(open_end == OpenEnd.START, ends), and_(open_end == OpenEnd.END, begins)]
    if binder.flag("include_undated"):
        ways.append(items.start == UNDATED)
    return or_(*ways)


def _stretch_values(stretch: Stretch) -> dict[str, int]:
    return {
        "low": stretch.low,
        "high": stretch.high,
        "low_text": text_key(stretch.low, 0),
        "high_text": text_key(stretch.high + 1, 0) - 1,
    }


def _key_values(key: Key, order: Order) -> dict[str, Any]:
    values: dict[str, Any] = {"key_n": key[-1]}
    if len(key) == 2:
        values["key_sort"] = key[0]
        if order.by_day:
            values["key_text"] = text_key(int(key[0]), int(key[1]))
    return values


def check_key(key: Key, order: Order) -> None:
    """Raise `InvalidKeyError` unless the key has the form of those of this order."""
    length = 1 if order.column == "n" else 2
    kinds: tuple[type, ...] = (int, float) if order.column == "confidence" else (int,)
    if (
        not isinstance(key, tuple)
        or len(key) != length
        or not all(isinstance(part, kinds) and not isinstance(part, bool) for part in key)
        or not all(abs(part) < 1 << 62 for part in key)  # type: ignore[arg-type]
        or type(key[-1]) is not int
        or (order.by_day and not UNDATED <= key[0] <= LAST_DAY)  # type: ignore[operator]
    ):
        raise InvalidKeyError(key)


@dataclass(frozen=True, slots=True)
class Part:
    """Some items of a page: their number, their bodies, and their keys, each a JSON value, one after the other."""

    count: int
    keys: str
    body: bytes

    def first_key(self) -> Key:
        """The key of the first item."""
        return _read_key(self.keys.split(KEY_SEPARATOR, 1)[0])

    def last_key(self) -> Key:
        """The key of the last item."""
        return _read_key(self.keys.rsplit(KEY_SEPARATOR, 1)[-1])

    def without_last(self) -> "Part | None":
        """The same without the last item; None: nothing is left."""
        if self.count == 1:
            return None
        keys, body = self.keys[: self.keys.rindex(KEY_SEPARATOR)], self.body[: self.body.rindex(ITEM_SEPARATOR)]
        return Part(self.count - 1, keys, body)


def read_part(row: Any) -> Part | None:
    """Return what the row of a page says; None: it is empty."""
    count, keys, body = row
    return Part(count, keys, bytes(body)) if count else None


def _read_key(text: str) -> Key:
    return tuple(json.loads(text))


def make_page(parts: Sequence[Part], query: Any, *, backwards: bool, more: bool) -> Page:
    """Put the parts of a page together; the item too many only says that there are more."""
    if more:
        shortened = parts[-1].without_last()
        parts = [*parts[:-1], *([shortened] if shortened else [])]
    if not parts:
        return Page(body=b"", count=0)
    body = parts[0].body if len(parts) == 1 else ITEM_SEPARATOR.join(part.body for part in parts)
    count = sum(part.count for part in parts)
    first, last = parts[0].first_key, parts[-1].last_key
    if backwards:
        body = ITEM_SEPARATOR.join(reversed(body.split(ITEM_SEPARATOR)))
        return Page(body=body, count=count, next_key=first(), prev_key=last() if more else None)
    return Page(
        body=body,
        count=count,
        next_key=last() if more else None,
        prev_key=first() if query.after is not None else None,
    )
