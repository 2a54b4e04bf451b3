"""The database of Dateline in, the floor of its server out: bare Flask views that send the stored bytes, nothing else.

    python -m benchmarks.floor_server dateline.sqlite 8001

Each view runs one hand-written statement by the best index and joins the rows into a list. There are no cursors, no
filters but its own, no checks of what is asked, no ETags, no headers, no compression, no errors. It runs under the same
server with the same processes and threads as `dateline serve`.
"""

import os
import sqlite3
import sys
from pathlib import Path
from threading import local
from typing import Any

from flask import Flask, Response, request

from benchmarks.settings import PROCESSES, THREADS

LIMIT = 100
_DATABASE = "DATELINE_FLOOR_DATABASE"
_PAGES = {
    "date": "SELECT body FROM events WHERE start BETWEEN ? AND ? ORDER BY start DESC, n DESC LIMIT 100",
    "actor": (
        "SELECT e.body FROM participants p JOIN events e ON e.n = p.event_n "
        "WHERE p.actor_n = (SELECT n FROM actors WHERE id = ?) ORDER BY p.start DESC, p.event_n DESC LIMIT 100"
    ),
    "actor-date": (
        "SELECT e.body FROM participants p JOIN events e ON e.n = p.event_n WHERE p.actor_n = "
        "(SELECT n FROM actors WHERE id = ?) AND p.start BETWEEN ? AND ? "
        "ORDER BY p.start DESC, p.event_n DESC LIMIT 100"
    ),
    "type-country": (
        "SELECT body FROM events WHERE event_type = ? AND country = ? AND start BETWEEN ? AND ? "
        "ORDER BY start DESC, n DESC LIMIT 100"
    ),
    "pair": (
        "SELECT e.body FROM partners p JOIN events e ON e.n = p.event_n "
        "WHERE p.actor_n = (SELECT n FROM actors WHERE id = ?) AND p.other_n = (SELECT n FROM actors WHERE id = ?) "
        "ORDER BY p.start DESC, p.event_n DESC LIMIT 100"
    ),
    "text": (
        "SELECT e.body FROM events_text t JOIN events e ON e.n = t.rowid & 4294967295 "
        "WHERE events_text MATCH ? ORDER BY t.rowid DESC LIMIT 100"
    ),
    "months": (
        "SELECT json_object('month', month, 'event_type', event_type, 'count', events) FROM events_by_month "
        "ORDER BY month, event_type"
    ),
    "one": "SELECT body FROM events WHERE id = ?",
}


def make_app() -> Flask:
    """Return the application over the database that the environment names; each server process calls this."""
    app = Flask("floor", static_folder=None)
    uri = f"file:{os.environ[_DATABASE]}?mode=ro"
    own = local()

    def connect() -> sqlite3.Connection:
        if not hasattr(own, "connection"):
            own.connection = sqlite3.connect(uri, uri=True, isolation_level=None, cached_statements=256)
            own.connection.execute("PRAGMA cache_size = -16384")
        connection: sqlite3.Connection = own.connection
        return connection

    @app.route("/<kind>")
    def page(kind: str) -> Response:
        values: list[Any] = [int(v) if v.isdigit() else v for v in request.args.getlist("v")]
        found = [row[0] for row in connect().execute(_PAGES[kind], values)]
        rows = [row if isinstance(row, bytes) else row.encode() for row in found]
        return Response(b'{"data":[' + b",".join(rows) + b"]}", content_type="application/json")

    return app


def main() -> None:
    """Serve until told to stop."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    path, port = sys.argv[1:]
    os.environ[_DATABASE] = str(Path(path).resolve())
    Server(
        "benchmarks.floor_server:make_app",
        address="127.0.0.1",
        port=int(port),
        interface=Interfaces.WSGI,
        workers=PROCESSES,
        blocking_threads=THREADS,
        factory=True,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
