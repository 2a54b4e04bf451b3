"""Partners of an actor: counted as the pairs of its events are, in pages to the end, on both databases."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ingest.preparing import RENDERER, prepare
from storage.errors import InvalidKeyError
from storage.queries import EventQuery, PartnerQuery
from storage.store import Store, open_store, upgrade
from tests.storage.building import make_extraction
from tests.storage.conftest import BACKENDS, create_database

EXTRACTIONS = tuple(make_extraction(seed) for seed in range(12))


@pytest.fixture(scope="module", params=BACKENDS)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with twelve articles that no test changes."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('partners') / 'dateline.db'}"
    else:
        url = create_database(request.getfixturevalue("cluster"))
    upgrade(url)
    with open_store(url) as store:
        store.add_all([prepare(extraction) for extraction in EXTRACTIONS], renderer=RENDERER)
        yield store


def read_all(store: Store, query: PartnerQuery) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        page = store.partners(query)
        found += map(json.loads, page.items)
        if page.next_key is None:
            return found
        query = replace(query, after=page.next_key)


@pytest.mark.parametrize("exact", [False, True], ids=["through", "exact"])
def test_each_partner_has_as_many_events_as_the_pair(filled: Store, exact: bool) -> None:
    partners = read_all(filled, PartnerQuery(actor_id="country:USA", actor_exact=exact))
    assert partners
    for partner in partners:
        query = EventQuery(actors_all=("country:USA", partner["id"]), actor_exact=exact)
        assert partner["event_count"] == filled.total_events(query).value, partner


def test_own_events_are_those_that_name_both(filled: Store) -> None:
    named: Counter[str] = Counter()
    for extraction in EXTRACTIONS:
        for event in extraction.events:
            ids = {participant.actor_id for participant in event.participants}
            if "country:USA" in ids:
                named.update(ids - {"country:USA"})
    partners = read_all(filled, PartnerQuery(actor_id="country:USA"))
    assert {each["id"]: each["own_event_count"] for each in partners if each["own_event_count"]} == dict(named)
    exact = read_all(filled, PartnerQuery(actor_id="country:USA", actor_exact=True))
    assert {each["id"]: each["event_count"] for each in exact} == dict(named)


def test_days_are_those_of_the_events(filled: Store) -> None:
    for partner in read_all(filled, PartnerQuery(actor_id="country:RUS")):
        query = EventQuery(actors_all=("country:RUS", partner["id"]))
        dates = [json.loads(event)["event_date"] for event in filled.stream_events(query)]
        days = [each["start"] or each["end"] for each in dates if each["start"] or each["end"]]
        assert partner["first_day"] == min(days, default=None), partner
        assert partner["last_day"] == max(days, default=None), partner


@pytest.mark.parametrize("limit", [1, 3, 5])
def test_pages_lead_to_the_end_and_back(filled: Store, limit: int) -> None:
    everything = read_all(filled, PartnerQuery(actor_id="country:USA", limit=1000))
    counts = [partner["event_count"] for partner in everything]
    assert counts == sorted(counts, reverse=True)
    query = PartnerQuery(actor_id="country:USA", limit=limit)
    assert read_all(filled, query) == everything
    last = filled.partners(replace(query, after=filled.partners(query).next_key))
    assert last.prev_key is not None
    assert filled.partners(replace(query, before=last.prev_key)).items == filled.partners(query).items
    assert filled.total_partners(query).value == len(everything)


def test_partners_of_a_type(filled: Store) -> None:
    persons = read_all(filled, PartnerQuery(actor_id="country:USA", actor_types=("PERSON",)))
    everything = read_all(filled, PartnerQuery(actor_id="country:USA"))
    assert persons == [partner for partner in everything if partner["actor_type"] == "PERSON"] != []


@pytest.mark.parametrize("key", [(), (1,), ("a", 1), (1, 2, 3), (1 << 70, 1), (True, 1)], ids=str)
def test_a_wrong_key_is_refused(filled: Store, key: Any) -> None:
    with pytest.raises(InvalidKeyError):
        filled.partners(PartnerQuery(actor_id="country:USA", after=key))


def test_nobody_has_no_partners(filled: Store) -> None:
    assert filled.partners(PartnerQuery(actor_id="country:ATL")).items == ()
