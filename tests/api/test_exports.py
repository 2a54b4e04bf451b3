"""Whole lists as files: made by a worker, immutable, given out in parts, gone when an article of theirs goes."""

import base64
import hashlib
import io
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import exporting
from api.app import create_app
from api.config import AppConfig
from api.exporting import EXPORTABLE, sweep_files, tidy_exports
from dateline.exporting import FileExporter
from ingest import service
from records.jobs import JobKind, JobState
from schemas.exports import EXPORT_RESOURCES
from storage.exports import ExportShelf
from storage.store import Store, open_store
from tests import samples
from tests.api.conftest import fill, ingest
from tests.api.test_posting import HandExtractor

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A server over a filled store, the store, and the folder of its files."""

    client: FlaskClient
    store: Store
    folder: Path

    def post(self, resource: str = "events", form: str = "ndjson", headers: Any = None, **filters: Any) -> Any:
        body = {"resource": resource, "format": form, "filters": filters}
        return self.client.post("/v1/exports", json=body, headers=headers)

    def make(self, *args: Any, **filters: Any) -> Any:
        with working(self):
            answer = self.post(*args, **filters)
        assert answer.status_code == 201, answer.data
        return answer.json

    def get(self, address: str, **more: Any) -> Any:
        return self.client.get(address, buffered=True, **more)

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir()) if self.folder.is_dir() else []


@contextmanager
def working(place: Place) -> Iterator[None]:
    """Run a worker that makes files beside the test."""
    stop = Event()
    exporter = FileExporter(folder=place.folder, kept=DAY)
    worker = service._Worker(place.store, HandExtractor(), "hand-1", exporter)  # type: ignore[arg-type]
    thread = Thread(target=worker.work, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Return a server over a filled store of the test's own."""
    url, folder = f"sqlite:///{tmp_path / 'own.db'}", tmp_path / "files"
    fill(url)
    app = create_app(AppConfig(version="0.1.0", database_url=url, wait_seconds=10.0, export_folder=folder))
    with open_store(url) as store:
        yield Place(client=app.test_client(), store=store, folder=folder)
    app.extensions["dateline"].close()


def slug(answer: Any) -> str:
    return str(json.loads(answer.data)["type"]).removeprefix("/problems/")


@pytest.mark.parametrize("resource", EXPORT_RESOURCES)
@pytest.mark.parametrize("form", ["ndjson", "csv"])
def test_a_file_holds_what_the_list_streams(place: Place, resource: str, form: str) -> None:
    export = place.make(resource, form)
    answer = place.get(export["links"]["file"])
    assert answer.status_code == 200
    assert answer.data == place.get(f"/v1/{resource}?format={form}").data
    assert export["sha256"] == hashlib.sha256(answer.data).hexdigest()
    assert (export["bytes"], export["rows"]) == (len(answer.data), int(place.get(
        f"/v1/{resource}?format=ndjson").headers["Dateline-Total"]))  # fmt: skip
    assert export["dataset_version"] == place.store.dataset_version()
    assert answer.headers["Content-Disposition"] == f"attachment; filename={resource}.{form}"
    digest = base64.b64encode(hashlib.sha256(answer.data).digest()).decode()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{digest}:"


def test_filters_shape_and_fields_are_those_of_the_list(place: Place) -> None:
    filters = {"actor": ["Russia", "org:eu"], "date_from": "2025-01-01", "include_undated": True, "min_confidence": 0.1}
    query = "actor=Russia&actor=org:eu&date_from=2025-01-01&include_undated=true&min_confidence=0.1"
    for form, more in (("ndjson", {}), ("csv", {"shape": "long"}), ("csv", {"fields": "id,status"})):
        export = place.make("events", form, **filters, **more)
        rest = "".join(f"&{name}={value}" for name, value in more.items())
        listed = place.get(f"/v1/events?format={form}&{query}{rest}")
        assert listed.status_code == 200
        assert place.get(export["links"]["file"]).data == listed.data


def test_a_parquet_file_can_be_read(place: Place) -> None:
    from pyarrow import parquet

    export = place.make("events", "parquet")
    table = parquet.read_table(io.BytesIO(place.get(export["links"]["file"]).data))
    assert table.num_rows == export["rows"] == place.store.counts().events


