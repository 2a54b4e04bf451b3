"""A database URL in, engines with our settings out; what drivers raise becomes a StorageError."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import QueuePool

from storage.errors import StorageError, StoreBusyError, StoreUnavailableError
from storage.timing import limit_statements

SQLITE = "sqlite"
POSTGRESQL = "postgresql"

# The upper levels of the indexes, for each thread that reads pages; the rest is in the system's cache. What else is
# looked up is little. A writer touches all of them at once, and there is one. No memory map: what it has touched counts
# as the server's own memory.
PAGES_CACHE_KB = 8 * 1024
_READER_CACHE_KB = 2 * 1024
_WRITER_CACHE_KB = 32 * 1024
_CACHED_STATEMENTS = 256
_READERS = 16

STATEMENT_SECONDS = 30.0
"""A statement that reads for longer is broken off; the longest that anybody can ask for takes a second or two."""


def read_url(url: str) -> URL:
    """Return the parsed URL of a database that this program knows.

    Raises:
        StorageError: it is no URL, or of another kind of database.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageError(f"{url!r} is no database URL; one looks like sqlite:////folder/file.db.") from error
    backend = parsed.get_backend_name()
    if backend not in (SQLITE, POSTGRESQL):
        raise StorageError(
            f"The database {hide_password(parsed)} is of kind {backend!r}; SQLite and PostgreSQL are known."
        )
    if parsed.drivername == POSTGRESQL:
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed


def hide_password(url: URL) -> str:
    """Return the URL as it may be shown and logged."""
    return url.render_as_string(hide_password=True)


def create_reading_engine(url: URL, *, timeout: float) -> Engine:
    """Return an engine whose connections only read, each statement on its own."""
    if url.get_backend_name() == SQLITE:
        engine = _create_sqlite_engine(url, timeout=timeout, read_only=True)
    else:
        engine = _create_postgresql_engine(url, timeout=timeout, read_only=True)
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def create_writing_engine(url: URL, *, timeout: float) -> Engine:
    """Return an engine with a single connection: one transaction writes at a time."""
    if url.get_backend_name() == SQLITE:
        return _create_sqlite_engine(url, timeout=timeout, read_only=False)
    return _create_postgresql_engine(url, timeout=timeout, read_only=False)


def check_sqlite_place(url: URL, *, create: bool) -> None:
    """Say plainly why an SQLite file cannot be opened, where its place already tells.

    Raises:
        StoreUnavailableError: no folder, no file, or something else in its place.
    """
    if url.get_backend_name() != SQLITE:
        return
    shown = hide_password(url)
    if url.database in (None, "", ":memory:"):
        raise StoreUnavailableError(shown, "it names no file, and other processes cannot see a database in memory")
    path = Path(url.database)
    if not path.parent.is_dir():
        raise StoreUnavailableError(shown, f"there is no folder {path.parent}")
    if path.is_dir():
        raise StoreUnavailableError(shown, f"{path} is a folder")
    if not create and not path.exists():
        raise StoreUnavailableError(shown, f"there is no file {path}")


@contextmanager
def translate_errors(shown: str) -> Iterator[None]:
    """Raise what the database and its driver raise as errors of the store."""
    try:
        yield
    except PoolTimeoutError as error:
        raise StoreBusyError(shown, "all connections are in use") from error
    except DBAPIError as error:
        raise as_storage_error(error.orig, shown) from error
    except sqlite3.Error as error:
        raise as_storage_error(error, shown) from error
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreUnavailableError(shown, f"its driver is not installed ({error})") from error
    except SQLAlchemyError as error:
        raise StorageError(f"The database {shown} refused: {_first_line(error)}") from error


def as_storage_error(error: BaseException | None, shown: str) -> StorageError:
    """Return the store's error for a driver's."""
    reason = _first_line(error)
    if isinstance(error, sqlite3.OperationalError) and _sqlite_code(error) in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        # Broken off by the time limit of `storage.reading`.
        sqlite3.SQLITE_INTERRUPT,
    ):
        return StoreBusyError(shown, reason)
    # PostgreSQL: lock not available, query cancelled (the time limit), too many connections.
    if getattr(error, "sqlstate", None) in ("55P03", "57014", "53300"):
        return StoreBusyError(shown, reason)
    return StoreUnavailableError(shown, reason)


def _sqlite_code(error: sqlite3.Error) -> int:
    """The primary code of an SQLite error: the low byte of the extended one."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _first_line(error: BaseException | None) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _create_sqlite_engine(url: URL, *, timeout: float, read_only: bool) -> Engine:
    path = Path(url.database or "").absolute()
    mode = "ro" if read_only else "rwc"
    uri = f"file:{quote(str(path))}?mode={mode}"

    def connect() -> sqlite3.Connection:
        # No implicit transactions: SQLAlchemy's "begin" is ours below.
        connection = sqlite3.connect(
            uri,
            uri=True,
            timeout=timeout,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_CACHED_STATEMENTS,
        )
        try:
            _set_pragmas(connection, read_only=read_only)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=_READERS if read_only else 1,
        max_overflow=_READERS if read_only else 0,
        pool_timeout=max(timeout, 1),
        pool_reset_on_return=None if read_only else "rollback",
        # The connection that was used last has what it read at hand.
        pool_use_lifo=True,
        paramstyle="named",
    )
    if read_only:
        limit_statements(engine, STATEMENT_SECONDS)
    else:
        # A deferred transaction that reads first cannot become a writing one while another wrote: take the lock now.
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _set_pragmas(connection: sqlite3.Connection, *, read_only: bool) -> None:
    if read_only:
        connection.execute("PRAGMA query_only = ON")
    else:
        # Both last in the file and are asked for again without effect. A row with its bytes takes a kilobyte: pages of
        # 4 kB would leave a quarter of each empty.
        connection.execute("PRAGMA page_size = 8192")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{_READER_CACHE_KB if read_only else _WRITER_CACHE_KB}")
    connection.execute("PRAGMA temp_store = MEMORY")


def _create_postgresql_engine(url: URL, *, timeout: float, read_only: bool) -> Engine:
    milliseconds = int(timeout * 1000)
    options: dict[str, Any] = {"connect_timeout": max(2, int(timeout)), "application_name": "dateline"}
    if read_only:
        limit = int(STATEMENT_SECONDS * 1000)
        options["options"] = f"-c default_transaction_read_only=on -c statement_timeout={limit}"
    else:
        options["options"] = f"-c lock_timeout={milliseconds}"
    return create_engine(
        url,
        connect_args=options,
        pool_size=_READERS if read_only else 1,
        max_overflow=_READERS if read_only else 0,
        pool_timeout=max(timeout, 1),
        pool_pre_ping=True,
    )
