"""What is counted, and what is noted of a request."""

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import send_file
from flask.testing import FlaskClient

from api.app import create_app
from api.config import AppConfig
from api.errors import ConfigError
from api.logs import configure_logs, make_formatter
from records.jobs import JobKind, WorkerState
from records.keys import Scope
from storage.store import Store, open_store
from tests.api.conftest import fill


def read(client: FlaskClient, **headers: str) -> dict[str, float]:
    answer = client.get("/metrics", headers=headers)
    assert (answer.status_code, answer.content_type) == (200, "text/plain; version=0.0.4; charset=utf-8")
    lines = [line for line in answer.text.splitlines() if line and not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def requests(method: str, route: str, status: int) -> str:
    return f'dateline_http_requests_total{{method="{method}",route="{route}",status="{status}"}}'


def test_requests_are_counted_by_route_and_not_by_address(own_client: FlaskClient) -> None:
    for number in range(3):
        own_client.get(f"/v1/events/evt_{number}")
    own_client.get("/v1/events?actor=Russia")
    own_client.get("/v1/events?format=ndjson").close()
    own_client.get("/nothing/at/all")
    own_client.open("/v1/events", method="PROPFIND")
    found = read(own_client)
    assert found[requests("GET", "/v1/events/<string:event_id>", 404)] == 3
    assert found[requests("GET", "/v1/events", 200)] == 2
    assert found[requests("GET", "unknown", 404)] == 1
    assert found[requests("OTHER", "unknown", 405)] == 1
    assert found['dateline_http_request_seconds_count{method="GET",route="/v1/events"}'] == 2
    assert "Russia" not in own_client.get("/metrics").text


def test_jobs_workers_and_the_data_set_are_told(own_client: FlaskClient, own_store: Store) -> None:
    for _ in range(2):
        own_store.jobs.enqueue(JobKind.ARTICLE, b"{}")
    own_store.jobs.claim("w")
    own_store.jobs.beat("w", pid=1, host="h", state=WorkerState.READY)
    found = read(own_client)
    assert [found[f'dateline_jobs{{state="{state}"}}'] for state in ("QUEUED", "RUNNING", "FAILED")] == [1, 1, 0]
    assert [found[f'dateline_workers{{state="{state}"}}'] for state in ("READY", "SILENT")] == [1, 0]
    assert found['dateline_dataset_items{resource="events"}'] == 0
    assert (found["dateline_dataset_version"], found["dateline_database_up"]) == (0, 1)


def test_a_database_that_is_away_is_told(tmp_path: Path) -> None:
    app = create_app(AppConfig(version="0.1.0", database_url=f"sqlite:///{tmp_path / 'no' / 'x.db'}"))
    found = read(app.test_client())
    assert found["dateline_database_up"] == 0
    assert not any(name.startswith("dateline_jobs") for name in found)


def test_metrics_may_need_a_key_or_be_off(own_url: str) -> None:
    with open_store(own_url) as store:
        token = store.keys.create("watch", {Scope.READ})[1]

    def make(**more: Any) -> FlaskClient:
        return create_app(AppConfig(version="0.1.0", database_url=own_url, **more)).test_client()

    assert make(auth="keys").get("/metrics").status_code == 200
    guarded = make(auth="keys", metrics="key")
    assert guarded.get("/metrics").status_code == 401
    assert read(guarded, Authorization=f"Bearer {token}")
    assert make(metrics="off").get("/metrics").status_code == 404


_PROCESS = """
import sys
from api.app import create_app
from api.config import AppConfig

client = create_app(AppConfig(version="0.1.0", database_url=sys.argv[1])).test_client()
for _ in range(int(sys.argv[2])):
    client.get("/v1/events")
print(client.get("/metrics").text)
"""


def test_any_process_tells_the_counts_of_all(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'own.db'}"
    fill(url)
    (tmp_path / "counts").mkdir()
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "counts")}

    def run(times: int) -> str:
        command = [sys.executable, "-c", _PROCESS, url, str(times)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120).stdout

    run(3)
    text = run(4)
    assert f"{requests('GET', '/v1/events', 200)} 7.0" in text
    assert "dateline_dataset_version" in text