def test_nobody_found_is_an_empty_file(place: Place) -> None:
    export = place.make("events", "ndjson", actor="Nobody at all")
    assert (export["rows"], place.get(export["links"]["file"]).data) == (0, b"")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/resource"),
        ({"resource": "jobs"}, "/resource"),
        ({"resource": "events", "format": "xls"}, "/format"),
        ({"resource": "events", "colour": 1}, "/colour"),
        ({"resource": "events", "filters": {"actr": "x"}}, "/filters/actr"),
        ({"resource": "events", "filters": {"limit": 3}}, "/filters/limit"),
        ({"resource": "events", "filters": {"cursor": "x"}}, "/filters/cursor"),
        ({"resource": "events", "filters": {"format": "csv"}}, "/filters/format"),
        ({"resource": "events", "filters": {"date_from": "soon"}}, "/filters/date_from"),
        ({"resource": "events", "filters": {"date_from": "2025-02-01", "date_to": "2025-01-01"}}, "/filters/date_from"),
        ({"resource": "events", "filters": {"country": "Atlantis"}}, "/filters/country"),
        ({"resource": "events", "filters": {"actor": {"id": 1}}}, "/filters/actor"),
        ({"resource": "events", "filters": {"actor": None}}, "/filters/actor"),
        ({"resource": "events", "format": "csv", "filters": {"expand": "actors"}}, "/filters/expand"),
        ({"resource": "events", "filters": []}, "/filters"),
    ],
    ids=str,
)
def test_what_no_file_can_be_made_of_is_refused_at_once(place: Place, body: Any, pointer: str) -> None:
    answer = place.client.post("/v1/exports", json=body)
    assert (answer.status_code, slug(answer)) == (422, "invalid-body"), answer.data
    assert pointer in [fault["pointer"] for fault in json.loads(answer.data)["errors"]]
    assert place.store.jobs.claim("w") is None


def test_who_does_not_wait_asks_later(place: Place) -> None:
    answer = place.post(headers={"Prefer": "respond-async"})
    assert (answer.status_code, answer.json["state"], answer.json["links"]["file"]) == (202, "QUEUED", None)
    address = answer.headers["Location"]
    assert address == answer.json["links"]["self"]
    assert (place.get(address).json["rows"], place.get(f"{address}/file").status_code) == (None, 404)
    with working(place):
        while place.get(address).json["state"] != "SUCCEEDED":
            time.sleep(0.02)
    job = place.get(answer.json["links"]["job"]).json
    assert (job["kind"], job["state"], job["links"]["result"]) == ("EXPORT", "SUCCEEDED", address)
    assert place.get(f"{address}/file").status_code == 200
    assert place.get("/v1/exports/exp_aaaaaaaaaaaaaaaa").status_code == 404
    assert place.get("/v1/exports/exp_aaaaaaaaaaaaaaaa/file").status_code == 404


def test_a_file_is_given_out_in_parts(place: Place) -> None:
    address = place.make()["links"]["file"]
    whole = place.get(address)
    tag = whole.headers["ETag"]
    assert whole.headers["Accept-Ranges"] == "bytes"

    def ask(wanted: str, **headers: str) -> Any:
        return place.get(address, headers={"Range": wanted, **headers})

    part = ask("bytes=100-199")
    assert (part.status_code, part.data) == (206, whole.data[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(whole.data)}"
    assert ask("bytes=-50").data == whole.data[-50:]
    assert ask("bytes=200-", **{"If-Range": tag}).data == whole.data[200:]
    changed = ask("bytes=200-", **{"If-Range": '"another"'})
    assert (changed.status_code, changed.data) == (200, whole.data)
    beyond = ask(f"bytes={len(whole.data)}-")
    assert (beyond.status_code, slug(beyond)) == (416, "range-not-satisfiable")
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole.data)}"
    assert place.get(address, headers={"If-None-Match": tag}).status_code == 304
    head = place.client.head(address, buffered=True)
    assert (head.data, int(head.headers["Content-Length"])) == (b"", len(whole.data))


def test_a_file_never_changes(place: Place) -> None:
    export = place.make()
    before = place.get(export["links"]["file"])
    ingest([samples.protests(1_000)], place.store)
    after = place.get(export["links"]["file"])
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert place.get(export["links"]["self"]).json == export


def test_deleting_an_article_takes_the_files_that_hold_it(place: Place) -> None:
    holding, sums = place.make("events"), place.make("actors")
    other = place.make("events", article=samples.talks().article.id)
    kept = place.get(other["links"]["file"]).data
    gone = samples.sanctions().article.id
    assert place.client.delete(f"/v1/articles/{gone}", headers={"If-Match": "*"}).status_code == 204
    for export in (holding, sums):
        for address in (export["links"]["self"], export["links"]["file"]):
            answer = place.get(address)
            assert (answer.status_code, slug(answer)) == (410, "gone")
    assert place.get(other["links"]["file"]).data == kept
    assert place.files() == [f"{other['id']}.ndjson"]


