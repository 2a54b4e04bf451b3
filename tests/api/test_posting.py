"""Posted articles are read by a worker, stored and answered; what cannot be read says why."""

import io
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.config import AppConfig
from extraction.errors import LanguageError
from ingest import service
from ingest.preparing import RENDERER, prepare
from ingest.queues import open_queue
from ingest.sources import make_article
from records.articles import Article
from records.extractions import Extraction
from records.jobs import JobKind, JobState, WorkerState
from storage.store import Store
from tests import samples

POSTED = {
    "text": samples.TALKS,
    "title": "Presidents to talk on Tuesday",
    "publisher": "The Harbour Wire",
    "published_at": "2025-03-17",
    "url": "https://news.example/talks",
    "external_id": "talks-1",
}


class HandExtractor:
    """Finds what was written down by hand; refuses what is not in English."""

    info = samples.EXTRACTOR

    def extract(self, article: Article) -> Extraction:
        """Return the record of the one article that it knows."""
        if article.text.startswith("El presidente"):
            raise LanguageError("es")
        if article.text.startswith("Crash"):
            raise ZeroDivisionError
        assert article.text == samples.TALKS
        found = samples.talks()
        from dataclasses import replace

        dated = found.article.document_date if article.published_at else samples.memories().article.document_date
        return replace(found, article=replace(article, document_date=dated))


