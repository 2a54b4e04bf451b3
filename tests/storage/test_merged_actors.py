"""Events told under two ids of one actor: they are compared as those of one, whenever that was said."""

import json
from dataclasses import replace

import pytest

from ingest.preparing import RENDERER, prepare
from ingest.story_matching import follow_merge, match_all, settle
from records.extractions import Extraction
from records.vocabularies import EventType
from storage.queries import EventQuery
from storage.store import Store
from tests.storage.telling import FIRST_DAY, reprint, tell
from tests.storage.test_stories import ingest, shown, told

FORMER, ACTOR = "person:l-rus", "person:leader-rus"


def under_former_id(extraction: Extraction) -> Extraction:
    """Return an article that calls the actor by its former id."""
    (event,) = extraction.events
    parties = tuple(replace(p, actor_id=FORMER) if p.actor_id == ACTOR else p for p in event.participants)
    actors = tuple(replace(actor, id=FORMER) if actor.id == ACTOR else actor for actor in extraction.actors)
    return replace(extraction, actors=actors, events=(replace(event, participants=parties),))


MET = tell(1, EventType.CONSULT, FIRST_DAY)
MET_TOO = under_former_id(tell(2, EventType.CONSULT, FIRST_DAY, publisher="Plain Courier", verb=1))
MET_UNDATED = under_former_id(tell(3, EventType.CONSULT, None, publisher="Evening Star"))
BOMBED = tell(4, EventType.ASSAULT, FIRST_DAY, publisher="Old Post")
REPRINTS = tuple(under_former_id(reprint(9, publisher)) for publisher in ("Harbour Wire", "Plain Courier", "Star"))
ALL = (MET, MET_TOO, MET_UNDATED, BOMBED, *REPRINTS)


def merge(store: Store) -> None:
    store.merge_actors(FORMER, ACTOR, renderer=RENDERER)
    follow_merge(store, FORMER, renderer=RENDERER)


def test_what_was_told_under_two_ids_is_one_event_once_they_are_one_actor(store: Store) -> None:
    ingest(store, MET, MET_TOO, BOMBED)
    assert len(shown(store)) == 3
    merge(store)
    event = next(event for event in shown(store) if event["event_type"] == "CONSULT")
    assert (event["article_count"], len(event["participants"])) == (2, 2)
    assert json.loads(store.actor(ACTOR) or b"")["event_count"] == 2
    assert store.total_events(EventQuery(actors=(ACTOR,))).value == 2


def test_what_was_one_event_before_names_each_actor_once_afterwards(store: Store) -> None:
    by_both = tell(5, EventType.CONSULT, FIRST_DAY, by_state=True, publisher="Morning Mirror")
    ingest(store, MET, MET_TOO, by_both)
    merge(store)
    (event,) = shown(store)
    assert len(event["participants"]) == 2
    assert event["article_count"] == 3


@pytest.mark.parametrize("when", [0, 3, len(ALL)])
def test_it_makes_no_difference_when_that_was_said(store: Store, when: int) -> None:
    ingest(store, *ALL)
    merge(store)
    after = {name: table for name, table in told(store).items() if name not in ("actors", "actor_facts")}
    for extraction in ALL:
        store.delete_article(extraction.article.id, renderer=RENDERER)
        settle(store, renderer=RENDERER)
    ingest(store, *ALL[:when])
    follow_merge(store, FORMER, renderer=RENDERER)
    store.add_all(map(prepare, ALL[when:]), renderer=RENDERER)
    match_all(store, renderer=RENDERER)
    assert {name: table for name, table in told(store).items() if name not in ("actors", "actor_facts")} == after
