"""A query for events or positions in, how many there are in each span of time or of each kind out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Dialect,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
)

from storage import rows
from storage.conditions import has_bits, literal
from storage.engines import SQLITE
from storage.errors import StorageError
from storage.items import Items, select_matches
from storage.queries import EventQuery, PositionQuery
from storage.reading import Reader
from storage.roles import OWN_EVENT_ROLES, EventRole
from storage.scalars import UNDATED, day_number, day_of
from storage.statements import Condition, Statement, compile_statement, is_one_of, shape_of

SPANS = ("day", "month", "year")
"""Groups of time: an item is counted in the one in which it begins."""

MOST_CELLS = 10_000

_ADDED = frozenset({"fatalities", "reports"})
"""Measures that are added up; of all others the mean is taken."""

_NOTHING = (0, 0, 0.0)
# Julian day of the day before the first of the calendar, as SQLite counts.
_JULIAN_ZERO = 1721424.5

Counted = tuple[int, int, float]
"""How many items there are, how many of them are measured, and the sum of what is measured."""


class SeriesTooLargeError(StorageError):
    """The groups would make more cells than are given out."""

    def __init__(self, cells: int, most: int) -> None:
        super().__init__(f"These groups make {cells:,} cells; at most {most:,} are given out.")
        self.cells = cells


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupValue:
    """A span of time, or a value that items have: as it is asked for, and as it is called."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What items are counted by. `values_beyond` are those too rare to be shown, with so many items.

    `without` are the items that have no value, or no day.
    """

    name: str
    values: tuple[GroupValue, ...] = ()
    values_beyond: int = 0
    items_beyond: int = 0
    without: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesCell:
    """The items with these values, one of each group; `value` is what is measured, None where nothing is."""

    keys: tuple[str, ...]
    count: int
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Counts of all items that a query finds; along time there is a cell for every span, with 0 where nothing is."""

    groups: tuple[Group, ...]
    cells: tuple[SeriesCell, ...] = ()
    item_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """A column of the items themselves; `named` is the table whose number it holds, `trait` a column of that one."""

    column: Any
    named: Table | None = None
    trait: Any = None
    repeats = False

    def join(self, tables: Any, found: Any, index: int) -> tuple[Any, Any, list[Condition]]:
        value = found[self.column.name]
        if self.trait is None or self.named is None:
            return tables, value, []
        other = self.named.alias(f"named_{index}")
        return tables.join(other, other.c.n == value), other.c[self.trait.name], []


@dataclass(frozen=True, slots=True, kw_only=True)
class _Participant:
    """Who takes part in an event itself, in one of the roles; with `trait` what that actor is."""

    roles: int
    trait: Any = None
    named = rows.actors

    @property
    def repeats(self) -> bool:
        """Whether several participants of an event may have the same value."""
        return self.trait is not None

    def join(self, tables: Any, found: Any, index: int) -> tuple[Any, Any, list[Condition]]:
        someone = rows.participants.alias(f"someone_{index}")
        tables = tables.join(someone, and_(someone.c.event_n == found.n, someone.c.start == found.start))
        conditions: list[Condition] = [has_bits(someone.c.roles, self.roles)]
        if self.trait is None:
            return tables, someone.c.actor_n, conditions
        actors = rows.actors.alias(f"actors_{index}")
        return tables.join(actors, actors.c.n == someone.c.actor_n), actors.c[self.trait.name], conditions


_Dimension = _Column | _Participant


def _own(table: Table, *names: str) -> dict[str, _Dimension]:
    return {name: _Column(column=table.c[name]) for name in names}


