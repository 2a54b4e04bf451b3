"""A connection of SQLite's in, the same one out that breaks off what takes too long; PostgreSQL is told so itself."""

from math import inf
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, event

# Some milliseconds of SQLite's work: often enough to stop in time, seldom enough to cost nothing.
_STEPS_BETWEEN_LOOKS = 200_000
_TIMED = "timed"


class Timed:
    """A connection of SQLite's, and when what it does now has to be done."""

    __slots__ = ("connection", "end")

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.end = inf
        connection.set_progress_handler(self._is_late, _STEPS_BETWEEN_LOOKS)

    def begin(self, limit: float) -> None:
        """Give what is done next so many seconds."""
        self.end = monotonic() + limit

    def _is_late(self) -> bool:
        return monotonic() > self.end


def limit_statements(engine: Engine, limit: float) -> None:
    """Make every statement of an SQLite engine's connections be broken off after so many seconds."""

    def connect(connection: Any, record: Any) -> None:
        record.info[_TIMED] = Timed(connection)

    def begin(connection: Connection, *_: Any) -> None:
        connection.info[_TIMED].begin(limit)

    event.listen(engine, "connect", connect)
    event.listen(engine, "before_cursor_execute", begin)
