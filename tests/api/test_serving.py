"""What a process that serves does not do: load spaCy, dump what is stored."""

import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from marshmallow import Schema

from api.services import Services
from tests.api.conftest import fill

_SERVE = """
import sys
from api.app import create_app
from api.config import AppConfig

client = create_app(AppConfig(version="0.1.0", database_url=sys.argv[1])).test_client()
paths = [
    "/v1/", "/v1/events", "/v1/events?actor=Russia&q=sanctions&country=BE", "/v1/events?format=csv",
    "/v1/positions", "/v1/articles", "/v1/event-types", "/v1/issues", "/v1/changes", "/readyz", "/docs/",
    "/openapi.json", "/", "/events", "/actors/org:nato", "/v1/actors/org:nato",
]
for path in paths:
    assert client.get(path).status_code == 200, path
posted = client.post("/v1/articles", json={"text": "Words."}, headers={"Prefer": "respond-async"})
assert posted.status_code == 202, posted.data
heavy = {"spacy", "thinc", "dateparser", "trafilatura", "distributed", "extraction.pipeline"}
print(sorted(heavy & set(sys.modules)))
"""


def test_a_serving_process_never_loads_the_language_model(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'served.db'}"
    fill(url)
    done = subprocess.run([sys.executable, "-c", _SERVE, url], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_reading_never_dumps_what_is_stored(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a read went through Schema.dump")

    monkeypatch.setattr(Schema, "dump", refuse)
    monkeypatch.setattr(Schema, "dumps", refuse)
    for path in (
        "/v1/events",
        "/v1/events?format=geojson",
        "/v1/events?format=csv",
        "/v1/actors",
        "/v1/actors/org:nato",
        "/v1/positions",
        "/v1/articles",
        "/v1/issues",
        "/v1/event-types",
        "/v1/publishers",
        "/v1/changes",
        "/v1/",
    ):
        assert client.get(path).status_code == 200, path


def test_a_page_holds_the_stored_bytes_as_they_are(client: FlaskClient) -> None:
    services = client.application.extensions["dateline"]
    assert isinstance(services, Services)
    answer = client.get("/v1/events?actor=org:eu").data
    event_id = client.get("/v1/events?actor=org:eu").json["data"][0]["id"]  # type: ignore[index]
    stored = services.store.event(event_id)
    assert stored is not None
    assert stored in answer
    assert client.get(f"/v1/events/{event_id}").data == stored
