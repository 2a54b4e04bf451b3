"""Statements and values in, rows out, with as little in between as each database allows."""

from collections import deque
from collections.abc import Mapping
from math import inf
from time import monotonic
from typing import Any, Protocol

from sqlalchemy import Dialect, Engine

from storage.engines import SQLITE, STATEMENT_SECONDS, translate_errors

Values = Mapping[str, Any]

# Some milliseconds of SQLite's work: often enough to stop in time, seldom enough to cost nothing.
_STEPS_BETWEEN_LOOKS = 200_000


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
        self._idle: deque[_Timed] = deque()
        self.dialect = engine.dialect

    def one(self, sql: str, values: Values) -> Any:
        with translate_errors(self._shown):
            timed = self._take()
            try:
                return timed.connection.execute(sql, values).fetchone()
            finally:
                self._idle.append(timed)

    def all(self, sql: str, values: Values) -> list[Any]:
        with translate_errors(self._shown):
            timed = self._take()
            try:
                found: list[Any] = timed.connection.execute(sql, values).fetchall()
                return found
            finally:
                self._idle.append(timed)

    def close(self) -> None:
        while self._idle:
            self._idle.pop().connection.close()

    def _take(self) -> "_Timed":
        # A deque appends and pops as one step each: no two threads get the same connection.
        try:
            timed = self._idle.pop()
        except IndexError:
            borrowed = self._engine.raw_connection()
            timed = _Timed(borrowed.driver_connection)
            borrowed.detach()
        timed.end = monotonic() + self._limit
        return timed


class _Timed:
    """A connection of SQLite's, and when what it does now has to be done."""

    __slots__ = ("connection", "end")

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.end = inf
        connection.set_progress_handler(self._is_late, _STEPS_BETWEEN_LOOKS)

    def _is_late(self) -> bool:
        return monotonic() > self.end