EVENT_GROUPS: Mapping[str, _Dimension] = {
    **_own(rows.events, "event_type", "mode", "quad_class", "status", "country", "background"),
    "date_precision": _Column(column=rows.events.c.precision),
    "date_basis": _Column(column=rows.events.c.basis),
    "actor": _Participant(roles=OWN_EVENT_ROLES),
    "source_actor": _Participant(roles=EventRole.SOURCE),
    "target_actor": _Participant(roles=EventRole.TARGET),
    "actor_type": _Participant(roles=OWN_EVENT_ROLES, trait=rows.actors.c.actor_type),
    "actor_country": _Participant(roles=OWN_EVENT_ROLES, trait=rows.actors.c.country),
}
POSITION_GROUPS: Mapping[str, _Dimension] = {
    **_own(rows.positions, "stance", "polarity", "certainty", "quoted"),
    "date_precision": _Column(column=rows.positions.c.precision),
    "date_basis": _Column(column=rows.positions.c.basis),
    "actor": _Column(column=rows.positions.c.actor_n, named=rows.actors),
    "actor_type": _Column(column=rows.positions.c.actor_n, named=rows.actors, trait=rows.actors.c.actor_type),
    "actor_country": _Column(column=rows.positions.c.actor_n, named=rows.actors, trait=rows.actors.c.country),
    "issue": _Column(column=rows.positions.c.issue_n, named=rows.issues),
    "topic": _Column(column=rows.positions.c.issue_n, named=rows.issues, trait=rows.issues.c.topic),
}
EVENT_MEASURES: Mapping[str, Any] = {
    "count": None,
    "mean_intensity": rows.events.c.intensity,
    "mean_confidence": rows.events.c.confidence,
    "fatalities": rows.events.c.fatalities,
    "reports": rows.events.c.article_count,
}
POSITION_MEASURES: Mapping[str, Any] = {
    "count": None,
    "mean_polarity": rows.positions.c.polarity,
    "mean_confidence": rows.positions.c.confidence,
}


def read_series(
    reader: Reader,
    items: Items,
    query: EventQuery | PositionQuery,
    names: tuple[str, ...],
    *,
    measure: str = "count",
    top: int = 20,
    most_cells: int = MOST_CELLS,
) -> Series:
    """Count what a query finds by one or two groups, at most one of them a span of time.

    Of other groups the `top` values with most items are shown. An item that began before the range of the query is
    counted in the range's first span. Limit, order and keys of the query do not count.

    Raises:
        SeriesTooLargeError: these are more than `most_cells` cells.
    """
    if isinstance(query, EventQuery):
        if measure == "count" and (kept := _read_kept(reader, query, names)) is not None:
            return kept.arrange(reader, EVENT_GROUPS, query, measure, top, most_cells)
        counting = _Counting(reader, items, query, EVENT_GROUPS, EVENT_MEASURES, measure)
    else:
        counting = _Counting(reader, items, query, POSITION_GROUPS, POSITION_MEASURES, measure)
    return counting.fill(names, top, most_cells)


# -- counts that are kept in tables of their own


def _read_kept(reader: Reader, query: EventQuery, names: tuple[str, ...]) -> "_Whole | None":
    """Return the counts of all events by month, type and country, or by actor; None: other things are asked for."""
    asked = {name for name, _ in shape_of(query)}
    if not asked and names == ("actor",):
        return _read_kept_actors(reader)
    if not asked <= {"event_types", "countries"} or not set(names) <= {"month", "year", "event_type", "country"}:
        return None
    table = rows.events_by_country if "country" in names or query.countries else rows.events_by_month
    columns: dict[str, Any] = {
        "month": table.c.month,
        "year": literal_column(f"{table.name}.month / 100"),
        "event_type": table.c.event_type,
        "country": table.c.get("country"),
    }
    keys = [columns[name] for name in names]
    statement = select(*keys, func.sum(table.c.events)).group_by(*keys)
    for column, values in ((table.c.event_type, query.event_types), (table.c.get("country"), query.countries)):
        if values:
            statement = statement.where(is_one_of(column, [_bind(value) for value in values]))
    counted: dict[tuple[Any, ...], Counted] = {}
    for *key, number in _run(reader, statement, {}):
        counted[tuple(None if value == "" else value for value in key)] = (int(number), 0, 0.0)
    return _Whole(names, counted, sum(number for number, *_ in counted.values()))


