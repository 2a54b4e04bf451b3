"""A request with an `Idempotency-Key` does its work once."""

import json
from threading import Thread
from typing import Any

import pytest
from flask.testing import FlaskClient

from storage.store import Store
from tests import samples
from tests.api.test_posting import POSTED, working

KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
ASYNC = KEY | {"Prefer": "respond-async"}


def post(client: FlaskClient, body: Any, headers: dict[str, str] = KEY, path: str = "/v1/articles") -> Any:
    return client.post(path, json=body, headers=headers)


def slug(answer: Any) -> str:
    return str(json.loads(answer.data)["type"]).removeprefix("/problems/")


def test_the_same_request_is_answered_as_before(own_client: FlaskClient, own_store: Store) -> None:
    with working(own_store):
        first = post(own_client, POSTED)
    second = post(own_client, dict(reversed(POSTED.items())))
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.data == first.data
    assert second.headers["Location"] == first.headers["Location"]
    assert (first.headers.get("Idempotency-Replayed"), second.headers["Idempotency-Replayed"]) == (None, "true")
    assert post(own_client, POSTED, {}).status_code == 200


def test_a_job_is_queued_once(own_client: FlaskClient, own_store: Store) -> None:
    first, second = post(own_client, POSTED, ASYNC), post(own_client, POSTED, ASYNC)
    assert (first.status_code, second.status_code) == (202, 202)
    assert second.json["id"] == first.json["id"]
    assert own_store.jobs.claim("w") is not None
    assert own_store.jobs.claim("w") is None


def test_the_key_with_another_body_or_address_is_refused(own_client: FlaskClient) -> None:
    assert post(own_client, POSTED, ASYNC).status_code == 202
    for answer in (
        post(own_client, POSTED | {"title": "Another"}, ASYNC),
        post(own_client, POSTED, ASYNC, "/v1/analyses"),
    ):
        assert (answer.status_code, slug(answer)) == (422, "idempotency-key-reused")


def test_the_key_of_a_request_in_hand_is_refused_for_now(own_client: FlaskClient, own_store: Store) -> None:
    answers: list[Any] = []

    def send() -> None:
        answers.append(post(own_client.application.test_client(), POSTED, KEY | {"Prefer": "wait=5"}))

    first = Thread(target=send)
    first.start()
    # The first waits for a worker that is not there yet.
    while own_store.jobs.claim("late") is None:
        pass
    second = post(own_client, POSTED)
    assert (second.status_code, slug(second), second.headers["Retry-After"]) == (409, "request-in-progress", "1")
    own_store.jobs.fail("job_x", "A", "b")
    own_store.jobs.forget("late")
    with working(own_store):
        first.join()
    [answer] = answers
    assert answer.status_code == 201


def test_what_was_refused_may_be_sent_again_under_its_key(own_client: FlaskClient, own_store: Store) -> None:
    with working(own_store):
        refused = post(own_client, {"text": "El presidente viajará el martes."})
        assert refused.status_code == 422
        assert post(own_client, {"text": samples.TALKS}).status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256])
def test_a_key_that_is_none_is_refused(own_client: FlaskClient, key: str) -> None:
    answer = post(own_client, POSTED, {"Idempotency-Key": key})
    assert (answer.status_code, slug(answer)) == (400, "bad-request")


def test_deleting_the_article_takes_its_kept_answer_too(own_client: FlaskClient, own_store: Store) -> None:
    with working(own_store):
        first = post(own_client, POSTED)
        assert own_client.delete(first.headers["Location"], headers={"If-Match": "*"}).status_code == 204
        again = post(own_client, POSTED)
    assert (again.status_code, again.headers.get("Idempotency-Replayed")) == (201, None)
