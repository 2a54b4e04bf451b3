"""A database in, its tables at this program's revision out."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.engines import (
    check_sqlite_place,
    create_writing_engine,
    hide_password,
    read_url,
    translate_errors,
)
from storage.errors import SchemaVersionError

_FOLDER = Path(__file__).parent / "migrations"


def upgrade(url: str, *, timeout: float = 30.0) -> None:
    """Create the tables of the database, or bring them up to this program's revision.

    All in one transaction: an upgrade that is cut off leaves the old tables. The folder of an SQLite file has to exist.

    Raises:
        StorageError: the database cannot be opened or written, or is newer than this program.
    """
    parsed = read_url(url)
    check_sqlite_place(parsed, create=True)
    shown = hide_password(parsed)
    with translate_errors(shown):
        engine = create_writing_engine(parsed, timeout=timeout)
        try:
            with engine.begin() as connection:
                check_not_newer(connection, shown)
                config = _make_config()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        finally:
            engine.dispose()


def check_revision(connection: Connection, shown: str) -> None:
    """Raise `SchemaVersionError` unless the tables are those that this program knows."""
    found = find_revision(connection)
    if found != wanted_revision():
        raise SchemaVersionError(shown, found, wanted_revision())


def check_not_newer(connection: Connection, shown: str) -> None:
    """Raise `SchemaVersionError` where the tables are of a revision that this program has never heard of."""
    found = find_revision(connection)
    if found is not None and found not in _known_revisions():
        raise SchemaVersionError(shown, found, wanted_revision())


def find_revision(connection: Connection) -> str | None:
    """Return the revision of the tables, None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def wanted_revision() -> str:
    """Return the revision that this program reads and writes."""
    head = ScriptDirectory.from_config(_make_config()).get_current_head()
    assert head is not None, "the package holds its migrations"
    return head


@cache
def _known_revisions() -> frozenset[str]:
    return frozenset(script.revision for script in ScriptDirectory.from_config(_make_config()).walk_revisions())


def _make_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config