@contextmanager
def working(store: Store) -> Iterator[None]:
    """Run a worker beside the test."""
    stop = Event()
    worker = service._Worker(store, HandExtractor(), "hand-1")  # type: ignore[arg-type]
    thread = Thread(target=worker.work, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def post(client: FlaskClient, body: dict[str, Any], path: str = "/v1/articles", **headers: str) -> Any:
    return client.post(path, json=body, headers=headers)


def test_an_article_is_stored_and_answered_with_what_was_found(own_client: FlaskClient, own_store: Store) -> None:
    with working(own_store):
        answer = post(own_client, POSTED)
    assert answer.status_code == 201, answer.data
    found = answer.json
    assert answer.headers["Location"] == f"/v1/articles/{found['id']}"
    assert [event["event_type"] for event in found["events"]] == ["CONSULT"]
    assert [position["stance"] for position in found["positions"]] == ["DEMAND"]
    assert "person:donald-trump" in [actor["id"] for actor in found["actors"]]
    shown = own_client.get(answer.headers["Location"])
    assert shown.headers["ETag"] == answer.headers["ETag"], "what was posted can be changed and deleted at once"
    stored = shown.json
    assert stored.pop("reprints") == []
    assert {name: found[name] for name in stored} == stored
    assert own_client.get("/v1/events?actor=Putin").json["data"] == found["events"]


def test_the_same_text_is_a_further_appearance(own_client: FlaskClient, own_store: Store) -> None:
    with working(own_store):
        first = post(own_client, POSTED)
    second = post(own_client, POSTED | {"publisher": "Plainfield Courier", "url": None})
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json["id"] == first.json["id"]
    assert [appearance["publisher"] for appearance in second.json["appearances"]] == [
        "The Harbour Wire",
        "Plainfield Courier",
    ]
    assert post(own_client, POSTED).json["appearances"] == second.json["appearances"]
    assert own_client.get("/v1/").json["counts"]["articles"] == 1


def test_a_text_that_gets_its_date_is_read_again(own_client: FlaskClient, own_store: Store) -> None:
    undated = {"text": samples.TALKS}
    with working(own_store):
        first = post(own_client, undated)
        second = post(own_client, POSTED)
    assert first.json["document_date"]["value"] is None
    assert second.json["document_date"]["value"] == "2025-03-17"
    assert own_client.get("/v1/").json["counts"]["articles"] == 1


def test_who_does_not_wait_gets_a_job_to_ask_for(own_client: FlaskClient, own_store: Store) -> None:
    answer = post(own_client, POSTED, Prefer="respond-async")
    assert answer.status_code == 202
    assert answer.json["state"] == "QUEUED"
    assert answer.headers["Location"] == answer.json["links"]["self"]
    with working(own_store):
        job = await_job(own_client, answer.headers["Location"])
    assert (job["state"], job["attempts"]) == ("SUCCEEDED", 1)
    assert own_client.get(job["links"]["article"]).status_code == 200


def await_job(client: FlaskClient, address: str) -> Any:
    """Ask for a job until it is finished."""
    for _ in range(200):
        job = client.get(address).json
        if job["state"] not in ("QUEUED", "RUNNING"):
            return job
        time.sleep(0.02)
    raise AssertionError(f"the job stays {job['state']}")


def test_without_a_worker_the_wait_ends(own_client: FlaskClient) -> None:
    answer = post(own_client, POSTED, Prefer="wait=1")
    assert (answer.status_code, answer.json["state"]) == (202, "QUEUED")


def test_a_job_can_be_cancelled_while_it_waits(own_client: FlaskClient, own_store: Store) -> None:
    address = post(own_client, POSTED, Prefer="respond-async").headers["Location"]
    assert own_client.delete(address).json["state"] == "CANCELLED"
    with working(own_store):
        time.sleep(0.3)
    assert own_client.get(address).json["state"] == "CANCELLED"
    assert own_client.delete("/v1/jobs/job_aaaaaaaaaaaaaaaa").status_code == 404


def test_an_article_in_another_language_is_refused(own_client: FlaskClient, own_store: Store) -> None:
    with working(own_store):
        answer = post(own_client, {"text": "El presidente viajará el martes."})
    problem = json.loads(answer.data)
    assert (answer.status_code, problem["type"]) == (422, "/problems/unreadable-article")
    [fault] = problem["errors"]
    assert (fault["pointer"], fault["code"]) == ("/text", "LANGUAGE")


def test_a_bug_in_the_extraction_is_our_fault_and_the_worker_goes_on(own_client: FlaskClient, own_store: Store) -> None:
    with working(own_store):
        failed = post(own_client, {"text": "Crash, please."})
        well = post(own_client, POSTED)
    assert (failed.status_code, json.loads(failed.data)["type"]) == (500, "/problems/extraction-failed")
    assert well.status_code == 201


def test_a_stored_record_that_cannot_be_read_fails_its_job_alone(own_client: FlaskClient, own_store: Store) -> None:
    from storage import rows

    with working(own_store):
        article = post(own_client, POSTED | {"published_at": None})
        with own_store.writing() as connection:
            connection.execute(rows.article_texts.update().values(record=b"spoilt"))
        headers = {"If-Match": "*"}
        redated = own_client.patch(article.headers["Location"], json={"published_at": "2025-03-18"}, headers=headers)
        dated = post(own_client, POSTED)
        well = post(own_client, POSTED, "/v1/analyses")
    assert (redated.status_code, dated.status_code, well.status_code) == (500, 500, 200)


def test_an_analysis_answers_without_storing(own_client: FlaskClient, own_store: Store) -> None:
    with working(own_store):
        answer = post(own_client, POSTED, "/v1/analyses")
        later = post(own_client, POSTED, "/v1/analyses", Prefer="respond-async")
        job = await_job(own_client, later.headers["Location"])
    assert answer.status_code == 200
    assert [event["event_type"] for event in answer.json["events"]] == ["CONSULT"]
    assert own_client.get(job["links"]["result"]).json == answer.json
    assert own_client.get("/v1/").json["counts"]["articles"] == 0
    assert own_client.get("/v1/analyses/job_aaaaaaaaaaaaaaaa").status_code == 404


def test_an_analysis_is_what_storing_would_answer(own_client: FlaskClient, own_store: Store) -> None:
    with working(own_store):
        analysis = post(own_client, POSTED, "/v1/analyses").json
        stored = post(own_client, POSTED).json
    assert analysis == stored
    assert [timex["value"] for timex in analysis["timexes"]]
    annotations = own_client.get(f"/v1/articles/{stored['id']}/annotations").json
    for name in ("timexes", "actors", "attributions", "places"):
        assert analysis[name] == annotations[name]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/text"),
        ({"text": ""}, "/text"),
        ({"text": "  \n "}, "/text"),
        ({"text": None}, "/text"),
        ({"text": 7}, "/text"),
        ({"text": "a\0b"}, "/text"),
        ({"text": "Words.", "colour": "red"}, "/colour"),
        ({"text": "Words.", "published_at": "yesterday"}, "/published_at"),
        ({"text": "Words.", "published_at": "2025-02-30"}, "/published_at"),
        ({"text": "Words.", "published_at": "9999-01-01"}, "/published_at"),
        ({"text": "Words.", "title": ["a"]}, "/title"),
        ({"text": "a" * 1_000_001}, "/text"),
        ([], ""),
        ("words", ""),
    ],
    ids=str,
)
def test_a_body_that_is_no_article_is_refused_with_the_place(own_client: FlaskClient, body: Any, pointer: str) -> None:
    answer = post(own_client, body)
    problem = json.loads(answer.data)
    assert (answer.status_code, problem["type"]) == (422, "/problems/invalid-body")
    assert pointer in [fault["pointer"] for fault in problem["errors"]]


