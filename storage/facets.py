"""Event queries in, counts by type, actor, country and month out."""

from typing import Any

from sqlalchemy import Select, func, select

from storage import rows
from storage.conditions import has_bits, literal
from storage.items import Items, select_matches
from storage.queries import EventQuery, FacetCount
from storage.reading import Reader
from storage.roles import OWN_EVENT_ROLES
from storage.scalars import UNDATED, day_of
from storage.statements import compile_statement, shape_of

MOST_EVENTS = 50_000
"""Of so many events, the latest, is counted what only their own rows say; a fraction of a second."""

_INDEXED = frozenset({"event_type", "month"})
"""What the index by actors says of every event: its counts are always of all."""


class PartialFacet(tuple[FacetCount, ...]):
    """The counts of the latest `MOST_EVENTS` of the events that match, which are more."""

    __slots__ = ()


def count_types(reader: Reader) -> dict[str, int]:
    """Return the number of events of each type, from the table that is kept of them."""
    return {event_type: int(count) for event_type, count in _run(reader, _KEPT["event_type"], {})}


def count_facets(
    reader: Reader, items: Items, query: EventQuery, names: tuple[str, ...], top: int, most: int = MOST_EVENTS
) -> dict[str, tuple[FacetCount, ...]]:
    """Count the matching events by each of the names, the most frequent values first; `month` is in order of time.

    Actors are those that take part themselves. Undated events count in no month. Limit, order and keys of the query do
    not count.
    """
    asked = bool(shape_of(query))
    partial = asked and not _INDEXED.issuperset(names) and _is_beyond(reader, items, query, most)
    return {name: _count(reader, items, query, name, top, most if partial else None) for name in names}


def _is_beyond(reader: Reader, items: Items, query: EventQuery, most: int) -> bool:
    matches, values = select_matches(reader, items, query)
    some = matches.limit(literal(most + 1)).subquery("some")
    ((number,),) = _run(reader, select(func.count()).select_from(some), values)
    return int(number) > most


def _count(
    reader: Reader, items: Items, query: EventQuery, name: str, top: int, most: int | None
) -> tuple[FacetCount, ...]:
    if not shape_of(query) and name == "month":
        kept = _run(reader, _KEPT[name], {})
        return tuple(FacetCount(value=f"{m // 100:04d}-{m % 100:02d}", count=int(count)) for m, count in sorted(kept))
    if not shape_of(query) and name in _KEPT:
        counts = dict(_run(reader, _KEPT[name], {}))
        counts.pop("", None)
    else:
        start = rows.events.c.start
        column = start if name == "month" else rows.events.c.get(name) if most is None or name in _INDEXED else None
        matches, values = select_matches(reader, items, query, start if column is None else column)
        found: Any = matches.subquery("matches")
        if column is not None:
            value = found.c[column.name]
            statement = select(value, func.count()).where(value.is_not(None)).group_by(value)
        else:
            if most is not None:
                latest = select(found.c.n).order_by(found.c.start.desc(), found.c.n.desc()).limit(literal(most))
                found = latest.subquery("latest")
            statement = _group(name, found)
        counts = dict(_run(reader, statement, values))
    if name == "month":
        return _by_month(counts)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:top]
    facet = (FacetCount(value=value, count=int(count)) for value, count in ranked)
    return PartialFacet(facet) if most is not None and name not in _INDEXED else tuple(facet)


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
    value = {"country": events.country, "status": events.status}[name]
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
    "actor": select(rows.actors.c.id, rows.actors.c.own_event_count).where(rows.actors.c.own_event_count > literal(0)),
}
"""Counts of all events, which are kept up to date."""


def _by_month(counts: dict[int, int]) -> tuple[FacetCount, ...]:
    months: dict[str, int] = {}
    for number, count in sorted(counts.items()):
        day = day_of(number)
        if day is not None:
            month = day.isoformat()[:7]
            months[month] = months.get(month, 0) + count
    return tuple(FacetCount(value=month, count=count) for month, count in months.items())
