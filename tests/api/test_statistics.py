"""Counts by time, kind and actor, over HTTP."""

import csv
import io
import json
from typing import Any

import jsonschema
import pytest
from flask.testing import FlaskClient

from api.openapi import build_document
from dateline.version import __version__

EVENTS, POSITIONS = "/v1/stats/events", "/v1/stats/positions"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return build_document(__version__)


def get(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.data
    return json.loads(answer.data)


def counts(answer: Any, group: str) -> dict[str, int]:
    return {cell["group"][group]: cell["count"] for cell in answer["data"]}


def test_events_are_counted_by_month_unless_told_otherwise(client: FlaskClient) -> None:
    answer = get(client, EVENTS)
    assert (answer["measure"], [group["name"] for group in answer["groups"]]) == ("count", ["month"])
    found = counts(answer, "month")
    assert (found["2024-01"], found["2024-02"], found["2024-03"], found["2025-03"]) == (31, 29, 0, 1)
    total = get(client, "/v1/events?total=true&limit=1")["page"]["total"]["value"]
    assert sum(found.values()) + answer["groups"][0]["count_without"] == answer["count"] == total


@pytest.mark.parametrize(
    "query",
    [
        "group_by=month",
        "group_by=day,status&date_from=2024-01-05&date_to=2024-02-03&measure=mean_confidence",
        "group_by=actor,event_type&measure=mean_intensity",
        "group_by=source_actor,target_actor",
        "group_by=year,actor_country&measure=fatalities",
        "actor=Nobodyhere",
    ],
)
def test_an_answer_is_as_the_document_says(client: FlaskClient, document: dict[str, Any], query: str) -> None:
    schema = {"$ref": "#/components/schemas/EventSeries", "components": document["components"]}
    jsonschema.Draft202012Validator(schema).validate(get(client, f"{EVENTS}?{query}"))


def test_every_span_of_the_range_is_there(client: FlaskClient) -> None:
    answer = get(client, f"{EVENTS}?group_by=day&date_from=2024-01-30&date_to=2024-02-02&event_type=PROTEST")
    assert counts(answer, "day") == {"2024-01-30": 1, "2024-01-31": 1, "2024-02-01": 1, "2024-02-02": 1}
    quiet = get(client, f"{EVENTS}?group_by=year&date_from=1990-01-01&date_to=1992-12-31")
    assert counts(quiet, "year") == {"1990": 0, "1991": 0, "1992": 0}
    assert quiet["count"] == 0


def test_the_filters_are_those_of_events(client: FlaskClient) -> None:
    answer = get(client, f"{EVENTS}?group_by=event_type&actor=Russia&exclude_status=PLANNED")
    listed = get(client, "/v1/events?actor=Russia&exclude_status=PLANNED")
    assert answer["query"] == {name: value for name, value in listed["query"].items() if name != "sort"}
    assert sum(counts(answer, "event_type").values()) == len(listed["data"]) == answer["count"] > 0


def test_nobody_known_is_a_warning_and_no_count(client: FlaskClient) -> None:
    answer = get(client, f"{EVENTS}?actor=Nobodyhere&group_by=event_type")
    assert (answer["count"], answer["data"]) == (0, [])
    assert [warning["code"] for warning in answer["warnings"]] == ["UNKNOWN_ACTOR"]


def test_what_is_too_rare_is_counted_beside(client: FlaskClient) -> None:
    whole = get(client, f"{EVENTS}?group_by=actor")
    part = get(client, f"{EVENTS}?group_by=actor&top=1")
    [group], [all_of_it] = part["groups"], whole["groups"]
    assert [value["value"] for value in group["values"]] == [all_of_it["values"][0]["value"]]
    assert group["values_left_out"] == len(all_of_it["values"]) - 1
    assert group["count_left_out"] == sum(value["count"] for value in all_of_it["values"][1:])


def test_actors_are_named(client: FlaskClient) -> None:
    labels = {v["value"]: v["label"] for v in get(client, f"{EVENTS}?group_by=actor")["groups"][0]["values"]}
    assert labels["person:donald-trump"] == "Donald Trump"


def test_means_leave_out_what_has_nothing_to_measure(client: FlaskClient) -> None:
    events = get(client, "/v1/events?limit=1000")["data"]
    answer = get(client, f"{EVENTS}?group_by=event_type&measure=mean_intensity")
    for cell in answer["data"]:
        measured = [
            event["intensity"]
            for event in events
            if event["event_type"] == cell["group"]["event_type"] and event["intensity"] is not None
        ]
        assert cell["value"] == (pytest.approx(sum(measured) / len(measured), abs=1e-4) if measured else None)


def test_csv_has_the_same_rows(client: FlaskClient) -> None:
    query = "group_by=year,actor&status=OCCURRED"
    cells = get(client, f"{EVENTS}?{query}")["data"]
    answer = client.get(f"{EVENTS}?{query}&format=csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="event-series.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert list(rows[0]) == ["year", "actor", "actor_label", "count", "value"]
    assert [(row["year"], row["actor"], int(row["count"])) for row in rows] == [
        (cell["group"]["year"], cell["group"]["actor"], cell["count"]) for cell in cells
    ]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("group_by=month,year", "One span"),
        ("group_by=actor,actor", "stands once"),
        ("group_by=weekday", "not one of"),
        ("group_by=month,actor,country", "between 1 and 2"),
        ("measure=median", "not one of"),
        ("group_by=day&date_from=1900-01-01&date_to=2025-12-31", "46,021 cells; at most 10,000"),
        ("limit=5", "no parameter 'limit'"),
    ],
)
def test_what_cannot_be_counted_is_refused(client: FlaskClient, query: str, said: str) -> None:
    answer = client.get(f"{EVENTS}?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert said in json.loads(answer.data)["detail"]


def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(f"{EVENTS}?group_by=year")
    again = client.get(f"{EVENTS}?group_by=year", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_positions_are_counted(client: FlaskClient, document: dict[str, Any]) -> None:
    answer = get(client, f"{POSITIONS}?group_by=issue,stance&measure=mean_polarity")
    schema = {"$ref": "#/components/schemas/PositionSeries", "components": document["components"]}
    jsonschema.Draft202012Validator(schema).validate(answer)
    [position] = get(client, "/v1/positions")["data"]
    [cell] = answer["data"]
    assert cell["group"] == {"issue": position["issue"]["id"], "stance": position["stance"]}
    assert (cell["count"], cell["value"]) == (1, position["polarity"])
    assert answer["groups"][0]["values"][0]["label"] == position["issue"]["label"]
