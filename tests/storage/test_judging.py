"""What people say of events and positions: whose word holds, through what, and what is left when it is taken back."""

import json
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ingest.errors import JudgementError
from ingest.judging import keep_apart, merge_events, retract_event, retract_position, split_event, withdraw
from ingest.preparing import RENDERER, prepare
from ingest.story_matching import match_all, settle
from records.extractions import Extraction
from records.vocabularies import EventStatus, EventType
from storage.queries import PositionQuery
from storage.store import Store
from tests.storage.telling import FIRST_DAY, reprint, tell, tell_by_chance
from tests.storage.test_stories import BY, ingest, shown, told

MET = tell(1, EventType.CONSULT, FIRST_DAY)
MET_AGAIN = tell(2, EventType.CONSULT, None, publisher="Plain Courier", verb=1)
MET_LATER = tell(3, EventType.CONSULT, FIRST_DAY + timedelta(days=2), publisher="Evening Star")
BOMBED = tell(4, EventType.ASSAULT, FIRST_DAY, publisher="Old Post")
ALL = (MET, MET_AGAIN, MET_LATER, BOMBED)


def id_of(extraction: Extraction) -> str:
    return extraction.events[0].id


def newer(extraction: Extraction) -> Extraction:
    return replace(extraction, extractor=replace(extraction.extractor, version="2"))


def delete(store: Store, *extractions: Extraction) -> None:
    for extraction in extractions:
        store.delete_article(extraction.article.id, renderer=RENDERER)
        settle(store, renderer=RENDERER)


def read_again(store: Store) -> None:
    ingest(store, *map(newer, ALL))


def delete_and_add_one_by_one(store: Store) -> None:
    for extraction in ALL:
        delete(store, extraction)
        ingest(store, extraction)


def delete_all_and_add_in_another_order(store: Store) -> None:
    delete(store, *ALL)
    ingest(store, *reversed(ALL))


def delete_all_and_load(store: Store) -> None:
    delete(store, *ALL)
    store.add_all(map(prepare, (BOMBED, MET_LATER, MET, MET_AGAIN)), renderer=RENDERER)
    match_all(store, renderer=RENDERER)


HAPPENINGS = (read_again, delete_and_add_one_by_one, delete_all_and_add_in_another_order, delete_all_and_load)


@pytest.mark.parametrize("happen", HAPPENINGS, ids=lambda happen: happen.__name__)
def test_every_word_holds_whatever_happens_to_the_articles(store: Store, happen: Callable[[Store], None]) -> None:
    ingest(store, *ALL)
    position = BOMBED.positions[0].id
    split_event(store, id_of(MET), [MET_AGAIN.article.id], overrule=False, **BY)
    merge_events(store, id_of(MET_LATER), id_of(MET_AGAIN), overrule=False, **BY)
    retract_event(store, id_of(BOMBED), **BY)
    retract_position(store, position, **BY)

    def groups() -> dict[str, int]:
        return {event["id"]: event["article_count"] for event in shown(store)}

    assert groups() == {id_of(MET): 1, id_of(MET_LATER): 2}
    happen(store)
    assert groups() == {id_of(MET): 1, id_of(MET_LATER): 2}
    assert store.position(position) is None
    for gone in (id_of(BOMBED), position):
        assert store.stories.retraction(gone) is not None
    assert [kind for _, (kind) in words(store)] == ["RETRACT", "RETRACT", "MERGE", "SPLIT"]


def words(store: Store) -> list[tuple[str, str]]:
    return [(judgement.id, judgement.kind.value) for _, judgement, _ in store.stories.judgements()]


def say_something(store: Store, chance: random.Random) -> None:
    """Say anything of what there is; words that contradict others, or make no sense, are refused."""
    events = shown(store)
    positions = list(store.positions(PositionQuery()).items)
    one, other = chance.choice(events), chance.choice(events)
    with suppress(JudgementError):
        match chance.randrange(5):
            case 0 | 1:
                merge_events(store, one["id"], other["id"], overrule=chance.random() < 0.5, **BY)
            case 2:
                articles = sorted({piece["article_id"] for piece in one["evidence"]})
                chosen = chance.sample(articles, chance.randint(1, len(articles)))
                split_event(store, one["id"], chosen, overrule=chance.random() < 0.5, **BY)
            case 3:
                keep_apart(store, one["id"], other["id"], **BY)
            case _ if chance.random() < 0.5:
                retract_event(store, one["id"], **BY)
            case _:
                retract_position(store, json.loads(chance.choice(positions))["id"], **BY)


