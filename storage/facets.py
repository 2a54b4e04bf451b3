"""Event queries in, counts by type, actor, country and month out."""

from typing import Any

from sqlalchemy import Select, func, select

from storage import rows
from storage.conditions import has_bits
from storage.items import Items, select_matches
from storage.queries import EventQuery, FacetCount
from storage.reading import Reader
from storage.roles import OWN_EVENT_ROLES
from storage.scalars import UNDATED, day_of
from storage.statements import compile_statement, shape_of


def count_types(reader: Reader) -> dict[str, int]:
    """Return the number of events of each type, from the table that is kept of them."""
    return {event_type: int(count) for event_type, count in _run(reader, _KEPT["event_type"], {})}


def count_facets(
    reader: Reader, items: Items, query: EventQuery, names: tuple[str, ...], top: int
) -> dict[str, tuple[FacetCount, ...]]:
    """Count the matching events by each of the names, the most frequent values first; `month` is in order of time.

    Actors are those that take part themselves. Undated events count in no month.
    """
    return {name: _count(reader, items, query, name, top) for name in names}


def _count(reader: Reader, items: Items, query: EventQuery, name: str, top: int) -> tuple[FacetCount, ...]:
    if not shape_of(query) and name == "month":
        kept = _run(reader, _KEPT[name], {})
        return tuple(FacetCount(value=f"{m // 100:04d}-{m % 100:02d}", count=int(count)) for m, count in sorted(kept))
    if not shape_of(query) and name in _KEPT:
        counts = dict(_run(reader, _KEPT[name], {}))
        counts.pop("", None)
    else:
        matches, values = select_matches(reader, items, query)
        counts = dict(_run(reader, _group(name, matches.subquery("matches")), values))
    if name == "month":
        return _by_month(counts)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:top]
    return tuple(FacetCount(value=value, count=int(count)) for value, count in ranked)


def _run(reader: Reader, statement: Select[Any], values: dict[str, Any]) -> list[Any]:
    compiled = compile_statement(statement, reader.dialect)
    return reader.all(compiled.sql, {**compiled.constants, **values})


def _group(name: str, matches: Any) -> Select[Any]:
    events, participants = rows.events.c, rows.participants.c
    if name == "actor":
        value: Any = rows.actors.c.id
        joined = matches.join(rows.participants, participants.event_n == matches.c.n).join(
            rows.actors, rows.actors.c.n == participants.actor_n
        )
        return (
            select(value, func.count())
            .select_from(joined)
            .where(has_bits(participants.roles, OWN_EVENT_ROLES))
            .group_by(value)
        )
    value = (
        events.start
        if name == "month"
        else {"event_type": events.event_type, "country": events.country, "status": events.status}[name]
    )
    return (
        select(value, func.count())
        .select_from(matches.join(rows.events, events.n == matches.c.n))
        .where(value.is_not(None))
        .group_by(value)
    )


_KEPT: dict[str, Any] = {
    "event_type": select(rows.events_by_month.c.event_type, func.sum(rows.events_by_month.c.events)).group_by(
        rows.events_by_month.c.event_type
    ),
    "month": select(rows.events_by_month.c.month, func.sum(rows.events_by_month.c.events))
    .where(rows.events_by_month.c.month > UNDATED)
    .group_by(rows.events_by_month.c.month),
    "country": select(rows.events_by_country.c.country, func.sum(rows.events_by_country.c.events)).group_by(
        rows.events_by_country.c.country
    ),
}
"""Counts of all events, which are kept up to date in tables of their own."""


def _by_month(counts: dict[int, int]) -> tuple[FacetCount, ...]:
    months: dict[str, int] = {}
    for number, count in sorted(counts.items()):
        day = day_of(number)
        if day is not None:
            month = day.isoformat()[:7]
            months[month] = months.get(month, 0) + count
    return tuple(FacetCount(value=month, count=count) for month, count in months.items())
