"""Who sends a body slowly holds a turn at reading bodies, and stops nobody who asks."""

from collections.abc import Iterator
from threading import Event, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.app import create_app
from api.config import AppConfig

PATHS = ("/v1/articles", "/v1/articles/batch", "/v1/analyses")


class SlowBody:
    """A body whose first byte comes, and whose second one comes only when the test ends."""

    def __init__(self) -> None:
        self.begun = Event()
        self.go_on = Event()

    def read(self, size: int = -1) -> bytes:  # noqa: ARG002 (as every stream is read)
        self.begun.set()
        self.go_on.wait(20)
        return b""


@pytest.fixture
def app(own_url: str) -> Iterator[Flask]:
    """Return an application that reads one body at a time."""
    app = create_app(AppConfig(version="0.1.0", database_url=own_url, most_reading=1, wait_seconds=0.0))
    yield app
    app.extensions["dateline"].close()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("held", PATHS)
def test_who_asks_is_answered_while_a_body_comes_slowly(app: Flask, held: str, path: str) -> None:
    body = SlowBody()
    sender = Thread(target=_send, args=(app.test_client(), held, body))
    sender.start()
    try:
        assert body.begun.wait(10)
        client = app.test_client()
        assert client.get("/v1/events").status_code == 200
        answer = client.post(path, data=b'{"text": "Words."}\n', content_type=_type(path))
        if path.endswith("batch"):
            assert b'"status":503' in answer.data
        else:
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
            assert answer.json is not None
            assert answer.json["type"] == "/problems/busy"
    finally:
        body.go_on.set()
        sender.join()
    answer = app.test_client().post(path, data=b'{"text": "Words."}\n', content_type=_type(path))
    assert answer.status_code in (202, 207), answer.data


def _type(path: str) -> str:
    return "application/x-ndjson" if path.endswith("batch") else "application/json"


def _send(client: FlaskClient, path: str, body: SlowBody) -> None:
    environ = {"wsgi.input": body, "CONTENT_LENGTH": "100"}
    client.post(path, environ_overrides=environ, content_type=_type(path)).get_data()
