"""Many articles at once: each line is answered, in its order, whatever the others are."""

import io
import json
import tracemalloc
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.config import AppConfig
from storage.errors import StoreUnavailableError
from storage.jobs import JobQueue
from storage.store import Store
from tests import samples
from tests.api.test_posting import POSTED, await_job, post, working

NDJSON = "application/x-ndjson"


def send(client: FlaskClient, body: bytes, **more: Any) -> Any:
    return client.post("/v1/articles/batch", data=body, content_type=more.pop("content_type", NDJSON), **more)


def results(answer: Any) -> list[dict[str, Any]]:
    assert (answer.status_code, answer.content_type) == (207, NDJSON), answer.data
    return [json.loads(line) for line in answer.data.splitlines()]


def line(text: str, **more: Any) -> bytes:
    return orjson.dumps({"text": text, **more}, option=orjson.OPT_APPEND_NEWLINE)


def test_a_bad_line_stops_no_other(own_client: FlaskClient, own_store: Store) -> None:
    with working(own_store):
        stored = post(own_client, POSTED).json["id"]
    body = b"".join(
        [
            line("First."),
            b"{\n",
            b"\n",
            line(samples.TALKS, published_at="2025-03-17", publisher="Another"),
            line("Words.", colour="red"),
            b'"words"\n',
            line("a\0b"),
            b'{"text": "\xff"}\n',
            line("Words.", published_at="9999-01-01"),
            line("Last.").rstrip(),
        ]
    )
    found = results(send(own_client, body))
    assert [(one["line"], one["status"]) for one in found] == [
        (1, 202), (2, 400), (4, 200), (5, 422), (6, 422), (7, 422), (8, 400), (9, 422), (10, 202),
    ]  # fmt: skip
    assert found[2]["article_id"] == stored
    assert found[2]["links"] == {"article": f"/v1/articles/{stored}", "job": None}
    assert found[3]["problem"]["errors"][0]["pointer"] == "/colour"
    assert [appearance["publisher"] for appearance in own_client.get(f"/v1/articles/{stored}").json["appearances"]] == [
        "The Harbour Wire",
        "Another",
    ]
    assert own_client.get(found[0]["links"]["job"]).json["state"] == "QUEUED"


def test_what_is_handed_in_is_read_and_stored(own_client: FlaskClient, own_store: Store) -> None:
    # The same text twice is one article: the second is a further appearance.
    body = orjson.dumps(POSTED) + b"\n" + orjson.dumps(POSTED | {"publisher": "Another"}) + b"\n"
    with working(own_store):
        found = results(send(own_client, body))
        jobs = [await_job(own_client, one["links"]["job"]) for one in found]
    assert [job["state"] for job in jobs] == ["SUCCEEDED", "SUCCEEDED"]
    assert len(own_client.get(jobs[0]["links"]["article"]).json["appearances"]) == 2
    assert [one["status"] for one in results(send(own_client, body))] == [200, 200]


def make_client(url: str, **more: Any) -> FlaskClient:
    return create_app(AppConfig(version="0.1.0", database_url=url, **more)).test_client()


def test_lines_are_counted_and_the_rest_is_told(own_url: str) -> None:
    client = make_client(own_url, batch_lines=3)
    found = results(send(client, b"".join(line(f"Text {number}.") for number in range(6))))
    assert [one["status"] for one in found] == [202, 202, 202, 413]
    assert "none was" in found[-1]["problem"]["detail"]


def test_a_line_that_is_too_long_is_passed_over(own_url: str) -> None:
    client = make_client(own_url, body_bytes=1_000)
    body = line("One.") + line("x" * 300_000) + line("x" * 985) + line("Two.") + line("y" * 300_000).rstrip()
    assert [one["status"] for one in results(send(client, body))] == [202, 413, 202, 202, 413]


def test_a_body_that_is_too_large_is_refused_before_it_is_read(own_url: str) -> None:
    client = make_client(own_url, batch_bytes=1_000)
    answer = send(client, line("x" * 1_000))
    assert (answer.status_code, json.loads(answer.data)["type"]) == (413, "/problems/body-too-large")


@pytest.mark.parametrize(
    ("environment", "statuses"),
    [
        ({"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}, [202, 202, 413]),
        ({"CONTENT_LENGTH": "900"}, [202, 202, 400]),
    ],
    ids=["endless", "broken off"],
)
def test_a_body_that_does_not_end_well_says_where(
    own_url: str, environment: dict[str, Any], statuses: list[int]
) -> None:
    client = make_client(own_url, batch_bytes=1_000)
    lines = line("One.") + line("Two.")
    body = lines + line("x" * (5_000 if "wsgi.input_terminated" in environment else 100))[:-5]
    answer = client.post(
        "/v1/articles/batch", content_type=NDJSON, environ_overrides={"wsgi.input": io.BytesIO(body), **environment}
    )
    assert [one["status"] for one in results(answer)] == statuses


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", None])
def test_another_type_is_refused(own_client: FlaskClient, content_type: str | None) -> None:
    assert send(own_client, line("Words."), content_type=content_type).status_code == 415
    assert send(own_client, line("Words."), headers={"Accept": "application/json"}).status_code == 406


def test_a_database_that_goes_away_is_told_for_each_line(
    own_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0
    enqueue = JobQueue.enqueue

    def fail_from_the_second_on(self: JobQueue, *args: Any, **kwargs: Any) -> Any:
        nonlocal tries
        tries += 1
        if tries > 1:
            raise StoreUnavailableError("sqlite:///x", "disk full")
        return enqueue(self, *args, **kwargs)

    monkeypatch.setattr(JobQueue, "enqueue", fail_from_the_second_on)
    found = results(send(own_client, b"".join(line(f"Text {number}.") for number in range(5))))
    assert [one["status"] for one in found] == [202, 503, 503, 503, 503]
    assert tries == 2


def test_no_more_than_a_line_is_held(own_url: str) -> None:
    client = make_client(own_url)
    one = line("word " * 40_000)
    chunks = iter([one] * 100)

    class Endless(io.RawIOBase):
        rest = b""

        def read(self, size: int = -1) -> bytes:
            while len(self.rest) < size and (chunk := next(chunks, b"")):
                self.rest += chunk
            found, self.rest = self.rest[:size], self.rest[size:]
            return found

    environment = {"wsgi.input": Endless(), "CONTENT_LENGTH": str(len(one) * 100)}
    tracemalloc.start()
    answer = client.post("/v1/articles/batch", content_type=NDJSON, environ_overrides=environment)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [one["status"] for one in results(answer)] == [202] * 100
    assert peak < 10_000_000
