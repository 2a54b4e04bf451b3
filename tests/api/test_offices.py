"""Who held which office when, and actors with former ids, over HTTP."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from dateline.cli import main
from ingest.preparing import RENDERER, prepare
from records.actors import Actor, Mention, Term
from records.extractions import Extraction
from records.vocabularies import ActorType, MentionForm
from storage.store import Store
from tests import samples

HELD = Term(
    title="Foreign Secretary of Freedonia",
    office="foreign-minister",
    organisation="country:FRA",
    start=date(2021, 5, 1),
    end=date(2024, 3, 31),
)
HOLDS = Term(title="Präsident of the Harbour", office="head-of-state", start=date(2024, 4, 1))


def person(actor_id: str, name: str, *terms: Term, country: str = "FRA", start: int = 0) -> Actor:
    mention = Mention(start=start, end=start + len(name), text=name, form=MentionForm.NAME)
    known = {"country": country, "sectors": ("GOV",), "code": f"{country}GOV"}
    return Actor(
        id=actor_id, name=name, actor_type=ActorType.PERSON, terms=terms, mentions=(mention,), offices=(), **known
    )


def told(number: int, *terms: Term) -> Extraction:
    """Return an article that names two persons, the first with these terms."""
    text = f"Ada Quill met Bo Ruck, report {number} says.\n"
    article = samples.make_article(text, title=f"Report {number}", published_at="2025-03-17")
    actors = (person("person:ada-quill", "Ada Quill", *terms), person("person:bo-ruck", "Bo Ruck", start=14))
    return Extraction(article=article, actors=actors, extractor=samples.EXTRACTOR)


@pytest.fixture
def filled(own_store: Store) -> Store:
    own_store.add_all([prepare(told(0, HELD, HOLDS)), prepare(told(1, HELD, HOLDS))], renderer=RENDERER)
    own_store.add(prepare(samples.talks()), renderer=RENDERER)
    return own_store


def ids(client: FlaskClient, query: str) -> list[str]:
    answer = client.get(f"/v1/actors?{query}")
    assert answer.status_code == 200, answer.data
    return [actor["id"] for actor in json.loads(answer.data)["data"]]


def get(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.data
    return json.loads(answer.data)


@pytest.mark.usefixtures("filled")
def test_an_actor_shows_its_offices_over_time(own_client: FlaskClient) -> None:
    assert get(own_client, "/v1/actors/person:ada-quill")["terms"] == [
        {
            "title": "Foreign Secretary of Freedonia",
            "organisation": "country:FRA",
            "office": "foreign-minister",
            "start": "2021-05-01",
            "end": "2024-03-31",
        },
        {
            "title": "Präsident of the Harbour",
            "organisation": None,
            "office": "head-of-state",
            "start": "2024-04-01",
            "end": None,
        },
    ]
    assert get(own_client, "/v1/actors/person:bo-ruck")["terms"] == []


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("on=2023-01-01", True),
        ("on=2021-05-01&office=foreign+minister", True),
        ("on=2024-03-31&office=foreign secretary", True),
        ("on=2024-04-01&office=foreign minister", False),
        ("on=2024-04-01&office=prasident", True),
        ("on=2039-01-01&office=head of state", True),
        ("on=2021-04-30", False),
        ("on=2023-01-01&country=FR&sector=GOV", True),
        ("on=2023-01-01&country=DEU", False),
        ("on=2023-01-01&office=president&office=foreign minister", True),
        ("office=foreign minister", True),
        ("office=foreign_minister", False),
        ("office=President", False),
    ],
)
def test_who_holds_an_office_is_found_by_the_day(own_client: FlaskClient, query: str, found: bool) -> None:
    assert ("person:ada-quill" in ids(own_client, query)) is found
    assert "person:bo-ruck" not in ids(own_client, query)


@pytest.mark.usefixtures("filled")
def test_a_post_that_an_article_gives_is_found_without_a_day(own_client: FlaskClient) -> None:
    assert ids(own_client, "office=U.S. President") == ["person:donald-trump"]
    assert get(own_client, "/v1/actors?on=2023-01-01")["query"]["on"] == "2023-01-01"
    assert own_client.get("/v1/actors?on=yesterday").status_code == 400


def test_terms_go_with_the_last_article_that_brings_them(filled: Store, own_client: FlaskClient) -> None:
    for number in range(2):
        article = told(number).article
        assert len(get(own_client, "/v1/actors/person:ada-quill")["terms"]) == 2
        assert filled.delete_article(article.id, renderer=RENDERER)
    assert ids(own_client, "on=2023-01-01") == []


def test_terms_of_a_person_that_the_registry_knows_come_with_the_article(extract: Any) -> None:
    extraction = extract("Russian Foreign Minister Sergei Lavrov met reporters in Moscow on Monday.")
    [lavrov] = [actor for actor in extraction.actors if actor.id == "person:sergei-lavrov"]
    assert any(term.office == "foreign-minister" and term.start == date(2004, 3, 9) for term in lavrov.terms)


# -- former ids


def merge(store: Store) -> None:
    assert store.merge_actors("person:bo-ruck", "person:ada-quill", renderer=RENDERER)


def test_a_former_id_leads_on_with_its_question(filled: Store, own_client: FlaskClient) -> None:
    merge(filled)
    for rest in ("", "/events?limit=5", "/positions?format=csv", "/partners?limit=2&total=true"):
        answer = own_client.get(f"/v1/actors/person:bo-ruck{rest}")
        assert (answer.status_code, answer.headers["Location"]) == (308, f"/v1/actors/person:ada-quill{rest}")
    assert own_client.get("/v1/actors/person:nobody").status_code == 404
    assert own_client.get("/v1/actors/person:nobody/events").status_code == 404


def test_filters_take_a_former_id_for_the_actor(filled: Store, own_client: FlaskClient) -> None:
    merge(filled)
    [named] = get(own_client, "/v1/events?actor=person:bo-ruck")["query"]["actor"]
    assert named == {"given": "person:bo-ruck", "id": "person:ada-quill", "name": "Ada Quill", "score": 1.0}
    articles = get(own_client, "/v1/articles?actor=Bo+Ruck")["data"]
    assert len(articles) == 2
    assert "person:bo-ruck" not in ids(own_client, "q=ruck")
    assert ids(own_client, "q=ruck") == ["person:ada-quill"]


def test_articles_to_come_count_for_the_actor(filled: Store, own_client: FlaskClient) -> None:
    merge(filled)
    filled.add(prepare(told(2)), renderer=RENDERER)
    assert get(own_client, "/v1/actors/person:ada-quill")["article_count"] == 3


def test_the_command_merges_and_lists(filled: Store, own_url: str) -> None:
    def run(*arguments: str) -> Any:
        return CliRunner().invoke(main, ["actors", *arguments], env={"DATELINE_DATABASE_URL": own_url})

    assert filled.counts().actors > 0
    assert run("merge", "person:bo-ruck", "person:ada-quill").output == "person:bo-ruck leads to person:ada-quill.\n"
    assert "leads there already" in run("merge", "person:bo-ruck", "person:ada-quill").output
    assert run("merged").output.startswith("person:bo-ruck\tperson:ada-quill\t20")
    refused = run("merge", "country:RUS", "person:ada-quill")
    assert refused.exit_code == 1
    assert "a country is no person" in refused.output


# -- what a name is taken for


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("given", "actor_id", "least"),
    [
        ("person:vladimir-putin", "person:vladimir-putin", 1.0),
        ("RUS", "country:RUS", 0.95),
        ("Russia", "country:RUS", 0.95),
        ("russia", "country:RUS", 0.95),
        ("Moscow", "country:RUS", 0.9),
        ("Putin", "person:vladimir-putin", 0.7),
        ("Niger", None, 0.0),
        ("person:nobody-here", None, 0.0),
        ("Q99999999", None, 0.0),
    ],
)
def test_query_says_whom_a_name_was_taken_for(
    own_client: FlaskClient, given: str, actor_id: str | None, least: float
) -> None:
    answer = get(own_client, f"/v1/events?actor={given}")
    [understood] = answer["query"]["actor"]
    assert (understood["given"], understood["id"]) == (given, actor_id)
    assert least <= understood["score"] <= 1.0
    assert [w["code"] for w in answer["warnings"]] == ([] if actor_id else ["UNKNOWN_ACTOR"])
    assert (answer["data"] == []) is (actor_id is None)


def test_of_several_with_a_name_the_one_in_most_articles_is_meant(own_store: Store, own_client: FlaskClient) -> None:
    first = told(0)
    other = replace(first.actors[0], id="person:ada-quill-jr")
    text = "Ada Quill met Bo Ruck, they say.\n"
    article = samples.make_article(text, title="Another one", published_at="2025-03-17")
    own_store.add_all([prepare(first), prepare(told(1))], renderer=RENDERER)
    own_store.add(prepare(replace(first, article=article, actors=(other, first.actors[1]))), renderer=RENDERER)
    answer = get(own_client, "/v1/events?actor=Ada+Quill")
    assert answer["query"]["actor"][0]["id"] == "person:ada-quill"
    [warning] = answer["warnings"]
    assert (warning["code"], warning["parameter"]) == ("AMBIGUOUS_ACTOR", "actor")
    assert warning["suggestions"] == [{"id": "person:ada-quill-jr", "name": "Ada Quill"}]
    matches = own_store.resolve_actor("Ada Quill")
    assert [(match.id, match.score) for match in matches] == [
        ("person:ada-quill", 0.95),
        ("person:ada-quill-jr", pytest.approx(0.475)),
    ]
