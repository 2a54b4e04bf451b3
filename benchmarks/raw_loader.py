"""A file of extraction records in, an SQLite file out: what loading costs where nothing is checked, named or counted.

    python -m benchmarks.raw_loader records.jsonl floor.sqlite

This is the floor of `dateline load`: it parses each line, keeps it compressed, and writes events and positions with
their JSON bytes, who takes part, pairs of actors, evidence, the words of all three, and the indexes that the lists of
the API need. It validates nothing, keeps no profiles of actors and issues, no annotations, no changes, no ledger, and
cannot be resumed.
"""

import sqlite3
import sys
import time
import zlib
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
CREATE TABLE article_actors (actor TEXT, n INTEGER, PRIMARY KEY (actor, n)) WITHOUT ROWID;
CREATE TABLE positions (n INTEGER PRIMARY KEY, id TEXT UNIQUE, start INTEGER, actor TEXT, issue TEXT, body BLOB);
CREATE TABLE evidence (id TEXT, seq INTEGER, start INTEGER, stop INTEGER, quote TEXT, PRIMARY KEY (id, seq))
  WITHOUT ROWID;
CREATE TABLE months (month TEXT, event_type TEXT, country TEXT, events INTEGER,
  PRIMARY KEY (month, event_type, country)) WITHOUT ROWID;
CREATE VIRTUAL TABLE event_words USING fts5 (quote, content='', columnsize=0);
CREATE VIRTUAL TABLE position_words USING fts5 (quote, content='', columnsize=0);
CREATE VIRTUAL TABLE article_words USING fts5 (quote, content='', columnsize=0);
CREATE INDEX positions_start ON positions (start, n);
CREATE INDEX positions_actor ON positions (actor, issue, start, n);
CREATE INDEX positions_issue ON positions (issue, start, n);
CREATE INDEX events_start ON events (start, n);
CREATE INDEX events_type ON events (event_type, start, n);
CREATE INDEX events_country ON events (country, start, n);
CREATE INDEX events_type_country ON events (event_type, country, start, n);
"""


_PLAIN = ("articles", "article_actors", "events", "participants", "partners", "positions", "evidence")
_WORDS = ("event_words", "position_words", "article_words")


class _Loader:
    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript("PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
        self._connection.executescript("PRAGMA cache_size=-16384;" + _TABLES)
        self._begin()
        self.articles = self.events = self.positions = 0

    def _begin(self) -> None:
        self._rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in (*_PLAIN, *_WORDS)}
        self._months: Counter[tuple[str, str, str]] = Counter()

    def load(self, line: bytes) -> None:
        """Take a line."""
        record = orjson.loads(line)
        self.articles += 1
        article = record["article"]
        self._rows["articles"].append((self.articles, article["id"], zlib.compress(line, 1)))
        self._rows["article_actors"] += [(actor["id"], self.articles) for actor in record["actors"]]
        self._rows["article_words"].append((self.articles, article["text"]))
        for event in record["events"]:
            self.events += 1
            self._take_event(self.events, event)
        for position in record["positions"]:
            self.positions += 1
            self._take_position(self.positions, position)
        if len(self._rows["events"]) >= _BATCH:
            self.write()

    def _take_event(self, n: int, event: dict[str, Any]) -> None:
        day, start = _day_of(event["event_date"])
        country = (event["place"] or {}).get("country") or ""
        roles = {(part["actor_id"], part["role"]) for part in event["participants"]}
        self._rows["events"].append((n, event["id"], start, event["event_type"], country, orjson.dumps(event)))
        self._rows["participants"] += [(actor, start, n, role) for actor, role in roles]
        pairs = permutations({actor for actor, _ in roles}, 2)
        self._rows["partners"] += [(one, other, start, n) for one, other in pairs]
        self._rows["event_words"].append(((start << 32) | n, self._take_evidence(event)))
        self._months[day[:7], event["event_type"], country] += 1

    def _take_position(self, n: int, position: dict[str, Any]) -> None:
        _, start = _day_of(position["stated_date"])
        row = (n, position["id"], start, position["actor_id"], position["issue"]["id"], orjson.dumps(position))
        self._rows["positions"].append(row)
        self._rows["position_words"].append(((start << 32) | n, self._take_evidence(position)))

    def _take_evidence(self, item: dict[str, Any]) -> str:
        pieces = item["evidence"]
        self._rows["evidence"] += [
            (item["id"], seq, piece["start"], piece["end"], piece["quote"]) for seq, piece in enumerate(pieces)
        ]
        return " ".join(piece["quote"] for piece in pieces)

    def write(self) -> None:
        """Write what waits, in one transaction."""
        execute = self._connection.executemany
        self._connection.execute("BEGIN IMMEDIATE")
        for table, rows in self._rows.items():
            if table in _WORDS:
                execute(f"INSERT INTO {table} (rowid, quote) VALUES (?, ?)", rows)
            elif rows:
                execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        execute(
            "INSERT INTO months VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET events = events + excluded.events",
            [(*key, count) for key, count in self._months.items()],
        )
        self._connection.execute("COMMIT")
        self._begin()


def _day_of(dating: dict[str, Any]) -> tuple[str, int]:
    day = dating["start"] or dating["end"]
    return (day, date.fromisoformat(day).toordinal()) if day else ("", 0)


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
