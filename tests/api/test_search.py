"""One search through events, positions, actors, issues and articles."""

import json
from typing import Any

import jsonschema
import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.config import AppConfig
from api.openapi import build_document
from api.texts import SNIPPET_CHARACTERS
from dateline.version import __version__
from ingest.preparing import RENDERER, prepare
from ingest.sources import make_article
from records.extractions import Extraction
from storage.highlighting import find_matches
from storage.store import Store
from tests import samples

SEARCH = "/v1/search"


def get(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.data
    return json.loads(answer.data)


def marked(hit: dict[str, Any]) -> set[str]:
    snippet = hit["snippet"]
    return {snippet["text"][match["start"] : match["end"]] for match in snippet["matches"]}


def test_a_word_is_found_wherever_it_stands(client: FlaskClient) -> None:
    answer = get(client, f"{SEARCH}?q=NATO")
    kinds = {hit["type"] for hit in answer["data"]}
    assert kinds >= {"position", "issue", "article"}
    for hit in answer["data"]:
        assert "NATO" in {word.upper() for word in marked(hit)}
        assert get(client, hit["href"])["id"] == hit["id"]


def test_an_answer_is_as_the_document_says(client: FlaskClient) -> None:
    document = build_document(__version__)
    schema = {"$ref": "#/components/schemas/Search", "components": document["components"]}
    validator = jsonschema.Draft202012Validator(schema)
    for query in ("q=talks&total=true", "q=-talks", "q=Putin&type=actor", "q=students&limit=50"):
        validator.validate(get(client, f"{SEARCH}?{query}"))


def test_hits_are_the_beginning_of_the_lists_that_are_linked(client: FlaskClient) -> None:
    answer = get(client, f"{SEARCH}?q=students&limit=3&total=true")
    assert [kind["type"] for kind in answer["types"]] == ["event", "position", "actor", "issue", "article"]
    for kind in answer["types"]:
        listed = get(client, f"{kind['href']}&limit=3&total=true")
        found = [hit["id"] for hit in answer["data"] if hit["type"] == kind["type"]]
        assert found == [item["id"] for item in listed["data"]]
        assert (kind["count"], kind["total"]) == (len(found), listed["page"]["total"])
    assert answer["types"][0]["count"] == 3


def test_other_endings_and_phrases_match_as_in_lists(client: FlaskClient) -> None:
    [hit] = get(client, f"{SEARCH}?q=sanction&type=event")["data"]
    assert marked(hit) == {"sanctions"}
    assert hit["day"] == "2025-02-24"
    assert hit["label"].startswith("European Union → Russia: SANCTION")
    [phrase] = get(client, f'{SEARCH}?q="hold talks"&type=event')["data"]
    assert marked(phrase) == {"hold talks"}
    assert get(client, f'{SEARCH}?q="talks hold"&type=event')["data"] == []
    assert get(client, f"{SEARCH}?q=sanctions -Brussels&type=event")["data"] == []


def test_actors_are_found_by_other_names(client: FlaskClient) -> None:
    hits = get(client, f"{SEARCH}?q=moscow&type=actor")["data"]
    assert [(hit["id"], hit["label"], marked(hit)) for hit in hits] == [("country:RUS", "Russia", {"Moscow"})]


def test_without_a_word_there_is_a_warning(client: FlaskClient) -> None:
    answer = get(client, f"{SEARCH}?q=-NATO")
    assert answer["data"] == []
    assert [warning["code"] for warning in answer["warnings"]] == ["NO_WORDS"]


@pytest.mark.parametrize("query", ["", "q=", "q=NATO&type=place", "q=NATO&limit=51", "q=a&cursor=x"])
def test_what_is_no_search_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"{SEARCH}?{query}").status_code == 400


def test_a_snippet_is_short_and_shows_the_match(own_store: Store, own_url: str) -> None:
    text = "Nothing else was said. " * 200 + "The harbour stayed open. " + "Calm. " * 200
    article = make_article(text, title="A quiet day", published_at="2025-03-17")
    own_store.add(prepare(Extraction(article=article, extractor=samples.EXTRACTOR)), renderer=RENDERER)
    shown = {}
    for policy in ("full", "none"):
        app = create_app(AppConfig(version="0.1.0", database_url=own_url, text=policy))
        [hit] = get(app.test_client(), f"{SEARCH}?q=harbours&type=article")["data"]
        shown[policy] = hit
        app.extensions["dateline"].close()
    snippet = shown["full"]["snippet"]
    assert len(snippet["text"]) <= SNIPPET_CHARACTERS + 4
    assert marked(shown["full"]) == {"harbour"}
    assert (snippet["text"][:2], snippet["text"][-2:]) == ("… ", " …")
    assert shown["none"]["snippet"] is None


@pytest.mark.parametrize(
    ("text", "search", "words"),
    [
        ("Café talks 🕊 in Paris", "cafe talk", ["Café", "talks"]),
        ("She said no", "maybe", []),
        ("\x02 odd \x03 marks", "marks", ["marks"]),
        ("a lone \ud800 surrogate", "surrogate", ["surrogate"]),
        ('quotes " and * and (NEAR', "near", ["NEAR"]),
    ],
)
def test_matches_are_where_the_index_finds_them(text: str, search: str, words: list[str]) -> None:
    [spans] = find_matches([text], search)
    assert [text[start:end] for start, end in spans] == words
