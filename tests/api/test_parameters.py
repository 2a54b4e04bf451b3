"""Query parameters that cannot be meant are refused, all of a request at once."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient


def faults(client: FlaskClient, path: str) -> list[dict[str, Any]]:
    answer = client.get(path)
    assert answer.status_code == 400, answer.data
    problem = json.loads(answer.data)
    assert problem["type"] == "/problems/invalid-parameter"
    return problem["errors"]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("limit=0", "limit", "range"),
        ("limit=1001", "limit", "range"),
        ("limit=-5", "limit", "range"),
        ("limit=5.0", "limit", "invalid"),
        ("limit=1_0", "limit", "invalid"),
        ("limit=%D9%A1", "limit", "invalid"),
        ("limit=", "limit", "invalid"),
        ("limit=5&limit=6", "limit", "repeated"),
        ("offset=5", "offset", "unknown-parameter"),
        ("date_from=2025-02-30", "date_from", "invalid"),
        ("date_from=20250301", "date_from", "invalid"),
        ("date_from=2025-W10-1", "date_from", "invalid"),
        ("date_from=yesterday", "date_from", "invalid"),
        ("date_from=2025-05-01&date_to=2025-01-01", "date_from", "range"),
        ("on=2025-05-01&date_to=2025-06-01", "on", "conflict"),
        ("event_type=WAR", "event_type", "not-allowed"),
        ("status=planned", "status", "not-allowed"),
        ("status=PLANNED&status=DONE", "status", "not-allowed"),
        ("country=Atlantis", "country", "not-allowed"),
        ("quad_class=5", "quad_class", "not-allowed"),
        ("min_confidence=1.1", "min_confidence", "range"),
        ("min_confidence=nan", "min_confidence", "invalid"),
        ("min_articles=0", "min_articles", "range"),
        ("bbox=1,2,3", "bbox", "invalid"),
        ("bbox=1,2,3,x", "bbox", "invalid"),
        ("bbox=1,50,3,40", "bbox", "invalid"),
        ("bbox=1,2,3,91", "bbox", "invalid"),
        ("sort=date", "sort", "not-allowed"),
        ("sort=relevance", "sort", "conflict"),
        ("format=xml", "format", "not-allowed"),
        ("facets=colour", "facets", "not-allowed"),
        ("total=yes", "total", "invalid"),
        ("include_undated=1", "include_undated", "invalid"),
        ("updated_since=2025-03-17", "updated_since", "invalid"),
        ("updated_since=2025-03-17T08:00:00", "updated_since", "invalid"),
        ("updated_since=0001-01-01T00:00:00%2B14:00", "updated_since", "invalid"),
        ("q=", "q", "invalid"),
        ("q=a%00b", "q", "invalid"),
        ("q=a%0A", "q", "invalid"),
        ("actor=", "actor", "invalid"),
        ("actor=" + "a" * 201, "actor", "invalid"),
        ("&".join(f"actor=a{n}" for n in range(51)), "actor", "invalid"),
    ],
)
def test_a_parameter_that_cannot_be_meant_is_refused(
    client: FlaskClient, query: str, parameter: str, code: str
) -> None:
    assert [(fault["parameter"], fault["code"]) for fault in faults(client, f"/v1/events?{query}")] == [
        (parameter, code)
    ]


def test_all_errors_come_together(client: FlaskClient) -> None:
    found = faults(
        client,
        "/v1/events?actr=x&limit=0&status=DONE&sort=a&sort=b&date_from=2025-03-02&date_to=2025-03-01&country=Atlantis",
    )
    assert {fault["parameter"] for fault in found} == {"actr", "limit", "status", "sort", "date_from", "country"}
    found = faults(client, "/v1/events?country=Atlantis&country=KEN&exclude_actor_country=Utopia")
    assert {fault["parameter"] for fault in found} == {"country", "exclude_actor_country"}


def test_a_misspelt_parameter_is_answered_with_what_may_be_meant(client: FlaskClient) -> None:
    [fault] = faults(client, "/v1/events?actr=Putin")
    assert fault["detail"] == "There is no parameter 'actr' here: did you mean 'actor'?"


def test_closed_sets_are_listed(client: FlaskClient) -> None:
    [fault] = faults(client, "/v1/events?status=DONE")
    assert fault["allowed"] == ["OCCURRED", "ONGOING", "PLANNED", "PROPOSED", "HYPOTHETICAL", "DENIED"]
    [fault] = faults(client, "/v1/events?sort=date")
    assert "-event_date" in fault["allowed"]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/",
        "/v1/actors",
        "/v1/actors/org:nato",
        "/v1/actors/org:nato/events",
        "/v1/actors/suggest?q=a",
        "/v1/positions",
        "/v1/articles",
        "/v1/issues",
        "/v1/event-types",
        "/v1/publishers",
        "/v1/changes",
        "/healthz",
        "/readyz",
        "/version",
    ],
)
def test_no_operation_passes_over_unknown_parameters(client: FlaskClient, path: str) -> None:
    mark = "&" if "?" in path else "?"
    assert [fault["parameter"] for fault in faults(client, f"{path}{mark}colour=red")] == ["colour"]


def test_a_required_parameter_is_missed(client: FlaskClient) -> None:
    assert [(fault["parameter"], fault["code"]) for fault in faults(client, "/v1/actors/suggest")] == [
        ("q", "required")
    ]


def test_an_actors_own_list_takes_no_other_actor(client: FlaskClient) -> None:
    [fault] = faults(client, "/v1/actors/org:nato/events?actor=org:eu")
    assert fault["code"] == "unknown-parameter"
