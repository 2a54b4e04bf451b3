import random
import threading
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from ingest.preparing import RENDERER, prepare
from records.articles import DocumentDate
from records.extractions import Extraction
from storage import rows
from storage.errors import RecordConflictError
from storage.prepared import Outcome, PreparedArticle
from storage.queries import EventQuery, PositionQuery
from storage.store import Store, open_store
from tests.storage.building import EXTRACTOR, make_extraction

NEWER = replace(EXTRACTOR, version="2")

# What keeps the order or the time of writing, and the numbers that depend on them.
_HISTORY = {"counters", "changes", "traces", "extractors", "runs", "run_failures"}


def add(store: Store, *extractions: Extraction) -> list[Outcome]:
    return [store.add(prepare(extraction), renderer=RENDERER).outcome for extraction in extractions]


def read_tables(store: Store, *, without: frozenset[str] = frozenset()) -> dict[str, list[Any]]:
    """All rows that say something, with ids in place of numbers and without instants."""
    with store.reading() as connection:
        names = {
            prefix: dict(connection.execute(select(table.c.n, table.c.id)).all())
            for prefix, table in (
                ("article", rows.articles),
                ("actor", rows.actors),
                ("event", rows.events),
                ("position", rows.positions),
                ("issue", rows.issues),
            )
        }
        contents: dict[str, list[Any]] = {}
        for table in rows.metadata.sorted_tables:
            if table.name in _HISTORY | without:
                continue
            found = []
            for row in connection.execute(select(table)).mappings():
                values = {key: value for key, value in row.items() if key not in ("n", "ingested_at", "updated_at")}
                for key in values:
                    prefix = key.removesuffix("_n").replace("other", "actor")
                    if key.endswith("_n") and prefix in names:
                        values[key] = names[prefix][values[key]]
                values.pop("extractor_n", None)
                if not (table.name in ("actors", "issues") and values["body"] is None):
                    found.append(
                        repr(sorted((key, bytes(v) if isinstance(v, memoryview) else v) for key, v in values.items()))
                    )
            contents[table.name] = sorted(found)
    return contents


def test_what_is_added_is_given_back_byte_for_byte(store: Store) -> None:
    extraction = make_extraction(1)
    prepared = prepare(extraction)
    result = store.add(prepared, renderer=RENDERER)
    assert result.outcome is Outcome.CREATED
    assert result.event_ids == tuple(event.id for event in extraction.events)
    assert [store.event(event_id) for event_id in result.event_ids] == list(prepared.events)
    assert [store.position(position_id) for position_id in result.position_ids] == list(prepared.positions)
    assert store.record(extraction.article.id) == prepared.record
    assert store.annotations(extraction.article.id) == prepared.annotations
    assert store.article(extraction.article.id) == RENDERER.render_article(extraction, (prepared.appearance,))
    assert list(store.records()) == [prepared.record]


def test_the_same_text_twice_changes_nothing(store: Store) -> None:
    add(store, make_extraction(1), make_extraction(2))
    before, version = read_tables(store), store.dataset_version()
    assert add(store, make_extraction(1)) == [Outcome.UNCHANGED]
    assert read_tables(store) == before
    assert store.dataset_version() == version


def test_the_same_text_elsewhere_is_a_further_appearance(store: Store) -> None:
    first = make_extraction(1)
    elsewhere = replace(first, article=replace(first.article, publisher="Evening Star", url="https://star.example/7"))
    add(store, first)
    events = [store.event(event.id) for event in first.events]
    assert add(store, elsewhere, elsewhere) == [Outcome.APPEARED, Outcome.UNCHANGED]
    known = store.known_article(first.article.id)
    assert known is not None
    assert [appearance.publisher for appearance in known.appearances] == [first.article.publisher, "Evening Star"]
    assert b"Evening Star" in (store.article(first.article.id) or b"")
    assert [store.event(event.id) for event in first.events] == events
    assert store.counts().articles == 1


def test_a_newer_extractor_replaces_the_records_and_keeps_ids_that_stay(store: Store) -> None:
    old = make_extraction(1)
    changed = replace(old.events[0], confidence=0.99)
    new = replace(
        old, events=(changed, *old.events[2:]), positions=old.positions[1:], extractor=replace(EXTRACTOR, version="2")
    )
    add(store, old)
    token = store.changes()[-1].token
    assert add(store, new) == [Outcome.REPLACED]
    assert b"0.99" in (store.event(changed.id) or b"")
    assert store.event(old.events[1].id) is None
    trace = store.trace(old.events[1].id)
    assert trace is not None
    assert trace.deleted_at is not None
    assert store.position(old.positions[0].id) is None
    deleted = {change.id for change in store.changes(token) if change.action == "DELETED"}
    assert deleted == {old.events[1].id, old.positions[0].id}
    assert store.known_article(old.article.id).extractor.version == "2"  # type: ignore[union-attr]


def test_replaced_records_leave_what_writing_them_at_first_would_have(store: Store) -> None:
    others = [make_extraction(seed) for seed in (2, 3)]
    final = replace(make_extraction(1, events=4, positions=2), extractor=NEWER)
    earlier = replace(
        final, events=make_extraction(1, events=4, positions=2).events[1:], positions=(), extractor=EXTRACTOR
    )
    add(store, others[0], earlier, others[1], final)
    replaced = read_tables(store)
    for extraction in (*others, final):
        store.delete_article(extraction.article.id, renderer=RENDERER)
    add(store, *others, final)
    assert read_tables(store) == replaced


