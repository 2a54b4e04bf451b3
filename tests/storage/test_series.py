"""Counts by groups and ties between actors, held against events that are gone through one by one, on both databases."""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from statistics import fmean
from typing import Any

import pytest

from ingest.preparing import RENDERER, prepare
from records.extractions import Extraction
from storage.queries import EventFilters, EventQuery, PositionQuery
from storage.series import EVENT_GROUPS, POSITION_GROUPS, Series, SeriesTooLargeError
from storage.store import Store, open_store, upgrade
from storage.ties import read_ties
from tests.storage.building import ACTORS, make_extraction
from tests.storage.conftest import BACKENDS, create_database

Item = dict[str, Any]

PERSONS = {actor.id: actor for actor in ACTORS}
FIRST, LAST = date(2024, 12, 20), date(2025, 2, 10)


def measured(seed: int) -> Extraction:
    """Return an article some of whose events have an intensity and fatalities."""
    chance = random.Random(seed)
    extraction = make_extraction(seed, events=8, positions=5)
    return replace(
        extraction,
        events=tuple(
            replace(event, intensity=chance.choice((None, -10.0, -2.5, 3.4)), fatalities=chance.choice((None, 0, 7)))
            for event in extraction.events
        ),
    )


EXTRACTIONS = tuple(measured(seed) for seed in range(30))


@pytest.fixture(scope="module", params=BACKENDS)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that no test changes."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('series') / 'dateline.db'}"
    else:
        url = create_database(request.getfixturevalue("cluster"))
    upgrade(url)
    with open_store(url) as store:
        store.add_all([prepare(extraction) for extraction in EXTRACTIONS], renderer=RENDERER)
        yield store


EVENT_QUERIES = {
    "all": EventQuery(),
    "type": EventQuery(event_types=("CONSULT", "AGREE")),
    "type and place": EventQuery(event_types=("CONSULT",), countries=("USA", "FRA")),
    "range": EventQuery(date_from=FIRST, date_to=LAST),
    "from": EventQuery(date_from=FIRST, include_undated=True),
    "to": EventQuery(date_to=LAST, include_open=True),
    "actors": EventQuery(actors=("country:RUS", "person:usa-minister"), exclude=EventFilters(modes=("visit",))),
    "text": EventQuery(text="harbour treaty", statuses=("OCCURRED",)),
    "pair": EventQuery(actors_all=("country:RUS", "country:USA"), date_from=FIRST),
    "none": EventQuery(actors=("org:nobody",)),
}
POSITION_QUERIES = {
    "all": PositionQuery(),
    "range": PositionQuery(date_from=FIRST, date_to=LAST),
    "actor": PositionQuery(actors=("country:RUS",), include_open=True, date_from=FIRST),
}


def span_of(name: str, dating: Item, query: EventQuery | PositionQuery) -> str | None:
    """Return the day, month or year that an item counts in: where it begins, or the end of the range next to it."""
    stated = dating["start"] or dating["end"]
    if stated is None:
        return None
    day = date.fromisoformat(stated)
    if query.date_from:
        day = max(day, query.date_from)
    if query.date_to:
        day = min(day, query.date_to)
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[name]]


def in_role(*roles: str) -> Callable[[Item], set[str]]:
    return lambda event: {p["actor_id"] for p in event["participants"] if p["role"] in roles}


BOTH = in_role("SOURCE", "TARGET")
EVENT_VALUES: dict[str, Callable[[Item], set[str | None]]] = {
    **{name: lambda event, name=name: {event[name]} for name in ("event_type", "mode", "status")},  # type: ignore[misc]
    "quad_class": lambda event: {str(event["quad_class"])},
    "background": lambda event: {str(event["background"]).lower()},
    "country": lambda event: {event["place"] and event["place"]["country"]},
    "date_precision": lambda event: {event["event_date"]["precision"]},
    "date_basis": lambda event: {event["event_date"]["basis"]},
    "actor": lambda event: set(BOTH(event)),
    "source_actor": lambda event: set(in_role("SOURCE")(event)),
    "target_actor": lambda event: set(in_role("TARGET")(event)),
    "actor_type": lambda event: {PERSONS[actor].actor_type.value for actor in BOTH(event)},
    "actor_country": lambda event: {PERSONS[actor].country for actor in BOTH(event)},
}
POSITION_VALUES: dict[str, Callable[[Item], set[str | None]]] = {
    **{name: lambda item, name=name: {item[name]} for name in ("stance", "certainty")},  # type: ignore[misc]
    "polarity": lambda item: {str(item["polarity"])},
    "quoted": lambda item: {str(item["quoted"]).lower()},
    "date_precision": lambda item: {item["stated_date"]["precision"]},
    "date_basis": lambda item: {item["stated_date"]["basis"]},
    "actor": lambda item: {item["actor_id"]},
    "actor_type": lambda item: {PERSONS[item["actor_id"]].actor_type.value},
    "actor_country": lambda item: {PERSONS[item["actor_id"]].country},
    "issue": lambda item: {item["issue"]["id"]},
    "topic": lambda item: {item["issue"]["topic"]},
}


