"""Dates as one interval: another way to write first and last day."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient


def get(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.data
    return json.loads(answer.data)


@pytest.mark.parametrize(
    ("interval", "days"),
    [
        ("2024-01", "date_from=2024-01-01&date_to=2024-01-31"),
        ("2024-01-30/2024-02", "date_from=2024-01-30&date_to=2024-02-29"),
        ("../2024-01-05", "date_to=2024-01-05"),
        ("2025-02/..", "date_from=2025-02-01"),
        ("2024", "date_from=2024-01-01&date_to=2024-12-31"),
    ],
)
def test_an_interval_finds_what_its_days_find(client: FlaskClient, interval: str, days: str) -> None:
    found = get(client, f"/v1/events?event_date={interval}&limit=1000")
    expected = get(client, f"/v1/events?{days}&limit=1000")
    assert found["data"] == expected["data"] != []
    assert found["query"] == expected["query"]


def test_an_interval_keeps_what_is_undated_only_where_told(client: FlaskClient) -> None:
    kept = get(client, "/v1/events?event_date=2024&include_undated=true&limit=1000")["data"]
    assert len(kept) == len(get(client, "/v1/events?event_date=2024&limit=1000")["data"]) + 1


def test_positions_have_the_day_when_they_were_stated(client: FlaskClient) -> None:
    assert len(get(client, "/v1/positions?stated_date=2025-03")["data"]) == 1
    assert get(client, "/v1/positions?stated_date=2025-03")["query"]["date_to"] == "2025-03-31"
    assert get(client, "/v1/positions?stated_date=../2025-02")["data"] == []
    assert get(client, "/v1/positions/matrix?stated_date=2025-03")["cells"]


def test_an_interval_pages_to_its_end(client: FlaskClient) -> None:
    following: str | None = "/v1/events?event_date=2024-01&limit=7"
    ids: list[str] = []
    while following:
        page = get(client, following)
        ids += [event["id"] for event in page["data"]]
        following = page["links"]["next"]
    assert len(set(ids)) == len(ids) == 31


@pytest.mark.parametrize("other", ["date_from=2025-01-01", "date_to=2025-01-01", "on=2025-01-01"])
@pytest.mark.parametrize(("path", "name"), [("/v1/events", "event_date"), ("/v1/positions", "stated_date")])
def test_an_interval_beside_days_is_refused(client: FlaskClient, path: str, name: str, other: str) -> None:
    answer = client.get(f"{path}?{name}=2025&{other}")
    assert answer.status_code == 400
    [error] = answer.json["errors"]  # type: ignore[index]
    assert (error["parameter"], error["code"]) == (name, "conflict")


def test_a_wrong_interval_is_refused_with_the_forms_there_are(client: FlaskClient) -> None:
    answer = client.get("/v1/events?event_date=spring&limit=0")
    assert answer.status_code == 400
    errors = {error["parameter"]: error["detail"] for error in answer.json["errors"]}  # type: ignore[index]
    assert set(errors) == {"event_date", "limit"}
    assert "2025-01/2025-03" in errors["event_date"]
    assert client.get("/v1/events?event_date=2025&event_date=2024").status_code == 400
