"""A query for events in, who acts on whom how often out."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select

from storage import rows
from storage.conditions import has_bits, literal
from storage.items import Items, select_matches
from storage.queries import EventQuery
from storage.reading import Reader
from storage.roles import EventRole
from storage.scalars import UNDATED, day_of
from storage.statements import compile_statement, is_one_of

MOST_EVENTS = 20_000
"""So many events are counted, the latest; a fraction of a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TieNode:
    """An actor. `sent` and `received` count its acts on others and others' on it, shown or not."""

    id: str
    name: str
    actor_type: str | None
    country: str | None
    sent: int
    received: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """The acts of one actor on another: how many of each type, how intense on average, and their first and last day."""

    source: str
    target: str
    weight: int
    types: dict[str, int]
    intensity: float | None
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TieNetwork:
    """Actors and their ties, those with most first, and how much of all that matches these are.

    Only the latest `events_counted` of `event_count` events are looked at; `node_count` and `tie_count` are theirs.
    """

    nodes: tuple[TieNode, ...] = ()
    ties: tuple[Tie, ...] = ()
    event_count: int = 0
    events_counted: int = 0
    node_count: int = 0
    tie_count: int = 0


@dataclass(slots=True)
class _Strand:
    """What is known of one ordered pair while it is counted."""

    types: Counter[str] = field(default_factory=Counter)
    measured: int = 0
    intensity: float = 0.0
    first: int = 0
    last: int = 0

    @property
    def weight(self) -> int:
        return self.types.total()

    def add(self, event_type: str, number: int, measured: int, intensity: float, first: int, last: int) -> None:
        self.types[event_type] += number
        self.measured += measured
        self.intensity += intensity
        self.first = min(filter(None, (self.first, first)), default=0)
        self.last = max(self.last, last)


def read_ties(
    reader: Reader,
    items: Items,
    query: EventQuery,
    *,
    nodes: int,
    ties: int,
    least: int = 1,
    most_events: int = MOST_EVENTS,
) -> TieNetwork:
    """Return who acts on whom in the events that a query finds, each taking part itself.

    Of the actors the `nodes` with most acts are shown, of their ties the `ties` with most, none with fewer than
    `least`. Limit, order and keys of the query do not count.
    """
    events = rows.events.c
    # Counted by themselves, for an index may know how many there are and nothing more.
    matches, values = select_matches(reader, items, query)
    ((total,),) = _run(reader, select(func.count()).select_from(matches.subquery("matches")), values)
    matches, values = select_matches(reader, items, query, events.start, events.event_type, events.intensity)
    strands = _count_strands(reader, matches, values, most_events)
    sent, received = Counter[int](), Counter[int]()
    for (source, target), strand in strands.items():
        sent[source] += strand.weight
        received[target] += strand.weight
    shown = set(_rank(sent + received)[:nodes])
    kept = sorted(
        (
            (pair, strand)
            for pair, strand in strands.items()
            if strand.weight >= least and pair[0] in shown and pair[1] in shown
        ),
        key=lambda item: (-item[1].weight, item[0]),
    )[:ties]
    tied = {number for pair, _ in kept for number in pair}
    known = _find_actors(reader, tied)
    return TieNetwork(
        nodes=tuple(
            TieNode(
                id=known[n][0],
                name=known[n][1],
                actor_type=known[n][2],
                country=known[n][3],
                sent=sent[n],
                received=received[n],
            )
            for n in _rank(sent + received)
            if n in tied
        ),
        ties=tuple(_make_tie(known[source][0], known[target][0], strand) for (source, target), strand in kept),
        event_count=int(total),
        events_counted=min(int(total), most_events),
        node_count=len(sent + received),
        tie_count=len(strands),
    )


def _count_strands(
    reader: Reader, matches: Select[Any], values: dict[str, Any], most_events: int
) -> dict[tuple[int, int], _Strand]:
    found = matches.subquery("matches").c
    latest = (
        select(found.n, found.start, found.event_type, found.intensity)
        .order_by(found.start.desc(), found.n.desc())
        .limit(literal(most_events))
        .subquery("latest")
    )
    event = latest.c
    source, target = rows.participants.alias("source"), rows.participants.alias("target")
    tables = latest.join(source, and_(source.c.event_n == event.n, source.c.start == event.start)).join(
        target, and_(target.c.event_n == event.n, target.c.start == event.start)
    )
    statement = (
        select(
            source.c.actor_n,
            target.c.actor_n,
            event.event_type,
            func.count(),
            func.count(event.intensity),
            func.sum(event.intensity),
            func.min(func.nullif(event.start, literal(UNDATED))),
            func.max(event.start),
        )
        .select_from(tables)
        .where(
            has_bits(source.c.roles, EventRole.SOURCE),
            has_bits(target.c.roles, EventRole.TARGET),
            source.c.actor_n != target.c.actor_n,
        )
        .group_by(source.c.actor_n, target.c.actor_n, event.event_type)
    )
    strands: dict[tuple[int, int], _Strand] = defaultdict(_Strand)
    for one, other, event_type, number, measured, intensity, first, last in _run(reader, statement, values):
        strand = strands[int(one), int(other)]
        strand.add(event_type, int(number), int(measured), float(intensity or 0), int(first or 0), int(last or 0))
    return strands


def _make_tie(source: str, target: str, strand: _Strand) -> Tie:
    return Tie(
        source=source,
        target=target,
        weight=strand.weight,
        types=dict(sorted(strand.types.items(), key=lambda item: (-item[1], item[0]))),
        intensity=round(strand.intensity / strand.measured, 4) if strand.measured else None,
        first_day=day_of(strand.first),
        last_day=day_of(strand.last),
    )


def _find_actors(reader: Reader, numbers: set[int]) -> dict[int, tuple[Any, ...]]:
    if not numbers:
        return {}
    actors = rows.actors.c
    among = is_one_of(actors.n, [literal(number) for number in sorted(numbers)])
    statement = select(actors.n, actors.id, actors.name, actors.actor_type, actors.country).where(among)
    return {int(n): tuple(more) for n, *more in _run(reader, statement, {})}


def _rank(counts: Counter[int]) -> list[int]:
    return sorted(counts, key=lambda number: (-counts[number], number))


def _run(reader: Reader, statement: Select[Any], values: dict[str, Any]) -> list[Any]:
    compiled = compile_statement(statement, reader.dialect)
    return reader.all(compiled.sql, {**compiled.constants, **values})
