"""With keys, who asks brings one that allows it; without, nothing changes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.config import AppConfig
from records.keys import Scope
from storage.store import open_store

PUBLIC = (
    "/healthz",
    "/readyz",
    "/version",
    "/openapi.json",
    "/openapi.yaml",
    "/docs/",
    "/docs/start.js",
    "/problems/",
    "/problems/key-required",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """A client of a server with keys, and some of them."""

    client: FlaskClient
    reader: str
    writer: str
    reader_id: str

    def ask(self, path: str, token: str | None = None, method: str = "GET", **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.client.open(path, method=method, headers=headers | more.pop("headers", {}), **more)


@pytest.fixture
def guarded(own_url: str) -> Iterator[Guarded]:
    """Return a client of a server with keys over an empty store; posts do not wait."""
    with open_store(own_url) as store:
        key, reader = store.keys.create("reader", {Scope.READ})
        _, writer = store.keys.create("writer", {Scope.WRITE})
    app = create_app(AppConfig(version="0.1.0", database_url=own_url, auth="keys", wait_seconds=0.0))
    yield Guarded(client=app.test_client(), reader=reader, writer=writer, reader_id=key.id)
    app.extensions["dateline"].close()


def slug(answer: Any) -> str:
    assert answer.content_type == "application/problem+json"
    return str(json.loads(answer.data)["type"]).removeprefix("/problems/")


@pytest.mark.parametrize("path", ["/v1/", "/v1/events", "/v1/events/evt_x", "/v1/jobs/x", "/", "/nothing"])
def test_who_brings_no_key_is_told_to(guarded: Guarded, path: str) -> None:
    answer = guarded.ask(path)
    assert (answer.status_code, slug(answer)) == (401, "key-required")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="dateline"'
    assert guarded.ask(path, guarded.reader).status_code in (200, 404)


@pytest.mark.parametrize("path", PUBLIC)
def test_what_tells_how_to_use_the_service_needs_no_key(guarded: Guarded, path: str) -> None:
    assert guarded.ask(path).status_code == 200


@pytest.mark.parametrize(
    "given",
    ["Bearer dateline_nothing", "Bearer", "Basic dXNlcjpwYXNz", "Bearer a b", "Bearer dateline_aaaaaaaaaaaaaaaa_00"],
)
def test_a_key_that_is_none_is_refused(guarded: Guarded, given: str) -> None:
    answer = guarded.client.get("/v1/events", headers={"Authorization": given})
    assert (answer.status_code, slug(answer)) == (401, "key-required")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_revoked_key_is_refused_from_the_next_request_on(guarded: Guarded, own_url: str) -> None:
    assert guarded.ask("/v1/events", guarded.reader).status_code == 200
    with open_store(own_url) as store:
        assert store.keys.revoke(guarded.reader_id)
    assert guarded.ask("/v1/events", guarded.reader).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/articles", {"text": "Words."}),
        ("POST", "/v1/analyses", {"text": "Words."}),
        ("PATCH", "/v1/articles/art_x", {"published_at": "2025-03-17"}),
        ("DELETE", "/v1/articles/art_x", None),
        ("DELETE", "/v1/jobs/job_x", None),
    ],
)
def test_writing_needs_the_scope_write(guarded: Guarded, method: str, path: str, body: Any) -> None:
    answer = guarded.ask(path, guarded.reader, method, json=body)
    assert (answer.status_code, slug(answer)) == (403, "scope-missing")
    assert 'error="insufficient_scope", scope="write"' in answer.headers["WWW-Authenticate"]
    assert guarded.ask(path, guarded.writer, method, json=body).status_code in (202, 404)


def test_reading_needs_the_scope_read(guarded: Guarded) -> None:
    answer = guarded.ask("/v1/events", guarded.writer)
    assert (answer.status_code, slug(answer)) == (403, "scope-missing")
    assert guarded.ask("/v1/events", guarded.writer, "HEAD").status_code == 403


@pytest.mark.parametrize("auth", ["none", "keys"])
@pytest.mark.parametrize("name", ["api_key", "key", "access_token", "Token", "q"])
def test_a_key_in_the_address_is_refused_and_not_repeated(
    guarded: Guarded, own_client: FlaskClient, auth: str, name: str
) -> None:
    client = guarded.client if auth == "keys" else own_client
    answer = client.get("/v1/events", query_string={name: guarded.reader})
    assert (answer.status_code, slug(answer)) == (400, "key-in-address")
    assert guarded.reader.encode() not in answer.data
    assert json.loads(answer.data)["errors"][0]["code"] == "key-in-query"
    assert client.post("/v1/articles", query_string={name: guarded.reader}, json={}).status_code == 400


def test_a_browser_may_ask_beforehand_without_a_key(own_url: str) -> None:
    config = AppConfig(version="0.1.0", database_url=own_url, auth="keys", cors_origins=("https://a.example",))
    client = create_app(config).test_client()
    answer = client.options("/v1/articles", headers={"Origin": "https://a.example"})
    assert answer.status_code == 204
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    refused = client.get("/v1/events", headers={"Origin": "https://a.example"})
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (401, "https://a.example")


def test_with_keys_the_server_answers_under_any_name_or_those_that_are_named(own_url: str) -> None:
    def ask(host: str, **more: Any) -> int:
        app = create_app(AppConfig(version="0.1.0", database_url=own_url, auth="keys", **more))
        return app.test_client().get("/healthz", headers={"Host": host}).status_code

    assert ask("news.example") == 200
    assert ask("news.example", hosts=("news.example",)) == 200
    assert ask("evil.example", hosts=("news.example",)) == 403


def test_the_pages_ask_for_who_asks_for_them(guarded: Guarded) -> None:
    assert guarded.ask("/", guarded.reader).status_code == 200


def test_no_header_makes_a_request_the_applications_own(guarded: Guarded) -> None:
    for name in ("dateline.internal", "Dateline-Internal", "HTTP_DATELINE_INTERNAL"):
        assert guarded.ask("/v1/events", headers={name: "1"}).status_code == 401


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, ("none", None, "full", "open")),
        ({"DATELINE_AUTH": "keys"}, ("keys", "600/minute", "snippet", "open")),
        ({"DATELINE_AUTH": "keys", "DATELINE_RATE_LIMIT": "off"}, ("keys", None, "snippet", "open")),
        ({"DATELINE_RATE_LIMIT": "5/second", "DATELINE_METRICS": "key"}, ("none", "5/second", "full", "key")),
        ({"DATELINE_AUTH": ""}, ("none", None, "full", "open")),
    ],
)
def test_the_environment_says_who_may_ask_how_much(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: tuple[str, ...]
) -> None:
    for name in ("AUTH", "RATE_LIMIT", "METRICS", "TEXT", "HOSTS"):
        monkeypatch.delenv(f"DATELINE_{name}", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    config = AppConfig.from_environment(version="0.1.0", database_url="sqlite:///x")
    assert (config.auth, config.rate_limit, config.text, config.metrics) == expected


@pytest.mark.parametrize(
    ("name", "value"), [("AUTH", "key"), ("METRICS", "yes"), ("EXPORT_HOURS", "-1"), ("EXPORT_HOURS", "day")]
)
def test_a_setting_that_means_nothing_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    from api.errors import ConfigError

    monkeypatch.setenv(f"DATELINE_{name}", value)
    with pytest.raises(ConfigError, match=f"DATELINE_{name} is '{value}'"):
        AppConfig.from_environment(version="0.1.0", database_url="sqlite:///x")


def test_the_document_says_what_needs_a_key() -> None:
    from api.openapi import build_document

    document = build_document("0.1.0")
    assert document["security"] == [{}, {"key": []}]
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    for path, operations in document["paths"].items():
        for operation in (operations[method] for method in operations if method != "parameters"):
            public = path in PUBLIC or path == "/llms.txt"
            assert operation.get("security") == ([] if public else None), path
            assert {"401", "403", "429"} & set(operation["responses"]) == {"429"} | (
                set() if public else {"401", "403"}
            )
    refused = document["components"]["responses"]
    assert "WWW-Authenticate" in refused["UNAUTHORIZED"]["headers"]
    assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= set(refused["TOO_MANY_REQUESTS"]["headers"])
