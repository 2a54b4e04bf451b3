"""Event queries in, the ways to find their rows out."""

from collections.abc import Sequence
from itertools import combinations, product
from typing import Any

from sqlalchemy import ColumnElement, Dialect, or_, select

from storage import rows
from storage.conditions import (
    actor_number,
    actor_numbers,
    contains,
    has_bits,
    match_patterns,
    match_reports,
    match_values,
    pattern_of,
    told_in,
)
from storage.items import DatedQuery, Items, Source
from storage.queries import EventQuery
from storage.roles import OWN_EVENT_ROLES, EventRole
from storage.statements import Binder, Condition, Shape, none_holds
from storage.texts import EVENTS_TEXT, TextTable

_MOST_WAYS = 16
"""More alternatives than this are looked for in one go, in whatever order the database finds them."""

_ACTOR_FIELDS = {
    "source_actors": (EventRole.SOURCE, EventRole.SOURCE_THROUGH),
    "target_actors": (EventRole.TARGET, EventRole.TARGET_THROUGH),
    "actors": (OWN_EVENT_ROLES, EventRole.SOURCE_THROUGH | EventRole.TARGET_THROUGH),
}
_ALL_ROLES = OWN_EVENT_ROLES | EventRole.SOURCE_THROUGH | EventRole.TARGET_THROUGH


class EventItems(Items):
    """Events."""

    table = rows.events
    start = rows.events.c.start
    stop = rows.events.c.stop
    text = TextTable(EVENTS_TEXT)

    def refine(self, query: DatedQuery, shape: Shape, values: dict[str, Any]) -> tuple[Shape, dict[str, Any]]:
        """Write contexts and codes as patterns; a box across the antimeridian is another shape."""
        assert isinstance(query, EventQuery)
        for prefix, filters in (("", query), ("not_", query.exclude)):
            for index, context in enumerate(filters.contexts):
                values[f"{prefix}contexts_{index}"] = pattern_of(context, before="% ", after=" %")
            for index, code in enumerate(filters.cameo_codes):
                values[f"{prefix}cameo_codes_{index}"] = pattern_of(code, after="%")
        if query.box and query.box[0] > query.box[2]:
            shape = (*shape, ("box_crosses", True))
        return shape, values

    def find_sources(self, binder: Binder, dialect: Dialect) -> Sequence[Source]:
        """Let the index lead that leaves least to look at: text, pairs, one actor, type and country, days."""
        events = rows.events
        if "text" in binder:
            return [self._from_text(binder, dialect)]
        if binder.size("actors_all") > 1:
            return [self._from_pair(binder, dialect)]
        for name, roles in (*_ACTOR_FIELDS.items(), ("actors_all", _ACTOR_FIELDS["actors"])):
            if 0 < binder.size(name) <= _MOST_WAYS:
                return [self._from_actor(binder, dialect, name, i, roles) for i in range(binder.size(name))]
        names = [name for name in ("event_types", "countries") if name in binder]
        ways = list(product(*(range(binder.size(name)) for name in names)))
        if len(ways) > _MOST_WAYS:
            names, ways = [], [()]
        columns = {"event_types": events.c.event_type, "countries": events.c.country}
        return [
            self._from_events(
                binder, dialect, names, [columns[n] == binder.at(n, i) for n, i in zip(names, way, strict=True)]
            )
            for way in ways
        ]

    def _from_text(self, binder: Binder, dialect: Dialect) -> Source:
        events, name = rows.events, dialect.name
        number = self.text.number(name)
        return Source(
            tables=self.text.tables(name).join(events, events.c.n == number),
            start=events.c.start,
            n=events.c.n,
            reach=events.c.reach,
            conditions=(self.text.matches(name, binder.one("text")), *self._conditions(binder, dialect, {"text"})),
            text=self.text,
        )

    def _from_pair(self, binder: Binder, dialect: Dialect) -> Source:
        events, partners = rows.events, rows.partners
        one, other = binder.at("actors_all", 0), binder.at("actors_all", 1)
        conditions = [partners.c.actor_n == actor_number(one), partners.c.other_n == actor_number(other)]
        if binder.flag("actor_exact"):
            conditions.append(partners.c.own)
        return Source(
            tables=partners.join(events, events.c.n == partners.c.event_n),
            start=partners.c.start,
            n=partners.c.event_n,
            reach=events.c.reach,
            conditions=(*conditions, *self._conditions(binder, dialect, {"actors_all"}), *_further_pairs(binder)),
        )

    def _from_actor(self, binder: Binder, dialect: Dialect, name: str, index: int, roles: tuple[int, int]) -> Source:
        events, participants = rows.events, rows.participants
        conditions = [
            participants.c.actor_n == actor_number(binder.at(name, index)),
            *_in_roles(binder, participants.c.roles, roles),
        ]
        return Source(
            tables=participants.join(events, events.c.n == participants.c.event_n),
            start=participants.c.start,
            n=participants.c.event_n,
            reach=participants.c.reach,
            conditions=(*conditions, *self._conditions(binder, dialect, {name}, event_type=participants.c.event_type)),
            index=participants,
            repeated={name: participants.c[name] for name in ("start", "reach", "event_type")},
        )

    def _from_events(
        self, binder: Binder, dialect: Dialect, leading: list[str], conditions: list[ColumnElement[bool]]
    ) -> Source:
        events = rows.events
        return Source(
            tables=events,
            start=events.c.start,
            n=events.c.n,
            reach=events.c.reach,
            conditions=(*conditions, *self._conditions(binder, dialect, set(leading))),
        )

    def _conditions(
        self, binder: Binder, dialect: Dialect, served: set[str], *, event_type: Any = None
    ) -> list[Condition]:
        """Everything that the query asks for, but the fields that the source has served."""
        events = rows.events.c
        conditions = _match_filters(binder, served, event_type=event_type)
        if "background" in binder:
            conditions.append(events.background == binder.one("background"))
        if "min_confidence" in binder:
            conditions.append(events.confidence >= binder.one("min_confidence"))
        if "min_articles" in binder:
            conditions.append(events.article_count >= binder.one("min_articles"))
        if "updated_since" in binder:
            conditions.append(events.updated_at >= binder.one("updated_since"))
        if "box" in binder:
            conditions += _in_box(binder)
        if "text" in binder and "text" not in served:
            conditions.append(events.n.in_(self.text.numbers(dialect.name, binder.one("text"))))
        if "text_not" in binder:
            conditions.append(events.n.not_in(self.text.numbers(dialect.name, binder.one("text_not"))))
        if "exclude" in binder:
            conditions += none_holds(_match_filters(Binder(binder.shape("exclude"), "not_"), set()))
        return conditions