@pytest.mark.parametrize(
    ("body", "content_type", "status", "slug"),
    [
        (b"{", "application/json", 400, "malformed-json"),
        (b"", "application/json", 400, "malformed-json"),
        (b'{"text": "\\ud800"}', "application/json", 400, "malformed-json"),
        (b'{"text": "\xff"}', "application/json", 400, "malformed-json"),
        (b"[" * 100_000, "application/json", 400, "malformed-json"),
        (b'{"text": "Words."}', "text/plain", 415, "unsupported-media-type"),
        (b'{"text": "Words."}', "application/x-www-form-urlencoded", 415, "unsupported-media-type"),
        (b'{"text": "Words."}', None, 415, "unsupported-media-type"),
        (b"x" * 2_000_001, "application/json", 413, "body-too-large"),
    ],
    ids=["brace", "empty", "surrogate", "latin", "deep", "text", "form", "no-type", "large"],
)
def test_a_body_that_is_no_json_is_refused(
    own_client: FlaskClient, body: bytes, content_type: str | None, status: int, slug: str
) -> None:
    answer = own_client.post("/v1/articles", data=body, content_type=content_type)
    assert (answer.status_code, json.loads(answer.data)["type"]) == (status, f"/problems/{slug}")


@pytest.mark.parametrize(
    ("size", "status"), [(1_000, 202), (2_000_000, 422), (2_000_001, 413), (3_000_000, 413)], ids=str
)
def test_a_body_without_a_length_is_read_to_its_end_or_refused(own_client: FlaskClient, size: int, status: int) -> None:
    body = b'{"text":"%s"}' % (b"word " * 600_000)[: size - 11]
    chunked = {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    headers = {"Content-Type": "application/json", "Prefer": "respond-async"}
    assert own_client.post("/v1/articles", headers=headers, environ_overrides=chunked).status_code == status


def test_a_body_that_breaks_off_is_refused(own_client: FlaskClient) -> None:
    broken = {"wsgi.input": io.BytesIO(b'{"text":'), "CONTENT_LENGTH": "5000"}
    answer = own_client.post("/v1/articles", content_type="application/json", environ_overrides=broken)
    assert (answer.status_code, json.loads(answer.data)["type"]) == (400, "/problems/bad-request")


def test_two_who_post_the_same_text_at_once_get_the_same_article(own_client: FlaskClient, own_store: Store) -> None:
    answers: list[Any] = []
    threads = [Thread(target=lambda: answers.append(post(own_client.application.test_client(), POSTED))) for _ in "ab"]
    with working(own_store):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 201]
    assert len({answer.json["id"] for answer in answers}) == 1


def test_more_who_wait_than_threads_are_answered_at_once(own_client: FlaskClient) -> None:
    waiting = own_client.application.extensions["dateline"].waiting
    assert waiting.acquire(blocking=False)
    assert waiting.acquire(blocking=False)
    begun = time.monotonic()
    assert post(own_client, POSTED).status_code == 202
    assert time.monotonic() - begun < 4
    waiting.release(2)


