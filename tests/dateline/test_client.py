"""The thin client: pages, retries, problems, posts that wait, tables."""

import time
from collections.abc import Callable, Iterator
from datetime import date
from threading import Thread
from typing import Any

import httpx
import pytest
from flask import Flask

from api.app import create_app
from api.config import AppConfig
from dateline.client import Client, ProblemError, ServiceError
from dateline.version import __version__
from tests.api.conftest import PROTESTS, fill


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return the application over a filled store."""
    url = f"sqlite:///{tmp_path_factory.mktemp('client') / 'dateline.db'}"
    fill(url)
    app = create_app(AppConfig(version=__version__, database_url=url))
    yield app
    app.extensions["dateline"].close()


@pytest.fixture
def client(app: Flask) -> Iterator[Client]:
    """Return a client whose requests go to the application without a socket."""
    with Client("http://localhost", transport=httpx.WSGITransport(app=app, raise_app_exceptions=True)) as client:
        yield client


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the list of the pauses that the client takes, none of which lasts."""
    taken: list[float] = []
    monkeypatch.setattr(time, "sleep", taken.append)
    return taken


def answer_in_turn(*answers: httpx.Response | Exception) -> tuple[Client, list[httpx.Request]]:
    """Return a client of a server that gives these answers one after the other, and the list of what it is asked."""
    asked: list[httpx.Request] = []
    waiting = list(answers)

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        answer = waiting.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Client("http://localhost", transport=httpx.MockTransport(handle)), asked


def test_a_listing_goes_on_to_its_end(client: Client) -> None:
    events = client.events(actor="group:ken-edu", limit=25)
    ids = [event["id"] for event in events]
    assert (len(ids), len(set(ids))) == (PROTESTS, PROTESTS)
    assert len(list(events.pages())) == 3
    assert events.count() == PROTESTS


def test_filters_are_those_of_the_api(client: Client) -> None:
    [event] = client.events(date_from=date(2025, 3, 18), date_to=date(2025, 3, 18))
    assert event["event_type"] == "CONSULT"
    assert client.event(event["id"]) == event
    both = client.events(event_type=["CONSULT", "SANCTION"], background=None)
    assert {found["event_type"] for found in both} == {"CONSULT", "SANCTION"}
    assert list(client.positions(quoted=True)) == [one for one in client.positions() if one["quoted"]]


@pytest.mark.parametrize(
    "get", [lambda client: client.actors, lambda client: client.issues, lambda client: client.articles],
    ids=["actors", "issues", "articles"],
)  # fmt: skip
def test_items_are_those_of_the_lists(client: Client, get: Callable[[Client], Any]) -> None:
    one = next(iter(get(client)()))
    item = {"actors": client.actor, "issues": client.issue, "articles": client.article}[get(client).__name__](one["id"])
    assert item["id"] == one["id"]


def test_other_lists_are_asked_for_by_path(client: Client) -> None:
    assert any(kind["code"] == "CONSULT" for kind in client.listing("/v1/event-types"))


def test_a_problem_says_what_is_wrong(client: Client) -> None:
    with pytest.raises(ProblemError, match="400 Invalid parameter") as caught:
        list(client.events(date_from=date(2025, 5, 1), date_to=date(2025, 1, 1)))
    assert (caught.value.status, caught.value.kind) == (400, "invalid-parameter")
    assert [error["parameter"] for error in caught.value.errors] == ["date_from"]
    with pytest.raises(ProblemError, match="404 Not found"):
        client.actor("person:nobody/at all?")


def test_a_busy_server_is_asked_again_when_it_says(naps: list[float]) -> None:
    busy = httpx.Response(503, headers={"Retry-After": "7"})
    client, asked = answer_in_turn(
        busy, httpx.Response(429), httpx.ConnectError("refused"), httpx.Response(200, json={})
    )
    assert client.get("/v1") == {}
    assert len(asked) == 4
    assert [7.0 <= naps[0] <= 8.4, 1.0 <= naps[1] <= 1.2, 2.0 <= naps[2] <= 2.4] == [True] * 3


def test_it_gives_up_in_the_end(naps: list[float]) -> None:
    client, asked = answer_in_turn(*[httpx.ConnectError("refused")] * 6)
    with pytest.raises(ServiceError, match="http://localhost does not answer: refused"):
        client.get("/v1")
    assert (len(asked), len(naps)) == (6, 5)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(200, text="<html>"), "did not answer JSON"),
        (httpx.Response(200, json=[]), "JSON that is no object"),
        (httpx.Response(502, text="Bad Gateway"), "answered 502 without saying why"),
    ],
    ids=["a page", "a list", "a gateway"],
)
def test_what_is_no_answer_of_the_api_is_said_to_be_none(answer: httpx.Response, said: str) -> None:
    client, _ = answer_in_turn(answer)
    with pytest.raises(ServiceError, match=said):
        client.get("/v1")


def job(state: str, **more: Any) -> dict[str, Any]:
    """Return a job as the API gives it out."""
    links = {"self": "/v1/jobs/job_a", "article": None, "result": "/v1/analyses/job_a"}
    return {"id": "job_a", "state": state, "error": None, "links": links, **more}


def test_a_post_waits_for_its_job(naps: list[float]) -> None:
    client, asked = answer_in_turn(
        httpx.Response(202, json=job("QUEUED")),
        httpx.Response(200, json=job("RUNNING")),
        httpx.Response(200, json=job("SUCCEEDED")),
        httpx.Response(200, json={"events": []}),
    )
    assert client.analyse("Words.", title=None, publisher="The Harbour Wire") == {"events": []}
    assert asked[0].content == b'{"text":"Words.","publisher":"The Harbour Wire"}'
    assert [request.url.path for request in asked[1:]] == ["/v1/jobs/job_a"] * 2 + ["/v1/analyses/job_a"]
    assert len(naps) == 2


def test_a_job_that_fails_is_an_error() -> None:
    error = {"code": "WORKER_DIED", "detail": "The worker died."}
    client, _ = answer_in_turn(httpx.Response(202, json=job("FAILED", error=error)))
    with pytest.raises(ServiceError, match=r"ended as FAILED.*WORKER_DIED"):
        client.post_article("Words.")


def test_a_key_is_sent_as_bearer() -> None:
    asked: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={})

    with Client("http://localhost", key="secret", transport=httpx.MockTransport(handle)) as client:
        client.get("/v1")
    assert asked[0].headers["Authorization"] == "Bearer secret"


@pytest.mark.parametrize("engine", ["pandas", "polars"])
def test_a_table_has_a_row_for_each_item(client: Client, engine: Any) -> None:
    pytest.importorskip(engine)
    table = client.events(actor="group:ken-edu").to_dataframe(engine)
    assert len(table) == PROTESTS
    assert {"id", "event_type", "status"} <= set(table.columns)
    assert len(client.events(actor="Nobody of this name").to_dataframe(engine)) == 0


def test_it_works_over_a_socket(app: Flask) -> None:
    from werkzeug.serving import make_server

    running = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=running.serve_forever)
    thread.start()
    try:
        with Client(f"http://127.0.0.1:{running.server_port}") as client:
            assert client.events(actor="group:ken-edu").count() == PROTESTS
    finally:
        running.shutdown()
        thread.join()
        running.server_close()
