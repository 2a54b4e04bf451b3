"""How much may be asked: requests in a time, bytes of a body and an address, parameters, depth."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.config import AppConfig
from api.errors import ConfigError
from records.keys import Scope
from storage.store import open_store

POLICY = '"default";q=3;w=60'


def make_client(url: str, **more: Any) -> FlaskClient:
    return create_app(AppConfig(version="0.1.0", database_url=url, **more)).test_client()


@pytest.fixture
def limited(own_url: str) -> Iterator[FlaskClient]:
    """Return a client that may ask three times a minute."""
    client = make_client(own_url, rate_limit="3/minute")
    yield client
    client.application.extensions["dateline"].close()


def test_every_answer_says_how_many_more_there_may_be(limited: FlaskClient) -> None:
    left = []
    for path in ("/v1/events", "/v1/nothing", "/v1/actors"):
        answer = limited.get(path)
        assert answer.headers["RateLimit-Policy"] == POLICY
        found = re.fullmatch(r'"default";r=(\d+);t=(\d+)', answer.headers["RateLimit"])
        assert found is not None
        left.append(int(found[1]))
        assert 0 <= int(found[2]) <= 60
    assert left == [2, 1, 0]
    refused = limited.get("/v1/events")
    assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
    assert json.loads(refused.data)["type"] == "/problems/too-many-requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit"].startswith('"default";r=0;')


def test_who_watches_over_the_service_is_not_counted(limited: FlaskClient) -> None:
    for _ in range(5):
        assert limited.get("/healthz").status_code == 200
        assert limited.get("/readyz").status_code == 200
    assert limited.get("/v1/events").headers["RateLimit"].startswith('"default";r=2;')


def test_addresses_are_counted_each_for_itself(limited: FlaskClient) -> None:
    def ask(address: str) -> int:
        return limited.get("/v1/events", environ_overrides={"REMOTE_ADDR": address}).status_code

    assert [ask("192.0.2.1") for _ in range(4)] == [200, 200, 200, 429]
    assert ask("192.0.2.2") == 200


def test_keys_are_counted_each_for_itself_and_guesses_by_address(own_url: str) -> None:
    with open_store(own_url) as store:
        tokens = [store.keys.create(name, {Scope.READ})[1] for name in ("one", "other")]
    client = make_client(own_url, rate_limit="3/minute", auth="keys")

    def ask(token: str) -> int:
        return client.get("/v1/events", headers={"Authorization": f"Bearer {token}"}).status_code

    assert [ask(tokens[0]) for _ in range(4)] == [200, 200, 200, 429]
    assert ask(tokens[1]) == 200
    assert [ask("dateline_guess") for _ in range(4)] == [401, 401, 401, 429]
    assert ask(tokens[1]) == 200
    client.application.extensions["dateline"].close()


def test_without_a_limit_nothing_is_said_of_one(client: FlaskClient) -> None:
    headers = client.get("/v1/events").headers
    assert "RateLimit" not in headers
    assert "RateLimit-Policy" not in headers


def test_counts_that_cannot_be_reached_do_not_take_the_service_with_them(own_url: str) -> None:
    pytest.importorskip("redis")
    client = make_client(own_url, rate_limit="3/minute", rate_limit_storage="redis://127.0.0.1:1")
    assert [client.get("/v1/events").status_code for _ in range(4)] == [200, 200, 200, 429]
    client.application.extensions["dateline"].close()


@pytest.mark.parametrize("more", [{"rate_limit": "often"}, {"rate_limit": "3/minute", "rate_limit_storage": "x://y"}])
def test_a_limit_that_means_nothing_is_refused(own_url: str, more: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="DATELINE_RATE_LIMIT"):
        make_client(own_url, **more)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("&".join(["a=1"] * 10_000), 414),
        ("&".join(["a"] * 3_000), 400),
        ("&" * 600, 400),
        ("&".join(f"p{number}" for number in range(400)), 400),
        ("&".join(["actor=x"] * 51), 400),
        ("actor=%00", 400),
        ("q=%ed%a0%80", 200),
        ("q=%ff", 200),
        ("q=" + "(" * 190, 200),
    ],
    ids=["10,000", "3,000", "separators", "unknown", "repeated", "nul", "surrogate", "latin", "brackets"],
)
def test_odd_addresses_are_answered_with_the_right_status(client: FlaskClient, query: str, status: int) -> None:
    answer = client.get(f"/v1/events?{query}")
    assert answer.status_code == status
    json.loads(answer.data)
    assert len(answer.data) < 100_000


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"text": "a\\u0000b"}', 422),
        ('{"text": "\\ud800"}', 400),
        ('{"text": ' + "[" * 500 + "]" * 500 + "}", 422),
        ('{"text": ' + '{"a":' * 200_000 + "1" + "}" * 200_000 + "}", 400),
        ('{"text": "Words.", ' + ",".join(f'"k{number}": 1' for number in range(50_000)) + "}", 422),
        ('{"text": 1' + "0" * 5_000 + "}", 400),
    ],
    ids=["nul", "surrogate", "nested", "deep", "wide", "number"],
)
def test_odd_bodies_are_answered_with_the_right_status(own_client: FlaskClient, body: str, status: int) -> None:
    answer = own_client.post("/v1/articles", data=body, content_type="application/json")
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    json.loads(answer.data)
    assert len(answer.data) < 100_000
