"""What holds for every request and answer, whatever it is about."""

import gzip
import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.app import create_app
from api.config import AppConfig

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("GET", "/nothing", 404, "not-found"),
        ("GET", "/v1/nothing", 404, "not-found"),
        ("GET", "/v1/events/evt_aaaaaaaaaaaaaaaa", 404, "not-found"),
        ("GET", "/v1/events/%00", 404, "not-found"),
        ("GET", "/v1/events/../../etc/passwd", 404, "not-found"),
        ("GET", "/v1/actors/person:nobody-at-all", 404, "not-found"),
        ("GET", "/v1/actors/person:nobody-at-all/events", 404, "not-found"),
        ("GET", "/v1/positions/x", 404, "not-found"),
        ("GET", "/v1/articles/x", 404, "not-found"),
        ("GET", "/v1/articles/x/annotations", 404, "not-found"),
        ("GET", "/v1/issues/x", 404, "not-found"),
        ("GET", "/v1/jobs/x", 404, "not-found"),
        ("GET", "/v1/event-types/WAR", 404, "not-found"),
        ("GET", "/docs/nothing.js", 404, "not-found"),
        ("GET", "/problems/nothing", 404, "not-found"),
        ("POST", "/v1/events", 405, "method-not-allowed"),
        ("DELETE", "/v1/", 405, "method-not-allowed"),
        ("PUT", "/healthz", 405, "method-not-allowed"),
        ("GET", "/v1/events?q=" + "a" * 9_000, 414, "uri-too-long"),
        ("GET", "/v1/events?" + "&".join(f"p{n}=1" for n in range(2_000)), 414, "uri-too-long"),
    ],
)
def test_every_error_is_a_problem(client: FlaskClient, method: str, path: str, status: int, slug: str) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert answer.content_type == PROBLEM
    problem = json.loads(answer.data)
    assert problem["type"] == f"/problems/{slug}"
    assert problem["status"] == status
    assert problem["request_id"] == answer.headers["X-Request-Id"]
    assert client.get(problem["type"]).status_code == 200


