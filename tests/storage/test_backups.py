"""A backup holds all that was there when it was begun, and a restored database is that again."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from ingest.preparing import RENDERER, prepare
from storage.backups import back_up, check_sqlite, restore
from storage.errors import BackupError, SchemaVersionError
from storage.queries import EventQuery
from storage.store import Store, open_store, upgrade
from storage.upgrades import REVISION
from tests import samples
from tests.storage.conftest import create_database

TOOLS = {"sqlite": (), "postgresql": ("pg_dump", "pg_restore")}


@pytest.fixture
def other_url(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> str:
    """Another empty database of the same kind."""
    for tool in TOOLS[make_url(url).get_backend_name()]:
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not on the path")
    if url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'other.db'}"
    return create_database(request.getfixturevalue("cluster"))


def fill(store: Store, *numbers: int) -> None:
    store.add_all([prepare(samples.protests(number)) for number in numbers], renderer=RENDERER)


def events_of(url: str) -> bytes:
    with open_store(url, read_only=True) as store:
        return store.events(EventQuery(limit=1000)).body


def test_a_restored_database_is_what_was_backed_up(store: Store, url: str, other_url: str, tmp_path: Path) -> None:
    fill(store, *range(40))
    before = events_of(url)
    assert back_up(url, tmp_path / "kept") == REVISION
    fill(store, *range(40, 50))
    assert restore(other_url, tmp_path / "kept") is None
    assert events_of(other_url) == before != events_of(url)
    with open_store(other_url) as again:
        # It can be written on: numbers go on where they were.
        fill(again, *range(40, 50))
    assert events_of(other_url) == events_of(url)


def test_a_backup_is_not_overwritten(store: Store, url: str, other_url: str, tmp_path: Path) -> None:  # noqa: ARG001
    fill(store, 1)
    back_up(url, tmp_path / "kept")
    size = (tmp_path / "kept").stat().st_size
    with pytest.raises(BackupError, match="not overwritten"):
        back_up(url, tmp_path / "kept")
    assert (tmp_path / "kept").stat().st_size == size
    assert not list(tmp_path.glob("*.part"))


def test_a_database_that_holds_something_is_left_alone_unless_told(
    store: Store, url: str, other_url: str, tmp_path: Path
) -> None:
    fill(store, *range(5))
    back_up(url, tmp_path / "kept")
    upgrade(other_url)
    with open_store(other_url) as other:
        fill(other, *range(100, 103))
    before = events_of(other_url)
    with pytest.raises(BackupError, match="already"):
        restore(other_url, tmp_path / "kept")
    assert events_of(other_url) == before
    kept = restore(other_url, tmp_path / "kept", replace=True)
    assert events_of(other_url) == events_of(url)
    if kept is not None:
        assert events_of(f"sqlite:///{kept}") == before


def test_a_file_that_is_no_backup_is_refused_and_nothing_touched(
    store: Store, url: str, other_url: str, tmp_path: Path
) -> None:
    fill(store, 1)
    before = events_of(url)
    for name, content in (("empty", b""), ("text", b"not a database at all" * 100)):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BackupError):
            restore(url, tmp_path / name, replace=True)
        with pytest.raises(BackupError):
            restore(other_url, tmp_path / name)
    with pytest.raises(BackupError, match="There is no file"):
        restore(url, tmp_path / "nowhere", replace=True)
    assert events_of(url) == before


def test_a_folder_that_is_not_there_is_named(store: Store, url: str, other_url: str, tmp_path: Path) -> None:  # noqa: ARG001
    with pytest.raises(BackupError, match="nowhere"):
        back_up(url, tmp_path / "nowhere" / "kept")


def test_a_damaged_backup_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    upgrade(url)
    with open_store(url) as store:
        fill(store, *range(60))
    back_up(url, tmp_path / "kept")
    damaged = bytearray((tmp_path / "kept").read_bytes())
    middle = len(damaged) // 2
    damaged[middle : middle + 20_000] = b"\xa5" * 20_000
    (tmp_path / "damaged").write_bytes(damaged)
    with pytest.raises(BackupError, match="damaged"):
        restore(f"sqlite:///{tmp_path / 'b.db'}", tmp_path / "damaged")
    assert not (tmp_path / "b.db").exists()


def test_a_backup_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    upgrade(url)
    back_up(url, tmp_path / "kept")
    with sqlite3.connect(tmp_path / "kept") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert check_sqlite(tmp_path / "kept") == "9999"
    with pytest.raises(SchemaVersionError):
        restore(f"sqlite:///{tmp_path / 'b.db'}", tmp_path / "kept")


def test_a_database_in_use_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.backups._BUSY_SECONDS", 0.1)
    url = f"sqlite:///{tmp_path / 'a.db'}"
    upgrade(url)
    back_up(url, tmp_path / "kept")
    with open_store(url) as store:
        fill(store, 1)
        with pytest.raises(BackupError, match="in use"):
            restore(url, tmp_path / "kept", replace=True)
        assert store.counts().articles == 1


def test_the_password_stands_in_no_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    from storage import backups

    seen = {}

    def run(command: list[str], env: dict[str, str], **_: object) -> object:
        seen["command"], seen["password"] = " ".join(command), env["PGPASSWORD"]
        return type("Done", (), {"returncode": 1, "stderr": "refused\nmore"})()

    monkeypatch.setattr(backups.subprocess, "run", run)
    monkeypatch.setattr(backups.shutil, "which", lambda name: f"/bin/{name}")
    url = make_url("postgresql://ann:s3cret@db.example:5433/news")
    with pytest.raises(BackupError, match="pg_dump failed: refused"):
        backups._run_tool(url, "pg_dump", backups._address(url))
    assert seen == {"command": "/bin/pg_dump postgresql://ann@db.example:5433/news", "password": "s3cret"}


def test_a_postgresql_restore_that_fails_leaves_all_as_it_was(cluster: str, tmp_path: Path) -> None:
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not on the path")
    first, second = create_database(cluster), create_database(cluster)
    upgrade(first)
    with open_store(first) as store:
        fill(store, *range(20))
    back_up(first, tmp_path / "kept")
    whole = (tmp_path / "kept").read_bytes()
    (tmp_path / "cut").write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(BackupError):
        restore(second, tmp_path / "cut")
    engine = create_engine(make_url(second).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").scalar()
    engine.dispose()
    assert tables == 0