class Lines(logging.Handler):
    """Keeps lines of log."""

    def __init__(self, style: str) -> None:
        super().__init__()
        self.setFormatter(make_formatter(style))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def noted() -> Iterator[Lines]:
    """Keep what is logged, as JSON."""
    handler = Lines("json")
    logger = logging.getLogger("dateline")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel("INFO")
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(before)


def test_each_request_is_one_line_without_its_question(own_client: FlaskClient, noted: Lines) -> None:
    own_client.get("/v1/events?q=secret-words", headers={"X-Request-Id": "abc-1"})
    [line] = map(json.loads, noted.lines)
    assert {name: line[name] for name in ("event", "level", "method", "path", "status", "request_id", "address")} == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "path": "/v1/events",
        "status": 200,
        "request_id": "abc-1",
        "address": "127.0.0.1",
    }
    assert line["duration_ms"] > 0
    assert line["bytes"] > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", line["timestamp"])
    assert "secret-words" not in noted.lines[0]


def test_a_stream_is_noted_when_it_ends(client: FlaskClient, noted: Lines) -> None:
    answer = client.get("/v1/events?format=csv", headers={"X-Request-Id": "abc-2"})
    assert noted.lines == []
    answer.close()
    assert json.loads(noted.lines[0])["request_id"] == "abc-2"


def test_a_file_is_noted_when_it_ends(own_client: FlaskClient, noted: Lines, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 100_000)
    own_client.application.add_url_rule("/a-file", view_func=lambda: send_file(tmp_path / "file"))
    answer = own_client.get("/a-file", headers={"Range": "bytes=10-"})
    assert noted.lines == []
    assert len(answer.data) == 99_990
    answer.close()
    assert json.loads(noted.lines[0])["status"] == 206


def test_neither_keys_nor_texts_are_noted(own_url: str, noted: Lines) -> None:
    with open_store(own_url) as store:
        key, token = store.keys.create("one", {Scope.READ, Scope.WRITE})
    client = create_app(AppConfig(version="0.1.0", database_url=own_url, auth="keys", wait_seconds=0)).test_client()
    headers = {"Authorization": f"Bearer {token}"}
    client.post("/v1/articles", json={"text": "A text of somebody else."}, headers=headers)
    client.get(f"/v1/events/{token}", headers=headers)
    client.get(f"/v1/events?api_key={token}")
    logging.getLogger("dateline.api").error("the key %s", token)
    log = "\n".join(noted.lines)
    assert len(noted.lines) == 4
    assert key.id in log
    assert token not in log
    assert token.rpartition("_")[2] not in log
    assert "somebody else" not in log


def test_a_bug_is_noted_with_its_request_and_trace(
    own_client: FlaskClient, noted: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*_args: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("api.resources.events.read_event_query", explode)
    problem = own_client.get("/v1/events").json
    bug, access = map(json.loads, noted.lines)
    assert (bug["level"], bug["request_id"], access["status"]) == ("error", problem["request_id"], 500)
    assert "ZeroDivisionError: secret" in bug["exception"]


def test_for_people_a_line_is_plain_words() -> None:
    handler = Lines("console")
    record = logging.LogRecord("dateline.worker", logging.WARNING, __file__, 1, "worker %s", ("w-1",), None)
    assert "worker w-1" in handler.format(record)


@pytest.mark.parametrize(("style", "level"), [("xml", "INFO"), ("json", "LOUD")])
def test_a_log_that_means_nothing_is_refused(style: str, level: str) -> None:
    with pytest.raises(ConfigError, match="DATELINE_LOG"):
        configure_logs(style, level)
