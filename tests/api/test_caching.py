"""Conditional requests, compression, HEAD and OPTIONS: the same everywhere."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import zstandard
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MIMEAccept

from api.compression import choose_encoding
from api.conditions import format_http_date
from api.openapi import document_of_app
from api.services import Services
from storage.store import Store
from tests import samples
from tests.api.conftest import ingest

FORMATS = ["json", "csv", "tsv", "ndjson", "parquet", "geojson", "atom", "ics"]
PATHS = [
    *(f"/v1/events?format={form}" for form in FORMATS),
    "/v1/events?limit=3&format=csv",
    "/v1/events?format=tsv&shape=gdelt",
    "/v1/events?fields=id",
    "/v1/positions/matrix",
    "/v1/actors/org:nato",
    "/v1/event-types/CONSULT",
    "/v1/changes",
    "/v1/",
    "/openapi.json",
    "/docs/",
    "/problems/",
    "/version",
    "/healthz",
]
DATED = [path for path in PATHS if path not in ("/version", "/healthz")]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_a_strong_tag_that_stays(client: FlaskClient, path: str) -> None:
    one, two = client.get(path), client.get(path)
    assert one.headers["ETag"] == two.headers["ETag"]
    assert one.data == two.data
    assert not one.headers["ETag"].startswith("W/")
    for value in (one.headers["ETag"], f'"other", {one.headers["ETag"]}', "*"):
        again = client.get(path, headers={"If-None-Match": value})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == one.headers["ETag"]
        assert {"Accept", "Accept-Encoding"} <= set(again.vary)
        assert "Content-Type" not in again.headers
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", DATED)
def test_what_has_not_changed_since_is_not_sent_again(client: FlaskClient, path: str) -> None:
    changed = client.get(path).headers["Last-Modified"]
    again = client.get(path, headers={"If-Modified-Since": changed})
    # Within the second of a change what was seen may be old already.
    later = format_http_date(parsedate_to_datetime(changed) + timedelta(seconds=2))
    again = client.get(path, headers={"If-Modified-Since": later})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == client.get(path).headers["ETag"]
    before = format_http_date(parsedate_to_datetime(changed) - timedelta(days=1))
    assert client.get(path, headers={"If-Modified-Since": before}).status_code == 200
    # A tag is asked for before a day, and a day that is none is not there.
    assert client.get(path, headers={"If-Modified-Since": later, "If-None-Match": '"other"'}).status_code == 200
    assert client.get(path, headers={"If-Modified-Since": "yesterday"}).status_code == 200


def test_a_change_is_seen_even_within_its_second(own_client: FlaskClient, own_store: Store) -> None:
    for number in range(4):
        before = own_client.get("/v1/events")
        ingest([samples.protests(number)], own_store)
        after = own_client.get("/v1/events", headers={"If-Modified-Since": before.headers["Last-Modified"]})
        assert after.status_code == 200
        assert after.headers["ETag"] != before.headers["ETag"]
        assert len(json.loads(after.data)["data"]) == number + 1


def test_the_day_of_the_last_change_is_that_of_data_or_program(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    here: Services = app.extensions["dateline"]
    written = datetime(2025, 3, 17, 8, 0, 2, 500_000, tzinfo=UTC)
    monkeypatch.setattr(Services, "updated_at", lambda *_: written)
    monkeypatch.setattr(here, "started", datetime(2025, 3, 1, tzinfo=UTC))
    assert here.changed_at(1) == written.replace(microsecond=0)
    monkeypatch.setattr(here, "started", datetime(2025, 4, 1, tzinfo=UTC))
    assert here.changed_at(1) == here.started
    monkeypatch.setattr(Services, "updated_at", lambda *_: None)
    assert here.changed_at(1) == here.started


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
@pytest.mark.parametrize("path", [path for path in PATHS if path not in ("/version", "/healthz")])
def test_answers_are_compressed_as_the_client_takes_them(client: FlaskClient, path: str, encoding: str) -> None:
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    packed = client.get(path, headers={"Accept-Encoding": encoding})
    assert packed.content_type == plain.content_type
    if "Content-Encoding" not in packed.headers:
        assert packed.data == plain.data
        assert len(plain.data) <= 1_000 or packed.mimetype == "application/vnd.apache.parquet"
        return
    assert packed.headers["Content-Encoding"] == encoding
    assert unpack(packed.data, encoding) == plain.data
    assert packed.headers["ETag"] == f'{plain.headers["ETag"][:-1]}-{encoding}"'
    known = client.get(path, headers={"Accept-Encoding": encoding, "If-None-Match": packed.headers["ETag"]})
    assert (known.status_code, known.headers["ETag"]) == (304, packed.headers["ETag"])


def unpack(body: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        return gzip.decompress(body)
    return zstandard.ZstdDecompressor().decompressobj().decompress(body)


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ([], None),
        ([("gzip", 1)], "gzip"),
        ([("zstd", 1)], "zstd"),
        ([("gzip", 1), ("deflate", 1), ("br", 1), ("zstd", 1)], "zstd"),
        ([("gzip", 1), ("zstd", 0.5)], "gzip"),
        ([("gzip", 0.2), ("zstd", 0.5)], "zstd"),
        ([("gzip", 0), ("zstd", 0)], None),
        ([("*", 1)], "gzip"),
        ([("*", 1), ("gzip", 0)], None),
        ([("*", 0)], None),
        ([("identity", 1), ("gzip", 0.5)], None),
        ([("identity", 0.5), ("gzip", 1)], "gzip"),
        ([("GZIP", 1)], "gzip"),
        ([("x-gzip", 1)], "gzip"),
        ([("br", 1)], None),
    ],
)
def test_the_encoding_is_the_one_the_client_likes_best(accepted: list[tuple[str, float]], expected: str | None) -> None:
    assert choose_encoding(MIMEAccept(accepted)) == expected


def test_problems_are_compressed_too(client: FlaskClient) -> None:
    question = "/v1/events?" + "&".join(f"parameter_{number}=1" for number in range(20))
    packed = client.get(question, headers={"Accept-Encoding": "zstd"})
    assert packed.status_code == 400
    assert (
        unpack(packed.data, "zstd")
        == client.get(question, headers={"X-Request-Id": packed.headers["X-Request-Id"]}).data
    )


def test_a_change_is_refused_or_taken_by_the_tag_of_whatever_encoding(
    own_client: FlaskClient, own_store: Store
) -> None:
    ingest([samples.talks()], own_store)
    address = f"/v1/articles/{samples.talks().article.id}"
    tag = own_client.get(address, headers={"Accept-Encoding": "zstd"}).headers["ETag"]
    assert own_client.delete(address, headers={"If-Match": '"other"'}).status_code == 412
    assert own_client.delete(address, headers={"If-Match": tag}).status_code == 204


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("encoding", ["identity", "gzip", "zstd"])
def test_head_is_get_without_the_body(client: FlaskClient, path: str, encoding: str) -> None:
    headers = {"Accept-Encoding": encoding, "X-Request-Id": "one"}
    head, get = client.head(path, headers=headers), client.get(path, headers=headers)
    assert (head.status_code, head.data) == (200, b"")
    assert sorted(head.headers) == sorted(get.headers)
    again = client.head(path, headers=headers | {"If-None-Match": head.headers["ETag"]})
    assert again.status_code == 304


def test_options_tell_the_methods_of_every_address(app: Flask, client: FlaskClient) -> None:
    for path, operations in document_of_app(app)["paths"].items():
        answer = client.options(path.replace("{", "").replace("}", ""))
        methods = {method.upper() for method in operations if method != "parameters"}
        expected = methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())
        assert (answer.status_code, answer.data) == (204, b""), path
        # An address can also be read as another one's: "batch" might be the id of an article.
        assert expected <= set(answer.allow or ()), path
        assert "Content-Type" not in answer.headers
        wrong = client.open(path.replace("{", "").replace("}", ""), method="TRACE")
        assert (wrong.status_code, set(wrong.allow or ())) == (405, set(answer.allow or ())), path
    assert client.options("/v1/nothing").status_code == 404


@pytest.mark.parametrize("path", DATED)
def test_answers_say_whose_places_they_hold(client: FlaskClient, path: str) -> None:
    headers: Any = client.get(path).headers
    if path.startswith("/v1/"):
        assert headers["Dateline-Credits"] == "Places: GeoNames (https://www.geonames.org), CC BY 4.0"
