"""Lookups of many items at once, on both databases."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from ingest.preparing import RENDERER, prepare
from storage.queries import EventQuery, PositionQuery
from storage.store import Store
from tests.storage.building import make_extraction


def fill(store: Store, articles: int = 6) -> None:
    """Write some articles, each on its own."""
    for seed in range(articles):
        store.add(prepare(make_extraction(seed)), renderer=RENDERER)


def test_the_bytes_are_those_of_one_by_one(store: Store) -> None:
    fill(store)
    events = [json.loads(item) for item in store.stream_events(EventQuery())]
    actors = {part["actor_id"] for event in events for part in event["participants"]}
    articles = {event["evidence"][0]["article_id"] for event in events}
    assert store.lookups.actors(actors) == {actor_id: store.actor(actor_id) for actor_id in actors}
    assert store.lookups.articles(articles) == {article_id: store.article(article_id) for article_id in articles}


def test_what_nobody_has_is_left_out(store: Store) -> None:
    fill(store, 1)
    known = json.loads(next(iter(store.stream_events(EventQuery()))))["evidence"][0]["article_id"]
    ids = [known, known, "art_aaaaaaaaaaaaaaaa", "", "a\x00b", "🕊"]
    assert list(store.lookups.articles(ids)) == [known]
    assert store.lookups.actors([]) == {}


def test_more_than_a_statement_takes_are_found_too(store: Store) -> None:
    fill(store, 2)
    events = [json.loads(item)["id"] for item in store.stream_events(EventQuery())]
    many = [f"evt_{number}" for number in range(1_200)]
    assert set(store.lookups.written("events", [*many, *events])) == set(events)


def test_the_instants_are_those_of_writing(store: Store) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    fill(store)
    for resource, items in (
        ("events", store.stream_events(EventQuery(sort="ingested_at"))),
        ("positions", store.stream_positions(PositionQuery(sort="ingested_at"))),
    ):
        ids = [json.loads(item)["id"] for item in items]
        written = store.lookups.written(resource, ids)
        assert set(written) == set(ids) != set()
        instants = [written[item_id] for item_id in ids]
        assert all(before <= first <= last <= datetime.now(UTC) for first, last in instants)
        assert all(one[0] <= other[0] for one, other in pairwise(instants))
