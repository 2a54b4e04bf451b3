"""A file of extraction records in, an SQLite file out: what loading costs where nothing is checked, named or counted.

    python -m benchmarks.raw_loader records.jsonl floor.sqlite

This is the floor of `dateline load`: it parses each line, keeps the line, and writes events with their JSON bytes,
participants, pairs of actors, words and the indexes that the lists of the API need. It validates nothing, keeps no
profiles of actors and issues, no positions, no annotations, no ledger, and cannot be resumed.
"""

import sqlite3
import sys
import time
from collections import Counter
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import orjson

_BATCH = 5_000
_TABLES = """
CREATE TABLE articles (n INTEGER PRIMARY KEY, id TEXT UNIQUE, record BLOB);
CREATE TABLE events (n INTEGER PRIMARY KEY, id TEXT UNIQUE, start INTEGER, event_type TEXT, country TEXT, body BLOB);
CREATE TABLE participants (actor TEXT, start INTEGER, n INTEGER, role TEXT, PRIMARY KEY (actor, start, n, role))
  WITHOUT ROWID;
CREATE TABLE partners (actor TEXT, other TEXT, start INTEGER, n INTEGER, PRIMARY KEY (actor, other, start, n))
  WITHOUT ROWID;
CREATE TABLE months (month TEXT, event_type TEXT, country TEXT, events INTEGER,
  PRIMARY KEY (month, event_type, country)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (quote, content='', columnsize=0);
CREATE INDEX events_start ON events (start, n);
CREATE INDEX events_type ON events (event_type, start, n);
CREATE INDEX events_country ON events (country, start, n);
CREATE INDEX events_type_country ON events (event_type, country, start, n);
"""


class _Loader:
    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript("PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
        self._connection.executescript("PRAGMA cache_size=-16384;" + _TABLES)
        self._begin()
        self.articles = self.events = 0

    def _begin(self) -> None:
        self._rows: dict[str, list[tuple[Any, ...]]] = {
            name: [] for name in ("articles", "events", "participants", "partners", "words")
        }
        self._months: Counter[tuple[str, str, str]] = Counter()

    def load(self, line: bytes) -> None:
        """Take a line."""
        record = orjson.loads(line)
        self.articles += 1
        self._rows["articles"].append((self.articles, record["article"]["id"], line))
        for event in record["events"]:
            self.events += 1
            self._take(self.events, event)
        if len(self._rows["events"]) >= _BATCH:
            self.write()

    def _take(self, n: int, event: dict[str, Any]) -> None:
        day = event["event_date"]["start"] or event["event_date"]["end"]
        start = date.fromisoformat(day).toordinal() if day else 0
        country = (event["place"] or {}).get("country") or ""
        roles = {(part["actor_id"], part["role"]) for part in event["participants"]}
        self._rows["events"].append((n, event["id"], start, event["event_type"], country, orjson.dumps(event)))
        self._rows["participants"] += [(actor, start, n, role) for actor, role in roles]
        pairs = permutations({actor for actor, _ in roles}, 2)
        self._rows["partners"] += [(one, other, start, n) for one, other in pairs]
        self._rows["words"].append(((start << 32) | n, event["evidence"][0]["quote"]))
        self._months[(day or "")[:7], event["event_type"], country] += 1

    def write(self) -> None:
        """Write what waits, in one transaction."""
        execute = self._connection.executemany
        self._connection.execute("BEGIN IMMEDIATE")
        for table, rows in self._rows.items():
            if table == "words":
                execute("INSERT INTO words (rowid, quote) VALUES (?, ?)", rows)
            elif rows:
                execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        execute(
            "INSERT INTO months VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET events = events + excluded.events",
            [(*key, count) for key, count in self._months.items()],
        )
        self._connection.execute("COMMIT")
        self._begin()


def main() -> None:
    """Load the file and say how fast that was."""
    source, target = map(Path, sys.argv[1:])
    loader, started = _Loader(target), time.perf_counter()
    with source.open("rb") as lines:
        for line in lines:
            loader.load(line)
    loader.write()
    seconds = time.perf_counter() - started
    sys.stderr.write(f"{loader.events:,} events in {seconds:.1f} s, {loader.events / seconds:,.0f} a second\n")


if __name__ == "__main__":
    main()