def values_of(name: str, item: Item, query: EventQuery | PositionQuery) -> set[str | None]:
    dating = item["event_date"] if "event_date" in item else item["stated_date"]
    if name in ("day", "month", "year"):
        return {span_of(name, dating, query)}
    return (EVENT_VALUES if "event_date" in item else POSITION_VALUES)[name](item)


def gather(items: list[Item], names: tuple[str, ...], query: Any) -> dict[tuple[str | None, ...], list[Item]]:
    """Return the items of each cell; an item with several values stands in several."""
    cells: dict[tuple[str | None, ...], list[Item]] = defaultdict(list)
    for item in items:
        keys: list[tuple[str | None, ...]] = [()]
        for name in names:
            keys = [(*key, value) for key in keys for value in values_of(name, item, query)]
        for key in keys:
            cells[key].append(item)
    return cells


def check(
    series: Series, items: list[Item], names: tuple[str, ...], query: Any, value: Callable[[list[Item]], Any]
) -> None:
    wanted = {key: found for key, found in gather(items, names, query).items() if None not in key}
    found = {cell.keys: cell for cell in series.cells}
    assert len(found) == len(series.cells)
    assert {key for key, cell in found.items() if cell.count} == wanted.keys()
    for key, cell in found.items():
        assert cell.count == len(wanted.get(key, ()))
        assert cell.value == pytest.approx(value(wanted.get(key, [])), abs=1e-4)
    assert series.item_count == len(items)
    for group in series.groups:
        totals = Counter(v for item in items for v in values_of(group.name, item, query))
        assert group.without == totals.pop(None, 0)
        assert {v.value: v.count for v in group.values if v.count} == totals


def mean(key: str) -> Callable[[list[Item]], float | None]:
    def measure(items: list[Item]) -> float | None:
        known = [item[key] for item in items if item[key] is not None]
        return fmean(known) if known else None

    return measure


def events_of(store: Store, query: EventQuery) -> list[Item]:
    return [json.loads(item) for item in store.stream_events(query)]


@pytest.mark.parametrize("query", EVENT_QUERIES.values(), ids=EVENT_QUERIES)
@pytest.mark.parametrize(
    "names",
    [
        ("month",),
        ("day",),
        ("year", "event_type"),
        ("event_type", "month"),
        ("country", "month"),
        ("actor",),
        ("month", "actor_country"),
        ("source_actor", "target_actor"),
        ("actor_type", "status"),
        ("mode", "background"),
        ("quad_class", "date_basis"),
        ("date_precision",),
    ],
    ids=",".join,
)
def test_events_are_counted_as_they_are_listed(filled: Store, query: EventQuery, names: tuple[str, ...]) -> None:
    items = events_of(filled, query)
    check(filled.event_series(query, names, top=100), items, names, query, len)


@pytest.mark.parametrize("query", EVENT_QUERIES.values(), ids=EVENT_QUERIES)
@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("mean_intensity", mean("intensity")),
        ("mean_confidence", mean("confidence")),
        ("fatalities", lambda items: sum(item["fatalities"] or 0 for item in items)),
        ("reports", lambda items: sum(item["article_count"] for item in items)),
    ],
)
def test_what_is_measured_is_that_of_the_events(
    filled: Store, query: EventQuery, measure: str, value: Callable[[list[Item]], Any]
) -> None:
    items = events_of(filled, query)
    for names in (("month",), ("actor_country", "event_type")):
        check(filled.event_series(query, names, measure=measure, top=100), items, names, query, value)


@pytest.mark.parametrize("query", POSITION_QUERIES.values(), ids=POSITION_QUERIES)
@pytest.mark.parametrize("name", sorted(POSITION_VALUES))
def test_positions_are_counted_as_they_are_listed(filled: Store, query: PositionQuery, name: str) -> None:
    items = [json.loads(item) for item in filled.stream_positions(query)]
    for names in ((name,), ("year", name), (name, "stance" if name != "stance" else "issue")):
        check(filled.position_series(query, names, top=100), items, names, query, len)
    series = filled.position_series(query, (name,), measure="mean_polarity", top=100)
    check(series, items, (name,), query, mean("polarity"))


def test_every_group_is_held_against_its_words() -> None:
    assert EVENT_VALUES.keys() == EVENT_GROUPS.keys()
    assert POSITION_VALUES.keys() == POSITION_GROUPS.keys()


