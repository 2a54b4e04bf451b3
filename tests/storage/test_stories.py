import json
import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.event import listens_for

from ingest import settling
from ingest.judging import merge_events, retract_event, split_event
from ingest.preparing import RENDERER, prepare
from ingest.story_matching import match_all, match_stories, settle
from ingest.storylines import renew_storylines
from records.extractions import Extraction
from records.profiles import Appearance
from records.vocabularies import EventStatus, EventType
from storage import rows
from storage.queries import EventQuery, EvidenceQuery, PartnerQuery
from storage.store import Store
from tests.storage.telling import FIRST_DAY, reprint, tell, tell_by_chance
from tests.storage.test_writing import read_tables

MATCHING = frozenset(
    ("matchings", "reprint_bands", "tellings", "telling_keys", "story_links", "unsettled", "judgements", "judged")
)
BY = {"by": "r.meyer", "note": None, "renderer": RENDERER}


def ingest(store: Store, *extractions: Extraction) -> None:
    for extraction in extractions:
        store.add(prepare(extraction), renderer=RENDERER)
        match_stories(store, extraction.article.id, renderer=RENDERER)


def shown(store: Store) -> list[dict[str, Any]]:
    return [json.loads(event) for event in store.stream_events(EventQuery())]


def told(store: Store) -> dict[str, list[Any]]:
    """All rows that a reader of the data set sees, and none that only matching keeps."""
    return read_tables(store, without=MATCHING)


MET = tell(1, EventType.CONSULT, FIRST_DAY)
MET_AGAIN = tell(2, EventType.CONSULT, None, publisher="Plain Courier", verb=1)
MET_BY_STATES = tell(3, EventType.CONSULT, FIRST_DAY, by_state=True, publisher="Evening Star", sides=(1, 0))
BOMBED = tell(4, EventType.ASSAULT, FIRST_DAY)


def _article_of(event_id: str) -> str:
    return next(e.article.id for e in (MET, MET_BY_STATES) if e.events[0].id == event_id)


def test_three_articles_of_one_event_make_one_event_with_all_its_evidence(store: Store) -> None:
    ingest(store, MET_AGAIN, MET, MET_BY_STATES, BOMBED)
    event, other = sorted(shown(store), key=lambda event: -event["article_count"])
    assert event["id"] == min(MET.events[0].id, MET_BY_STATES.events[0].id, key=_article_of)
    assert (event["article_count"], event["publisher_count"], event["evidence_count"]) == (3, 3, 3)
    assert event["event_date"]["start"] == FIRST_DAY.isoformat()
    assert {p["actor_id"] for p in event["participants"]} == {"person:leader-usa", "person:leader-rus"}
    assert event["confidence"] > MET.events[0].confidence
    assert other["id"] == BOMBED.events[0].id
    evidence = store.evidence(EvidenceQuery(id=event["id"]))
    assert evidence is not None
    assert {json.loads(piece)["article_id"] for piece in evidence} == {
        extraction.article.id for extraction in (MET, MET_AGAIN, MET_BY_STATES)
    }


def test_what_is_counted_counts_an_event_once(store: Store) -> None:
    ingest(store, MET, MET_AGAIN, MET_BY_STATES)
    assert store.event_type_counts() == {"CONSULT": 1}
    assert json.loads(store.actor("country:USA") or b"")["event_count"] == 1
    assert json.loads(store.actor("person:leader-usa") or b"")["own_event_count"] == 1
    partners = [json.loads(p) for p in store.partners(PartnerQuery(actor_id="country:USA"))]
    assert {partner["event_count"] for partner in partners} == {1}
    assert store.counts().events == 1
    assert store.total_events(EventQuery(text="harbour")).value == 1
    assert store.total_events(EventQuery(actors=("country:RUS",))).value == 1


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_arrival_gives_the_same_events(store: Store, seed: int) -> None:
    extractions = [tell_by_chance(seed, number) for number in range(12)]
    ingest(store, *extractions)
    first = told(store)
    assert any(event["article_count"] > 1 for event in shown(store))
    for extraction in extractions:
        store.delete_article(extraction.article.id, renderer=RENDERER)
        settle(store, renderer=RENDERER)
    assert store.counts().events == 0
    random.Random(seed).shuffle(extractions)
    store.add_all(map(prepare, extractions), renderer=RENDERER)
    match_all(store, renderer=RENDERER)
    assert told(store) == first


@pytest.mark.parametrize("seed", range(4))
def test_deleting_leaves_what_never_having_come_would_have(store: Store, seed: int) -> None:
    extractions = [tell_by_chance(seed + 10, number) for number in range(12)]
    ingest(store, *extractions)
    gone, stay = extractions[::3], [e for i, e in enumerate(extractions) if i % 3]
    for extraction in gone:
        store.delete_article(extraction.article.id, renderer=RENDERER)
        settle(store, renderer=RENDERER)
    after = told(store)
    for extraction in stay:
        store.delete_article(extraction.article.id, renderer=RENDERER)
    settle(store, renderer=RENDERER)
    ingest(store, *stay)
    assert told(store) == after