def test_the_jobs_of_a_dead_worker_are_queued_again(own_store: Store) -> None:
    article = make_article(samples.TALKS)
    payload = json.dumps({"text": article.text}).encode()
    job = own_store.jobs.enqueue(JobKind.ARTICLE, payload, article_id=article.id)
    assert own_store.jobs.claim("dead-1") is not None
    with working(own_store):
        for _ in range(200):
            if (own_store.jobs.get(job.id) or job).state is JobState.SUCCEEDED:
                break
            time.sleep(0.02)
    done = own_store.jobs.get(job.id)
    assert done is not None
    assert (done.state, done.attempts, done.worker) == (JobState.SUCCEEDED, 2, "hand-1")


def test_what_was_stored_by_a_worker_that_died_is_compared_by_the_next(own_store: Store) -> None:
    def unmatched() -> int:
        with own_store.telling(RENDERER) as writer:
            return len(writer.unmatched(10))

    own_store.add(prepare(samples.talks()), renderer=RENDERER)
    assert unmatched() == 1
    job = own_store.jobs.enqueue(JobKind.ARTICLE, json.dumps({"text": samples.TALKS}).encode())
    with working(own_store):
        for _ in range(500):
            if (done := own_store.jobs.get(job.id) or job).finished_at is not None:
                break
            time.sleep(0.02)
    assert (done.state, done.error_detail) == (JobState.SUCCEEDED, None)
    assert unmatched() == 0


def test_a_job_that_kills_its_workers_fails_in_the_end(own_store: Store) -> None:
    job = own_store.jobs.enqueue(JobKind.ARTICLE, b"{}", article_id=None)
    future = datetime.now(UTC) + timedelta(seconds=1)
    for number in range(3):
        assert own_store.jobs.claim(f"dead-{number}") is not None
        own_store.jobs.requeue(silent_since=future)
    done = own_store.jobs.get(job.id)
    assert done is not None
    assert (done.state, done.error_code) == (JobState.FAILED, "WORKER_DIED")


def test_readiness_tells_how_the_workers_are(own_client: FlaskClient, own_store: Store) -> None:
    def worker() -> Any:
        return own_client.get("/readyz").json["worker"]

    assert worker() == "NONE"
    own_store.jobs.beat("w-1", pid=1, host="here", state=WorkerState.STARTING)
    assert worker() == "STARTING"
    own_store.jobs.beat("w-1", pid=1, host="here", state=WorkerState.READY)
    assert worker() == "READY"
    own_store.jobs.forget("w-1")
    assert worker() == "NONE"


def test_a_worker_that_falls_silent_is_shown_as_such(
    own_client: FlaskClient, own_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.resources import service as resource

    own_store.jobs.beat("w-1", pid=1, host="here", state=WorkerState.READY)
    monkeypatch.setattr(resource, "SILENT_AFTER", timedelta(seconds=-1))
    assert own_client.get("/readyz").json["worker"] == "SILENT"


@pytest.mark.parametrize(
    ("prefer", "expected"),
    [
        (None, 10.0),
        ("wait=3", 3.0),
        ("wait=0", 0.0),
        ("wait=99999", 30.0),
        ("respond-async", 0.0),
        ("respond-async, wait=5", 0.0),
        ("handling=lenient; wait=5", 5.0),
        ("wait=soon", 10.0),
        ("await=5", 10.0),
    ],
)
def test_prefer_says_how_long_to_wait(client: FlaskClient, prefer: str | None, expected: float) -> None:
    from api.posting import _seconds_to_wait

    headers = {} if prefer is None else {"Prefer": prefer}
    with client.application.test_request_context("/v1/articles", headers=headers):
        assert _seconds_to_wait(client.application.extensions["dateline"]) == expected


@pytest.mark.parametrize("queue", ["own.queue", "no/folder/own.queue"])
def test_a_post_wakes_a_worker_and_is_taken_without_a_queue(own_url: str, tmp_path: Path, queue: str) -> None:
    address = f"sqlite:///{tmp_path / queue}"
    app = create_app(AppConfig(version="0.1.0", database_url=own_url, queue_url=address, wait_seconds=0.0))
    posted = post(app.test_client(), POSTED)
    assert posted.status_code == 202
    app.extensions["dateline"].close()
    if (tmp_path / queue).parent.is_dir():
        messages = open_queue(address)
        assert messages is not None
        assert messages.receive() == posted.json["id"]
        messages.close()