@pytest.mark.parametrize("seed", range(3))
def test_the_order_and_the_batches_of_writing_make_no_difference(store: Store, seed: int) -> None:
    extractions = [make_extraction(number) for number in range(6)]
    add(store, *extractions)
    one_by_one = read_tables(store)
    for extraction in extractions:
        store.delete_article(extraction.article.id, renderer=RENDERER)
    random.Random(seed).shuffle(extractions)
    store.add_all([prepare(extraction) for extraction in extractions], renderer=RENDERER)
    assert read_tables(store) == one_by_one


def test_the_same_article_twice_in_a_transaction_is_one(store: Store) -> None:
    first = make_extraction(1)
    newer = replace(first, extractor=NEWER, events=first.events[:2])
    prepared = [prepare(extraction) for extraction in (first, first, newer, make_extraction(2))]
    results = store.add_all(prepared, renderer=RENDERER)
    assert [result.outcome for result in results] == ["CREATED", "UNCHANGED", "REPLACED", "CREATED"]
    assert store.total_events(EventQuery(articles=(first.article.id,))).value == 2


def test_deleting_every_article_leaves_nothing_but_traces(store: Store) -> None:
    extractions = [make_extraction(seed) for seed in range(4)]
    add(store, *extractions)
    for extraction in extractions:
        assert store.delete_article(extraction.article.id, renderer=RENDERER)
    left = {name for name, found in read_tables(store).items() if found}
    assert left == set()
    assert store.total_events(EventQuery(text="ceasefire")).value == 0
    assert store.total_positions(PositionQuery(text="stay")).value == 0
    assert store.resolve_actor("Rus") == ()
    assert not store.delete_article(extractions[0].article.id, renderer=RENDERER)
    trace = store.trace(extractions[0].article.id)
    assert trace is not None
    assert trace.merged_into is None


def test_what_comes_back_has_no_trace(store: Store) -> None:
    extraction = make_extraction(1)
    add(store, extraction)
    store.delete_article(extraction.article.id, renderer=RENDERER)
    add(store, extraction)
    assert store.trace(extraction.article.id) is None
    assert store.trace(extraction.events[0].id) is None
    assert store.event(extraction.events[0].id) is not None


def test_an_article_that_had_no_date_is_read_again_with_one(store: Store) -> None:
    dated = make_extraction(1)
    undated = replace(dated, article=replace(dated.article, published_at=None, document_date=DocumentDate()))
    assert add(store, undated, dated, undated) == [Outcome.CREATED, Outcome.REPLACED, Outcome.UNCHANGED]
    known = store.known_article(dated.article.id)
    assert known is not None
    assert known.published == dated.article.dct


def test_an_id_that_another_article_has_is_refused_whole(store: Store) -> None:
    first, second = make_extraction(1), make_extraction(2)
    thief = replace(second, events=(*second.events, replace(second.events[0], id=first.events[0].id)))
    add(store, first)
    before = read_tables(store)
    with pytest.raises(RecordConflictError):
        store.add(prepare(thief), renderer=RENDERER)
    assert read_tables(store) == before
    assert add(store, second) == [Outcome.CREATED]


def test_changes_replayed_from_zero_give_the_ids_of_the_data_set(store: Store) -> None:
    extractions = [make_extraction(seed) for seed in range(5)]
    add(store, *extractions)
    store.delete_article(extractions[1].article.id, renderer=RENDERER)
    add(store, replace(extractions[2], events=extractions[2].events[:1], extractor=NEWER))
    alive: dict[str, set[str]] = {"article": set(), "event": set(), "position": set()}
    token = 0
    while found := store.changes(token, limit=7):
        for change in found:
            assert change.token > token
            token = change.token
            known = change.id in alive[change.resource]
            assert known is (change.action != "CREATED")
            (alive[change.resource].discard if change.action == "DELETED" else alive[change.resource].add)(change.id)
    assert token == store.dataset_version()
    with store.reading() as connection:
        for resource, table in (("article", rows.articles), ("event", rows.events), ("position", rows.positions)):
            assert alive[resource] == set(connection.execute(select(table.c.id)).scalars())


def test_text_with_nul_and_astral_characters_survives(store: Store) -> None:
    extraction = make_extraction(1)
    article = replace(extraction.article, title="A\x00B 🕊", publisher="P\x00")
    add(store, replace(extraction, article=article))
    assert store.publishers()[0].name == "P\ufffd"
    assert (store.record(article.id) or b"").startswith(b'{"article"')


def test_nobody_knows_an_unknown_id(store: Store) -> None:
    for read in (store.event, store.position, store.actor, store.article, store.annotations, store.record, store.issue):
        assert read("evt_x") is None
    assert store.trace("evt_x") is None
    assert store.known_article("art_x") is None


def test_two_writers_of_the_same_articles_at_once_write_each_once(store: Store, url: str) -> None:
    extractions = [make_extraction(seed) for seed in range(6)]
    prepared = [prepare(extraction) for extraction in extractions]
    outcomes: list[Outcome] = []

    def write(articles: list[PreparedArticle]) -> None:
        with open_store(url, timeout=30) as mine:
            outcomes.extend([mine.add(article, renderer=RENDERER).outcome for article in articles])

    threads = [threading.Thread(target=write, args=(articles,)) for articles in (prepared, prepared[::-1], prepared)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [Outcome.CREATED] * 6 + [Outcome.UNCHANGED] * 12
    written = read_tables(store)
    for extraction in extractions:
        store.delete_article(extraction.article.id, renderer=RENDERER)
    add(store, *extractions)
    assert read_tables(store) == written
