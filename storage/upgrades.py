"""A database in, its tables at this program's revision out."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.engines import (
    check_sqlite_place,
    create_writing_engine,
    hide_password,
    read_url,
    translate_errors,
)
from storage.errors import SchemaVersionError

REVISION = "0006"
"""The revision that this program reads and writes: the last of `storage.migrations`."""

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
                if find_revision(connection) != REVISION:
                    _run_migrations(connection, shown)
        finally:
            engine.dispose()


def check_revision(connection: Connection, shown: str) -> None:
    """Raise `SchemaVersionError` unless the tables are those that this program knows."""
    found = find_revision(connection)
    if found != REVISION:
        raise SchemaVersionError(shown, found, REVISION)


def find_revision(connection: Connection) -> str | None:
    """Return the revision of the tables, None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _run_migrations(connection: Connection, shown: str) -> None:
    # Alembic takes longer to load than a store to open, and is needed only here.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = find_revision(connection)
    if found is not None and found not in known:
        raise SchemaVersionError(shown, found, REVISION)
    command.upgrade(config, REVISION)
