"""The documents: what is published is what the application says, and it is sound."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from api.openapi import build_document, is_current
from api.problems import KINDS
from dateline.version import __version__
from ingest.preparing import RENDERER, prepare
from tests import samples

PUBLISHED = Path(__file__).parents[2] / "openapi.yaml"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Return the document that this program would publish."""
    return build_document(__version__)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method in item.keys() - {"parameters"}:
            yield path, method, item[method]


def test_the_published_document_is_what_the_application_says() -> None:
    assert is_current(PUBLISHED, __version__), "run `make openapi`"


def test_the_document_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    validate(document)


def test_the_server_gives_out_the_same_document(client: FlaskClient, document: dict[str, Any]) -> None:
    assert json.loads(client.get("/openapi.json").data)["paths"] == document["paths"]
    served = client.get("/openapi.yaml")
    assert served.content_type == "application/yaml"
    assert yaml.safe_load(served.data)["paths"] == document["paths"]


def test_every_operation_has_an_id_a_summary_and_its_problems(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids)) > 25
    for path, _, operation in operations(document):
        assert re.fullmatch(r"[a-z][A-Za-z0-9]+", operation["operationId"])
        assert operation["summary"], path
        assert operation["description"].endswith("."), path
        assert operation["tags"], path
        assert "default" in operation["responses"], path
    for name, response in document["components"]["responses"].items():
        assert list(response["content"]) == ["application/problem+json"], name


def test_every_property_and_parameter_has_a_description_and_an_example(document: dict[str, Any]) -> None:
    missing = []
    for name, schema in document["components"]["schemas"].items():
        for key, described in schema.get("properties", {}).items():
            if "description" not in described:
                missing.append(f"{name}.{key} has no description")
            if not {"examples", "$ref", "anyOf", "items"} & described.keys():
                missing.append(f"{name}.{key} has no example")
    for path, method, operation in operations(document):
        for parameter in operation.get("parameters", []):
            where = f"{method} {path} {parameter['name']}"
            if "description" not in parameter:
                missing.append(f"{where} has no description")
            if parameter["name"] != "cursor" and "examples" not in parameter["schema"]:
                missing.append(f"{where} has no example")
    assert missing == []


def test_no_name_breaks_generated_clients(document: dict[str, Any]) -> None:
    broken = {"date", "datetime", "from", "schema", "field"}
    for name, schema in document["components"]["schemas"].items():
        assert not broken & schema.get("properties", {}).keys(), name
        for key in schema.get("properties", {}):
            assert re.fullmatch(r"[a-z][a-z0-9_]*", key), f"{name}.{key}"
    for path, _, operation in operations(document):
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "query":
                assert re.fullmatch(r"[a-z][a-z0-9_]*", parameter["name"]), path
                assert parameter["name"] not in broken


def test_every_example_is_valid(document: dict[str, Any]) -> None:
    def check(schema: Any, where: str) -> None:
        if isinstance(schema, dict):
            for example in schema.get("examples", []):
                plain = {key: value for key, value in schema.items() if key != "examples"}
                resolver = plain | {"components": document["components"]}
                jsonschema.Draft202012Validator(resolver).validate(example), where
            for key, below in schema.items():
                if key != "examples":
                    check(below, f"{where}/{key}")
        elif isinstance(schema, list):
            for number, below in enumerate(schema):
                check(below, f"{where}/{number}")

    check(document["components"]["schemas"], "schemas")
    for path, _, operation in operations(document):
        check(operation.get("parameters", []), path)


def validator(document: dict[str, Any], name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": document["components"]},
        format_checker=jsonschema.FormatChecker(),
    )


