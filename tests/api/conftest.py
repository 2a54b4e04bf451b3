"""An application over a small store that was filled by hand."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.app import create_app
from api.config import AppConfig
from ingest.preparing import RENDERER, prepare
from records.extractions import Extraction
from storage.store import Store, open_store, upgrade
from tests import samples

PROTESTS = 60


def ingest(records: Iterable[Extraction], store: Store) -> None:
    """Write the records into the store."""
    store.add_all(map(prepare, records), renderer=RENDERER)


def fill(url: str) -> None:
    """Make a store with three articles of their own kind and sixty alike."""
    upgrade(url)
    records = [samples.talks(), samples.sanctions(), samples.memories(), *map(samples.protests, range(PROTESTS))]
    with open_store(url) as store:
        ingest(records, store)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a filled store that tests only read."""
    url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'dateline.db'}"
    fill(url)
    return url


@pytest.fixture(scope="session")
def app(database_url: str) -> Iterator[Flask]:
    """Return the application over the filled store."""
    app = create_app(AppConfig(version="0.1.0", database_url=database_url))
    yield app
    app.extensions["dateline"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client of the application over the filled store."""
    return app.test_client()


@pytest.fixture
def own_url(tmp_path: Path) -> str:
    """Return the address of an empty store that a test may write."""
    url = f"sqlite:///{tmp_path / 'own.db'}"
    upgrade(url)
    return url


@pytest.fixture
def own_store(own_url: str) -> Iterator[Store]:
    """Return an empty store that a test may write."""
    with open_store(own_url) as store:
        yield store


@pytest.fixture
def own_client(own_url: str) -> Iterator[FlaskClient]:
    """Return a client of an application over the store that the test may write; posts wait five seconds."""
    app = create_app(AppConfig(version="0.1.0", database_url=own_url, wait_seconds=5.0))
    yield app.test_client()
    app.extensions["dateline"].close()
