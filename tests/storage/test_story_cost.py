"""What comparing costs, counted in steps of the database and scores: no clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ingest import candidates, story_matching
from ingest.preparing import RENDERER, prepare
from ingest.story_matching import match_all, match_stories
from records.extractions import Extraction
from records.vocabularies import EventType
from storage.store import Store, open_store, upgrade
from tests.storage.telling import FIRST_DAY, reprint, tell

_STEPS_AT_ONCE = 50


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Store]:
    """An SQLite store: it counts its steps."""
    url = f"sqlite:///{tmp_path / 'dateline.db'}"
    upgrade(url)
    with open_store(url) as store:
        yield store


@contextmanager
def counting(store: Store) -> Iterator[list[int]]:
    """Count the steps of SQLite's machine that a store takes to write; each row it passes takes some."""
    steps = [0]

    def count() -> int:
        steps[0] += _STEPS_AT_ONCE
        return 0

    with store.writing() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(count, _STEPS_AT_ONCE)
    try:
        yield steps
    finally:
        driver.set_progress_handler(None, 0)


def cost_of(store: Store, extraction: Extraction) -> int:
    """Return how many steps one more article takes to be compared."""
    store.add(prepare(extraction), renderer=RENDERER)
    with counting(store) as steps:
        match_stories(store, extraction.article.id, renderer=RENDERER)
    return steps[0]


def test_a_near_copy_costs_the_same_however_many_there_are(small: Store) -> None:
    costs = []
    for first, last in ((0, 60), (60, 360)):
        copies = [prepare(reprint(9, "Harbour Wire", copy=copy)) for copy in range(first, last)]
        small.add_all(copies, renderer=RENDERER)
        match_all(small, renderer=RENDERER)
        costs.append(cost_of(small, reprint(9, "Harbour Wire", copy=1_000 + last)))
    assert costs[1] < 1.5 * costs[0]
    assert small.counts().events == 1


def test_an_article_costs_the_same_beside_many_that_have_nothing_to_do_with_it(small: Store) -> None:
    costs = []
    for first, last in ((0, 40), (40, 440)):
        days = [FIRST_DAY + timedelta(days=3 * number) for number in range(first, last)]
        others = [tell(n, EventType.SANCTION, day, sides=(1, 2)) for n, day in enumerate(days, first)]
        small.add_all(map(prepare, others), renderer=RENDERER)
        match_all(small, renderer=RENDERER)
        costs.append(cost_of(small, tell(5_000 + last, EventType.CONSULT, FIRST_DAY + timedelta(days=3 * last))))
    assert costs[1] < 1.5 * costs[0]


def test_no_more_are_scored_than_are_compared_at_most(small: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST_CANDIDATES", 10)
    scored = 0
    plain = story_matching.score

    def count(*pair: object) -> object:
        nonlocal scored
        scored += 1
        return plain(*pair)  # type: ignore[arg-type]

    monkeypatch.setattr(story_matching, "score", count)
    extractions = [tell(n, EventType.CONSULT, FIRST_DAY) for n in range(40)]
    small.add_all(map(prepare, extractions), renderer=RENDERER)
    match_all(small, renderer=RENDERER)
    assert scored <= 10 * len(extractions)


def test_what_shares_no_word_is_not_read(small: Store) -> None:
    told = [tell(n, EventType.ASSAULT, FIRST_DAY, words=(f"matter{n}", f"thing{n}"), verb=0) for n in range(3)]
    other = tell(9, EventType.ASSAULT, FIRST_DAY, words=("pipeline", "convoy"), verb=2)
    # Nor is it the same kind of assault.
    other = replace(other, events=(replace(other.events[0], cameo_code="182"),))
    small.add_all(map(prepare, (*told, other)), renderer=RENDERER)
    match_all(small, renderer=RENDERER)
    with small.telling(RENDERER) as writer:
        numbers = [n for extraction in (*told, other) for n in writer.tellings_with_ids([extraction.events[0].id])]
        known = {n: story_matching.telling_of(telling) for n, telling in writer.tellings(numbers).items()}
        found = {n: set(candidates.find_candidates(writer, telling)) for n, telling in known.items()}
    assert found[numbers[0]] == set(numbers[:3])
    assert found[numbers[3]] == {numbers[3]}