def test_a_wrong_method_is_answered_with_those_that_are_right(client: FlaskClient) -> None:
    assert client.delete("/v1/articles").headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert set(client.options("/v1/articles").allow or ()) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_a_bug_is_a_problem_without_a_trace(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_args: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("api.resources.events.read_event_query", explode)
    answer = app.test_client().get("/v1/events")
    assert (answer.status_code, answer.content_type) == (500, PROBLEM)
    assert b"secret" not in answer.data


def test_a_database_that_is_away_is_503_until_it_comes_back(tmp_path: Path) -> None:
    from storage.store import upgrade

    url = f"sqlite:///{tmp_path / 'later' / 'dateline.db'}"
    app = create_app(AppConfig(version="0.1.0", database_url=url))
    client = app.test_client()
    for path in ("/v1/events", "/readyz", "/v1/events?format=csv"):
        answer = client.get(path)
        assert (answer.status_code, answer.content_type) == (503, PROBLEM)
        assert answer.headers["Retry-After"]
    assert client.get("/healthz").status_code == 200
    (tmp_path / "later").mkdir()
    upgrade(url)
    assert client.get("/v1/events").status_code == 200
    assert client.get("/readyz").json == {"status": "OK", "database": "OK", "worker": "NONE", "workers": []}
    app.extensions["dateline"].close()


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/v1/events/", "/v1/events"),
        ("/v1/events/?limit=4&q=%C3%A4", "/v1/events?limit=4&q=%C3%A4"),
        ("/v1/actors/org:nato/", "/v1/actors/org:nato"),
        ("/docs", "/docs/"),
    ],
)
def test_there_is_one_address_for_each_resource(client: FlaskClient, path: str, location: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"], answer.data) == (308, location, b"")
    assert "Content-Type" not in answer.headers


def test_a_slash_too_many_never_leads_to_another_server(client: FlaskClient) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": "//evil.example/v1/events/"})
    assert (answer.status_code, answer.headers.get("Location")) == (404, None)


def test_a_sane_request_id_is_kept_and_others_are_replaced(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": "abc-1.2"}).headers["X-Request-Id"] == "abc-1.2"
    assert client.get("/healthz", headers={"X-Request-Id": "a b<c>"}).headers["X-Request-Id"] != "a b<c>"
    assert client.get("/healthz").headers["X-Request-Id"] != client.get("/healthz").headers["X-Request-Id"]


@pytest.mark.parametrize(
    "path", ["/v1/", "/v1/events", "/v1/events?format=csv", "/v1/actors/org:nato", "/v1/changes", "/openapi.json"]
)
def test_an_answer_that_is_known_is_not_sent_again(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    tag = answer.headers["ETag"]
    assert not tag.startswith("W/")
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_tags_differ_between_questions_and_formats(client: FlaskClient) -> None:
    paths = ["/v1/events", "/v1/events?limit=3", "/v1/events?format=csv", "/v1/actors"]
    tags = [client.get(path).headers["ETag"] for path in paths]
    tags.append(client.get("/v1/events", headers={"Accept": "text/csv"}).headers["ETag"])
    assert len(set(tags)) == len(tags)


def test_long_answers_are_compressed_for_those_who_take_it(client: FlaskClient) -> None:
    plain = client.get("/v1/events")
    packed = client.get("/v1/events", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert {"Accept", "Accept-Encoding"} <= set(packed.vary)
    known = client.get("/v1/events", headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})
    assert known.status_code == 304
    assert "Content-Encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers


def test_streams_are_compressed_too(client: FlaskClient) -> None:
    packed = client.get("/v1/events?format=ndjson", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == client.get("/v1/events?format=ndjson").data


def test_head_is_get_without_the_body(client: FlaskClient) -> None:
    for path in ("/v1/events", "/v1/actors/org:nato", "/healthz"):
        head, get = client.head(path), client.get(path)
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers["Content-Length"] == get.headers["Content-Length"]
        assert head.headers.get("ETag") == get.headers.get("ETag")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:8000"])
def test_the_server_answers_under_the_names_of_its_machine(client: FlaskClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8000", "[::2]"])
def test_the_server_does_not_answer_under_other_names(client: FlaskClient, host: str) -> None:
    answer = client.get("/v1/events", headers={"Host": host})
    assert (answer.status_code, answer.content_type) == (403, PROBLEM)


def test_names_that_are_configured_are_answered(database_url: str) -> None:
    app = create_app(AppConfig(version="0.1.0", database_url=database_url, hosts=("news.example",)))
    assert app.test_client().get("/healthz", headers={"Host": "news.example"}).status_code == 200
    assert app.test_client().get("/healthz", headers={"Host": "other.example"}).status_code == 403


def test_pages_of_other_origins_may_not_write(client: FlaskClient) -> None:
    article = {"text": "Words."}
    answer = client.post("/v1/articles", json=article, headers={"Origin": "https://evil.example"})
    assert (answer.status_code, json.loads(answer.data)["type"]) == (403, "/problems/origin-not-allowed")


def test_only_configured_origins_may_read_across(database_url: str, client: FlaskClient) -> None:
    assert (
        "Access-Control-Allow-Origin" not in client.get("/v1/events", headers={"Origin": "https://a.example"}).headers
    )
    app = create_app(AppConfig(version="0.1.0", database_url=database_url, cors_origins=("https://a.example",)))
    allowed = app.test_client().get("/v1/events", headers={"Origin": "https://a.example"})
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://a.example"
    assert "ETag" in allowed.headers["Access-Control-Expose-Headers"]
    other = app.test_client().get("/v1/events", headers={"Origin": "https://b.example"})
    assert "Access-Control-Allow-Origin" not in other.headers
    app.extensions["dateline"].close()


def test_answers_say_what_they_were_made_from(client: FlaskClient) -> None:
    headers = client.get("/v1/events").headers
    assert int(headers["Dateline-Dataset-Version"]) > 0
    assert headers["Dateline-Schema-Version"] == "1"
    assert headers["Last-Modified"].endswith("GMT")
    assert headers["Cache-Control"] == "no-cache"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_format_that_nobody_has_is_refused(client: FlaskClient) -> None:
    for path in ("/v1/events", "/v1/actors/org:nato", "/healthz"):
        answer = client.get(path, headers={"Accept": "image/png"})
        assert (answer.status_code, answer.content_type) == (406, PROBLEM)
        assert "application/json" in json.loads(answer.data)["detail"]
