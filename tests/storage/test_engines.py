import os
import re
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.preparing import RENDERER, prepare
from storage.engines import as_storage_error
from storage.errors import StorageError, StoreBusyError, StoreUnavailableError
from storage.queries import EventQuery
from storage.store import Store, open_store, upgrade
from tests.storage.building import make_extraction

IN_MAY: Any = {"date_from": date(2025, 5, 1), "date_to": date(2025, 5, 31)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database file with tables."""
    path = tmp_path / "dateline.db"
    upgrade(f"sqlite:///{path}")
    return path


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'nowhere' / 'dateline.db'}"
    for act in (upgrade, open_store):
        with pytest.raises(StoreUnavailableError, match=f"there is no folder {tmp_path / 'nowhere'}"):
            act(url)
    assert not (tmp_path / "nowhere").exists()


def test_a_missing_file_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError, match=r"there is no file .*dateline\.db"):
        open_store(f"sqlite:///{tmp_path / 'dateline.db'}")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError, match="is a folder"):
        upgrade(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize(
    "content", [b"no database at all, but long enough to be read as one" * 40, b"SQLite format 3\0" + b"\xff" * 4000]
)
def test_a_file_that_is_no_database_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "dateline.db"
    path.write_bytes(content)
    for act in (upgrade, open_store):
        with pytest.raises(StoreUnavailableError, match=r"dateline\.db cannot be used"):
            act(f"sqlite:///{path}")
    assert path.read_bytes() == content


def test_a_damaged_database_is_an_error_of_the_store(path: Path) -> None:
    with open_store(f"sqlite:///{path}") as store:
        store.add_all([prepare(make_extraction(seed)) for seed in range(40)], renderer=RENDERER)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with path.open("r+b") as file:
        file.seek(8192 * 20)
        file.write(b"\xa5" * (path.stat().st_size - 8192 * 20))
    with pytest.raises(StoreUnavailableError, match="malformed"):
        read_everything(path)


def read_everything(path: Path) -> None:
    """Touch every event and record."""
    with open_store(f"sqlite:///{path}") as store:
        list(store.stream_events(EventQuery()))
        list(store.records())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreUnavailableError, match=r"dateline\.db"):
        upgrade(f"sqlite:///{tmp_path / 'dateline.db'}")


def test_a_locked_database_is_busy_for_writers_and_open_to_readers(path: Path) -> None:
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with open_store(f"sqlite:///{path}", timeout=0.05) as store:
        assert store.counts().articles == 0
        with pytest.raises(StoreBusyError, match=r"dateline\.db.*locked"):
            store.add(prepare(make_extraction(1)), renderer=RENDERER)
        holder.execute("ROLLBACK")
        store.add(prepare(make_extraction(1)), renderer=RENDERER)
    holder.close()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "no database URL"),
        ("mysql://user:secret@host/db", "kind 'mysql'"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("postgresql://user:secret@127.0.0.1:1/db", "cannot be used"),
    ],
)
def test_a_url_that_leads_nowhere_is_named_without_its_password(url: str, message: str) -> None:
    for act in (upgrade, open_store):
        with pytest.raises(StorageError, match=message) as caught:
            act(url)
        assert "secret" not in str(caught.value)


def test_a_database_that_goes_away_and_comes_back_serves_again(path: Path) -> None:
    with open_store(f"sqlite:///{path}") as store:
        store.add(prepare(make_extraction(1)), renderer=RENDERER)
        store.ping()
        error = as_storage_error(sqlite3.OperationalError("disk I/O error"), store.url)
        assert isinstance(error, StoreUnavailableError)
        assert not isinstance(error, StoreBusyError)


def test_connections_are_as_the_design_wants_them(path: Path) -> None:
    with open_store(f"sqlite:///{path}") as store:
        with store.writing() as connection:
            pragmas = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "page_size")
            }
        assert pragmas == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "page_size": 8192}
        with store.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA query_only").scalar() == 1


@pytest.mark.parametrize(
    ("query", "index"),
    [
        pytest.param(query, index, id=index)
        for query, index in (
            (EventQuery(), "events_start"),
            (EventQuery(event_types=("CONSULT",)), "events_type"),
            (EventQuery(countries=("USA",)), "events_country"),
            (EventQuery(event_types=("CONSULT",), countries=("USA",)), "events_type_country"),
            (EventQuery(sort="confidence"), "events_confidence"),
        )
    ],
)
def test_a_page_walks_an_index_and_sorts_nothing(path: Path, query: EventQuery, index: str) -> None:
    (plan,) = explain(path, query)
    assert re.search(rf"USING INDEX {index}\b", plan)
    assert "USE TEMP B-TREE" not in plan


@pytest.mark.parametrize(
    ("query", "indexes"),
    [
        pytest.param(EventQuery(**IN_MAY), ("events_start", "events_reach"), id="days"),
        pytest.param(EventQuery(**IN_MAY, event_types=("AGREE",)), ("events_type", "events_type_reach"), id="type"),
        pytest.param(
            EventQuery(**IN_MAY, countries=("USA",)), ("events_country", "events_country_reach"), id="country"
        ),
    ],
)
def test_long_intervals_are_found_in_indexes_of_their_own(
    path: Path, query: EventQuery, indexes: tuple[str, str]
) -> None:
    month, *longer = explain(path, query)
    assert re.search(rf"USING (COVERING )?(INDEX )?{indexes[0]} \(", month)
    assert len(longer) == 2
    for plan in longer:
        assert re.search(rf"USING (COVERING )?INDEX {indexes[1]} \(", plan)
        assert "USE TEMP B-TREE" not in plan


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(EventQuery(actors=("country:USA",)), id="actor"),
        pytest.param(EventQuery(actors=("country:USA",), **IN_MAY), id="actor and days"),
        pytest.param(EventQuery(source_actors=("country:USA",)), id="source"),
        pytest.param(EventQuery(actors_all=("country:USA", "country:RUS")), id="pair"),
        pytest.param(EventQuery(text="ceasefire"), id="text"),
    ],
)
def test_a_page_by_actor_pair_or_text_sorts_nothing(path: Path, query: EventQuery) -> None:
    plans = explain(path, query)
    assert plans
    for plan in plans:
        assert "USE TEMP B-TREE" not in plan
        assert not re.search(r"SCAN events\b(?!_text)", plan)


def explain(path: Path, query: EventQuery) -> list[str]:
    """The plans of the statements that a page takes."""
    plans = []
    with open_store(f"sqlite:///{path}") as store, sqlite3.connect(path) as connection:
        fill(store)
        read = store._reader.one

        def watch(sql: str, values: Any) -> Any:
            found = connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)
            plans.append("\n".join(row[3] for row in found) + "\n")
            return read(sql, values)

        store._reader.one = watch  # type: ignore[method-assign]
        store.events(query)
    connection.close()
    return plans


def fill(store: Store) -> None:
    store.add_all([prepare(make_extraction(seed)) for seed in range(5)], renderer=RENDERER)


def test_a_look_up_that_takes_too_long_is_broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'a.sqlite'}"
    upgrade(url)
    monkeypatch.setattr("storage.engines.STATEMENT_SECONDS", 0.05)
    endless = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c"
    with open_store(url, read_only=True) as store:
        with pytest.raises(StoreBusyError), store.reading() as connection:
            connection.exec_driver_sql(endless)
        # The connection goes on, and each statement has its own time.
        assert store.counts().events == 0