def test_nothing_of_matching_is_left_when_all_articles_are_gone(store: Store) -> None:
    extractions = [*(tell_by_chance(3, number) for number in range(8)), reprint(9, "Harbour Wire"), reprint(9, "Star")]
    ingest(store, *extractions)
    for extraction in extractions:
        store.delete_article(extraction.article.id, renderer=RENDERER)
    settle(store, renderer=RENDERER)
    with store.reading() as connection:
        for name in sorted(MATCHING - {"judgements", "judged"}):
            assert connection.execute(select(func.count()).select_from(rows.metadata.tables[name])).scalar() == 0, name


def test_reading_an_article_again_keeps_what_it_shares(store: Store) -> None:
    ingest(store, MET, MET_AGAIN)
    before = shown(store)
    ingest(store, replace(MET_AGAIN, extractor=replace(MET_AGAIN.extractor, version="2")))
    assert shown(store) == before
    ingest(store, replace(MET_AGAIN, events=(), extractor=replace(MET_AGAIN.extractor, version="3")))
    (event,) = shown(store)
    assert (event["article_count"], event["story"]) == (1, None)
    assert store.event(MET.events[0].id) == prepare(MET).events[0]


def test_stated_days_and_status_keep_events_apart(store: Store) -> None:
    other_day = tell(5, EventType.CONSULT, FIRST_DAY + timedelta(days=2), publisher="Plain Courier")
    planned = tell(6, EventType.CONSULT, FIRST_DAY, status=EventStatus.PLANNED, publisher="Evening Star")
    denied = tell(7, EventType.CONSULT, FIRST_DAY, status=EventStatus.DENIED, publisher="Old Post")
    ingest(store, MET, other_day, planned, denied)
    assert store.counts().events == 4
    related = store.stories.related(MET.events[0].id)
    assert related is not None
    assert {json.loads(found.body)["id"]: found.kind for found in related} == {
        other_day.events[0].id: "CONFLICT",
        planned.events[0].id: "REALISES",
        denied.events[0].id: "DENIES",
    }


def test_a_person_s_word_survives_reading_again_and_is_undone_by_the_next(store: Store) -> None:
    other_day = tell(5, EventType.CONSULT, FIRST_DAY + timedelta(days=2), publisher="Plain Courier")
    ingest(store, MET, other_day)
    merged = merge_events(store, MET.events[0].id, other_day.events[0].id, overrule=False, **BY)
    ingest(store, replace(other_day, extractor=replace(other_day.extractor, version="2")))
    assert [event["id"] for event in shown(store)] == [merged]
    split = split_event(store, merged, [other_day.article.id], overrule=True, **BY)
    assert set(split) == {MET.events[0].id, other_day.events[0].id}
    assert store.event(MET.events[0].id) == prepare(MET).events[0]


def test_a_retracted_event_leaves_no_count_behind(store: Store) -> None:
    ingest(store, BOMBED)
    before = told(store)
    ingest(store, MET, MET_AGAIN)
    retract_event(store, MET.events[0].id, **BY)
    assert [event["id"] for event in shown(store)] == [BOMBED.events[0].id]
    assert told(store)["events"] == before["events"]
    assert told(store)["participants"] == before["participants"]
    assert told(store)["events_by_month"] == before["events_by_month"]
    trace = store.trace(MET.events[0].id)
    assert trace is not None
    assert trace.deleted_at is not None


def test_a_reprint_brings_no_evidence_and_takes_over_where_the_first_goes(store: Store) -> None:
    first, second, third = (reprint(9, publisher) for publisher in ("Harbour Wire", "Plain Courier", "Evening Star"))
    independent = tell(9, EventType.CONSULT, FIRST_DAY, publisher="Old Post")
    ingest(store, first, second, independent, third)
    (event,) = shown(store)
    assert (event["article_count"], event["evidence_count"]) == (2, 2)
    assert len(store.stories.reprints(first.article.id)) == 2
    leader = next(e for e in (first, second, third) if e.article.id in json.dumps(event["evidence"]))
    store.delete_article(leader.article.id, renderer=RENDERER)
    settle(store, renderer=RENDERER)
    (event,) = shown(store)
    assert (event["article_count"], event["evidence_count"]) == (2, 2)


@pytest.mark.parametrize("seed", range(3))
def test_reprints_give_the_same_event_in_any_order(store: Store, seed: int) -> None:
    extractions = [reprint(9, publisher) for publisher in ("Harbour Wire", "Plain Courier", "Evening Star")]
    extractions += [tell(9, EventType.CONSULT, FIRST_DAY, publisher="Old Post"), tell(8, EventType.CONSULT, None)]
    ingest(store, *extractions)
    first = told(store)["events"]
    for extraction in extractions:
        store.delete_article(extraction.article.id, renderer=RENDERER)
        settle(store, renderer=RENDERER)
    random.Random(seed).shuffle(extractions)
    ingest(store, *extractions)
    assert told(store)["events"] == first


