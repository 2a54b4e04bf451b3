"""A stored article gets another date: its text is read again, and what it says moves with it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from flask.testing import FlaskClient

from extraction.pipeline import Extractor
from ingest import service
from ingest.preparing import RENDERER
from ingest.sources import make_article
from storage.store import Store
from tests.api.conftest import ingest

TEXT = (
    "Canadian Prime Minister Mark Carney met French President Emmanuel Macron in Paris on Monday. "
    "Canada imposed sanctions on Belarus on 3 February 2025.\n"
)


@pytest.fixture
def address(own_store: Store, extractor: Extractor) -> str:
    """Return the address of a stored article of Wednesday, 19 March 2025."""
    article = make_article(TEXT, title="Leaders meet", publisher="The Harbour Wire", published_at="2025-03-19")
    ingest([extractor.extract(article)], own_store)
    return f"/v1/articles/{article.id}"


@contextmanager
def working(store: Store, extractor: Extractor) -> Iterator[None]:
    """Run a worker beside the test."""
    stop = Event()
    thread = Thread(target=service._Worker(store, extractor, "worker-1").work, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def patch(client: FlaskClient, address: str, published_at: Any, **headers: str) -> Any:
    return client.patch(address, json={"published_at": published_at}, headers={"If-Match": "*"} | headers)


def days(client: FlaskClient) -> dict[str, str]:
    """Return the first day of every event by its id."""
    return {event["id"]: event["event_date"]["start"] for event in client.get("/v1/events").json["data"]}  # type: ignore[index]


def test_relative_dates_move_and_stated_ones_stay(
    own_client: FlaskClient, own_store: Store, address: str, extractor: Extractor
) -> None:
    before = days(own_client)
    assert {"2025-03-17", "2025-02-03"} <= set(before.values())
    with working(own_store, extractor):
        answer = patch(own_client, address, "2025-04-02")
    assert answer.status_code == 200, answer.data
    assert answer.json == own_client.get(address).json
    assert answer.headers["ETag"] == own_client.get(address).headers["ETag"]
    assert (answer.json["published_at"], answer.json["document_date"]["value"]) == ("2025-04-02", "2025-04-02")
    assert [appearance["published_at"] for appearance in answer.json["appearances"]] == ["2025-04-02"]
    moved = days(own_client)
    # The words are the same: so are the ids of what they tell.
    assert moved.keys() == before.keys()
    assert moved == {id_: "2025-03-31" if day == "2025-03-17" else day for id_, day in before.items()}
    assert own_client.get("/v1/events?on=2025-03-17").json["data"] == []  # type: ignore[index]
    listed = {name: value for name, value in answer.json.items() if name != "reprints"}
    assert own_client.get("/v1/articles?date_from=2025-04-02&date_to=2025-04-02").json["data"] == [listed]  # type: ignore[index]
    assert own_client.get("/v1/articles?date_from=2025-03-19&date_to=2025-03-19").json["data"] == []  # type: ignore[index]


def test_it_is_as_if_it_had_come_in_with_that_date(
    own_client: FlaskClient, own_store: Store, address: str, extractor: Extractor
) -> None:
    def everything() -> list[Any]:
        lists = ("articles", "events", "positions", "actors", "issues")
        found = [own_client.get(f"/v1/{name}?limit=1000").json["data"] for name in lists]  # type: ignore[index]
        return [sorted(map(json.dumps, items)) for items in found] + [own_client.get(f"{address}/annotations").json]

    with working(own_store, extractor):
        assert patch(own_client, address, "2024-12-25").status_code == 200
    redated = everything()
    own_store.delete_article(address.rpartition("/")[2], renderer=RENDERER)
    article = make_article(TEXT, title="Leaders meet", publisher="The Harbour Wire", published_at="2024-12-25")
    ingest([extractor.extract(article)], own_store)
    assert everything() == redated


def test_the_same_date_changes_nothing(
    own_client: FlaskClient, own_store: Store, address: str, extractor: Extractor
) -> None:
    version, before = own_store.dataset_version(), own_client.get(address).data
    with working(own_store, extractor):
        answer = patch(own_client, address, "2025-03-19")
    assert (answer.status_code, answer.data) == (200, before)
    assert own_store.dataset_version() == version


def test_the_changes_say_what_moved(
    own_client: FlaskClient, own_store: Store, address: str, extractor: Extractor
) -> None:
    since = own_store.dataset_version()
    before = days(own_client)
    with working(own_store, extractor):
        patch(own_client, address, "2025-04-02")
    changes = own_client.get(f"/v1/changes?since={since}").json["data"]  # type: ignore[index]
    assert {change["action"] for change in changes} == {"UPDATED"}
    moved = {id_ for id_, day in before.items() if day == "2025-03-17"}
    assert moved | {address.rpartition("/")[2]} <= {change["id"] for change in changes}


def test_other_appearances_keep_their_days(
    own_client: FlaskClient, own_store: Store, address: str, extractor: Extractor
) -> None:
    posted = {"text": TEXT, "title": "Leaders meet", "publisher": "Plainfield Courier", "published_at": "2025-03-20"}
    with working(own_store, extractor):
        own_client.post("/v1/articles", json=posted)
        answer = patch(own_client, address, "2025-03-18")
    appearances = {each["publisher"]: each["published_at"] for each in answer.json["appearances"]}
    assert appearances == {"The Harbour Wire": "2025-03-18", "Plainfield Courier": "2025-03-20"}


def test_an_appearance_that_was_there_on_that_day_stands_once(
    own_client: FlaskClient, own_store: Store, address: str, extractor: Extractor
) -> None:
    posted = {"text": TEXT, "title": "Leaders meet", "publisher": "The Harbour Wire", "published_at": "2025-03-18"}
    with working(own_store, extractor):
        assert len(own_client.post("/v1/articles", json=posted).json["appearances"]) == 2  # type: ignore[index]
        answer = patch(own_client, address, "2025-03-18")
    assert [each["published_at"] for each in answer.json["appearances"]] == ["2025-03-18"]


def test_an_article_without_a_date_gets_one(own_client: FlaskClient, own_store: Store, extractor: Extractor) -> None:
    article = make_article(TEXT)
    ingest([extractor.extract(article)], own_store)
    assert "2025-03-17" not in days(own_client).values()
    with working(own_store, extractor):
        answer = patch(own_client, f"/v1/articles/{article.id}", "2025-03-19T21:00:00+02:00")
    assert answer.json["published_at"] == "2025-03-19T21:00:00+02:00"
    assert "2025-03-17" in days(own_client).values()


def test_who_does_not_wait_gets_a_job_to_ask_for(
    own_client: FlaskClient, own_store: Store, address: str, extractor: Extractor
) -> None:
    answer = patch(own_client, address, "2025-04-02", Prefer="respond-async")
    assert (answer.status_code, answer.json["kind"], answer.json["state"]) == (202, "REDATING", "QUEUED")
    assert answer.headers["Location"] == answer.json["links"]["self"]
    assert answer.json["links"]["article"] is None
    with working(own_store, extractor):
        # Jobs are done in their order: when the second is done, so is the first.
        patch(own_client, address, "2025-04-09")
    job = own_client.get(answer.headers["Location"]).json
    assert (job["state"], job["links"]["article"], job["links"]["result"]) == ("SUCCEEDED", address, address)  # type: ignore[index]
    assert own_client.get(address).json["published_at"] == "2025-04-09"  # type: ignore[index]


def test_what_is_deleted_meanwhile_is_gone(
    own_client: FlaskClient, own_store: Store, address: str, extractor: Extractor
) -> None:
    answer = patch(own_client, address, "2025-04-02", Prefer="respond-async")
    assert own_client.delete(address, headers={"If-Match": "*"}).status_code == 204
    with working(own_store, extractor):
        own_client.post("/v1/analyses", json={"text": "Nothing happened in Oslo."})
    job = own_client.get(answer.headers["Location"]).json
    assert (job["state"], job["error"]["code"], job["links"]["article"]) == ("FAILED", "GONE", None)  # type: ignore[index]
    assert own_client.get(address).status_code == 410


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/published_at"),
        ({"published_at": None}, "/published_at"),
        ({"published_at": ""}, "/published_at"),
        ({"published_at": 20250317}, "/published_at"),
        ({"published_at": "17 March 2025"}, "/published_at"),
        ({"published_at": "2025-02-30"}, "/published_at"),
        ({"published_at": "9999-01-01"}, "/published_at"),
        ({"published_at": "2025-03-17", "title": "Other"}, "/title"),
        ([], ""),
    ],
    ids=str,
)
def test_what_is_no_date_is_refused_with_the_place(
    own_client: FlaskClient, address: str, body: Any, pointer: str
) -> None:
    answer = own_client.patch(address, json=body, headers={"If-Match": "*"})
    problem = json.loads(answer.data)
    assert (answer.status_code, problem["type"]) == (422, "/problems/invalid-body")
    assert pointer in [fault["pointer"] for fault in problem["errors"]]


@pytest.mark.parametrize(
    ("headers", "status", "slug"),
    [
        ({}, 428, "precondition-required"),
        ({"If-Match": '"other"'}, 412, "precondition-failed"),
    ],
)
def test_who_has_not_seen_it_may_not_change_it(
    own_client: FlaskClient, own_store: Store, address: str, headers: dict[str, str], status: int, slug: str
) -> None:
    answer = own_client.patch(address, json={"published_at": "2025-04-02"}, headers=headers)
    assert (answer.status_code, json.loads(answer.data)["type"]) == (status, f"/problems/{slug}")
    assert own_store.jobs.claim("anybody") is None


def test_who_has_seen_it_may_change_it(
    own_client: FlaskClient, own_store: Store, address: str, extractor: Extractor
) -> None:
    tag = own_client.get(address).headers["ETag"]
    with working(own_store, extractor):
        assert patch(own_client, address, "2025-04-02", **{"If-Match": tag}).status_code == 200
        assert patch(own_client, address, "2025-04-03", **{"If-Match": tag}).status_code == 412


def test_what_is_not_there_cannot_be_changed(own_client: FlaskClient, address: str) -> None:
    assert patch(own_client, "/v1/articles/art_aaaaaaaaaaaaaaaa", "2025-04-02").status_code == 404
    own_client.delete(address, headers={"If-Match": "*"})
    assert patch(own_client, address, "2025-04-02").status_code == 410


def test_only_json_is_taken(own_client: FlaskClient, address: str) -> None:
    answer = own_client.patch(address, data=b"published_at=2025-04-02", headers={"If-Match": "*"})
    assert (answer.status_code, answer.headers["Accept-Patch"]) == (415, "application/json")
