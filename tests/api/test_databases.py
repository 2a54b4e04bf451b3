"""The API on SQLite and on PostgreSQL: the same answers, and what happens where a database is slow, full or away."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, create_engine, make_url

from api.app import create_app
from api.config import AppConfig
from api.services import Services
from storage import engines
from storage.engines import create_reading_engine, read_url
from storage.errors import StoreBusyError
from storage.reading import make_reader
from tests.api.conftest import fill
from tests.storage.conftest import cluster, create_database  # noqa: F401 - a fixture

KINDS = ("sqlite", "postgresql")
PATHS = (
    "/v1/events?limit=7",
    "/v1/events?limit=1000&sort=event_date&total=true",
    "/v1/events?date_from=2024-01-10&date_to=2024-02-09",
    "/v1/events?date_from=2016-01-01&date_to=2025-03-18&include_open=true&include_undated=true",
    "/v1/events?actor=country:RUS",
    "/v1/events?actor=Kenya&sort=-confidence&limit=20",
    "/v1/events?actor_all=country:USA&actor_all=country:RUS",
    "/v1/events?source_actor=org:eu&target_actor=Russia",
    "/v1/events?event_type=PROTEST&country=KEN&date_from=2024-01-20&limit=5",
    "/v1/events?exclude_event_type=PROTEST",
    "/v1/events?q=sanctions",
    "/v1/events?q=students -fee&sort=event_date",
    '/v1/events?q="hold talks"',
    "/v1/events?bbox=30,-10,45,10&limit=3&facets=month,actor,country,event_type",
    "/v1/events?actor=Nobody",
    "/v1/events?format=csv",
    "/v1/events?format=ndjson&event_type=SANCTION",
    "/v1/events?format=geojson&limit=4",
    "/v1/positions",
    "/v1/positions?actor=country:RUS&stance=DEMAND",
    "/v1/positions/matrix",
    "/v1/actors?sort=name",
    "/v1/actors?q=trump",
    "/v1/actors/person:donald-trump",
    "/v1/actors/suggest?q=ru",
    "/v1/actors/country:RUS/partners",
    "/v1/actors/country:KEN/events?limit=2",
    "/v1/issues",
    "/v1/articles?limit=5",
    "/v1/publishers",
    "/v1/event-types",
    "/v1/stats/events?group_by=month,event_type&date_from=2024-01-01&date_to=2025-04-01",
)


@pytest.fixture(scope="module")
def urls(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The same records in both databases."""
    found = {
        "sqlite": f"sqlite:///{tmp_path_factory.mktemp('both') / 'a.db'}",
        "postgresql": create_database(request.getfixturevalue("cluster")),
    }
    for url in found.values():
        fill(url)
    return found


@contextmanager
def client_of(url: str, **more: Any) -> Iterator[FlaskClient]:
    """Lend a client of an application over a database; cursors are signed alike in all of them."""
    app = create_app(AppConfig(version="0.1.0", database_url=url, secret="the same", **more))
    yield app.test_client()
    app.extensions["dateline"].close()


@pytest.fixture(scope="module")
def clients(urls: dict[str, str]) -> Iterator[dict[str, FlaskClient]]:
    """A client over each."""
    with client_of(urls["sqlite"]) as one, client_of(urls["postgresql"]) as other:
        yield {"sqlite": one, "postgresql": other}


@pytest.mark.parametrize("path", PATHS)
def test_both_databases_give_the_same_answer(clients: dict[str, FlaskClient], path: str) -> None:
    answers = {kind: client.get(path) for kind, client in clients.items()}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert answers["sqlite"].data == answers["postgresql"].data


@pytest.mark.parametrize("sort", ["event_date", "-event_date", "-confidence", "ingested_at"])
def test_pages_go_on_alike_to_the_end_on_both(clients: dict[str, FlaskClient], sort: str) -> None:
    found: dict[str, list[str]] = {}
    for kind, client in clients.items():
        path: str | None = f"/v1/events?limit=9&sort={sort}"
        while path:
            page = json.loads(client.get(path).data)
            found.setdefault(kind, []).extend(event["id"] for event in page["data"])
            path = page["links"]["next"]
    assert found["sqlite"] == found["postgresql"]
    assert len(found["sqlite"]) == len(set(found["sqlite"])) == 64


