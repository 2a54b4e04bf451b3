"""Statements and values in, rows out, with as little in between as each database allows."""

import sqlite3
from collections import deque
from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import Dialect, Engine

from storage.engines import PAGES_CACHE_KB, SQLITE, STATEMENT_SECONDS, as_storage_error, translate_errors
from storage.timing import Timed

Values = Mapping[str, Any]


class Reader(Protocol):
    """Reads rows by SQL as the driver takes it, each statement on its own."""

    dialect: Dialect

    def one(self, sql: str, values: Values) -> Any:
        """Return the first row, or None."""

    def all(self, sql: str, values: Values) -> list[Any]:
        """Return all rows."""

    def close(self) -> None:
        """Give back what is held."""


def make_reader(engine: Engine, shown: str, *, limit: float = STATEMENT_SECONDS) -> Reader:
    """Return the reader for an engine; `shown` is the database's name in errors.

    A statement that takes longer than `limit` seconds is broken off (`StoreBusyError`); PostgreSQL has been told so
    when the connection was made.
    """
    return _IdleReader(engine, shown, limit) if engine.dialect.name == SQLITE else _PoolReader(engine, shown)


class _PoolReader:
    """Borrows a connection of the pool for each statement: a server may have closed the one of before."""

    def __init__(self, engine: Engine, shown: str) -> None:
        self._engine = engine
        self._shown = shown
        self.dialect = engine.dialect

    def one(self, sql: str, values: Values) -> Any:
        with translate_errors(self._shown), self._engine.connect() as connection:
            return connection.exec_driver_sql(sql, dict(values)).first()

    def all(self, sql: str, values: Values) -> list[Any]:
        with translate_errors(self._shown), self._engine.connect() as connection:
            return list(connection.exec_driver_sql(sql, dict(values)))

    def close(self) -> None:
        """The pool is the engine's own."""


class _IdleReader:
    """Takes an idle connection for each statement and asks the driver itself.

    A file does not go away as a server does, and a statement by its key takes five microseconds: a pool and a result
    of SQLAlchemy's around it take thirty times as long. The connections belong to the store, never to a thread: a
    server ends idle threads, and what a `threading.local` finalises then runs on half a thread (CPython 3.12 crashes).
    """

    def __init__(self, engine: Engine, shown: str, limit: float) -> None:
        self._engine = engine
        self._shown = shown
        self._limit = limit
        self._idle: deque[Timed] = deque()
        self.dialect = engine.dialect

    def one(self, sql: str, values: Values) -> Any:
        timed = self._take()
        try:
            return timed.connection.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            raise as_storage_error(error, self._shown) from error
        finally:
            self._idle.append(timed)

    def all(self, sql: str, values: Values) -> list[Any]:
        timed = self._take()
        try:
            found: list[Any] = timed.connection.execute(sql, values).fetchall()
            return found
        except sqlite3.Error as error:
            raise as_storage_error(error, self._shown) from error
        finally:
            self._idle.append(timed)

    def close(self) -> None:
        while self._idle:
            self._idle.pop().connection.close()

    def _take(self) -> Timed:
        # A deque appends and pops as one step each: no two threads get the same connection.
        try:
            timed = self._idle.pop()
        except IndexError:
            with translate_errors(self._shown):
                borrowed = self._engine.raw_connection()
                timed = Timed(borrowed.driver_connection)
                borrowed.detach()
                timed.connection.execute(f"PRAGMA cache_size = -{PAGES_CACHE_KB}")
        timed.begin(self._limit)
        return timed