def test_an_article_deleted_meanwhile_is_not_in_the_file(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = samples.sanctions().article.id
    add = ExportShelf.add
    begun = []

    def delete_first(self: ExportShelf, export: Any, **more: Any) -> bool:
        begun.append(export.rows)
        if len(begun) == 1:
            from ingest.preparing import RENDERER

            place.store.delete_article(gone, renderer=RENDERER)
        return add(self, export, **more)

    monkeypatch.setattr(ExportShelf, "add", delete_first)
    export = place.make()
    assert len(begun) == 2
    assert begun[1] < begun[0]
    assert gone.encode() not in place.get(export["links"]["file"]).data


def test_a_file_goes_when_its_time_is_over(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    export = place.make()
    assert export["expires_at"] > export["finished_at"]
    tidy_exports(place.store, place.folder, kept=DAY)
    assert place.get(export["links"]["file"]).status_code == 200
    tidy_exports(place.store, place.folder, kept=timedelta(0))
    assert place.get(export["links"]["file"]).status_code == 410
    assert place.files() == []
    monkeypatch.setattr(exporting, "REMEMBERED", timedelta(0))
    place.store.jobs.prune(finished_before=datetime.now(UTC) + DAY)
    tidy_exports(place.store, place.folder, kept=timedelta(0))
    assert place.get(export["links"]["self"]).status_code == 404


def test_what_a_dead_worker_left_behind_is_swept_in_time(place: Place) -> None:
    export = place.make()
    old = (datetime.now(UTC) - 2 * DAY).timestamp()
    for name in ("exp_x.csv", "exp_y.00.part", "notes.txt"):
        path = place.folder / name
        path.write_bytes(b"")
        sweep_files(place.store, place.folder)
        assert path.exists()
        os.utime(path, (old, old))
    os.utime(place.folder / f"{export['id']}.ndjson", (old, old))
    sweep_files(place.store, place.folder)
    assert place.files() == [f"{export['id']}.ndjson", "notes.txt"]


def test_a_full_disk_fails_the_job_and_leaves_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill_disk(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fill_disk)
    with working(place):
        answer = place.post()
    assert (answer.status_code, slug(answer)) == (500, "export-failed")
    assert "No space left" in json.loads(answer.data)["detail"]
    assert place.files() == []


def test_a_job_begun_again_after_its_worker_died_makes_its_file_once(place: Place) -> None:
    address = place.post(headers={"Prefer": "respond-async"}).json["links"]["self"]
    job = place.store.jobs.claim("dead-1")
    assert job is not None
    place.folder.mkdir()
    # It died before its row, and the file has its name already.
    (place.folder / f"{address.rpartition('/')[2]}.ndjson").write_bytes(b"half")
    with working(place):
        while place.get(address).json["state"] != "SUCCEEDED":
            time.sleep(0.02)
    export = place.get(address).json
    assert hashlib.sha256(place.get(f"{address}/file").data).hexdigest() == export["sha256"]
    # And once more after its row: nothing is made anew.
    assert FileExporter(folder=place.folder, kept=DAY).write(place.store, job) is None
    assert place.get(address).json == export


def test_a_worker_without_a_folder_makes_no_files(place: Place) -> None:
    job = place.store.jobs.enqueue(JobKind.EXPORT, b"{}")
    service._Worker(place.store, HandExtractor(), "hand-1")._try(place.store.jobs.claim("hand-1"))  # type: ignore[arg-type]
    done = place.store.jobs.get(job.id)
    assert done is not None
    assert (done.state, done.error_code) == (JobState.FAILED, "NO_FILE")


def test_the_texts_of_articles_are_given_out_as_the_server_gives_them(tmp_path: Path) -> None:
    url, folder = f"sqlite:///{tmp_path / 'own.db'}", tmp_path / "files"
    fill(url)
    app = create_app(AppConfig(version="0.1.0", database_url=url, export_folder=folder, text="none"))
    with open_store(url) as store:
        place = Place(client=app.test_client(), store=store, folder=folder)
        answer = place.get(place.make("articles")["links"]["file"])
    assert {json.loads(line)["text"] for line in answer.data.splitlines()} == {None}
    app.extensions["dateline"].close()


def test_every_list_that_is_offered_can_be_made() -> None:
    assert set(EXPORTABLE) == set(EXPORT_RESOURCES)