@pytest.mark.parametrize("kind", KINDS)
def test_a_posted_article_waits_in_the_queue_of_either(
    request: pytest.FixtureRequest, kind: str, tmp_path: Path
) -> None:
    url = (
        f"sqlite:///{tmp_path / 'own.db'}" if kind == "sqlite" else create_database(request.getfixturevalue("cluster"))
    )
    fill(url)
    with client_of(url, wait_seconds=0.0) as client:
        answer = client.post(
            "/v1/articles", json={"text": "France condemned the coup."}, headers={"Prefer": "respond-async"}
        )
        assert answer.status_code == 202
        job = json.loads(client.get(answer.headers["Location"]).data)
        assert job["state"] == "QUEUED"
        article = json.loads(client.get("/v1/articles?limit=1").data)["data"][0]
        address = f"/v1/articles/{article['id']}"
        tag = client.get(address).headers["ETag"]
        assert client.delete(address, headers={"If-Match": tag}).status_code == 204
        assert client.get(address).status_code == 410


def administer(url: str, *statements: str) -> None:
    """Run statements from another database of the cluster."""
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg", database="postgres"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def end_all(name: str) -> str:
    return f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"


def test_a_database_that_goes_away_is_a_503_until_it_comes_back(request: pytest.FixtureRequest) -> None:
    url = create_database(request.getfixturevalue("cluster"))
    fill(url)
    name = make_url(url).database or ""
    with client_of(url) as client:
        before = client.get("/v1/events?limit=3")
        assert before.status_code == 200
        administer(url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false", end_all(name))
        for path in ("/v1/events?limit=3", "/v1/actors/country:RUS", "/v1/events?format=csv", "/readyz"):
            away = client.get(path)
            assert (away.status_code, away.content_type) == (503, "application/problem+json"), path
            assert int(away.headers["Retry-After"]) > 0
        posted = client.post("/v1/articles", json={"text": "France condemned the coup."})
        assert posted.status_code == 503
        assert client.get("/healthz").status_code == 200
        administer(url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert client.get("/v1/events?limit=3").data == before.data


def test_connections_that_the_server_closed_are_made_anew(request: pytest.FixtureRequest) -> None:
    url = create_database(request.getfixturevalue("cluster"))
    fill(url)
    with client_of(url) as client:
        for _ in range(3):
            assert client.get("/v1/events?limit=3").status_code == 200
            administer(url, end_all(make_url(url).database or ""))


def test_a_full_disk_is_a_503_and_loses_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'full.db'}"
    fill(url)
    with client_of(url, wait_seconds=0.0) as client:
        services: Services = client.application.extensions["dateline"]
        before = client.get("/v1/events?limit=1000").data
        with services.writer.writing() as connection:
            pages = _limit_pages(connection, 1)
        # A text of a megabyte finds no room.
        article = {"text": "France condemned the coup in Niger. " * 25_000}
        full = client.post("/v1/articles", json=article, headers={"Prefer": "respond-async"})
        assert (full.status_code, full.content_type) == (503, "application/problem+json")
        assert "Retry-After" in full.headers
        assert client.get("/v1/events?limit=1000").data == before
        with services.writer.writing() as connection:
            _limit_pages(connection, pages + 10_000)
        again = client.post("/v1/articles", json=article, headers={"Prefer": "respond-async"})
        assert again.status_code == 202
        assert json.loads(client.get(again.headers["Location"]).data)["state"] == "QUEUED"


def _limit_pages(connection: Connection, most: int) -> int:
    """Let the file grow to so many pages, never below its size; return how many it may have."""
    return int(connection.exec_driver_sql(f"PRAGMA max_page_count = {most}").scalar_one())


def test_a_statement_of_sqlite_that_takes_too_long_is_broken_off(urls: dict[str, str]) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    reader = make_reader(create_reading_engine(read_url(urls["sqlite"]), timeout=1), "x", limit=0.1)
    for read in (reader.one, reader.all):
        with pytest.raises(StoreBusyError, match="interrupted"):
            read(endless, {})
    assert reader.one("SELECT count(*) FROM articles", {})[0] == 63
    reader.close()


def test_a_statement_of_postgresql_that_takes_too_long_is_broken_off(
    urls: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "STATEMENT_SECONDS", 0.2)
    engine = create_reading_engine(read_url(urls["postgresql"]), timeout=1)
    reader = make_reader(engine, "x")
    with pytest.raises(StoreBusyError, match="statement timeout"):
        reader.one("SELECT pg_sleep(20)", {})
    assert reader.one("SELECT count(*) FROM articles", {})[0] == 63
    engine.dispose()


@pytest.mark.parametrize("kind", KINDS)
def test_a_database_that_does_not_answer_in_time_is_a_503(
    clients: dict[str, FlaskClient], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(*_: object) -> None:
        raise StoreBusyError("x", "interrupted")

    monkeypatch.setattr("storage.store.read_page", wait)
    answer = clients[kind].get("/v1/events?actor=Kenya")
    assert (answer.status_code, json.loads(answer.data)["type"]) == (503, "/problems/unavailable")
    assert int(answer.headers["Retry-After"]) > 0
