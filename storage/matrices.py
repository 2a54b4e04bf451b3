"""A query for positions in, who stands where on what and when that turned out."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import Select, func, select

from storage import rows
from storage.conditions import literal
from storage.items import Items, select_matches
from storage.queries import MatrixCell, MatrixColumn, MatrixRow, PositionMatrix, PositionQuery
from storage.reading import Reader
from storage.scalars import day_of
from storage.statements import Condition, compile_statement, is_one_of


def read_matrix(reader: Reader, items: Items, query: PositionQuery, *, rows: int, columns: int) -> PositionMatrix:
    """Return the holders with most of the positions that a query finds by the issues on which these hold most.

    Its limit, order and keys do not count.
    """
    return _Matching(reader, items, query).fill(rows, columns)


class _Matching:
    """The positions that a query finds, to be counted in several ways."""

    def __init__(self, reader: Reader, items: Items, query: PositionQuery) -> None:
        self._reader = reader
        self._matches, self._values = select_matches(reader, items, query)

    def fill(self, most_rows: int, most_columns: int) -> PositionMatrix:
        positions, actors, issues = rows.positions.c, rows.actors.c, rows.issues.c
        [(total, holders, subjects)] = self._run(
            self._select(
                func.count(), func.count(positions.actor_n.distinct()), func.count(positions.issue_n.distinct())
            )
        )
        if not total:
            return PositionMatrix()
        top_rows = self._rank(positions.actor_n, most_rows)
        top_columns = self._rank(positions.issue_n, most_columns, _is_among(positions.actor_n, top_rows))
        row_fields = select(actors.n, actors.id, actors.name, actors.actor_type, actors.country)
        names = self._name(row_fields.where(_is_among(actors.n, top_rows)))
        column_fields = select(issues.n, issues.id, issues.label, issues.topic)
        labels = self._name(column_fields.where(_is_among(issues.n, top_columns)))
        return PositionMatrix(
            rows=tuple(
                MatrixRow(id=id_, name=name, actor_type=actor_type, country=country, position_count=top_rows[n])
                for n, (id_, name, actor_type, country) in _in_order(top_rows, names)
            ),
            columns=tuple(
                MatrixColumn(id=id_, label=label, topic=topic, position_count=top_columns[n])
                for n, (id_, label, topic) in _in_order(top_columns, labels)
            ),
            cells=tuple(
                _make_cell(names[actor_n][0], labels[issue_n][0], list(days))
                for (actor_n, issue_n), days in groupby(
                    self._read_days(top_rows, top_columns), lambda row: (row.actor_n, row.issue_n)
                )
            ),
            position_count=int(total),
            row_count=int(holders),
            column_count=int(subjects),
        )

    def _rank(self, column: Any, most: int, *conditions: Any) -> dict[int, int]:
        """Return the most frequent values with their counts, the most frequent first."""
        count = func.count()
        statement = self._select(column, count).where(*conditions).group_by(column)
        return {int(n): int(number) for n, number in self._run(statement.order_by(count.desc(), column).limit(most))}

    def _read_days(self, top_rows: Iterable[int], top_columns: Iterable[int]) -> list["_Day"]:
        """Return for each cell its days in order, what is undated first; the last position of a day speaks for it."""
        positions = rows.positions.c
        days = (
            self._select(
                positions.actor_n,
                positions.issue_n,
                positions.start,
                func.max(positions.n).label("n"),
                func.count().label("number"),
            )
            .where(_is_among(positions.actor_n, top_rows), _is_among(positions.issue_n, top_columns))
            .group_by(positions.actor_n, positions.issue_n, positions.start)
            .subquery("days")
        )
        statement = (
            select(
                days.c.actor_n,
                days.c.issue_n,
                days.c.start,
                days.c.number,
                positions.id,
                positions.stance,
                positions.polarity,
            )
            .join(rows.positions, positions.n == days.c.n)
            .order_by(days.c.actor_n, days.c.issue_n, days.c.start)
        )
        return [_Day(*row) for row in self._run(statement)]

    def _name(self, statement: Select[Any]) -> dict[int, tuple[Any, ...]]:
        return {int(row[0]): tuple(row[1:]) for row in self._run(statement)}

    def _select(self, *columns: Any) -> Select[Any]:
        matches = self._matches.subquery("matches")
        return select(*columns).select_from(matches.join(rows.positions, rows.positions.c.n == matches.c.n))

    def _run(self, statement: Select[Any]) -> list[Any]:
        compiled = compile_statement(statement, self._reader.dialect)
        return self._reader.all(compiled.sql, {**compiled.constants, **self._values})


class _Day:
    """The positions of a cell on one day, with the last one of them."""

    __slots__ = ("actor_n", "day", "issue_n", "number", "polarity", "position_id", "stance")

    def __init__(
        self, actor_n: int, issue_n: int, start: int, number: int, position_id: str, stance: str, polarity: int
    ) -> None:
        self.actor_n = actor_n
        self.issue_n = issue_n
        self.day = day_of(start)
        self.number = number
        self.position_id = position_id
        self.stance = stance
        self.polarity = polarity


def _is_among(column: Any, numbers: Iterable[int]) -> Condition:
    return is_one_of(column, [literal(number) for number in numbers])


def _in_order(ranked: dict[int, int], known: dict[int, tuple[Any, ...]]) -> list[tuple[int, tuple[Any, ...]]]:
    return [(n, known[n]) for n in ranked]


def _make_cell(actor_id: str, issue_id: str, days: list[_Day]) -> MatrixCell:
    dated = [day for day in days if day.day is not None]
    latest = days[-1]
    turned = _last_turn((day.day, day.stance) for day in dated)
    reversed_ = _last_turn((day.day, day.polarity) for day in dated if day.polarity)
    turns = [day for day in (turned, reversed_) if day is not None]
    return MatrixCell(
        actor_id=actor_id,
        issue_id=issue_id,
        position_count=sum(day.number for day in days),
        position_id=latest.position_id,
        stance=latest.stance,
        polarity=latest.polarity,
        first_day=dated[0].day if dated else None,
        last_day=dated[-1].day if dated else None,
        stance_changed=turned is not None,
        polarity_changed=reversed_ is not None,
        changed_on=max(turns, default=None),
    )


def _last_turn(held: Iterable[tuple[date | None, Any]]) -> date | None:
    """Return the last day that another value held than on the day before it; None: it never turned."""
    turns = [day for (_, before), (day, after) in pairwise(held) if before != after]
    return turns[-1] if turns else None
