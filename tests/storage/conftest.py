"""Stores to test with, on SQLite and on PostgreSQL where it is installed."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url

from storage.store import Store, open_store, upgrade
from tests.storage.clusters import find_binaries, run_cluster

BACKENDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The URL of a PostgreSQL cluster of our own."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed here (no pg_ctl); its tests run where it is")
    with run_cluster(binaries) as url:
        yield url


@pytest.fixture(params=BACKENDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'dateline.db'}"
    return create_database(request.getfixturevalue("cluster"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store."""
    upgrade(url)
    with open_store(url) as opened:
        yield opened


def create_database(cluster: str) -> str:
    """Create a database in a cluster and return its URL."""
    name = f"test_{uuid4().hex}"
    engine = create_engine(make_url(cluster).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return make_url(cluster).set(database=name).render_as_string(hide_password=False)
