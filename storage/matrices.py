"""A query for positions in, who stands where on what and when that turned out."""

from collections import Counter
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
        positions = rows.positions.c
        # Nothing of a row but these is looked at: an index that has them all need not lead to it.
        needed = (positions.actor_n, positions.issue_n, positions.start)
        matches, self._values = select_matches(reader, items, query, *needed)
        self._found = matches.subquery("found").c
        self._reader = reader

    def fill(self, most_rows: int, most_columns: int) -> PositionMatrix:
        actors, issues = rows.actors.c, rows.issues.c
        pairs = self._count_pairs()
        if not pairs:
            return PositionMatrix()
        by_actor, by_issue = Counter[int](), Counter[int]()
        for actor_n, _, number in pairs:
            by_actor[actor_n] += number
        top_rows = _rank(by_actor, most_rows)
        for actor_n, issue_n, number in pairs:
            # Issues on which only others hold positions are counted, not shown.
            by_issue[issue_n] += number if actor_n in top_rows else 0
        top_columns = _rank(+by_issue, most_columns)
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
            position_count=by_actor.total(),
            row_count=len(by_actor),
            column_count=len(by_issue),
        )

    def _count_pairs(self) -> list[tuple[int, int, int]]:
        """Return for each holder and issue how many positions there are."""
        found = self._found
        statement = select(found.actor_n, found.issue_n, func.count()).group_by(found.actor_n, found.issue_n)
        return [(int(actor_n), int(issue_n), int(number)) for actor_n, issue_n, number in self._run(statement)]

    def _read_days(self, top_rows: Iterable[int], top_columns: Iterable[int]) -> list["_Day"]:
        """Return for each cell its days in order, what is undated first; the last position of a day speaks for it."""
        positions, found = rows.positions.c, self._found
        cell = (found.actor_n, found.issue_n, found.start)
        days = (
            select(*cell, func.max(found.n).label("n"), func.count().label("number"))
            .where(_is_among(found.actor_n, top_rows), _is_among(found.issue_n, top_columns))
            .group_by(*cell)
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


def _rank(counts: Counter[int], most: int) -> dict[int, int]:
    """Return the most frequent numbers with their counts, the most frequent first."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most])


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
