"""Questions for events, positions and actors, and the single resources."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from storage.facets import PartialFacet
from storage.queries import FacetCount
from storage.store import Store
from tests import samples
from tests.api.conftest import PROTESTS


def get(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.data
    return json.loads(answer.data)


def rules(client: FlaskClient, query: str) -> list[str]:
    """Return the rules that found the events of a query: short names of the hand-made events."""
    return [event["rule"] for event in get(client, f"/v1/events?limit=1000&{query}")["data"]]


TALKS, SANCTION, CRITICISM, ACCORD, PROTEST = (
    "consult.hold-talks",
    "sanction.impose",
    "accuse.criticise",
    "agree.sign",
    "protest.verb",
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("date_from=2025-03-18&date_to=2025-03-18", [TALKS]),
        ("on=2025-03-18", [TALKS]),
        ("on=2025-03-17", []),
        ("date_from=2025-01-01", [TALKS, SANCTION]),
        ("date_from=2025-01-01&include_undated=true", [TALKS, SANCTION, CRITICISM]),
        ("date_to=2016-12-31", [ACCORD]),
        ("date_to=2010-01-01", []),
        ("date_to=2010-01-01&include_open=true", [ACCORD]),
        ("actor=person:vladimir-putin", [TALKS]),
        ("actor=Vladimir%20Putin", [TALKS]),
        ("actor=Q7747", [TALKS]),
        ("actor=Q7747&actor=org:farc", [TALKS, ACCORD]),
        ("actor=country:RUS", [TALKS, SANCTION]),
        ("actor=country:RUS&actor_exact=true", [SANCTION]),
        ("source_actor=org:eu", [SANCTION]),
        ("target_actor=org:eu", []),
        ("target_actor=country:RUS&actor_exact=true", [SANCTION]),
        ("actor_all=person:donald-trump&actor_all=person:vladimir-putin", [TALKS]),
        ("actor_all=person:donald-trump&actor_all=org:eu", []),
        ("actor_type=ARMED_GROUP", [ACCORD]),
        ("event_type=CONSULT&event_type=ACCUSE", [TALKS, CRITICISM]),
        ("event_type=SANCTION&actor=country:RUS", [SANCTION]),
        ("mode=phone", [TALKS]),
        ("context=ECONOMIC", [SANCTION]),
        ("cameo=03", [TALKS]),
        ("quad_class=4", [SANCTION]),
        ("country=BEL", [SANCTION]),
        ("country=be", [SANCTION]),
        ("country=Belgium", [SANCTION]),
        ("status=PLANNED", [TALKS]),
        ("bbox=4,50,5,51", [SANCTION]),
        ("background=true", [ACCORD]),
        ("min_confidence=0.95", [SANCTION]),
        ("publisher=Plainfield%20Courier", [SANCTION, CRITICISM]),
        ("q=sanctions", [SANCTION]),
        ("q=%22hold%20talks%22", [TALKS]),
        ("q=sanctions%20-Brussels", []),
        ("date_basis=STATED&exclude_event_type=PROTEST", [TALKS, SANCTION, ACCORD]),
        ("exclude_actor=group:ken-edu&exclude_status=PLANNED", [SANCTION, ACCORD, CRITICISM]),
        ("updated_since=2999-01-01T00:00:00Z", []),
    ],
)
def test_events_are_found_by(client: FlaskClient, query: str, expected: list[str]) -> None:
    assert rules(client, query) == expected


def test_filters_combine_with_many_rows(client: FlaskClient) -> None:
    found = rules(client, "country=KEN&event_type=PROTEST&date_from=2024-01-10&date_to=2024-01-19")
    assert found == [PROTEST] * 10


@pytest.mark.parametrize("name", ["actor", "source_actor", "target_actor", "actor_all"])
def test_an_unknown_actor_finds_nothing_and_says_so(client: FlaskClient, name: str) -> None:
    page = get(client, f"/v1/events?{name}=Nobody+of+This+Name")
    assert page["data"] == []
    [warning] = page["warnings"]
    assert (warning["code"], warning["parameter"]) == ("UNKNOWN_ACTOR", name)


@pytest.mark.parametrize("given", ["Putin", "putin", "vladimir PUTIN", "PUTIN Vladimir"])
def test_whole_words_of_a_name_are_enough(client: FlaskClient, given: str) -> None:
    assert rules(client, f"actor={given}") == [TALKS]


@pytest.mark.parametrize("given", ["Vlad", "V", "Euro", "country:", "Q"])
def test_the_beginning_of_a_name_is_suggested_not_taken(client: FlaskClient, given: str) -> None:
    page = get(client, f"/v1/events?actor={given}")
    assert page["data"] == []
    [warning] = page["warnings"]
    assert warning["code"] == "UNKNOWN_ACTOR"
    suggested = [suggestion["id"] for suggestion in warning["suggestions"]]
    assert ("person:vladimir-putin" in suggested) == given.startswith("V")


@pytest.mark.parametrize(
    ("given", "meant"),
    [("Putni", "person:vladimir-putin"), ("Vladmir Putin", "person:vladimir-putin"), ("Europaen Union", "org:eu")],
)
def test_a_slip_in_a_name_is_answered_with_who_may_be_meant(client: FlaskClient, given: str, meant: str) -> None:
    [warning] = get(client, f"/v1/events?actor={given}")["warnings"]
    assert warning["code"] == "UNKNOWN_ACTOR"
    assert warning["suggestions"][0]["id"] == meant


@pytest.mark.parametrize("path", ["/v1/events", "/v1/positions", "/v1/actors", "/v1/articles", "/v1/issues"])
@pytest.mark.parametrize("words", ["*", '""', "%22-%22", "%F0%9F%95%8A", "((("])
def test_a_search_without_words_finds_nothing_and_says_so(client: FlaskClient, path: str, words: str) -> None:
    page = get(client, f"{path}?q={words}")
    assert page["data"] == []
    assert [warning["code"] for warning in page["warnings"]] == ["NO_WORDS"]


def test_an_unknown_actor_among_known_ones_is_warned_of(client: FlaskClient) -> None:
    page = get(client, "/v1/events?actor=Nobody+of+This+Name&actor=org:eu")
    assert [event["rule"] for event in page["data"]] == [SANCTION]
    assert len(page["warnings"]) == 1


def test_excluding_an_unknown_actor_excludes_nobody(client: FlaskClient) -> None:
    page = get(client, "/v1/events?exclude_actor=Nobody+of+This+Name&limit=1000")
    assert len(page["data"]) == PROTESTS + 4
    assert len(page["warnings"]) == 1


def test_facets_of_the_latest_events_alone_say_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert get(client, "/v1/events?facets=status,event_type&status=OCCURRED&limit=1")["warnings"] == []

    def count(*_given: object, **_more: object) -> dict[str, tuple[FacetCount, ...]]:
        found = (FacetCount(value="OCCURRED", count=50_000),)
        return {"status": PartialFacet(found), "event_type": found}

    monkeypatch.setattr(Store, "event_facets", count)
    answer = get(client, "/v1/events?facets=status,event_type&min_confidence=0.11&limit=1")
    assert answer["facets"]["status"] == [{"value": "OCCURRED", "count": 50_000}]
    [warning] = answer["warnings"]
    assert (warning["code"], warning["parameter"]) == ("PARTIAL_FACETS", "facets")
    assert "by status the latest" in warning["detail"]


def test_facets_count_under_the_same_filters(client: FlaskClient) -> None:
    facets = get(client, "/v1/events?facets=event_type,country&exclude_event_type=ACCUSE&limit=1")["facets"]
    assert facets["event_type"][0] == {"value": "PROTEST", "count": PROTESTS}
    assert {"value": "BEL", "count": 1} in facets["country"]
    assert "ACCUSE" not in [count["value"] for count in facets["event_type"]]


def test_an_event_stands_alone_as_in_the_list(client: FlaskClient) -> None:
    [event] = get(client, "/v1/events?actor=org:eu")["data"]
    assert get(client, f"/v1/events/{event['id']}") == event
    evidence = get(client, f"/v1/events/{event['id']}/evidence")
    assert evidence["data"] == event["evidence"]
    assert event["evidence_count"] == 1


def test_evidence_quotes_the_text_of_its_article(client: FlaskClient) -> None:
    for event in get(client, "/v1/events?limit=1000")["data"]:
        for piece in event["evidence"]:
            text = get(client, f"/v1/articles/{piece['article_id']}")["text"]
            assert text[piece["start"] : piece["end"]] == piece["quote"]


def test_actors_are_found_by_name_and_kind(client: FlaskClient) -> None:
    assert [actor["id"] for actor in get(client, "/v1/actors?q=putin")["data"]] == ["person:vladimir-putin"]
    assert {a["id"] for a in get(client, "/v1/actors?actor_type=PERSON")["data"]} == {
        "person:donald-trump",
        "person:vladimir-putin",
    }
    assert "country:KEN" in {a["id"] for a in get(client, "/v1/actors?country=Kenya")["data"]}


def test_an_actor_counts_what_its_filter_finds(client: FlaskClient) -> None:
    russia = get(client, "/v1/actors/country:RUS")
    assert russia["event_count"] == len(rules(client, "actor=country:RUS"))
    assert russia["own_event_count"] == len(rules(client, "actor=country:RUS&actor_exact=true"))
    assert russia["position_count"] == len(get(client, "/v1/positions?actor=country:RUS")["data"])


def test_an_actor_lists_its_own_events_and_positions(client: FlaskClient) -> None:
    events = get(client, "/v1/actors/country:RUS/events")["data"]
    assert [event["rule"] for event in events] == [TALKS, SANCTION]
    narrowed = get(client, "/v1/actors/country:RUS/events?event_type=SANCTION&actor_exact=true")["data"]
    assert [event["rule"] for event in narrowed] == [SANCTION]
    [position] = get(client, "/v1/actors/country:RUS/positions")["data"]
    assert position["proposition"] == "Ukraine never joins NATO"


def test_names_are_completed(client: FlaskClient) -> None:
    found = get(client, "/v1/actors/suggest?q=vlad")["data"]
    assert [actor["id"] for actor in found] == ["person:vladimir-putin"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 1),
        ("actor=Russia", 1),
        ("holder=country:RUS", 1),
        ("holder=country:UKR", 0),
        ("addressee=country:UKR", 1),
        ("stance=DEMAND", 1),
        ("stance=OFFER", 0),
        ("polarity=-1", 1),
        ("polarity=1", 0),
        ("issue=nato-membership-of-ukraine", 1),
        ("topic=nato_alliances", 1),
        ("certainty=REPORTED", 0),
        ("quoted=true", 0),
        ("quoted=false", 1),
        ("on=2025-03-17", 1),
        ("date_to=2025-03-16", 0),
        ("q=joins", 1),
        ("exclude_stance=DEMAND", 0),
    ],
)
def test_positions_are_found_by(client: FlaskClient, query: str, count: int) -> None:
    assert len(get(client, f"/v1/positions?{query}")["data"]) == count


def test_a_position_stands_alone_with_its_evidence_and_issue(client: FlaskClient) -> None:
    [position] = get(client, "/v1/positions")["data"]
    assert get(client, f"/v1/positions/{position['id']}") == position
    assert get(client, f"/v1/positions/{position['id']}/evidence")["data"] == position["evidence"]
    issue = get(client, f"/v1/issues/{position['issue']['id']}")
    assert (issue["position_count"], issue["actor_count"]) == (1, 1)
    assert [found["id"] for found in get(client, "/v1/issues?actor=Russia")["data"]] == [issue["id"]]


def test_articles_are_found_and_annotated(client: FlaskClient) -> None:
    [article] = get(client, "/v1/articles?external_id=talks-1")["data"]
    assert (article["publisher"], article["text"]) == ("The Harbour Wire", samples.TALKS)
    assert [a["id"] for a in get(client, "/v1/articles?actor=org:nato")["data"]] == [article["id"]]
    assert [a["id"] for a in get(client, "/v1/articles?q=Tuesday")["data"]] == [article["id"]]
    assert [a["id"] for a in get(client, "/v1/articles?date_from=2025-03-01")["data"]] == [article["id"]]
    annotations = get(client, f"/v1/articles/{article['id']}/annotations")
    assert {mark["kind"] for mark in annotations["marks"]} >= {"ACTOR", "EVENT", "POSITION", "TIMEX"}
    assert annotations["text"] == article["text"]


def test_event_types_carry_the_ontology_and_counts(client: FlaskClient) -> None:
    kinds = {kind["code"]: kind for kind in get(client, "/v1/event-types")["data"]}
    assert len(kinds) == 17
    assert kinds["PROTEST"]["event_count"] == PROTESTS
    assert get(client, "/v1/event-types/PROTEST") == kinds["PROTEST"]


def test_publishers_are_counted(client: FlaskClient) -> None:
    assert get(client, "/v1/publishers")["data"][0] == {"name": "Savanna Post", "article_count": PROTESTS}


def test_the_root_leads_everywhere(client: FlaskClient) -> None:
    root = get(client, "/v1/")
    assert root["counts"]["events"] == PROTESTS + 4
    for resource in root["resources"]:
        asked = "?q=talks" if resource["name"] == "search" else ""
        assert client.get(resource["href"] + asked).status_code in (200, 405)
    for address in root["documentation"].values():
        assert client.get(address).status_code == 200
    guide = client.get(root["documentation"]["llms"])
    assert guide.content_type == "text/plain; charset=utf-8"
    assert guide.text.startswith("# Dateline\n\n> ")
    links = dict(re.findall(r"^- \[(.+?)\]\((\S+?)\)", guide.text, re.MULTILINE))
    assert links.keys() >= {resource["name"] for resource in root["resources"]}
    for name, href in links.items():
        assert client.get(href).status_code in (200, 405) or name == "search"
