"""Storylines are kept up to date, and ids that are none any more lead on."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from ingest import storylines
from ingest.preparing import RENDERER
from ingest.story_matching import settle
from ingest.storylines import StorylineKeeper, renew_few_storylines, renew_storylines
from records.positions import Issue
from records.vocabularies import EventType
from storage.queries import StorylineQuery
from storage.store import Store
from storage.storylines import are_storylines_due, read_storyline, read_storylines
from tests.storage.telling import FIRST_DAY, tell
from tests.storage.test_stories import ingest

MET = tell(1, EventType.CONSULT, FIRST_DAY)
MET_AGAIN = tell(2, EventType.CONSULT, None, publisher="Plain Courier", verb=1, published=FIRST_DAY + timedelta(days=1))
MET_TOO = tell(3, EventType.CONSULT, FIRST_DAY, publisher="Old Post", published=FIRST_DAY + timedelta(days=1))
ELSEWHERE = tuple(
    tell(30 + i, EventType.SANCTION, FIRST_DAY + timedelta(days=30 * i), published=FIRST_DAY + timedelta(days=30 * i))
    for i in range(1, 4)
)


def ids(store: Store) -> list[str]:
    return [json.loads(body)["id"] for body in read_storylines(store, StorylineQuery()).items]


def delete(store: Store, article_id: str) -> None:
    store.delete_article(article_id, renderer=RENDERER)
    settle(store, renderer=RENDERER)


def changes_since(store: Store, token: int) -> list[tuple[str, str]]:
    return [(change.id, change.action) for change in store.changes(token) if change.resource == "storyline"]


def test_an_id_leads_to_the_storyline_that_most_of_its_articles_are_part_of(store: Store) -> None:
    ingest(store, MET, MET_AGAIN, MET_TOO, *ELSEWHERE)
    renew_storylines(store)
    (first,) = ids(store)
    body = json.loads(read_storyline(store, first) or b"")
    assert (body["article_count"], body["event_count"], body["position_count"]) == (3, 1, 3)
    assert body["title"] == "Leader Rus and Leader Usa: Ceasefire"
    token = store.changes()[-1].token
    delete(store, MET.article.id)
    renew_storylines(store)
    (second,) = ids(store)
    assert second != first
    trace = store.trace(first)
    assert trace is not None
    assert trace.merged_into == second
    assert changes_since(store, token) == [(second, "CREATED"), (first, "DELETED")]
    ingest(store, MET)
    renew_storylines(store)
    assert ids(store) == [first]
    assert store.trace(first) is None
    trace = store.trace(second)
    assert trace is not None
    assert trace.merged_into == first


def test_a_storyline_of_which_too_little_is_left_is_gone(store: Store) -> None:
    ingest(store, MET, MET_AGAIN)
    renew_storylines(store)
    (first,) = ids(store)
    delete(store, MET_AGAIN.article.id)
    renew_storylines(store)
    assert ids(store) == []
    trace = store.trace(first)
    assert trace is not None
    assert (trace.merged_into, trace.deleted_at is None) == (None, False)


def test_storylines_are_due_after_a_change_and_not_before_the_next(store: Store) -> None:
    assert not are_storylines_due(store, most=10)
    ingest(store, MET, MET_AGAIN)
    assert are_storylines_due(store, most=10)
    assert are_storylines_due(store, most=2)
    assert not are_storylines_due(store, most=1)
    renew_few_storylines(store, most=1)
    assert ids(store) == []
    renew_few_storylines(store)
    assert len(ids(store)) == 1
    assert not are_storylines_due(store, most=10)
    delete(store, MET.article.id)
    assert are_storylines_due(store, most=10)


def test_a_keeper_takes_a_small_part_of_the_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(storylines.time, "monotonic", lambda: clock[0])
    keeper = StorylineKeeper(store)
    ingest(store, MET, MET_AGAIN)
    keeper.renew_when_idle()
    assert len(ids(store)) == 1
    delete(store, MET.article.id)
    clock[0] += 0.5
    keeper.renew_when_idle()
    assert len(ids(store)) == 1, "too soon"
    clock[0] += 1.0
    keeper.renew_when_idle()
    assert ids(store) == []


def test_a_keeper_leaves_many_articles_for_when_it_is_idle(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storylines, "ARTICLES_AT_ONCE", 1)
    keeper = StorylineKeeper(store)
    ingest(store, MET, MET_AGAIN)
    keeper.renew_at_once()
    assert ids(store) == []
    keeper.renew_when_idle()
    assert len(ids(store)) == 1


def test_an_affair_is_called_by_what_most_of_its_articles_speak_of(store: Store) -> None:
    (position,) = MET_AGAIN.positions
    prices = Issue(id="price-of-bread", label="price of bread", topic="economy")
    repeated = tuple(replace(position, id=f"{position.id}{number}", issue=prices) for number in range(3))
    ingest(store, MET, replace(MET_AGAIN, positions=(position, *repeated)))
    renew_storylines(store)
    (storyline,) = (json.loads(body) for body in read_storylines(store, StorylineQuery()).items)
    assert storyline["title"].endswith(": Ceasefire")
    assert [(issue["id"], issue["position_count"]) for issue in storyline["issues"]] == [
        ("ceasefire", 2),
        ("price-of-bread", 3),
    ]
