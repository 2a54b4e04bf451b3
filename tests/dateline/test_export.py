"""`dateline export`: the files that the API gives out, without a server."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from api.app import create_app
from api.config import AppConfig
from dateline.cli import main
from tests.api.conftest import fill


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a small database that the commands use."""
    url = f"sqlite:///{tmp_path / 'dateline.db'}"
    fill(url)
    monkeypatch.setenv("DATELINE_DATABASE_URL", url)
    return url


@pytest.fixture
def client(filled: str) -> FlaskClient:
    """A client of an application over the same database."""
    return create_app(AppConfig(version="0.1.0", database_url=filled)).test_client()


def export(*arguments: str) -> bytes:
    done = CliRunner().invoke(main, ["export", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout_bytes


@pytest.mark.parametrize("resource", ["events", "positions", "actors", "articles"])
@pytest.mark.parametrize("form", ["ndjson", "csv", "parquet"])
def test_a_file_holds_what_the_api_gives_out(client: FlaskClient, resource: str, form: str) -> None:
    written = export("--format", form, "--resource", resource)
    served = client.get(f"/v1/{resource}?format={form}").data
    assert written == served


def test_gdelt_is_as_the_api_gives_it_out(client: FlaskClient) -> None:
    assert export("--format", "gdelt") == client.get("/v1/events?format=tsv&shape=gdelt").data


@pytest.mark.usefixtures("filled")
def test_only_events_have_the_columns_of_gdelt() -> None:
    done = CliRunner().invoke(main, ["export", "--format", "gdelt", "--resource", "actors"])
    assert done.exit_code == 2
    assert "is for events" in done.output
