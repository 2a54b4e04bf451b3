"""Stories over HTTP: merge, split, retract, what is related, reprints, storylines."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from ingest.judging import keep_apart
from ingest.preparing import RENDERER, prepare
from ingest.sources import make_article
from ingest.story_matching import match_all
from ingest.storylines import renew_storylines
from records.actors import Actor, Mention
from records.articles import DocumentDate
from records.dates import UNDATED, DateInterval
from records.events import Event, Participant
from records.extractions import Extraction
from records.ids import content_id
from records.positions import Issue, Position
from records.spans import Evidence, TextSpan
from records.vocabularies import (
    ActorType,
    Certainty,
    DateBasis,
    DocumentDateBasis,
    EventStatus,
    EventType,
    MentionForm,
    Polarity,
    Precision,
    Role,
    Stance,
)
from storage.store import Store
from tests.samples import EXTRACTOR

BY = {"by": "r.meyer@institute.example"}
TUESDAY = date(2025, 3, 18)


def tell(
    sentence: str, trigger: str, day: date | None, publisher: str, *, published: date = date(2025, 3, 17), **more: Any
) -> Extraction:
    """Return an article of one sentence that tells of talks between two presidents."""
    text = f"{sentence} {publisher} reports.\n"
    article = make_article(text, publisher=publisher, published_at=published.isoformat(), title=f"{publisher}: talks")
    article = replace(article, document_date=DocumentDate(value=published, basis=DocumentDateBasis.GIVEN))
    actors = tuple(
        Actor(
            id=f"person:{slug}",
            name=name,
            actor_type=ActorType.PERSON,
            country=country,
            sectors=("GOV",),
            code=f"{country}GOV",
            mentions=(Mention(start=at, end=at + len(name), text=name, form=MentionForm.NAME),),
        )
        for slug, name, country in (("ada-north", "Ada North", "USA"), ("boris-east", "Boris East", "RUS"))
        if (at := text.find(name)) >= 0
    )
    at = text.index(trigger)
    dated = UNDATED
    if day is not None:
        dated = DateInterval(start=day, end=day, precision=Precision.DAY, basis=DateBasis.STATED)
    event = Event(
        id=content_id("evt_", article.id, trigger),
        event_type=EventType.CONSULT,
        cameo_code=more.get("cameo_code", "040"),
        status=more.get("status", EventStatus.PLANNED),
        participants=tuple(
            Participant(actor_id=actor.id, role=role)
            for actor, role in zip(actors, (Role.SOURCE, Role.TARGET), strict=False)
        ),
        event_date=dated,
        trigger=TextSpan(start=at, end=at + len(trigger), text=trigger),
        evidence=(Evidence(start=0, end=len(sentence), quote=sentence),),
        quad_class=1,
        confidence=0.8,
        rule=more.get("rule", "consult.talk"),
    )
    position = Position(
        id=content_id("pos_", article.id),
        actor_id=actors[0].id,
        stance=Stance.DEMAND,
        certainty=Certainty.STATED,
        polarity=Polarity.FOR,
        issue=Issue(id="ceasefire", label="Ceasefire", topic="war_peace"),
        proposition="a ceasefire",
        evidence=(Evidence(start=0, end=len(sentence), quote=sentence),),
        confidence=0.9,
        rule="demand.verb",
    )
    return Extraction(article=article, actors=actors, events=(event,), positions=(position,), extractor=EXTRACTOR)


UNDATED_TALKS = tell("Ada North will hold talks with Boris East about a ceasefire.", "hold talks", None, "Harbour Wire")
DATED_TALKS = tell(
    "Ada North plans to talk with Boris East on Tuesday about a ceasefire.", "talk", TUESDAY, "Plain Courier"
)
OTHER_TALKS = tell(
    "Ada North negotiated with Boris East on the 12th about a ceasefire.",
    "negotiated",
    date(2025, 3, 12),
    "Evening Star",
    published=date(2025, 3, 13),
    status=EventStatus.OCCURRED,
    cameo_code="036",
    rule="agree.meet",
)
HELD_TALKS = tell(
    "Ada North held talks with Boris East on Tuesday about a ceasefire.",
    "held talks",
    TUESDAY,
    "Morning Post",
    published=date(2025, 3, 19),
    status=EventStatus.OCCURRED,
)
ALL = (UNDATED_TALKS, DATED_TALKS, OTHER_TALKS, HELD_TALKS)


def event_id(of: Extraction) -> str:
    return of.events[0].id


RELATED = f"/v1/events/{event_id(DATED_TALKS)}/related"


@pytest.fixture
def client(own_store: Store, own_client: FlaskClient) -> Iterator[FlaskClient]:
    own_store.add_all(map(prepare, ALL), renderer=RENDERER)
    match_all(own_store, renderer=RENDERER)
    renew_storylines(own_store)
    return own_client


def get(client: FlaskClient, path: str, status: int = 200) -> Any:
    response = client.get(path)
    assert response.status_code == status, response.text
    return response.json


def post(client: FlaskClient, path: str, body: dict[str, Any], status: int = 200) -> Any:
    response = client.post(path, json=body)
    assert response.status_code == status, response.text
    return response.json


def test_an_undated_talk_inherits_its_day_from_the_article_that_states_it(client: FlaskClient) -> None:
    event = get(client, f"/v1/events/{event_id(DATED_TALKS)}")
    assert event["event_date"]["start"] == "2025-03-18"
    assert (event["article_count"], event["evidence_count"], event["publisher_count"]) == (2, 2, 2)
    assert event["first_reported"] == "2025-03-17"
    assert event["story"] == event["id"]
    assert {piece["article_id"] for piece in event["evidence"]} == {DATED_TALKS.article.id, UNDATED_TALKS.article.id}


def test_the_id_that_was_not_kept_leads_to_the_one_that_was(client: FlaskClient) -> None:
    response = client.get(f"/v1/events/{event_id(UNDATED_TALKS)}")
    assert response.status_code == 308
    assert response.headers["Location"] == f"/v1/events/{event_id(DATED_TALKS)}"


def test_a_list_has_the_event_once_under_each_of_its_articles_and_publishers(client: FlaskClient) -> None:
    ids = [event["id"] for event in get(client, "/v1/events")["data"]]
    assert sorted(ids) == sorted([event_id(DATED_TALKS), event_id(OTHER_TALKS), event_id(HELD_TALKS)])
    for extraction in (UNDATED_TALKS, DATED_TALKS):
        found = get(client, f"/v1/events?article={extraction.article.id}")["data"]
        assert [event["id"] for event in found] == [event_id(DATED_TALKS)]
    assert [e["id"] for e in get(client, "/v1/events?publisher=Harbour Wire")["data"]] == [event_id(DATED_TALKS)]
    assert [e["id"] for e in get(client, "/v1/events?min_articles=2")["data"]] == [event_id(DATED_TALKS)]


def test_what_happened_realises_what_was_planned_and_another_day_is_a_conflict(client: FlaskClient) -> None:
    related = get(client, f"/v1/events/{event_id(HELD_TALKS)}/related")["data"]
    kinds = {entry["event"]["id"]: entry["kind"] for entry in related}
    assert kinds == {event_id(DATED_TALKS): "REALISES", event_id(OTHER_TALKS): "CONFLICT"}
    assert all(entry["grounds"]["vetoes"] for entry in related)


def test_a_person_merges_what_the_score_forbids(client: FlaskClient) -> None:
    merged = post(
        client, f"/v1/events/{event_id(DATED_TALKS)}/merge", {**BY, "event_id": event_id(OTHER_TALKS), "note": "one"}
    )
    assert merged["article_count"] == 3
    judgements = get(client, f"/v1/events/{merged['id']}/related")["judgements"]
    assert [(j["kind"], j["by"], j["note"]) for j in judgements] == [("MERGE", BY["by"], "one")]


def test_a_merge_is_undone_by_withdrawing_the_word(client: FlaskClient) -> None:
    post(client, f"/v1/events/{event_id(DATED_TALKS)}/merge", {**BY, "event_id": event_id(OTHER_TALKS)})
    (judgement,) = get(client, "/v1/judgements")["data"]
    assert client.delete(f"/v1/judgements/{judgement['id']}").status_code == 204
    assert get(client, f"/v1/events/{event_id(OTHER_TALKS)}")["article_count"] == 1
    assert get(client, "/v1/judgements")["data"] == []
    assert client.delete(f"/v1/judgements/{judgement['id']}").status_code == 410
    assert "taken back" in get(client, f"/v1/judgements/{judgement['id']}", 410)["detail"]
    get(client, "/v1/judgements/jdg_none", 404)


def test_a_split_event_is_two_and_stays_so(client: FlaskClient, own_store: Store) -> None:
    path = f"/v1/events/{event_id(DATED_TALKS)}/split"
    found = post(client, path, {**BY, "article_ids": [UNDATED_TALKS.article.id]})["data"]
    assert [event["id"] for event in found] == [event_id(DATED_TALKS), event_id(UNDATED_TALKS)]
    again = replace(UNDATED_TALKS, extractor=replace(EXTRACTOR, version="2"))
    own_store.add(prepare(again), renderer=RENDERER)
    match_all(own_store, renderer=RENDERER)
    assert get(client, f"/v1/events/{event_id(UNDATED_TALKS)}")["article_count"] == 1
    assert get(client, f"/v1/events/{event_id(DATED_TALKS)}/related")["judgements"][0]["kind"] == "SPLIT"


def test_a_word_against_a_word_is_a_conflict_until_it_overrules(client: FlaskClient) -> None:
    post(client, f"/v1/events/{event_id(DATED_TALKS)}/split", {**BY, "article_ids": [UNDATED_TALKS.article.id]})
    path, body = f"/v1/events/{event_id(DATED_TALKS)}/merge", {**BY, "event_id": event_id(UNDATED_TALKS)}
    problem = post(client, path, body, status=409)
    assert problem["type"].endswith("judgement-conflict")
    assert BY["by"] in problem["detail"]
    assert post(client, path, {**body, "overrule": True})["article_count"] == 2


def test_a_retracted_event_is_gone_and_stays_gone(client: FlaskClient, own_store: Store) -> None:
    path = f"/v1/events/{event_id(DATED_TALKS)}"
    assert client.post(f"{path}/retract", json={**BY, "note": "never planned"}).status_code == 204
    assert "r.meyer@institute.example" in get(client, path, 410)["detail"]
    assert client.get(f"/v1/events/{event_id(UNDATED_TALKS)}").status_code == 410
    assert client.post(f"{path}/retract", json=BY).status_code == 410
    again = replace(DATED_TALKS, extractor=replace(EXTRACTOR, version="2"))
    own_store.add(prepare(again), renderer=RENDERER)
    match_all(own_store, renderer=RENDERER)
    assert client.get(path).status_code == 410
    (judgement,) = get(client, "/v1/judgements")["data"]
    assert client.delete(f"/v1/judgements/{judgement['id']}").status_code == 204
    assert get(client, path)["article_count"] == 2


def test_a_retracted_position_is_gone_and_stays_gone(client: FlaskClient, own_store: Store) -> None:
    position = DATED_TALKS.positions[0].id
    assert client.post(f"/v1/positions/{position}/retract", json=BY).status_code == 204
    assert client.get(f"/v1/positions/{position}").status_code == 410
    before = get(client, "/v1/issues/ceasefire")["position_count"]
    own_store.add(prepare(replace(DATED_TALKS, extractor=replace(EXTRACTOR, version="2"))), renderer=RENDERER)
    assert client.get(f"/v1/positions/{position}").status_code == 410
    assert get(client, "/v1/issues/ceasefire")["position_count"] == before == 3


def test_a_position_stands_again_as_soon_as_the_word_is_taken_back(client: FlaskClient) -> None:
    path = f"/v1/positions/{DATED_TALKS.positions[0].id}"
    before = {address: get(client, address) for address in (path, "/v1/positions", "/v1/issues", "/v1/storylines")}
    tags = {address: client.get(address).headers["ETag"] for address in before}
    assert client.post(f"{path}/retract", json=BY).status_code == 204
    assert client.post(f"{path}/retract", json=BY).status_code == 410
    assert len(get(client, "/v1/positions")["data"]) == 3
    (judgement,) = get(client, "/v1/judgements")["data"]
    assert (judgement["resource"], judgement["sides"]) == ("position", [[DATED_TALKS.positions[0].id]])
    assert client.delete(f"/v1/judgements/{judgement['id']}").status_code == 204
    after = {address: get(client, address) for address in before}
    assert after[path] == before[path]
    assert after["/v1/issues"]["data"] == before["/v1/issues"]["data"]
    assert after["/v1/storylines"]["data"] == before["/v1/storylines"]["data"]
    assert {p["id"] for p in after["/v1/positions"]["data"]} == {p["id"] for p in before["/v1/positions"]["data"]}
    again = client.get("/v1/positions", headers={"If-None-Match": tags["/v1/positions"]})
    assert again.status_code == 200
    assert get(client, f"{path}/evidence")["data"]
    assert get(client, f"/v1/actors/{DATED_TALKS.positions[0].actor_id}")["position_count"] == 4


def test_a_position_of_an_article_that_is_gone_stays_gone_when_the_word_is_taken_back(client: FlaskClient) -> None:
    path = f"/v1/positions/{DATED_TALKS.positions[0].id}"
    assert client.post(f"{path}/retract", json=BY).status_code == 204
    assert client.delete(f"/v1/articles/{DATED_TALKS.article.id}", headers={"If-Match": "*"}).status_code == 204
    (judgement,) = get(client, "/v1/judgements")["data"]
    assert client.delete(f"/v1/judgements/{judgement['id']}").status_code == 204
    assert client.get(path).status_code == 410


BAD = {
    "merge with itself": ("merge", {**BY, "event_id": event_id(DATED_TALKS)}, 422, "SAME_EVENT"),
    "merge with a part of itself": ("merge", {**BY, "event_id": event_id(UNDATED_TALKS)}, 422, "SAME_EVENT"),
    "merge with nothing known": ("merge", {**BY, "event_id": "evt_none"}, 422, "UNKNOWN"),
    "merge by nobody": ("merge", {"event_id": event_id(OTHER_TALKS)}, 422, "invalid"),
    "merge by blanks": ("merge", {"by": " \t", "event_id": event_id(OTHER_TALKS)}, 422, "invalid"),
    "split off nothing": ("split", {**BY, "article_ids": []}, 422, "invalid"),
    "split without a name": ("split", BY, 422, "invalid"),
    "split off an unknown article": ("split", {**BY, "article_ids": ["art_none"]}, 422, "WRONG_ARTICLES"),
    "split off a strange event": (
        "split",
        {**BY, "article_ids": [], "event_ids": [event_id(OTHER_TALKS)]},
        422,
        "WRONG_EVENTS",
    ),
    "split off all its events": (
        "split",
        {**BY, "article_ids": [], "event_ids": [event_id(UNDATED_TALKS), event_id(DATED_TALKS)]},
        422,
        "WRONG_EVENTS",
    ),
    "split off everything": (
        "split",
        {**BY, "article_ids": [DATED_TALKS.article.id, UNDATED_TALKS.article.id]},
        422,
        "WRONG_ARTICLES",
    ),
    "split off a stranger": ("split", {**BY, "article_ids": [OTHER_TALKS.article.id]}, 422, "WRONG_ARTICLES"),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD.keys())
def test_a_word_that_makes_no_sense_gets_a_clear_answer(
    client: FlaskClient, case: tuple[str, dict[str, Any], int, str]
) -> None:
    action, body, status, code = case
    problem = post(client, f"/v1/events/{event_id(DATED_TALKS)}/{action}", body, status)
    assert [error["code"] for error in problem["errors"]] == [code]
    assert get(client, f"/v1/events/{event_id(DATED_TALKS)}")["article_count"] == 2


def test_an_event_of_one_article_cannot_be_split(client: FlaskClient) -> None:
    body = {**BY, "article_ids": [OTHER_TALKS.article.id]}
    problem = post(client, f"/v1/events/{event_id(OTHER_TALKS)}/split", body, 422)
    assert problem["errors"][0]["code"] == "NOTHING_TO_SPLIT"


@pytest.mark.parametrize("action", ["merge", "split", "retract"])
def test_an_unknown_event_is_not_found(client: FlaskClient, action: str) -> None:
    body = {"merge": {"event_id": "evt_x"}, "split": {"article_ids": ["art_x"]}, "retract": {}}[action]
    post(client, f"/v1/events/evt_none/{action}", {**BY, **body}, 404)


def test_deleting_an_article_leaves_what_the_others_tell(client: FlaskClient) -> None:
    response = client.delete(f"/v1/articles/{DATED_TALKS.article.id}", headers={"If-Match": "*"})
    assert response.status_code == 204
    event = get(client, f"/v1/events/{event_id(UNDATED_TALKS)}")
    assert (event["article_count"], event["event_date"]["start"], event["story"]) == (1, None, None)
    assert client.get(f"/v1/events/{event_id(DATED_TALKS)}").status_code == 308


def test_an_article_names_its_reprints(own_store: Store, own_client: FlaskClient) -> None:
    words = " ".join(f"word{number} follows" for number in range(60))
    one = tell(f"Ada North will hold talks with Boris East. {words}.", "hold talks", None, "Harbour Wire")
    other = tell(f"Ada North will hold talks with Boris East. {words}.", "hold talks", None, "Plain Courier")
    own_store.add_all(map(prepare, (one, other)), renderer=RENDERER)
    match_all(own_store, renderer=RENDERER)
    reprints = get(own_client, f"/v1/articles/{one.article.id}")["reprints"]
    assert [(r["article_id"], r["publisher"]) for r in reprints] == [(other.article.id, "Plain Courier")]
    (event,) = get(own_client, "/v1/events")["data"]
    assert (event["article_count"], event["evidence_count"]) == (1, 1)


def test_a_storyline_has_a_title_and_its_events_in_order(client: FlaskClient) -> None:
    (storyline,) = get(client, "/v1/storylines")["data"]
    assert storyline["title"] == "Ada North and Boris East: Ceasefire"
    assert storyline["article_count"] >= 2
    whole = get(client, f"/v1/storylines/{storyline['id']}")
    days = [entry["when"]["start"] for entry in whole["timeline"]]
    assert days == sorted(days)
    events = get(client, f"/v1/events?storyline={storyline['id']}")["data"]
    assert {entry["event_id"] for entry in whole["timeline"]} == {event["id"] for event in events}
    assert get(client, f"/v1/positions?storyline={storyline['id']}")["data"]
    assert get(client, "/v1/events?storyline=stl_none")["data"] == []
    get(client, "/v1/storylines/stl_none", 404)


def test_what_is_related_comes_in_pages_like_every_list(client: FlaskClient) -> None:
    whole = get(client, RELATED)
    assert set(whole) == {"data", "page", "links", "query", "warnings", "judgements"}
    assert [entry["event_id"] for entry in whole["data"]] == [entry["event"]["id"] for entry in whole["data"]]
    scores = [entry["score"] for entry in whole["data"]]
    assert scores == sorted(scores, reverse=True)
    first = get(client, f"{RELATED}?limit=1&total=true")
    assert first["page"]["total"] == {"value": 2, "relation": "EQ"}
    second = get(client, first["links"]["next"])
    assert [*first["data"], *second["data"]] == whole["data"]
    assert second["links"]["next"] is None
    assert get(client, second["links"]["prev"])["data"] == first["data"]
    # With a larger limit the page before begins at the start, and still ends where the next one begins.
    assert get(client, second["links"]["prev"].replace("limit=1", "limit=2"))["data"] == first["data"]
    lines = client.get(f"{RELATED}?format=ndjson").text.splitlines()
    assert [orjson.loads(line) for line in lines] == whole["data"]


def test_what_is_related_gives_out_the_keys_that_are_wanted_and_what_it_refers_to(client: FlaskClient) -> None:
    answer = client.get(f"{RELATED}?fields=score")
    assert answer.mimetype == "application/vnd.dateline.sparse+json"
    assert {tuple(entry) for entry in answer.json["data"]} == {("event_id", "score")}  # type: ignore[index]
    for entry in get(client, f"{RELATED}?expand=actors,articles")["data"]:
        parties = {party["actor_id"] for party in entry["event"]["participants"]}
        assert {actor["id"] for actor in entry["expanded"]["actors"]} == parties
        articles = {piece["article_id"] for piece in entry["event"]["evidence"]}
        assert {article["id"] for article in entry["expanded"]["articles"]} == articles
    get(client, f"{RELATED}?fields=color", 400)
    get(client, f"{RELATED}?limit=0", 400)


def test_an_event_says_what_people_have_said_of_it(client: FlaskClient) -> None:
    path = f"/v1/events/{event_id(DATED_TALKS)}"
    assert "judgements" not in get(client, path)
    tag = client.get(path).headers["ETag"]
    split = post(client, f"{path}/split", {**BY, "article_ids": [UNDATED_TALKS.article.id], "note": "another one"})
    for event in split["data"]:
        (word,) = event["judgements"]
        assert (word["kind"], word["by"], word["note"]) == ("SPLIT", BY["by"], "another one")
        assert word["sides"] == [[event_id(DATED_TALKS)], [event_id(UNDATED_TALKS)]]
        assert get(client, f"/v1/events/{event['id']}") == event
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
    word = split["data"][0]["judgements"][0]
    assert get(client, f"/v1/judgements/{word['id']}") == word
    assert client.delete(f"/v1/judgements/{word['id']}").status_code == 204
    assert "judgements" not in get(client, path)
    assert client.get(f"/v1/events/{event_id(UNDATED_TALKS)}").status_code == 308


def test_a_word_that_changes_no_event_is_seen_all_the_same(client: FlaskClient, own_store: Store) -> None:
    tags = {path: client.get(path).headers["ETag"] for path in ("/v1/judgements", RELATED)}
    keep_apart(own_store, event_id(DATED_TALKS), event_id(OTHER_TALKS), by="r.meyer", note=None, renderer=RENDERER)
    for path, tag in tags.items():
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
    (word,) = get(client, "/v1/judgements")["data"]
    assert get(client, RELATED)["judgements"] == [word]
    changes = [(change["resource"], change["id"]) for change in get(client, "/v1/changes?limit=1000")["data"]]
    assert changes[-1] == ("judgement", word["id"])


def test_a_merge_with_what_is_no_event_any_more_says_why(client: FlaskClient) -> None:
    path = f"/v1/events/{event_id(DATED_TALKS)}/merge"
    assert (
        client.post(f"/v1/events/{event_id(OTHER_TALKS)}/retract", json={**BY, "note": "a rumour"}).status_code == 204
    )
    problem = post(client, path, {**BY, "event_id": event_id(OTHER_TALKS)}, 422)
    assert (problem["errors"][0]["code"], problem["errors"][0]["pointer"]) == ("GONE", "/event_id")
    assert f"{event_id(OTHER_TALKS)}' was retracted by {BY['by']}" in problem["detail"]
    assert client.delete(f"/v1/articles/{HELD_TALKS.article.id}", headers={"If-Match": "*"}).status_code == 204
    problem = post(client, path, {**BY, "event_id": event_id(HELD_TALKS)}, 422)
    assert f"{event_id(HELD_TALKS)}' has been deleted" in problem["detail"]


def test_a_merge_by_an_id_that_was_merged_away_is_one_with_what_it_leads_to(client: FlaskClient) -> None:
    path = f"/v1/events/{event_id(OTHER_TALKS)}/merge"
    merged = post(client, path, {**BY, "event_id": event_id(UNDATED_TALKS)})
    assert merged["article_count"] == 3
    old = client.post(f"/v1/events/{event_id(UNDATED_TALKS)}/split", json={**BY, "article_ids": ["x"]})
    assert old.status_code == 308
    assert old.headers["Location"] == f"/v1/events/{merged['id']}/split"


def test_independent_reports_are_counted_by_day_and_shown_in_tables(client: FlaskClient) -> None:
    series = get(client, "/v1/stats/events?group_by=day&measure=reports&date_from=2025-03-18&date_to=2025-03-18")
    assert series["data"] == [{"group": {"day": "2025-03-18"}, "count": 2, "value": 3}]
    (storyline,) = get(client, "/v1/storylines")["data"]
    asked = f"storyline={storyline['id']}&format=csv&fields=event_date,article_count,publisher_count,first_reported"
    head, *rows = client.get(f"/v1/events?{asked}").text.splitlines()
    (row,) = (row for row in rows if row.startswith(event_id(DATED_TALKS)))
    assert dict(zip(head.split(","), row.split(","), strict=True)) == {
        "id": event_id(DATED_TALKS),
        "date_start": "2025-03-18",
        "date_end": "2025-03-18",
        "date_precision": "DAY",
        "date_basis": "STATED",
        "article_count": "2",
        "publisher_count": "2",
        "first_reported": "2025-03-17",
    }


def test_a_storyline_follows_deletions_and_words(client: FlaskClient) -> None:
    (storyline,) = get(client, "/v1/storylines")["data"]
    assert (storyline["article_count"], storyline["event_count"]) == (4, 3)
    post(client, f"/v1/events/{event_id(DATED_TALKS)}/merge", {**BY, "event_id": event_id(OTHER_TALKS)})
    assert get(client, f"/v1/storylines/{storyline['id']}")["event_count"] == 2
    assert client.delete(f"/v1/articles/{OTHER_TALKS.article.id}", headers={"If-Match": "*"}).status_code == 204
    (other,) = get(client, "/v1/storylines")["data"]
    assert other["id"] != storyline["id"]
    moved = client.get(f"/v1/storylines/{storyline['id']}")
    assert moved.status_code == 308
    assert moved.headers["Location"] == f"/v1/storylines/{other['id']}"
    for extraction in ALL:
        client.delete(f"/v1/articles/{extraction.article.id}", headers={"If-Match": "*"})
    assert get(client, "/v1/storylines")["data"] == []
    assert client.get(f"/v1/storylines/{storyline['id']}", follow_redirects=True).status_code == 410


@pytest.mark.parametrize("path", ["/v1/storylines", "/v1/judgements"])
def test_lists_of_stories_give_out_the_keys_that_are_wanted(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{path}?fields=id")
    assert answer.mimetype == "application/vnd.dateline.sparse+json"
    assert [list(item) for item in answer.json["data"]] == [["id"]] * len(get(client, path)["data"])  # type: ignore[index]
    get(client, f"{path}?fields=color", 400)


def test_a_storyline_gives_out_the_keys_that_are_wanted(client: FlaskClient) -> None:
    (storyline,) = get(client, "/v1/storylines")["data"]
    part = client.get(f"/v1/storylines/{storyline['id']}?fields=title").json
    assert part == {"id": storyline["id"], "title": storyline["title"]}
