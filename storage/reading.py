"""Statements and values in, rows out, with as little in between as each database allows."""

import threading
import weakref
from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import Dialect, Engine, PoolProxiedConnection

from storage.engines import SQLITE, translate_errors

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


def make_reader(engine: Engine, shown: str) -> Reader:
    """Return the reader for an engine; `shown` is the database's name in errors."""
    return _ThreadReader(engine, shown) if engine.dialect.name == SQLITE else _PoolReader(engine, shown)


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


class _ThreadReader:
    """Keeps one connection for each thread and asks the driver itself.

    A file does not go away as a server does, and a statement by its key takes five microseconds: a pool and a result
    of SQLAlchemy's around it take thirty times as long.
    """

    def __init__(self, engine: Engine, shown: str) -> None:
        self._engine = engine
        self._shown = shown
        self._local = threading.local()
        self._open: weakref.WeakSet[_Held] = weakref.WeakSet()
        self.dialect = engine.dialect

    def one(self, sql: str, values: Values) -> Any:
        with translate_errors(self._shown):
            return self._connection().execute(sql, values).fetchone()

    def all(self, sql: str, values: Values) -> list[Any]:
        with translate_errors(self._shown):
            found: list[Any] = self._connection().execute(sql, values).fetchall()
            return found

    def close(self) -> None:
        for held in list(self._open):
            held.close()
        self._local = threading.local()

    def _connection(self) -> Any:
        held = getattr(self._local, "held", None)
        if held is None:
            held = self._local.held = _Held(self._engine.raw_connection())
            self._open.add(held)
        return held.connection


class _Held:
    """A connection out of the pool for good; it is closed when its thread ends."""

    def __init__(self, borrowed: PoolProxiedConnection) -> None:
        self.connection: Any = borrowed.driver_connection
        borrowed.detach()
        self._borrowed = borrowed

    def close(self) -> None:
        self._borrowed.close()

    def __del__(self) -> None:
        self.close()
