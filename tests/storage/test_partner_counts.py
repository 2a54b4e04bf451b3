"""How many events actors share is kept beside the pairs: whatever is written, a recount finds the same."""

from collections import Counter
from dataclasses import replace

from sqlalchemy import delete, select

from ingest.judging import merge_events, retract_event, split_event
from ingest.preparing import RENDERER, prepare
from ingest.story_matching import match_all
from records.vocabularies import EventType
from storage import rows
from storage.store import Store
from storage.upgrades import upgrade
from tests.storage.building import make_extraction
from tests.storage.telling import FIRST_DAY, tell, tell_by_chance
from tests.storage.test_migrations import migrate_back

EXTRACTIONS = tuple(make_extraction(seed) for seed in range(8))


def kept(store: Store) -> dict[tuple[int, int, bool], int]:
    counts = rows.partner_counts.c
    with store.reading() as connection:
        found = connection.execute(select(counts.actor_n, counts.other_n, counts.own, counts.events))
        return {(one, other, own): events for one, other, own, events in found}


def recounted(store: Store) -> dict[tuple[int, int, bool], int]:
    partners = rows.partners.c
    with store.reading() as connection:
        found = connection.execute(select(partners.actor_n, partners.other_n, partners.own))
        return dict(Counter((one, other, own) for one, other, own in found))


def fill(store: Store) -> None:
    store.add_all([prepare(extraction) for extraction in EXTRACTIONS], renderer=RENDERER)


def test_articles_that_come_together_are_counted(store: Store) -> None:
    fill(store)
    assert kept(store) == recounted(store) != {}


def test_an_article_that_is_read_again_counts_anew(store: Store) -> None:
    fill(store)
    before = kept(store)
    for extraction in EXTRACTIONS[:3]:
        newer = replace(extraction.extractor, version="9.9.9")
        store.add(prepare(replace(extraction, events=extraction.events[1:], extractor=newer)), renderer=RENDERER)
    assert kept(store) == recounted(store) != before


def test_an_article_that_goes_is_counted_no_more(store: Store) -> None:
    fill(store)
    for extraction in EXTRACTIONS[1:]:
        store.delete_article(extraction.article.id, renderer=RENDERER)
        assert kept(store) == recounted(store) != {}
    store.delete_article(EXTRACTIONS[0].article.id, renderer=RENDERER)
    assert kept(store) == recounted(store) == {}


def test_pairs_of_actors_that_become_one_are_counted_together(store: Store) -> None:
    fill(store)
    before = kept(store)
    assert store.merge_actors("person:usa-minister", "person:rus-minister", renderer=RENDERER)
    assert kept(store) == recounted(store) != before
    store.delete_article(EXTRACTIONS[2].article.id, renderer=RENDERER)
    assert kept(store) == recounted(store)


def test_an_event_of_several_articles_is_counted_once_whatever_becomes_of_it(store: Store) -> None:
    extractions = [tell_by_chance(3, number) for number in range(12)]
    store.add_all([prepare(extraction) for extraction in extractions], renderer=RENDERER)
    before = kept(store)
    match_all(store, renderer=RENDERER)
    assert kept(store) == recounted(store) != before
    for extraction in extractions[::3]:
        store.delete_article(extraction.article.id, renderer=RENDERER)
        match_all(store, renderer=RENDERER)
        assert kept(store) == recounted(store)


def test_what_people_say_of_events_is_counted(store: Store) -> None:
    one, other = tell(1, EventType.CONSULT, FIRST_DAY), tell(2, EventType.ASSAULT, FIRST_DAY)
    store.add_all([prepare(one), prepare(other)], renderer=RENDERER)
    ids = [extraction.events[0].id for extraction in (one, other)]
    merged = merge_events(store, *ids, overrule=False, by="r.meyer", note=None, renderer=RENDERER)
    assert kept(store) == recounted(store) != {}
    apart = [other.article.id if merged == ids[0] else one.article.id]
    assert split_event(store, merged, apart, overrule=True, by="r.meyer", note=None, renderer=RENDERER)
    assert kept(store) == recounted(store) != {}
    for event_id in ids:
        retract_event(store, event_id, by="r.meyer", note=None, renderer=RENDERER)
        assert kept(store) == recounted(store)
    assert kept(store) == {}


def test_a_store_from_before_is_counted_when_it_is_upgraded(store: Store, url: str) -> None:
    fill(store)
    counted = kept(store)
    with store.writing() as connection:
        connection.execute(delete(rows.partner_counts))
    migrate_back(url, "0004")
    upgrade(url)
    assert kept(store) == counted
