"""Whatever comes, goes and changes, in whatever order: the stories are those of the articles that are there."""

import random
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ingest import candidates, settling
from ingest.judging import retract_event, withdraw
from ingest.preparing import RENDERER, prepare
from ingest.sources import make_article
from ingest.story_matching import match_all, match_stories, settle
from records.articles import DocumentDate
from records.extractions import Extraction
from records.ids import content_id
from records.vocabularies import DocumentDateBasis, EventType
from storage import rows
from storage.store import Store
from tests.storage.telling import FIRST_DAY, reprint, tell, tell_by_chance
from tests.storage.test_stories import ingest, shown, told

_PUBLISHERS = ("Harbour Wire", "Plain Courier", "Evening Star")


def window(place: int, *, publisher: str = "Harbour Wire", day: int = 0) -> Extraction:
    """Return one of the texts each of which nearly repeats the next, and none the one after that."""
    one = tell(9, EventType.CONSULT, FIRST_DAY, publisher=publisher)
    body = " ".join(f"word{number}" for number in range(place * 18, place * 18 + 80))
    published = FIRST_DAY + timedelta(days=day)
    article = make_article(
        f"{one.article.text.split('.')[0]}. {body}.\n", publisher=publisher, published_at=published.isoformat()
    )
    article = replace(article, document_date=DocumentDate(value=published, basis=DocumentDateBasis.GIVEN))
    event = replace(one.events[0], id=content_id("evt_", article.id))
    return replace(one, article=article, events=(event,), positions=())


def republish(extraction: Extraction, days: int) -> Extraction:
    """Return an article as it is read when published on another day."""
    published = FIRST_DAY + timedelta(days=days)
    article = replace(
        extraction.article,
        published_at=published.isoformat(),
        document_date=DocumentDate(value=published, basis=DocumentDateBasis.GIVEN),
    )
    return replace(extraction, article=article)


def delete(store: Store, extraction: Extraction) -> None:
    store.delete_article(extraction.article.id, renderer=RENDERER)
    settle(store, renderer=RENDERER)


def redate(store: Store, extraction: Extraction) -> None:
    store.redate(prepare(extraction), renderer=RENDERER)
    match_stories(store, extraction.article.id, renderer=RENDERER)


def compared(store: Store) -> dict[str, list[Any]]:
    """What matching keeps, with ids in place of numbers."""
    tellings, matchings, links = rows.tellings.c, rows.matchings.c, rows.story_links
    with store.reading() as connection:
        found = connection.execute(select(rows.tellings)).all()
        ids = {row.n: row.id for row in found}
        articles = dict(connection.execute(select(rows.articles.c.n, rows.articles.c.id)).all())
        groups: dict[int, list[str]] = defaultdict(list)
        for article_n, head_n in connection.execute(select(matchings.article_n, matchings.head_n)):
            groups[head_n].append(articles[article_n])
        keys = connection.execute(select(rows.telling_keys)).all()
        return {
            "tellings": sorted((row.id, row.leads, ids[row.event_n], row.twin, row.day) for row in found),
            "keys": sorted((key, day, ids[n]) for key, day, n, _ in keys),
            "links": sorted(
                (*sorted((ids[link.one_n], ids[link.other_n])), link.score, link.kind)
                for link in connection.execute(select(links))
            ),
            "reprints": sorted(sorted(group) for group in groups.values()),
            "unsettled": list(connection.execute(select(rows.unsettled.c.telling_n)).scalars()),
            "alone": sorted(connection.execute(select(tellings.id).where(tellings.told.is_(None))).scalars()),
        }


def make_pool(seed: int) -> list[Extraction]:
    """Return articles many of which tell the same, repeat each other, or hold together what repeats them."""
    chance = random.Random(seed)
    pool = [tell_by_chance(seed, number) for number in range(9)]
    pool += [window(place, publisher=_PUBLISHERS[place % 3], day=chance.randrange(3)) for place in range(6)]
    pool += [republish(reprint(9, publisher), chance.randrange(3)) for publisher in _PUBLISHERS]
    chance.shuffle(pool)
    return pool


