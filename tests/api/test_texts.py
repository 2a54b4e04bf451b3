"""Texts are other people's: what is given out of them can be limited, the evidence stays."""

import json
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.config import AppConfig
from api.errors import ConfigError
from api.texts import SNIPPET_CHARACTERS, TextPolicy, limit_text
from storage.store import Store
from tests import samples
from tests.api.conftest import ingest

Ask = Callable[[TextPolicy], FlaskClient]


@pytest.fixture
def asking(own_url: str, own_store: Store) -> Iterator[Ask]:
    """Return what makes a client of a server with a policy over one stored article."""
    ingest([samples.talks()], own_store)
    apps = []

    def make(policy: TextPolicy) -> FlaskClient:
        app = create_app(AppConfig(version="0.1.0", database_url=own_url, text=policy))
        apps.append(app)
        return app.test_client()

    yield make
    for app in apps:
        app.extensions["dateline"].close()


def test_nothing_of_a_text_is_given_out_where_none_may_be(asking: Ask) -> None:
    client = asking("none")
    article_id = samples.talks().article.id
    words = "hold talks with Russian President"
    for path in (f"/v1/articles/{article_id}", "/v1/articles", "/v1/articles?format=ndjson", "/v1/articles?format=csv"):
        assert words not in client.get(path).data.decode(), path
    posted = client.post("/v1/articles", json={"text": samples.TALKS, "published_at": "2025-03-17"})
    assert (posted.status_code, json.loads(posted.data)["text"]) == (200, None)
    assert json.loads(client.get(f"/v1/articles/{article_id}/annotations").data)["text"] is None
    assert client.get("/").status_code == client.get(f"/articles/{article_id}").status_code == 200


def test_evidence_stays(asking: Ask) -> None:
    [event] = json.loads(asking("none").get("/v1/events").data)["data"]
    assert event["evidence"][0]["quote"].startswith("U.S. President Donald Trump announced")


def test_a_full_text_is_the_stored_bytes(asking: Ask) -> None:
    client = asking("full")
    stored = client.application.extensions["dateline"].store.article(samples.talks().article.id)
    assert stored is not None
    # What belongs to the article and not to its text stands behind the stored bytes.
    assert client.get(f"/v1/articles/{samples.talks().article.id}").data == stored[:-1] + b',"reprints":[]}'


@pytest.mark.parametrize(
    ("length", "given"),
    [(10, "a" * 10), (SNIPPET_CHARACTERS, "a" * SNIPPET_CHARACTERS), (1_000, "a" * SNIPPET_CHARACTERS + "…")],
)
def test_a_snippet_is_the_beginning(length: int, given: str) -> None:
    body = json.dumps({"id": "x", "text": "a" * length}).encode()
    assert json.loads(limit_text(body, "snippet")) == {"id": "x", "text": given}


@pytest.mark.parametrize(
    ("environment", "policy"),
    [
        ({}, "full"),
        ({"DATELINE_HOSTS": "news.example"}, "snippet"),
        ({"DATELINE_HOSTS": "news.example", "DATELINE_TEXT": "full"}, "full"),
        ({"DATELINE_TEXT": "none"}, "none"),
    ],
)
def test_texts_stay_on_this_machine_unless_told(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], policy: str
) -> None:
    for name in ("DATELINE_HOSTS", "DATELINE_TEXT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert AppConfig.from_environment(version="0", database_url="sqlite://").text == policy


def test_a_policy_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_TEXT", "half")
    with pytest.raises(ConfigError, match="DATELINE_TEXT is 'half'"):
        AppConfig.from_environment(version="0", database_url="sqlite://")