@pytest.mark.parametrize("extraction", [samples.talks(), samples.sanctions(), samples.memories()])
def test_stored_bytes_match_the_document(document: dict[str, Any], extraction: Any) -> None:
    prepared = prepare(extraction)
    article = RENDERER.render_article(extraction, (prepared.appearance,))
    validator(document, "Article").validate(json.loads(article))
    validator(document, "Annotations").validate(json.loads(prepared.annotations))
    for event in prepared.events:
        validator(document, "Event").validate(json.loads(event))
    for position in prepared.positions:
        validator(document, "Position").validate(json.loads(position))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1", "Root"),
        ("/v1/", "Root"),
        ("/v1/events?limit=1000&facets=event_type,month", "EventPage"),
        ("/v1/events?actor=Nobody+of+This+Name", "EventPage"),
        ("/v1/actors?limit=1000", "ActorPage"),
        ("/v1/positions", "PositionPage"),
        ("/v1/issues", "IssuePage"),
        ("/v1/articles?total=true", "ArticlePage"),
        ("/v1/event-types", "EventTypePage"),
        ("/v1/publishers", "PublisherPage"),
        ("/v1/changes", "ChangePage"),
        ("/v1/actors/suggest?q=n", "Suggestions"),
        ("/healthz", "Health"),
        ("/readyz", "Readiness"),
        ("/version", "Version"),
        ("/v1/events?limit=0", "Problem"),
        ("/nowhere", "Problem"),
    ],
)
def test_answers_match_the_document(client: FlaskClient, document: dict[str, Any], path: str, name: str) -> None:
    answer = json.loads(client.get(path).data)
    validator(document, name).validate(answer)
    known = document["components"]["schemas"][name]["properties"]
    assert answer.keys() <= known.keys()


def test_documented_limits_are_those_of_the_server(client: FlaskClient, document: dict[str, Any]) -> None:
    limits = json.loads(client.get("/v1/").data)["limits"]
    [limit] = [p for p in document["paths"]["/v1/events"]["get"]["parameters"] if p["name"] == "limit"]
    assert limit["schema"]["maximum"] == limits["page_most"]
    assert client.get(f"/v1/events?limit={limits['page_most']}").status_code == 200
    assert json.loads(client.get("/v1/events").data)["page"]["limit"] == limits["page_default"]


def test_the_documentation_asks_no_other_server(client: FlaskClient) -> None:
    page = client.get("/docs/")
    assert b'<meta charset="utf-8">' in page.data
    assert not re.search(rb"""(?:src|href)=["']?(?:https?:)?//""", page.data)
    assert "'unsafe-eval'" not in page.headers["Content-Security-Policy"]
    assert "https:" not in page.headers["Content-Security-Policy"]
    for address in re.findall(rb"(?:src|href)=\"([^\"]+)\"", page.data):
        asset = client.get(address.decode())
        assert asset.status_code == 200, address
        if not address.endswith(b".png"):
            assert asset.content_type.endswith("charset=utf-8")


def test_every_kind_of_problem_has_a_page(client: FlaskClient) -> None:
    listing = client.get("/problems/").data.decode()
    for slug, kind in KINDS.items():
        page = client.get(f"/problems/{slug}")
        assert page.status_code == 200
        assert kind.title in page.data.decode()
        assert f"/problems/{slug}" in listing


def test_every_address_is_in_the_document_or_a_page(client: FlaskClient, document: dict[str, Any]) -> None:
    pages = {"documents", "explorer"}
    served = {
        re.sub(r"<(?:string:)?([^>]+)>", r"{\1}", rule.rule)
        for rule in client.application.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] not in pages
    }
    assert served - {"/v1/"} == set(document["paths"])


def test_the_reference_page_names_every_address(document: dict[str, Any]) -> None:
    page = (PUBLISHED.parent / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    collections = {path.split("/{")[0] for path in document["paths"]}
    assert [path for path in collections if path not in page] == []


def test_the_root_names_every_collection(client: FlaskClient) -> None:
    named = {resource["href"] for resource in client.get("/v1/").json["resources"]}  # type: ignore[index]
    listed = {
        path
        for path, operations in client.get("/openapi.json").json["paths"].items()  # type: ignore[index]
        if path.startswith("/v1/") and "{" not in path and "get" in operations
    }
    assert listed - {"/v1/actors/suggest"} <= named
