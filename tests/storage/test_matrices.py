"""Who stands where on what, held against positions that are gone through one by one, on both databases."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from ingest.preparing import RENDERER, prepare
from records.dates import UNDATED, DateInterval
from records.extractions import Extraction
from records.vocabularies import DateBasis, Polarity, Precision, Stance
from storage.queries import MatrixCell, PositionMatrix, PositionQuery
from storage.store import Store, open_store, upgrade
from tests.storage.building import FIRST_DAY, make_extraction
from tests.storage.conftest import BACKENDS, create_database

EXTRACTIONS = tuple(make_extraction(seed, events=1, positions=8) for seed in range(30))
FOR, AGAINST, NEITHER = Polarity.FOR, Polarity.AGAINST, Polarity.NEITHER


@pytest.fixture(scope="module", params=BACKENDS)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with 240 positions that no test changes."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('matrices') / 'dateline.db'}"
    else:
        url = create_database(request.getfixturevalue("cluster"))
    upgrade(url)
    with open_store(url) as store:
        store.add_all([prepare(extraction) for extraction in EXTRACTIONS], renderer=RENDERER)
        yield store


def group(store: Store, query: PositionQuery) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return the positions of a query by holder and issue, in order of time."""
    cells = defaultdict(list)
    for item in store.stream_positions(replace(query, sort="stated_date")):
        position = json.loads(item)
        cells[position["actor_id"], position["issue"]["id"]].append(position)
    return cells


@pytest.mark.parametrize(
    "query",
    [
        PositionQuery(),
        PositionQuery(actors=("country:RUS",)),
        PositionQuery(holders=("country:RUS", "country:USA"), actor_exact=True),
        PositionQuery(date_from=FIRST_DAY, date_to=FIRST_DAY + timedelta(days=20), stances=("DEMAND",)),
        PositionQuery(issues=("grain-exports",), text="summit"),
        PositionQuery(stances=("CONDITION",)),
    ],
    ids=["all", "through", "exact", "days", "words", "nothing"],
)
def test_cells_hold_what_the_query_finds(filled: Store, query: PositionQuery) -> None:
    groups = group(filled, query)
    matrix = filled.position_matrix(query)
    assert {(cell.actor_id, cell.issue_id): cell.position_count for cell in matrix.cells} == {
        key: len(found) for key, found in groups.items()
    }
    for cell in matrix.cells:
        found = groups[cell.actor_id, cell.issue_id]
        known = {each["id"]: each for each in found}
        assert known[cell.position_id]["stance"] == cell.stance
        assert known[cell.position_id]["polarity"] == cell.polarity
        days = sorted(each["stated_date"]["start"] or each["stated_date"]["end"] or "" for each in found)
        days = [day for day in days if day]
        assert [cell.first_day and cell.first_day.isoformat(), cell.last_day and cell.last_day.isoformat()] == [
            days[0] if days else None,
            days[-1] if days else None,
        ]
    by_actor, by_issue = Counter[str](), Counter[str]()
    for (actor, issue), found in groups.items():
        by_actor[actor] += len(found)
        by_issue[issue] += len(found)
    assert {row.id: row.position_count for row in matrix.rows} == by_actor
    assert {column.id: column.position_count for column in matrix.columns} == by_issue
    assert matrix.position_count == sum(by_actor.values())
    assert (matrix.row_count, matrix.column_count) == (len(by_actor), len(by_issue))


def test_only_those_with_most_are_shown_and_the_rest_is_counted(filled: Store) -> None:
    whole, part = filled.position_matrix(PositionQuery()), filled.position_matrix(PositionQuery(), rows=3, columns=2)
    assert (len(part.rows), len(part.columns)) == (3, 2)
    assert part.rows == whole.rows[:3]
    assert (part.position_count, part.row_count, part.column_count) == (240, len(whole.rows), len(whole.columns))
    shown = {row.id for row in part.rows}, {column.id for column in part.columns}
    assert {(cell.actor_id, cell.issue_id) for cell in part.cells} == {
        (cell.actor_id, cell.issue_id)
        for cell in whole.cells
        if cell.actor_id in shown[0] and cell.issue_id in shown[1]
    }


Held = tuple[int | None, Stance, Polarity]


def hold(seed: int, day: int | None, stance: Stance, polarity: Polarity) -> Extraction:
    """Return an article with one position of the same actor on the same issue, stated on that day."""
    extraction = make_extraction(seed, events=0, positions=1)
    stated = UNDATED
    if day is not None:
        on = date(2025, 3, day)
        stated = DateInterval(start=on, end=on, precision=Precision.DAY, basis=DateBasis.STATED)
    first = make_extraction(100, events=0, positions=1)
    [position] = extraction.positions
    [like] = first.positions
    position = replace(
        position,
        actor_id=like.actor_id,
        on_behalf_of=None,
        addressee_ids=(),
        issue=like.issue,
        stance=stance,
        polarity=polarity,
        stated_date=stated,
    )
    return replace(extraction, actors=first.actors, positions=(position,))


def read_cell(store: Store, held: list[Held]) -> MatrixCell:
    extractions = [hold(seed, *each) for seed, each in enumerate(held)]
    store.add_all(map(prepare, extractions), renderer=RENDERER)
    [cell] = store.position_matrix(PositionQuery()).cells
    return cell


DEMAND, REJECT, SUPPORT = Stance.DEMAND, Stance.REJECT, Stance.SUPPORT


@pytest.mark.parametrize(
    ("held", "stance", "turned", "reversed_", "on"),
    [
        ([(1, DEMAND, FOR)], DEMAND, False, False, None),
        ([(1, DEMAND, FOR), (2, DEMAND, FOR)], DEMAND, False, False, None),
        ([(1, DEMAND, FOR), (2, SUPPORT, FOR)], SUPPORT, True, False, 2),
        ([(1, SUPPORT, FOR), (2, REJECT, AGAINST)], REJECT, True, True, 2),
        ([(5, SUPPORT, FOR), (2, REJECT, AGAINST)], SUPPORT, True, True, 5),
        ([(1, SUPPORT, FOR), (2, REJECT, AGAINST), (9, SUPPORT, FOR)], SUPPORT, True, True, 9),
        ([(1, DEMAND, FOR), (2, DEMAND, NEITHER), (3, DEMAND, FOR)], DEMAND, False, False, None),
        ([(1, DEMAND, FOR), (2, DEMAND, NEITHER), (3, DEMAND, AGAINST)], DEMAND, False, True, 3),
        ([(1, REJECT, AGAINST), (1, SUPPORT, FOR)], SUPPORT, False, False, None),
        ([(1, SUPPORT, FOR), (None, REJECT, AGAINST)], SUPPORT, False, False, None),
        ([(None, SUPPORT, FOR), (None, REJECT, AGAINST)], REJECT, False, False, None),
    ],
    ids=["once", "same", "stance", "both", "late", "back", "neither", "through", "one-day", "undated", "no-day"],
)
def test_a_change_of_mind_is_one_over_time(
    store: Store, held: list[Held], stance: Stance, turned: bool, reversed_: bool, on: int | None
) -> None:
    cell = read_cell(store, held)
    assert (cell.stance, cell.stance_changed, cell.polarity_changed) == (stance, turned, reversed_)
    assert cell.changed_on == (on and date(2025, 3, on))
    assert cell.position_count == len(held)


def test_nothing_stored_is_an_empty_matrix(store: Store) -> None:
    assert store.position_matrix(PositionQuery()) == PositionMatrix()
