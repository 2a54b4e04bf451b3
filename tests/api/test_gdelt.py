"""Shapes of rows: the columns of GDELT 2.0, and a row for each participant."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from flask.testing import FlaskClient
from pyarrow import parquet

from api import gdelt, participants
from records.dates import DateInterval
from records.vocabularies import DateBasis, Precision
from storage.store import Store
from tests import samples
from tests.api.conftest import ingest

# Numbers of columns in GDELT's own documentation of its event export, counted from 1.
PLACES = {
    "GLOBALEVENTID": 1,
    "SQLDATE": 2,
    "FractionDate": 5,
    "Actor1Code": 6,
    "Actor1Type3Code": 15,
    "Actor2Code": 16,
    "Actor2Type3Code": 25,
    "IsRootEvent": 26,
    "EventCode": 27,
    "EventBaseCode": 28,
    "EventRootCode": 29,
    "QuadClass": 30,
    "GoldsteinScale": 31,
    "NumMentions": 32,
    "NumSources": 33,
    "NumArticles": 34,
    "AvgTone": 35,
    "Actor1Geo_Type": 36,
    "Actor1Geo_FeatureID": 43,
    "Actor2Geo_Type": 44,
    "ActionGeo_Type": 52,
    "ActionGeo_FullName": 53,
    "ActionGeo_CountryCode": 54,
    "ActionGeo_Lat": 57,
    "ActionGeo_Long": 58,
    "DATEADDED": 60,
    "SOURCEURL": 61,
}


def rows(client: FlaskClient, question: str) -> list[dict[str, Any]]:
    answer = client.get(f"/v1/events?format=ndjson&{question}")
    assert answer.status_code == 200, answer.data
    return [json.loads(line) for line in answer.data.splitlines()]


def test_the_columns_stand_where_gdelt_has_them() -> None:
    assert len(gdelt.COLUMNS) == 61
    assert {name: gdelt.COLUMNS.index(name) + 1 for name in PLACES} == PLACES


def test_the_files_are_as_those_of_gdelt(client: FlaskClient) -> None:
    lines = client.get("/v1/events?shape=gdelt&format=tsv").data.decode().splitlines()
    events = json.loads(client.get("/v1/events?limit=1000").data)["data"]
    assert [line.split("\t")[0] for line in lines] == [event["id"] for event in events]
    assert {len(line.split("\t")) for line in lines} == {61}
    table = list(csv.reader(io.StringIO(client.get("/v1/events?shape=gdelt&format=csv").text, newline="")))
    assert tuple(table[0]) == gdelt.COLUMNS
    assert [row[0] for row in table[1:]] == [event["id"] for event in events]


def test_an_event_fills_what_is_known_of_it(client: FlaskClient) -> None:
    [row] = rows(client, "shape=gdelt&event_type=CONSULT")
    filled = {name: value for name, value in row.items() if value is not None}
    added = filled.pop("DATEADDED")
    assert len(str(added)) == 14
    assert filled == {
        "GLOBALEVENTID": row["GLOBALEVENTID"],
        "SQLDATE": 20250318,
        "MonthYear": 202503,
        "Year": 2025,
        "FractionDate": round(2025 + (2 * 30 + 18) / 365, 4),
        "Actor1Code": "USAGOV",
        "Actor1Name": "DONALD TRUMP",
        "Actor1CountryCode": "USA",
        "Actor1Type1Code": "GOV",
        "Actor2Code": "RUSGOV",
        "Actor2Name": "VLADIMIR PUTIN",
        "Actor2CountryCode": "RUS",
        "Actor2Type1Code": "GOV",
        "EventCode": "036",
        "EventBaseCode": "036",
        "EventRootCode": "03",
        "QuadClass": 1,
        "GoldsteinScale": 3.0,
        "NumMentions": 1,
        **({"NumSources": 1} if row["NumSources"] else {}),
        "NumArticles": 1,
        "SOURCEURL": "https://news.example/talks",
    }


def test_a_place_has_the_country_code_that_gdelt_uses(client: FlaskClient) -> None:
    [row] = rows(client, "shape=gdelt&event_type=SANCTION")
    assert (row["ActionGeo_FullName"], row["ActionGeo_CountryCode"]) == ("Brussels", "BE")
    assert (row["ActionGeo_Lat"], row["ActionGeo_Long"]) == (50.85, 4.35)
    known = gdelt._load_fips()
    assert (known["UKR"], known["RUS"], known["DEU"], known["CHN"]) == ("UP", "RS", "GM", "CH")
    assert len(known) > 240
    assert all(len(code) == 2 and code.isupper() for code in known.values())


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param(date(2025, 3, 1), date(2025, 3, 31), (None, 202503, 2025), id="a month"),
        pytest.param(date(2025, 2, 24), date(2025, 3, 2), (None, None, 2025), id="a week in two months"),
        pytest.param(date(2024, 12, 30), date(2025, 1, 5), (None, None, None), id="a week in two years"),
        pytest.param(date(2025, 3, 1), None, (None, None, None), id="an open end"),
        pytest.param(None, None, (None, None, None), id="no day"),
    ],
)
def test_only_what_is_certain_of_a_day_is_told(
    own_client: FlaskClient, own_store: Store, start: date | None, end: date | None, expected: tuple[int | None, ...]
) -> None:
    extraction = samples.talks()
    dating = DateInterval(start=start, end=end, precision=Precision.RANGE, basis=DateBasis.STATED)
    ingest([replace(extraction, events=(replace(extraction.events[0], event_date=dating),))], own_store)
    [row] = rows(own_client, "shape=gdelt")
    assert (row["SQLDATE"], row["MonthYear"], row["Year"]) == expected
    assert row["FractionDate"] is None


def test_both_sides_of_a_meeting_are_two_actors(own_client: FlaskClient, own_store: Store) -> None:
    extraction = samples.talks()
    event = extraction.events[0]
    one, other = event.participants
    both = (one, replace(one, role=other.role), replace(other, role=one.role), other)
    ingest([replace(extraction, events=(replace(event, participants=both),))], own_store)
    [row] = rows(own_client, "shape=gdelt")
    assert (row["Actor1Name"], row["Actor2Name"]) == ("DONALD TRUMP", "VLADIMIR PUTIN")
    parts = [(row["actor_id"], row["role"]) for row in rows(own_client, "shape=long")]
    assert parts == [(part.actor_id, part.role.value) for part in both]


def test_parquet_has_numbers_where_gdelt_has_them(client: FlaskClient) -> None:
    answer = client.get("/v1/events?shape=gdelt&format=parquet")
    table = parquet.read_table(pa.BufferReader(answer.data))
    assert tuple(table.column_names) == gdelt.COLUMNS
    for name in ("SQLDATE", "QuadClass", "NumArticles", "NumSources", "DATEADDED", "ActionGeo_Type"):
        assert table.schema.field(name).type == pa.int64()
    for name in ("GoldsteinScale", "AvgTone", "ActionGeo_Lat", "FractionDate"):
        assert table.schema.field(name).type == pa.float64()
    assert table.num_rows == len(rows(client, "shape=gdelt"))


@pytest.mark.parametrize("form", ["csv", "tsv", "ndjson", "parquet"])
def test_a_row_for_each_participant_is_the_same_in_every_format(client: FlaskClient, form: str) -> None:
    events = json.loads(client.get("/v1/events?limit=1000").data)["data"]
    expected = [(event["id"], part["actor_id"], part["role"]) for event in events for part in event["participants"]]
    body = client.get(f"/v1/events?shape=long&format={form}").data
    if form == "ndjson":
        found = [json.loads(line) for line in body.splitlines()]
    elif form == "parquet":
        found = parquet.read_table(pa.BufferReader(body)).to_pylist()
    else:
        found = list(csv.DictReader(io.StringIO(body.decode(), newline=""), delimiter="," if form == "csv" else "\t"))
    assert [(row["id"], row["actor_id"], row["role"]) for row in found] == expected
    assert tuple(found[0]) == participants.TABLE.names
    assert not {"source_ids", "target_names"} & set(found[0])


def test_an_event_without_participants_keeps_a_row(own_client: FlaskClient, own_store: Store) -> None:
    extraction = samples.talks()
    ingest([replace(extraction, events=(replace(extraction.events[0], participants=()),))], own_store)
    [row] = rows(own_client, "shape=long")
    assert (row["actor_id"], row["actor_name"], row["role"]) == (None, None, None)
    [row] = rows(own_client, "shape=gdelt")
    assert (row["Actor1Code"], row["Actor2Name"]) == (None, None)


def test_shapes_page_and_filter_as_events_do(client: FlaskClient) -> None:
    answer = client.get("/v1/events?shape=gdelt&format=tsv&limit=2&actor=Kenya")
    assert len(answer.data.splitlines()) == 2
    assert 'rel="next"' in answer.headers["Link"]
    assert client.get("/v1/actors/country:KEN/events?shape=long&format=csv&limit=1").status_code == 200