def _read_kept_actors(reader: Reader) -> "_Whole":
    actors, months = rows.actors.c, rows.events_by_month.c
    found = _run(reader, select(actors.n, actors.own_event_count).where(actors.own_event_count > literal(0)), {})
    ((total,),) = _run(reader, select(func.sum(months.events)), {})
    return _Whole(("actor",), {(int(n),): (int(number), 0, 0.0) for n, number in found}, int(total or 0))


@dataclass(frozen=True, slots=True)
class _Whole:
    """Counts by all values of the groups, of how many items."""

    names: tuple[str, ...]
    counted: dict[tuple[Any, ...], Counted]
    item_count: int

    def arrange(
        self,
        reader: Reader,
        dimensions: Mapping[str, _Dimension],
        query: EventQuery | PositionQuery,
        measure: str,
        top: int,
        most_cells: int,
    ) -> Series:
        """Return the series."""
        axes = []
        for index, name in enumerate(self.names):
            totals: dict[Any, int] = {}
            for key, (number, *_) in self.counted.items():
                totals[key[index]] = totals.get(key[index], 0) + number
            axes.append(_make_axis(name, totals, query, top, most_cells))
        _check_size(axes, most_cells)
        return _make_series(reader, dimensions, axes, self.counted, self.item_count, measure)


# -- counts that are made when they are asked for


class _Counting:
    """The items that a query finds, to be counted in several ways."""

    def __init__(
        self,
        reader: Reader,
        items: Items,
        query: EventQuery | PositionQuery,
        dimensions: Mapping[str, _Dimension],
        measures: Mapping[str, Any],
        measure: str,
    ) -> None:
        self._reader = reader
        self._items = items
        self._query = query
        self._dimensions = dimensions
        self._measured = measures[measure]
        self._measure = measure
        self._values: dict[str, Any] = {}

    def fill(self, names: tuple[str, ...], top: int, most_cells: int) -> Series:
        """Return the series: first the values of each group, then what lies in the cells between them."""
        if not any(isinstance(self._dimensions.get(name), _Participant) for name in names):
            # Each item has one value of each group: what is counted once says it all.
            counted = self._count(names, [])
            total = sum(number for number, *_ in counted.values())
            whole = _Whole(names, counted, total)
            return whole.arrange(self._reader, self._dimensions, self._query, self._measure, top, most_cells)
        axes: list[_Axis] = []
        counted = {}
        for name in names:
            counted = self._count((name,), [])
            totals = {key[0]: number for key, (number, *_) in counted.items()}
            axes.append(_make_axis(name, totals, self._query, top, most_cells))
        _check_size(axes, most_cells)
        if len(names) > 1:
            counted = self._count(names, axes)
        ((total,),) = self._run(select(func.count()).select_from(self._match([]).n.table))
        return _make_series(self._reader, self._dimensions, axes, counted, int(total), self._measure)

    def _count(self, names: tuple[str, ...], axes: Sequence["_Axis"]) -> dict[tuple[Any, ...], Counted]:
        """Count by the groups; of a group with an axis only what is on it."""
        own = [d.column for name in names if isinstance(d := self._dimensions.get(name), _Column)]
        found = self._match(own)
        tables: Any = found.n.table
        keys: list[Any] = []
        conditions: list[Condition] = []
        repeats = False
        for index, name in enumerate(names):
            if name in SPANS:
                keys.append(self._clip(found.start))
                continue
            dimension = self._dimensions[name]
            tables, value, more = dimension.join(tables, found, index)
            # A plain column would lead the planner to an index in its order, and from there to every row.
            keys.append(func.coalesce(value, null()))
            conditions += more
            repeats |= dimension.repeats
            if axes and (shown := [known for known in axes[index].totals if known is not None]):
                conditions.append(is_one_of(value, [_bind(known) for known in shown]))
        measured = [] if self._measured is None else [found[self._measured.name].label("measured")]
        labelled = [key.label(f"key_{index}") for index, key in enumerate(keys)]
        inner = select(found.n, *labelled, *measured).select_from(tables).where(*conditions)
        if repeats:
            inner = inner.distinct()
        statement = self._group(inner.subquery("facts"), names)
        return {
            tuple(key): (int(number), int(known), float(amount or 0))
            for *key, number, known, amount in self._run(statement)
        }

    def _group(self, facts: Any, names: tuple[str, ...]) -> Select[Any]:
        keys = [facts.c[f"key_{index}"] for index in range(len(names))]
        if self._measured is None:
            known, amount = literal(0), literal(0)
        else:
            known, amount = func.count(facts.c.measured), func.sum(facts.c.measured)
        counts = (func.count().label("number"), known.label("known"), amount.label("amount"))
        grouped = select(*keys, *counts).group_by(*keys)
        if not any(name in ("month", "year") for name in names):
            return grouped
        # Days first: calendars are slow, and there are fewer days than items.
        days = grouped.subquery("days").c
        spans = [
            _write_span(name, days[f"key_{index}"], self._reader.dialect) if name in SPANS else days[f"key_{index}"]
            for index, name in enumerate(names)
        ]
        return select(*spans, func.sum(days.number), func.sum(days.known), func.sum(days.amount)).group_by(*spans)

    def _clip(self, start: Any) -> Any:
        """Return the day in the range of the query that an item counts for."""
        first, last = self._query.date_from, self._query.date_to
        ways = []
        if first is not None:
            ways.append(
                (and_(start > literal(UNDATED), start < literal(day_number(first))), literal(day_number(first)))
            )
        if last is not None:
            ways.append((start > literal(day_number(last)), literal(day_number(last))))
        return case(*ways, else_=start) if ways else start

    def _match(self, columns: Iterable[Any]) -> Any:
        measured = [] if self._measured is None else [self._measured]
        wanted = {column.name: column for column in (self._items.start, *columns, *measured)}
        matches, self._values = select_matches(self._reader, self._items, self._query, *wanted.values())
        return matches.subquery("matches").c

    def _run(self, statement: Select[Any]) -> list[Any]:
        return _run(self._reader, statement, self._values)


