"""With keys, who asks brings one that allows it; without, nothing changes."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient

from api.app import create_app
from api.asking import ask_for_caller
from api.config import AppConfig
from records.keys import ApiKey, Scope
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
    assert answer.headers.getlist("WWW-Authenticate") == [
        'Bearer realm="dateline"',
        'Basic realm="Dateline", charset="UTF-8"',
    ]
    assert guarded.ask(path, guarded.reader).status_code in (200, 404)


@pytest.mark.parametrize("path", PUBLIC)
def test_what_tells_how_to_use_the_service_needs_no_key(guarded: Guarded, path: str) -> None:
    assert guarded.ask(path).status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        "Bearer dateline_nothing",
        "Bearer",
        "Bearer a b",
        "Bearer dateline_aaaaaaaaaaaaaaaa_00",
        "Basic dXNlcjpwYXNz",
        "Basic",
        "Basic ====",
        "Basic bm9jb2xvbg==",
        "Basic /w==",
        "Basic dXNlcjo=",
        "Basic dXNlcjpwYXNz x",
    ],
)
def test_a_key_that_is_none_is_refused(guarded: Guarded, given: str) -> None:
    answer = guarded.client.get("/v1/events", headers={"Authorization": given})
    assert (answer.status_code, slug(answer)) == (401, "key-required")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def as_password(token: str, user: str = "me") -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{user}:{token}".encode()).decode()}


@pytest.mark.parametrize("user", ["me", "", "Zoë", "a b"])
def test_a_key_may_come_as_the_password_of_any_user(guarded: Guarded, user: str) -> None:
    assert guarded.ask("/v1/events", headers=as_password(guarded.reader, user)).status_code == 200
    assert guarded.ask("/", headers=as_password(guarded.reader, user)).status_code == 200
    assert guarded.ask("/v1/events", headers=as_password(guarded.reader[:-1], user)).status_code == 401
    assert guarded.ask("/v1/events", headers=as_password("me", guarded.reader)).status_code == 401


def test_a_password_has_the_scopes_of_its_key(guarded: Guarded) -> None:
    body = {"text": "Words."}
    refused = guarded.ask("/v1/articles", method="POST", json=body, headers=as_password(guarded.reader))
    assert (refused.status_code, slug(refused)) == (403, "scope-missing")
    posted = guarded.ask("/v1/articles", method="POST", json=body, headers=as_password(guarded.writer))
    assert posted.status_code == 202
    assert guarded.ask("/v1/events", headers=as_password(guarded.writer)).status_code == 403


@pytest.mark.parametrize(
    ("sent", "allowed"),
    [
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "https://listed.example"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({}, True),
    ],
    ids=str,
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/articles"), ("DELETE", "/v1/articles/art_x")])
def test_no_page_of_another_server_writes_with_the_password_that_a_browser_keeps(
    guarded: Guarded, own_url: str, sent: dict[str, str], allowed: bool, method: str, path: str
) -> None:
    config = AppConfig(
        version="0.1.0", database_url=own_url, auth="keys", wait_seconds=0.0, cors_origins=("https://listed.example",)
    )
    client = create_app(config).test_client()
    body = {"text": "Words."} if method == "POST" else None
    answer = client.open(path, method=method, json=body, headers=sent | as_password(guarded.writer))
    assert (answer.status_code in (202, 404)) == allowed
    assert allowed or slug(answer) == "origin-not-allowed"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_page_that_may_write_brings_its_own_key(guarded: Guarded, own_url: str) -> None:
    listed = {"Origin": "https://listed.example", "Authorization": f"Bearer {guarded.writer}"}
    config = AppConfig(
        version="0.1.0", database_url=own_url, auth="keys", wait_seconds=0.0, cors_origins=("https://listed.example",)
    )
    answer = create_app(config).test_client().post("/v1/articles", json={"text": "Words."}, headers=listed)
    assert answer.status_code == 202


@pytest.mark.parametrize(("scopes", "status"), [({Scope.READ}, 200), ({Scope.WRITE}, 403), (None, 401)])
def test_pages_learn_what_the_key_of_who_asks_for_them_allows(
    guarded: Guarded, scopes: set[Scope] | None, status: int
) -> None:
    app = guarded.client.application
    with app.test_request_context("/"):
        if scopes is not None:
            at = datetime(2026, 1, 1, tzinfo=UTC)
            g.caller = ApiKey(id="key_x", name="x", scopes=frozenset(scopes), created_at=at)
        assert ask_for_caller(app, "/v1/events")[0] == status


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
    assert document["security"] == [{}, {"key": []}, {"password": []}]
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert document["components"]["securitySchemes"]["password"]["scheme"] == "basic"
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