@pytest.mark.parametrize("seed", range(3))
def test_what_has_come_and_gone_leaves_what_the_rest_alone_would_have_made(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    waiting, there = make_pool(seed), list[Extraction]()
    for _ in range(40):
        what = chance.random()
        if waiting and (what < 0.55 or not there):
            there.append(waiting.pop())
            ingest(store, there[-1])
        elif what < 0.8:
            gone = there.pop(chance.randrange(len(there)))
            waiting.insert(0, gone)
            delete(store, gone)
        else:
            place = chance.randrange(len(there))
            there[place] = republish(there[place], chance.randrange(4))
            redate(store, there[place])
    left, kept = told(store), compared(store)
    for extraction in there:
        delete(store, extraction)
    assert not shown(store)
    chance.shuffle(there)
    store.add_all(map(prepare, there), renderer=RENDERER)
    match_all(store, renderer=RENDERER)
    assert compared(store) == kept
    assert told(store) == left


def test_reprints_that_one_article_held_together_are_apart_when_it_goes(store: Store) -> None:
    chain = [window(place, publisher=f"Paper {place}") for place in range(5)]
    ingest(store, *chain)
    assert len(compared(store)["reprints"]) == 1
    (event,) = shown(store)
    assert (event["article_count"], event["evidence_count"]) == (1, 1)
    delete(store, chain[2])
    assert [len(group) for group in compared(store)["reprints"]] == [2, 2]
    (event,) = shown(store)
    assert (event["article_count"], event["evidence_count"]) == (2, 2)
    ingest(store, chain[2])
    assert len(compared(store)["reprints"]) == 1
    (event,) = shown(store)
    assert (event["article_count"], event["evidence_count"]) == (1, 1)


def test_a_retraction_taken_back_leaves_reprints_what_they_were(store: Store) -> None:
    ingest(store, *(reprint(9, publisher) for publisher in _PUBLISHERS), tell(9, EventType.CONSULT, FIRST_DAY))
    before, kept = told(store), compared(store)
    (event,) = shown(store)
    retract_event(store, event["id"], by="r.meyer", note=None, renderer=RENDERER)
    assert not shown(store)
    ((_, judgement, _),) = store.stories.judgements()
    withdraw(store, judgement.id, renderer=RENDERER)
    assert compared(store) == kept
    assert told(store)["events"] == before["events"]


@pytest.mark.parametrize("most", [8, 20])
def test_the_order_makes_no_difference_up_to_as_many_as_are_put_together_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(settling, "_MOST_AT_ONCE", most)
    monkeypatch.setattr(candidates, "MOST_CANDIDATES", most)
    extractions = [tell(20 + i, EventType.CONSULT, FIRST_DAY if i % 3 else None, verb=i % 3) for i in range(most)]
    ingest(store, *extractions)
    first = told(store)
    assert [event["article_count"] for event in shown(store)] == [most]
    for extraction in extractions:
        delete(store, extraction)
    ingest(store, *reversed(extractions))
    assert told(store) == first


def test_two_hundred_tellings_of_few_events_make_the_same_events_in_any_order(store: Store) -> None:
    if not store.url.startswith("sqlite"):
        pytest.skip("what is decided does not depend on the database, and takes long")
    chance = random.Random(5)
    extractions = [
        tell(
            number,
            chance.choice((EventType.CONSULT, EventType.CONSULT, EventType.ASSAULT)),
            chance.choice((FIRST_DAY, FIRST_DAY, None, FIRST_DAY + timedelta(days=1))),
            by_state=chance.random() < 0.3,
            words=tuple(chance.sample(("harbour", "treaty", "grain", "border", "convoy", "tariff"), 2)),
            verb=chance.randrange(3),
            published=FIRST_DAY + timedelta(days=chance.randrange(2)),
        )
        for number in range(200)
    ]
    found = []
    for _ in range(2):
        store.add_all(map(prepare, extractions), renderer=RENDERER)
        match_all(store, renderer=RENDERER)
        found.append((told(store), compared(store)))
        most = max(event["article_count"] for event in shown(store))
        for extraction in extractions:
            store.delete_article(extraction.article.id, renderer=RENDERER)
        settle(store, renderer=RENDERER)
        chance.shuffle(extractions)
    assert found[0] == found[1]
    assert most > 60