@pytest.mark.parametrize("seed", range(3))
def test_taking_every_word_back_leaves_what_was_never_said(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    extractions = [tell_by_chance(seed + 20, number) for number in range(10)]
    extractions += [reprint(9, "Harbour Wire"), reprint(9, "Plain Courier")]
    ingest(store, *extractions)
    before = told(store)
    for _ in range(8):
        say_something(store, chance)
        again = chance.choice(extractions)
        delete(store, again)
        ingest(store, again)
    said = words(store)
    assert said
    assert told(store) != before
    chance.shuffle(said)
    for judgement_id, _ in said:
        assert withdraw(store, judgement_id, renderer=RENDERER) is not None
    assert words(store) == []
    assert told(store) == before


def test_of_words_that_contradict_each_other_the_last_one_counts(store: Store) -> None:
    ingest(store, MET, MET_LATER)
    pair = id_of(MET), id_of(MET_LATER)
    for _ in range(2):
        merged = merge_events(store, *pair, overrule=True, **BY)
        assert len(shown(store)) == 1
        with pytest.raises(JudgementError, match=r"has said on .* are one"):
            split_event(store, merged, [MET_LATER.article.id], overrule=False, **BY)
        split_event(store, merged, [MET_LATER.article.id], overrule=True, **BY)
        assert len(shown(store)) == 2
        with pytest.raises(JudgementError, match=r"has said on .* are two"):
            merge_events(store, *pair, overrule=False, **BY)
    # Each that is taken back lets the one before it count again.
    counts = []
    while words(store):
        withdraw(store, words(store)[0][0], renderer=RENDERER)
        counts.append(len(shown(store)))
    assert counts == [1, 2, 1, 2]


def test_a_word_on_an_event_that_is_found_no_more_waits_for_it(store: Store) -> None:
    ingest(store, MET, MET_LATER)
    merge_events(store, id_of(MET), id_of(MET_LATER), overrule=False, **BY)
    ingest(store, replace(newer(MET_LATER), events=()))
    (event,) = shown(store)
    assert event == {**event, "id": id_of(MET), "article_count": 1, "story": None}
    trace = store.trace(id_of(MET_LATER))
    assert trace is not None
    assert trace.merged_into == id_of(MET)
    ingest(store, replace(MET_LATER, extractor=replace(MET_LATER.extractor, version="3")))
    (event,) = shown(store)
    assert event["article_count"] == 2


def test_a_word_on_an_event_that_is_found_no_more_can_be_taken_back(store: Store) -> None:
    ingest(store, MET, BOMBED)
    retract_event(store, id_of(BOMBED), **BY)
    ingest(store, replace(newer(BOMBED), events=()))
    ((judgement_id, _),) = words(store)
    assert withdraw(store, judgement_id, renderer=RENDERER) is not None
    assert [event["id"] for event in shown(store)] == [id_of(MET)]
    ingest(store, replace(BOMBED, extractor=replace(BOMBED.extractor, version="3")))
    assert len(shown(store)) == 2


def test_events_of_different_types_are_one_by_a_person_s_word(store: Store) -> None:
    planned = tell(6, EventType.SANCTION, None, status=EventStatus.PLANNED, publisher="Plain Courier", sides=(1, 2))
    ingest(store, BOMBED, planned)
    merge_events(store, id_of(planned), id_of(BOMBED), overrule=False, **BY)
    (event,) = shown(store)
    assert (event["event_type"], event["status"], event["article_count"]) == ("ASSAULT", "OCCURRED", 2)
    assert store.event_type_counts() == {"ASSAULT": 1}


def test_what_one_article_tells_twice_is_split_by_its_events(store: Store) -> None:
    second = replace(BOMBED.events[0], id="evt_second", background=True)
    ingest(store, replace(BOMBED, events=(*BOMBED.events, second)), MET)
    merged = merge_events(store, id_of(BOMBED), second.id, overrule=False, **BY)
    with pytest.raises(JudgementError, match=r"tells it as .*: name some, not all of these in `event_ids`"):
        split_event(store, merged, [BOMBED.article.id], overrule=True, **BY)
    assert len(shown(store)) == 2
    assert set(split_event(store, merged, event_ids=[second.id], overrule=True, **BY)) == {id_of(BOMBED), second.id}
    assert len(shown(store)) == 3


def test_a_reprint_cannot_be_split_off_and_says_whom_it_repeats(store: Store) -> None:
    first, second = reprint(9, "Harbour Wire"), reprint(9, "Plain Courier")
    other = tell(9, EventType.CONSULT, FIRST_DAY, publisher="Old Post")
    ingest(store, first, second, other)
    (event,) = shown(store)
    leader = next(e for e in (first, second) if e.article.id in {piece["article_id"] for piece in event["evidence"]})
    copy = second if leader is first else first
    with pytest.raises(JudgementError, match=f"'{copy.article.id}' only repeats what others tell") as refused:
        split_event(store, event["id"], [copy.article.id], overrule=False, **BY)
    assert refused.value.code == "WRONG_ARTICLES"
    split_event(store, event["id"], [leader.article.id], overrule=False, **BY)
    assert sorted(e["article_count"] for e in shown(store)) == [1, 1]


def test_publishers_and_days_are_those_of_the_articles_that_are_left(store: Store) -> None:
    late = tell(7, EventType.CONSULT, FIRST_DAY, published=FIRST_DAY + timedelta(days=3), publisher="Evening Star")
    next_day = FIRST_DAY + timedelta(days=1)
    same_paper = tell(8, EventType.CONSULT, FIRST_DAY, published=next_day, publisher="Evening Star")
    ingest(store, MET, late, same_paper)
    (event,) = shown(store)

    def facts(event: dict[str, Any]) -> tuple[int, int, str]:
        return event["article_count"], event["publisher_count"], event["first_reported"]

    assert facts(event) == (3, 2, FIRST_DAY.isoformat())
    confidence = event["confidence"]
    delete(store, MET)
    (event,) = shown(store)
    assert facts(event) == (2, 1, next_day.isoformat())
    assert event["confidence"] < confidence
    delete(store, same_paper)
    (event,) = shown(store)
    assert facts(event) == (1, 1, (FIRST_DAY + timedelta(days=3)).isoformat())


def test_a_word_about_a_gone_or_merged_event_is_refused_by_name(store: Store) -> None:
    ingest(store, MET, MET_AGAIN, BOMBED)
    with pytest.raises(JudgementError, match=f"'{id_of(MET)}' and '{id_of(MET_AGAIN)}' are one event already"):
        merge_events(store, id_of(MET), id_of(MET_AGAIN), overrule=False, **BY)
    retract_event(store, id_of(BOMBED), **BY)
    with pytest.raises(JudgementError, match=f"The event '{id_of(BOMBED)}' was retracted by r.meyer") as refused:
        merge_events(store, id_of(MET), id_of(BOMBED), overrule=False, **BY)
    assert refused.value.code == "GONE"
    with pytest.raises(JudgementError, match="No event has the id 'evt_none'"):
        merge_events(store, id_of(MET), "evt_none", overrule=False, **BY)
    assert words(store)[0][1] == "RETRACT"
    assert len(words(store)) == 1


def test_a_reprint_of_what_was_retracted_is_retracted_whenever_it_comes(store: Store) -> None:
    first, second, third = (reprint(9, publisher) for publisher in ("Harbour Wire", "Plain Courier", "Evening Star"))
    other = tell(9, EventType.CONSULT, FIRST_DAY, publisher="Old Post")
    ingest(store, first, second)
    retract_event(store, shown(store)[0]["id"], **BY)
    ingest(store, third, other)
    assert [event["id"] for event in shown(store)] == [id_of(other)]
    for gone in (first, second, third):
        word = store.stories.retraction(id_of(gone))
        assert word is not None
        assert word.sides == (tuple(sorted(map(id_of, (first, second, third)))),)
    after = told(store)
    delete(store, first, second, third)
    ingest(store, third, second, first)
    assert told(store) == after
    ((judgement_id, _),) = words(store)
    withdraw(store, judgement_id, renderer=RENDERER)
    (event,) = shown(store)
    assert event["article_count"] == 2