def test_every_span_of_a_range_is_there_whether_anything_happened_or_not(filled: Store) -> None:
    nobody = EventQuery(actors=("org:nobody",), date_from=date(2023, 11, 30), date_to=date(2024, 2, 1))
    series = filled.event_series(nobody, ("month",))
    assert [(cell.keys, cell.count) for cell in series.cells] == [
        ((month,), 0) for month in ("2023-11", "2023-12", "2024-01", "2024-02")
    ]
    days = [cell.keys[0] for cell in filled.event_series(nobody, ("day",)).cells]
    assert days == [(date(2023, 11, 30) + timedelta(days=n)).isoformat() for n in range(64)]


def test_the_most_frequent_values_are_shown_and_the_others_counted(filled: Store) -> None:
    for query in (EventQuery(), EventQuery(statuses=("OCCURRED",))):
        whole = filled.event_series(query, ("actor",), top=100).groups[0]
        part = filled.event_series(query, ("actor", "event_type"), top=3)
        assert part.groups[0].values == whole.values[:3]
        assert part.groups[0].values_beyond == len(whole.values) - 3
        assert part.groups[0].items_beyond == sum(value.count for value in whole.values[3:])
        assert {cell.keys[0] for cell in part.cells} == {value.value for value in whole.values[:3]}
        assert [value.label for value in part.groups[0].values] == [PERSONS[v.value].name for v in whole.values[:3]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (EventQuery(date_from=date(1, 1, 1), date_to=date(9999, 12, 31)), ("day",)),
        (EventQuery(date_from=date(1, 1, 1), date_to=date(9999, 12, 31)), ("month",)),
        (EventQuery(date_from=date(1900, 1, 1), date_to=date(2025, 12, 31)), ("month", "actor")),
    ],
)
def test_more_cells_than_anyone_reads_are_refused(filled: Store, query: EventQuery, names: tuple[str, ...]) -> None:
    with pytest.raises(SeriesTooLargeError, match="at most 10,000"):
        filled.event_series(query, names)


# -- ties


@pytest.mark.parametrize("query", EVENT_QUERIES.values(), ids=EVENT_QUERIES)
def test_ties_are_those_of_the_events(filled: Store, query: EventQuery) -> None:
    wanted: dict[tuple[str, str], list[Item]] = defaultdict(list)
    items = events_of(filled, query)
    for event in items:
        for source in in_role("SOURCE")(event):
            for target in in_role("TARGET")(event) - {source}:
                wanted[source, target].append(event)
    network = filled.event_ties(query, nodes=500, ties=5000)
    assert {(tie.source, tie.target) for tie in network.ties} == wanted.keys()
    for tie in network.ties:
        events = wanted[tie.source, tie.target]
        days = sorted(filter(None, (e["event_date"]["start"] or e["event_date"]["end"] for e in events)))
        assert (tie.weight, tie.types) == (len(events), Counter(event["event_type"] for event in events))
        assert tie.intensity == pytest.approx(mean("intensity")(events), abs=1e-4)
        assert [tie.first_day and tie.first_day.isoformat(), tie.last_day and tie.last_day.isoformat()] == [
            days[0] if days else None,
            days[-1] if days else None,
        ]
    assert (network.event_count, network.events_counted) == (len(items), len(items))
    assert (network.node_count, network.tie_count) == (len({a for pair in wanted for a in pair}), len(wanted))
    weights = [tie.weight for tie in network.ties]
    assert weights == sorted(weights, reverse=True)
    for node in network.nodes:
        assert node.sent == sum(len(events) for (source, _), events in wanted.items() if source == node.id)
        assert node.received == sum(len(events) for (_, target), events in wanted.items() if target == node.id)


def test_a_part_of_a_network_says_what_it_leaves_out(filled: Store) -> None:
    whole = filled.event_ties(EventQuery(), nodes=500, ties=5000)
    part = filled.event_ties(EventQuery(), nodes=4, ties=3)
    assert len(part.ties) == 3
    shown = {node.id for node in part.nodes}
    assert shown == {actor for tie in part.ties for actor in (tie.source, tie.target)}
    assert shown <= {node.id for node in whole.nodes[:4]}
    assert (part.node_count, part.tie_count) == (whole.node_count, whole.tie_count)
    heavy = filled.event_ties(EventQuery(), nodes=500, ties=5000, least=3)
    assert heavy.ties == tuple(tie for tie in whole.ties if tie.weight >= 3)


def test_of_very_many_events_the_latest_are_counted(filled: Store) -> None:
    from storage.events import EventItems

    query = EventQuery(event_types=("CONSULT",))
    latest = [json.loads(item) for item in filled.events(replace(query, limit=10))]
    network = read_ties(filled._reader, EventItems(), query, nodes=500, ties=5000, most_events=10)
    assert sum(tie.weight for tie in network.ties) == len(latest) == network.events_counted == 10
    assert network.event_count == len(events_of(filled, query))
