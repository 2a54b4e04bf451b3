"""Position queries in, the ways to find their rows out."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, select

from storage import rows
from storage.conditions import (
    actor_number,
    actor_numbers,
    contains,
    has_bits,
    match_article,
    match_values,
)
from storage.items import Items, Source
from storage.roles import PositionRole
from storage.statements import Binder, Condition, none_holds
from storage.texts import POSITIONS_TEXT, TextTable

_MOST_WAYS = 16

_ACTOR_FIELDS = {
    "holders": (PositionRole.HOLDER, PositionRole.HOLDER_THROUGH),
    "actors": (
        PositionRole.HOLDER | PositionRole.ON_BEHALF_OF | PositionRole.VIA,
        PositionRole.HOLDER_THROUGH | PositionRole.ON_BEHALF_OF_THROUGH | PositionRole.VIA_THROUGH,
    ),
    "addressees": (PositionRole.ADDRESSEE, PositionRole.ADDRESSEE_THROUGH),
}


class PositionItems(Items):
    """Positions."""

    table = rows.positions
    start = rows.positions.c.start
    stop = rows.positions.c.stop
    text = TextTable(POSITIONS_TEXT)

    def find_sources(self, binder: Binder, dialect: Dialect) -> Sequence[Source]:
        """Let the index lead that leaves least to look at: text, one actor, issue, stance, days."""
        positions, name = rows.positions, dialect.name
        if "text" in binder:
            number = self.text.number(name)
            matches = self.text.matches(name, binder.one("text"))
            return [
                Source(
                    tables=self.text.tables(name).join(positions, positions.c.n == number),
                    start=positions.c.start,
                    n=positions.c.n,
                    reach=positions.c.reach,
                    conditions=(matches, *self._conditions(binder, dialect, {"text"})),
                    text=self.text,
                )
            ]
        for field, roles in _ACTOR_FIELDS.items():
            if 0 < binder.size(field) <= _MOST_WAYS:
                return [self._from_actor(binder, dialect, field, i, roles) for i in range(binder.size(field))]
        for field, column in (("issues", positions.c.issue_n), ("stances", positions.c.stance)):
            if 0 < binder.size(field) <= _MOST_WAYS:
                return [
                    self._from_positions(
                        binder, dialect, {field}, [column == _number_or_value(field, binder.at(field, i))]
                    )
                    for i in range(binder.size(field))
                ]
        return [self._from_positions(binder, dialect, set(), [])]

    def _from_actor(self, binder: Binder, dialect: Dialect, field: str, index: int, roles: tuple[int, int]) -> Source:
        positions, actors = rows.positions, rows.position_actors
        return Source(
            tables=actors.join(positions, positions.c.n == actors.c.position_n),
            start=actors.c.start,
            n=actors.c.position_n,
            reach=actors.c.reach,
            conditions=(
                actors.c.actor_n == actor_number(binder.at(field, index)),
                _in_roles(binder, actors.c.roles, roles),
                *self._conditions(binder, dialect, {field}),
            ),
        )

    def _from_positions(
        self, binder: Binder, dialect: Dialect, served: set[str], conditions: list[ColumnElement[bool]]
    ) -> Source:
        positions = rows.positions
        return Source(
            tables=positions,
            start=positions.c.start,
            n=positions.c.n,
            reach=positions.c.reach,
            conditions=(*conditions, *self._conditions(binder, dialect, served)),
        )

    def _conditions(self, binder: Binder, dialect: Dialect, served: set[str]) -> list[Condition]:
        positions = rows.positions.c
        conditions = _match_filters(binder, served)
        if "quoted" in binder:
            conditions.append(positions.quoted == binder.one("quoted"))
        if "min_confidence" in binder:
            conditions.append(positions.confidence >= binder.one("min_confidence"))
        if "updated_since" in binder:
            conditions.append(positions.updated_at >= binder.one("updated_since"))
        if "text_not" in binder:
            conditions.append(positions.n.not_in(self.text.numbers(dialect.name, binder.one("text_not"))))
        if "exclude" in binder:
            conditions += none_holds(_match_filters(Binder(binder.shape("exclude"), "not_"), set()))
        return conditions


def _match_filters(binder: Binder, served: set[str]) -> list[Condition]:
    """The conditions of `PositionFilters`."""
    positions, actors, issues = rows.positions.c, rows.actors.c, rows.issues.c
    columns = {
        "stances": positions.stance,
        "polarities": positions.polarity,
        "certainties": positions.certainty,
        "date_precisions": positions.precision,
        "date_bases": positions.basis,
    }
    conditions = match_values(binder, {name: column for name, column in columns.items() if name not in served})
    conditions += match_article(binder, positions.article_n)
    for name, column in (("issues", issues.id), ("topics", issues.topic)):
        if name in binder and name not in served:
            conditions.append(positions.issue_n.in_(select(issues.n).where(column.in_(binder.many(name)))))
    for name, roles in _ACTOR_FIELDS.items():
        if name in binder and name not in served:
            someone = rows.position_actors.alias("someone")
            conditions.append(
                contains(
                    someone,
                    someone.c.actor_n.in_(actor_numbers(binder.many(name))),
                    someone.c.start == positions.start,
                    someone.c.position_n == positions.n,
                    _in_roles(binder, someone.c.roles, roles),
                )
            )
    for name, column in (("actor_types", actors.actor_type), ("actor_countries", actors.country)):
        if name in binder:
            conditions.append(positions.actor_n.in_(select(actors.n).where(column.in_(binder.many(name)))))
    return conditions


def _in_roles(binder: Binder, column: Any, roles: tuple[int, int]) -> ColumnElement[bool]:
    own, through = roles
    return has_bits(column, own if binder.flag("actor_exact") else own | through)


def _number_or_value(field: str, parameter: Any) -> Any:
    issues = rows.issues.c
    return select(issues.n).where(issues.id == parameter).scalar_subquery() if field == "issues" else parameter
