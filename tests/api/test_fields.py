"""Sparse fields and what is referred to: `fields` and `expand` on lists and single resources."""

import csv
import io
import json
from typing import Any

import jsonschema
import pyarrow as pa
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyarrow import parquet

from api.openapi import document_of_app
from storage.lookups import Lookups

SPARSE = "application/vnd.dateline.sparse+json"
LISTS = {
    "/v1/events": ("id", "event_date,participants"),
    "/v1/actors/country:KEN/events": ("id", "status"),
    "/v1/positions": ("id", "stance,issue"),
    "/v1/issues/nato-membership-of-ukraine/positions": ("id", "stance"),
    "/v1/actors": ("id", "name"),
    "/v1/actors/person:donald-trump/partners": ("id", "event_count"),
    "/v1/articles": ("id", "title"),
    "/v1/issues": ("id", "label"),
    "/v1/event-types": ("code", "label"),
    "/v1/publishers": ("name", "article_count"),
}


def get(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.data
    return json.loads(answer.data)


def first(client: FlaskClient, path: str) -> str:
    [item] = get(client, f"{path}?limit=1")["data"]
    return f"{path}/{item['id']}"


@pytest.mark.parametrize(("path", "identity", "fields"), [(path, *case) for path, case in LISTS.items()])
def test_a_list_gives_out_the_keys_that_are_wanted(client: FlaskClient, path: str, identity: str, fields: str) -> None:
    whole = get(client, f"{path}?limit=5")["data"]
    answer = client.get(f"{path}?limit=5&fields={fields}")
    keys = {identity, *fields.split(",")}
    expected = [{name: value for name, value in item.items() if name in keys} for item in whole]
    assert answer.json["data"] == expected  # type: ignore[index]
    assert answer.mimetype == SPARSE
    lines = client.get(f"{path}?limit=5&fields={fields}&format=ndjson").data.splitlines()
    assert [json.loads(line) for line in lines] == expected


@pytest.mark.parametrize("path", LISTS)
def test_an_unknown_key_is_refused_with_those_there_are(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{path}?fields=id,color")
    assert answer.status_code == 400
    error = next(error for error in answer.json["errors"] if "color" in error["detail"])  # type: ignore[index]
    item = get(client, f"{path}?limit=1")["data"][0]
    assert error["parameter"] == "fields"
    assert error["allowed"] == list(item)


@pytest.mark.parametrize("value", ["", ",", "id,,", "ID", "id;status", "event_date.start"])
def test_what_is_no_list_of_keys_is_refused(client: FlaskClient, value: str) -> None:
    assert client.get("/v1/events", query_string={"fields": value}).status_code == 400


def test_tables_have_the_columns_of_the_keys_that_are_wanted(client: FlaskClient) -> None:
    question = "/v1/events?limit=3&fields=event_date,participants"
    rows = list(csv.DictReader(io.StringIO(client.get(f"{question}&format=csv").text, newline="")))
    expected = ["id", "date_start", "date_end", "date_precision", "date_basis"]
    expected += ["source_ids", "source_names", "target_ids", "target_names"]
    assert list(rows[0]) == expected
    table = parquet.read_table(pa.BufferReader(client.get(f"{question}&format=parquet").data))
    assert table.column_names == expected
    assert client.get(f"{question}&format=tsv").text.splitlines()[0].split("\t") == expected
    assert [row["id"] for row in rows] == [item["id"] for item in get(client, question)["data"]]


def test_a_map_keeps_its_points_whatever_is_wanted(client: FlaskClient) -> None:
    features = get(client, "/v1/events?format=geojson&fields=status&limit=1000")["features"]
    assert {tuple(feature["properties"]) for feature in features} == {("id", "status")}
    assert any(feature["geometry"] for feature in features)


def test_pages_of_some_keys_lead_to_the_end(client: FlaskClient) -> None:
    following: str | None = "/v1/events?fields=status&limit=7"
    ids: list[str] = []
    while following:
        page = get(client, following)
        ids += [item["id"] for item in page["data"]]
        following = page["links"]["next"]
    assert ids == [item["id"] for item in get(client, "/v1/events?limit=1000")["data"]]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/v1/events", "status"),
        ("/v1/positions", "stance,evidence"),
        ("/v1/actors", "name"),
        ("/v1/articles", "title,text"),
        ("/v1/issues", "label"),
    ],
)
def test_a_single_resource_gives_out_the_keys_that_are_wanted(client: FlaskClient, path: str, fields: str) -> None:
    address = first(client, path)
    whole = get(client, address)
    answer = client.get(f"{address}?fields={fields}")
    assert answer.json == {name: value for name, value in whole.items() if name in {"id", *fields.split(",")}}
    assert answer.mimetype == SPARSE
    assert answer.headers["ETag"] != client.get(address).headers["ETag"]
    again = client.get(f"{address}?fields={fields}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(f"{address}?fields=color").status_code == 400


def test_an_event_type_keeps_its_code(client: FlaskClient) -> None:
    assert get(client, "/v1/event-types/CONSULT?fields=label") == {"code": "CONSULT", "label": "Consult"}


def test_annotations_and_changes_give_out_the_keys_that_are_wanted(client: FlaskClient) -> None:
    address = f"{first(client, '/v1/articles')}/annotations"
    whole = get(client, address)
    assert get(client, f"{address}?fields=timexes") == {key: whole[key] for key in ("article_id", "timexes")}
    changes = get(client, "/v1/changes?limit=5")["data"]
    page = get(client, "/v1/changes?limit=5&fields=action")
    assert page["data"] == [{"token": change["token"], "action": change["action"]} for change in changes]
    following = get(client, page["links"]["next"])["data"]
    assert [list(change) for change in following] == [["token", "action"]] * 5


def test_without_fields_the_stored_bytes_go_out(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = client.get("/v1/events?limit=20").data

    def refuse(*_args: object) -> None:
        raise AssertionError("an item was read")

    monkeypatch.setattr("api.selecting.orjson.loads", refuse)
    assert client.get("/v1/events?limit=20").data == expected


@pytest.mark.parametrize("path", ["/v1/events", "/v1/positions"])
@pytest.mark.parametrize("name", ["article", "articles"])
def test_what_an_item_refers_to_comes_with_it(client: FlaskClient, path: str, name: str) -> None:
    articles = {article["id"]: article for article in get(client, "/v1/articles?limit=1000")["data"]}
    for item in get(client, f"{path}?limit=1000&expand=actors,{name}")["data"]:
        expanded = item.pop("expanded")
        assert item == get(client, f"{path}/{item['id']}")
        assert list(expanded) == ["actors", "articles"]
        for actor in expanded["actors"]:
            assert actor == get(client, f"/v1/actors/{actor['id']}")
        [article] = expanded["articles"]
        whole = articles[item["evidence"][0]["article_id"]]
        assert article == {key: value for key, value in whole.items() if key != "text"}


def test_the_actors_of_an_event_are_those_that_take_part_or_report(client: FlaskClient) -> None:
    for event in get(client, "/v1/events?limit=1000&expand=actors")["data"]:
        ids = [participant["actor_id"] for participant in event["participants"]]
        reporter = [event["reported_by"]] if event["reported_by"] else []
        assert [actor["id"] for actor in event["expanded"]["actors"]] == list(dict.fromkeys(ids + reporter))


def test_the_actors_of_a_position_are_its_holder_and_whom_it_addresses(client: FlaskClient) -> None:
    [position] = get(client, "/v1/positions?actor=Russia&expand=actors")["data"]
    assert [actor["id"] for actor in position["expanded"]["actors"]] == ["country:RUS", "country:UKR"]


@pytest.mark.parametrize("path", ["/v1/events", "/v1/positions"])
def test_a_single_item_and_a_line_expand_as_a_page_does(client: FlaskClient, path: str) -> None:
    items = get(client, f"{path}?limit=1000&expand=actors")["data"]
    lines = client.get(f"{path}?format=ndjson&expand=actors").data.splitlines()
    assert [json.loads(line) for line in lines] == items
    assert get(client, f"{path}/{items[0]['id']}?expand=actors") == items[0]
    assert client.get(f"{path}/{items[0]['id']}?expand=actors").mimetype == "application/json"


def test_keys_and_references_go_together(client: FlaskClient) -> None:
    [item] = get(client, "/v1/events?limit=1&fields=status&expand=actors")["data"]
    assert list(item) == ["id", "status", "expanded"]
    assert item["expanded"]["actors"]


def test_a_page_looks_up_what_it_refers_to_at_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    select = Lookups._select

    def count(self: Lookups, table: Any, columns: Any, ids: Any) -> Any:
        asked.append(table.name)
        return select(self, table, columns, ids)

    monkeypatch.setattr(Lookups, "_select", count)
    assert len(get(client, "/v1/events?limit=60&expand=actors,articles")["data"]) == 60
    assert sorted(asked) == ["actors", "articles"]


def test_an_actor_that_has_gone_is_left_out(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Lookups, "actors", lambda *_: {})
    for event in get(client, "/v1/events?limit=5&expand=actors")["data"]:
        assert event["expanded"] == {"actors": []}


@pytest.mark.parametrize(
    ("question", "parameters"),
    [
        ("/v1/events?expand=actors&format=csv", {"expand"}),
        ("/v1/events?expand=actors&format=parquet", {"expand"}),
        ("/v1/events?expand=articles&format=atom", {"expand"}),
        ("/v1/events?fields=id&format=ics", {"fields"}),
        ("/v1/positions?fields=id&format=atom", {"fields"}),
        ("/v1/events?shape=long", {"shape"}),
        ("/v1/events?shape=gdelt&format=geojson", {"shape"}),
        ("/v1/events?shape=gdelt&format=csv&fields=id", {"fields"}),
        ("/v1/events?shape=long&format=ndjson&expand=actors", {"expand"}),
        ("/v1/events?shape=long&format=atom&fields=id&expand=actors", {"shape", "fields", "expand"}),
        ("/v1/events?facets=status&format=csv", {"facets"}),
        ("/v1/events?expand=publisher", {"expand"}),
        ("/v1/events?shape=wide&format=csv", {"shape"}),
        ("/v1/actors?expand=events", {"expand"}),
        ("/v1/actors?shape=long&format=csv", {"shape"}),
    ],
)
def test_what_does_not_go_together_is_refused_at_once(client: FlaskClient, question: str, parameters: set[str]) -> None:
    answer = client.get(question)
    assert answer.status_code == 400
    assert {error["parameter"] for error in answer.json["errors"]} == parameters  # type: ignore[index]


@pytest.mark.parametrize("path", ["/v1/events", "/v1/positions"])
def test_expanded_answers_are_as_the_document_says(app: Flask, client: FlaskClient, path: str) -> None:
    document = document_of_app(app)
    name = "EventPage" if path == "/v1/events" else "PositionPage"
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    jsonschema.Draft202012Validator(schema).validate(get(client, f"{path}?expand=actors,articles&limit=5"))
    single = document["paths"][f"{path}/{{{path[4:-1]}_id}}"]["get"]
    assert {"fields", "expand"} <= {parameter["name"] for parameter in single["parameters"]}
    assert SPARSE in single["responses"]["200"]["content"]