def _match_filters(binder: Binder, served: set[str], *, event_type: Any = None) -> list[Condition]:
    """The conditions of `EventFilters`."""
    events, actors = rows.events.c, rows.actors.c
    columns = {
        "event_types": events.event_type if event_type is None else event_type,
        "modes": events.mode,
        "quad_classes": events.quad_class,
        "countries": events.country,
        "statuses": events.status,
        "date_precisions": events.precision,
        "date_bases": events.basis,
    }
    conditions = match_values(binder, {name: column for name, column in columns.items() if name not in served})
    conditions += match_patterns(binder, "contexts", events.contexts)
    conditions += match_patterns(binder, "cameo_codes", events.cameo_code)
    conditions += match_reports(binder, events.n, events.article_n)
    for name, roles in _ACTOR_FIELDS.items():
        if name in binder and name not in served:
            conditions.append(_takes_part(binder, actor_numbers(binder.many(name)), roles))
    if "actors_all" in binder and "actors_all" not in served:
        for parameter in binder.many("actors_all"):
            conditions.append(_takes_part(binder, actor_numbers([parameter]), _ACTOR_FIELDS["actors"]))
    for name, column in (("actor_types", actors.actor_type), ("actor_countries", actors.country)):
        if name in binder:
            someone = rows.participants.alias("someone")
            conditions.append(
                contains(
                    someone.join(rows.actors, actors.n == someone.c.actor_n),
                    someone.c.event_n == events.n,
                    has_bits(someone.c.roles, OWN_EVENT_ROLES),
                    column.in_(binder.many(name)),
                )
            )
    if "issues" in binder:
        positions, issues = rows.positions.c, rows.issues.c
        named = select(positions.article_n).join(rows.issues, issues.n == positions.issue_n)
        named = named.where(issues.id.in_(binder.many("issues")))
        conditions.append(told_in(events.n, events.article_n, named))
    return conditions


def _takes_part(binder: Binder, numbers: Any, roles: tuple[int, int]) -> Condition:
    """One of the actors takes part in the event."""
    events, someone = rows.events.c, rows.participants.alias("someone")
    return contains(
        someone,
        someone.c.actor_n.in_(numbers),
        someone.c.start == events.start,
        someone.c.event_n == events.n,
        *_in_roles(binder, someone.c.roles, roles),
    )


def _in_roles(binder: Binder, column: Any, roles: tuple[int, int]) -> list[ColumnElement[bool]]:
    own, through = roles
    mask = own if binder.flag("actor_exact") else own | through
    return [] if mask == _ALL_ROLES else [has_bits(column, mask)]


def _further_pairs(binder: Binder) -> list[Condition]:
    """Of more than two actors each two are a pair."""
    events, other = rows.events.c, rows.partners.alias("further")
    own = [other.c.own] if binder.flag("actor_exact") else []
    return [
        contains(
            other,
            other.c.actor_n == actor_number(binder.at("actors_all", left)),
            other.c.other_n == actor_number(binder.at("actors_all", right)),
            other.c.start == events.start,
            other.c.event_n == events.n,
            *own,
        )
        for left, right in combinations(range(binder.size("actors_all")), 2)
        if (left, right) != (0, 1)
    ]


def _in_box(binder: Binder) -> list[ColumnElement[bool]]:
    events = rows.events.c
    west, south, east, north = (binder.at("box", i) for i in range(4))
    inside = (events.longitude >= west, events.longitude <= east)
    longitudes = [or_(*inside)] if binder.flag("box_crosses") else list(inside)
    return [events.latitude >= south, events.latitude <= north, *longitudes]