def test_many_near_copies_cost_each_the_same(store: Store) -> None:
    copies = [reprint(9, "Harbour Wire", copy=copy) for copy in range(40)]
    ingest(store, *copies)
    (event,) = shown(store)
    assert (event["article_count"], event["evidence_count"]) == (1, 1)
    with store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(rows.telling_keys)).scalar() == 3


def test_an_event_without_date_or_actors_stays_by_itself(store: Store) -> None:
    bare = replace(BOMBED.events[0], participants=(), event_date=MET_AGAIN.events[0].event_date)
    ingest(store, replace(BOMBED, events=(bare,)), MET)
    assert store.counts().events == 2
    assert store.stories.related(bare.id) == ()


def test_the_history_tells_what_became_of_each_id(store: Store) -> None:
    ingest(store, MET)
    token = store.changes()[-1].token
    ingest(store, MET_AGAIN)
    news = [(change.id, change.action) for change in store.changes(token) if change.resource == "event"]
    assert news == [
        (MET_AGAIN.events[0].id, "CREATED"),
        (MET.events[0].id, "UPDATED"),
        (MET_AGAIN.events[0].id, "DELETED"),
    ]
    trace = store.trace(MET_AGAIN.events[0].id)
    assert trace is not None
    assert trace.merged_into == MET.events[0].id


def test_records_carry_the_story_of_what_several_tell(store: Store) -> None:
    ingest(store, MET, MET_AGAIN, BOMBED)
    stories = {event["id"]: event["story"] for line in store.stories.records() for event in json.loads(line)["events"]}
    story = MET.events[0].id
    assert stories == {MET.events[0].id: story, MET_AGAIN.events[0].id: story, BOMBED.events[0].id: None}


def test_storylines_are_renewed_without_a_change_where_nothing_changed(store: Store) -> None:
    ingest(store, MET, MET_AGAIN, tell(11, EventType.SANCTION, FIRST_DAY + timedelta(days=1), sides=(1, 2)))
    assert renew_storylines(store) == 1
    version = store.dataset_version()
    assert renew_storylines(store) == 1
    assert store.dataset_version() == version


def test_an_event_that_more_tell_than_are_compared_at_once_stays_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "_MOST_AT_ONCE", 4)
    monkeypatch.setattr(settling, "_SPEAKERS", 3)
    monkeypatch.setattr(settling, "_MOST_IN_EVENT", 7)
    extractions = [tell(20 + i, EventType.CONSULT, FIRST_DAY, publisher=f"Paper {i}") for i in range(10)]
    ingest(store, *extractions)
    (event,) = shown(store)
    assert event["article_count"] == 7
    for extraction in extractions[:9]:
        store.delete_article(extraction.article.id, renderer=RENDERER)
        settle(store, renderer=RENDERER)
    (event,) = shown(store)
    assert event["id"] == extractions[9].events[0].id
    assert event == json.loads(prepare(extractions[9]).events[0])


def test_a_text_that_appeared_in_many_places_shows_the_first_of_them(store: Store) -> None:
    store.add(prepare(MET), renderer=RENDERER)
    places = [
        Appearance(publisher="Star", url=f"https://star.example/{i}", published_at=None, title=None) for i in range(120)
    ]
    for place in [*places, *places]:
        store.add_appearance(MET.article.id, place, renderer=RENDERER)
    body = json.loads(store.article(MET.article.id) or b"")
    assert [one["url"] for one in body["appearances"][1:]] == [place.url for place in places[:99]]
    known = store.known_article(MET.article.id)
    assert known is not None
    assert len(known.appearances) == 100, "each further copy costs the same"
    assert store.has_appeared(MET.article.id, places[-1])
    assert not store.has_appeared(MET.article.id, replace(places[-1], publisher="Old Post"))
    assert not store.has_appeared("art_none", places[-1])
    with store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(rows.appearances)).scalar() == 121


def test_matching_scans_no_table(store: Store) -> None:
    if not store.url.startswith("sqlite"):
        pytest.skip("PostgreSQL reads small tables whole, whatever indexes they have")
    ingest(store, MET, MET_BY_STATES)
    asked: list[tuple[str, Any]] = []
    engine = store._writers
    assert engine is not None

    @listens_for(engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        asked.append((statement, values[0] if many else values))

    store.add(prepare(MET_AGAIN), renderer=RENDERER)
    asked.clear()
    match_stories(store, MET_AGAIN.article.id, renderer=RENDERER)
    statements = [(sql, values) for sql, values in asked if sql.startswith(("SELECT", "UPDATE", "DELETE"))]
    # A handful of rows, or asked whether there are any at all.
    small = {f"SCAN {name}" for name in ("counters", "unsettled", "judged", "traces", "judgements", "former_actors")}
    small |= {"SCAN CONSTANT ROW"}
    with store.reading() as connection:
        for sql, values in statements:
            plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
            scans = {step.partition(" USING ")[0] for step in plan if step.startswith("SCAN")}
            assert scans <= small, (sql, plan)
    assert len(statements) > 20