# -- axes and cells


@dataclass(frozen=True, slots=True)
class _Axis:
    """The values of a group in their order, with the items of each, and what is left out."""

    name: str
    totals: dict[Any, int]
    values_beyond: int = 0
    items_beyond: int = 0
    without: int = 0


def _rank(name: str, totals: dict[Any, int], top: int) -> _Axis:
    totals = dict(totals)
    without = totals.pop(None, 0)
    ranked = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    beyond = ranked[top:]
    return _Axis(name, dict(ranked[:top]), len(beyond), sum(number for _, number in beyond), without)


def _make_axis(
    name: str, totals: dict[Any, int], query: EventQuery | PositionQuery, top: int, most_cells: int
) -> _Axis:
    """Return the axis of a group: all spans of the range that is asked for, or the values with most items."""
    if name not in SPANS:
        return _rank(name, totals, top)
    without = totals.pop(UNDATED, 0)
    begin, end = (_span_of(name, day_number(day)) if day else None for day in (query.date_from, query.date_to))
    first = begin or min(totals, default=end or 1)
    last = end or max(totals, default=begin or 0)
    # A range that ends, or begins, where nothing is.
    first, last = min(first, end or first), max(last, begin or last)
    number = (last // 100 - first // 100) * 12 + last % 100 - first % 100 if name == "month" else last - first
    if number >= most_cells:
        raise SeriesTooLargeError(number + 1, most_cells)
    return _Axis(name, {span: totals.get(span, 0) for span in _walk_spans(name, first, last)}, without=without)


def _check_size(axes: Iterable[_Axis], most: int) -> None:
    cells = 1
    for axis in axes:
        cells *= len(axis.totals)
    if cells > most:
        raise SeriesTooLargeError(cells, most)


def _make_series(
    reader: Reader,
    dimensions: Mapping[str, _Dimension],
    axes: Sequence[_Axis],
    counted: Mapping[tuple[Any, ...], Counted],
    number: int,
    measure: str,
) -> Series:
    names = [_name_values(reader, dimensions.get(axis.name), axis) for axis in axes]
    cells = []
    for key in _walk_cells(axes, counted):
        found = counted.get(key, _NOTHING)
        shown = tuple(named[value][0] for value, named in zip(key, names, strict=True))
        cells.append(SeriesCell(keys=shown, count=found[0], value=_read_value(found, measure)))
    return Series(
        groups=tuple(
            Group(
                name=axis.name,
                values=tuple(
                    GroupValue(value=named[value][0], label=named[value][1], count=number)
                    for value, number in axis.totals.items()
                ),
                values_beyond=axis.values_beyond,
                items_beyond=axis.items_beyond,
                without=axis.without,
            )
            for axis, named in zip(axes, names, strict=True)
        ),
        cells=tuple(cells),
        item_count=number,
    )


def _walk_cells(axes: Sequence[_Axis], counted: Mapping[tuple[Any, ...], Counted]) -> Iterator[tuple[Any, ...]]:
    """Yield the keys of the cells in the order of the axes: along time all of them, else those that hold any."""
    dense = any(axis.name in SPANS for axis in axes)
    first, *rest = axes
    for value in first.totals:
        if not rest:
            yield (value,)
            continue
        for other in rest[0].totals:
            if dense or (value, other) in counted:
                yield (value, other)


def _read_value(found: Counted, measure: str) -> float | None:
    number, known, amount = found
    if measure == "count":
        return number
    if measure in _ADDED:
        return amount
    return round(amount / known, 4) if known else None


def _name_values(reader: Reader, dimension: _Dimension | None, axis: _Axis) -> dict[Any, tuple[str, str]]:
    """Return for each value of an axis how it is asked for and how it is called."""
    if dimension is None:
        return {value: (text := _show_span(axis.name, value), text) for value in axis.totals}
    if dimension.named is None or dimension.trait is not None:
        truth = isinstance(dimension, _Column) and isinstance(dimension.column.type, Boolean)
        # SQLite knows no truth, only 1 and 0.
        return {value: (text := str(bool(value)).lower() if truth else str(value), text) for value in axis.totals}
    table = dimension.named
    label = table.c.name if table is rows.actors else table.c.label
    numbers = [literal(value) for value in axis.totals]
    if not numbers:
        return {}
    statement = select(table.c.n, table.c.id, label).where(is_one_of(table.c.n, numbers))
    return {int(n): (item_id, called or item_id) for n, item_id, called in _run(reader, statement, {})}


# -- time


def _span_of(name: str, number: int) -> int:
    """Return the span of a day, as statements number spans: 20250317 is none of them, 202503 a month, 2025 a year."""
    day = day_of(number)
    assert day is not None
    return {"day": number, "month": day.year * 100 + day.month, "year": day.year}[name]


def _walk_spans(name: str, first: int, last: int) -> Iterator[int]:
    while first <= last:
        yield first
        first += 89 if name == "month" and first % 100 == 12 else 1


def _show_span(name: str, span: int) -> str:
    if name == "day":
        return date.fromordinal(span).isoformat()
    return f"{span // 100:04d}-{span % 100:02d}" if name == "month" else f"{span:04d}"


def _write_span(name: str, start: Any, dialect: Dialect) -> Any:
    """The span of a day in SQL; 0 for none."""
    if dialect.name == SQLITE:
        form = "'%Y%m'" if name == "month" else "'%Y'"
        span: Any = func.strftime(literal_column(form), start + literal_column(str(_JULIAN_ZERO)))
    else:
        form = "'YYYYMM'" if name == "month" else "'YYYY'"
        span = func.to_char(literal_column("DATE '0001-01-01'") + (start - literal(1)), literal_column(form))
    return case((start == literal(UNDATED), literal(0)), else_=cast(span, Integer))


def _bind(value: Any) -> Any:
    """A value that comes with the statement."""
    return bindparam(None, value, unique=True)


def _run(reader: Reader, statement: Select[Any], values: Mapping[str, Any]) -> list[Any]:
    compiled: Statement = compile_statement(statement, reader.dialect)
    return reader.all(compiled.sql, {**compiled.constants, **values})
