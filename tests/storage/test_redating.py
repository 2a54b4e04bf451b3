"""The records of an article as of another day take the place of those before, on both databases."""

import json
from dataclasses import replace

from ingest.matching import change_date
from ingest.preparing import RENDERER, prepare
from records.articles import DocumentDate
from records.extractions import Extraction
from records.vocabularies import DocumentDateBasis
from storage.prepared import Outcome
from storage.queries import EventQuery
from storage.store import Store
from tests.storage.building import FIRST_DAY, make_extraction


def as_of_new_year(extraction: Extraction) -> Extraction:
    """Return the records with the article of 1 January, without the last event, the first one on that day."""
    day = DocumentDate(value=FIRST_DAY, basis=DocumentDateBasis.GIVEN)
    first, *others = extraction.events
    dated = replace(first.event_date, start=FIRST_DAY, end=FIRST_DAY)
    return replace(
        extraction,
        article=replace(change_date(extraction.article, FIRST_DAY.isoformat()), document_date=day),
        events=(replace(first, event_date=dated), *others[:-1]),
    )


def test_what_was_found_before_makes_room(store: Store) -> None:
    extractions = [make_extraction(seed) for seed in range(1, 4)]
    store.add_all(map(prepare, extractions), renderer=RENDERER)
    new = as_of_new_year(extractions[0])
    result = store.redate(prepare(new), renderer=RENDERER)
    assert result is not None
    assert result.outcome is Outcome.REPLACED
    known = store.known_article(new.article.id)
    assert known is not None
    assert known.published == FIRST_DAY
    assert [appearance.published_at for appearance in known.appearances] == [FIRST_DAY.isoformat()]
    found = store.stream_events(EventQuery(articles=(new.article.id,)))
    assert {json.loads(item)["id"] for item in found} == {event.id for event in new.events}
    dropped = store.trace(extractions[0].events[-1].id)
    assert dropped is not None
    assert dropped.deleted_at is not None


def test_an_article_that_is_not_there_stays_away(store: Store) -> None:
    assert store.redate(prepare(make_extraction(1)), renderer=RENDERER) is None
    assert store.counts().articles == 0
    assert store.dataset_version() == 0
