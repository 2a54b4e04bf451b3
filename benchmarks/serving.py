"""A database in, tables out: how the server does beside its floor, in every class of query, and what memory it takes.

    python -m benchmarks.serving 100k.sqlite [--larger million.sqlite] [--requests 200] [--seconds 5] [--memory]

The two servers run one beside the other, and are asked in turn, so that a drift of the machine meets both. Requests a
second are medians over three rounds, times those over all requests. With `--larger` the growth from the first database
to the second is measured; with `--memory` the memory of the server after 10,000 requests, and while it streams all.
"""

import argparse
import os
import random
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode

from benchmarks.client import Connection, count_requests, time_requests
from benchmarks.settings import PROCESSES

ROOT = Path(__file__).parents[1]
_ROUNDS = 3
_CONNECTIONS = 4
_YEAR = 365


@dataclass(frozen=True, slots=True)
class Question:
    """The same question to Dateline and to the floor."""

    path: str
    floor_path: str


@dataclass(frozen=True, slots=True)
class Servers:
    """The ports that both listen on, and the process of Dateline's."""

    port: int
    floor_port: int
    pid: int


class _Questions:
    """Draws questions as skewed as the data: what is in many events is asked for often."""

    def __init__(self, database: Path, seed: int) -> None:
        self._chance = random.Random(seed)
        self._connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        self._events = self._one("SELECT max(n) FROM events")[0]
        self.makers: dict[str, Callable[[], Question]] = {
            "date": self._date,
            "actor": self._actor,
            "actor-date": self._actor_date,
            "type-country": self._type_country,
            "pair": self._pair,
            "text": self._text,
            "months": self._months,
            "one": self._single,
        }

    def draw(self, kind: str, count: int) -> list[Question]:
        """Return questions of one class."""
        return [self.makers[kind]() for _ in range(count)]

    def _one(self, sql: str, *values: object) -> tuple[int, ...]:
        row = self._connection.execute(sql, values).fetchone()
        return tuple(row)

    def _event(self) -> int:
        return self._chance.randint(1, self._events)

    def _window(self, days: int) -> tuple[int, int]:
        start = 0
        while not start:
            (start,) = self._one("SELECT start FROM events WHERE n = ?", self._event())
        first = start - self._chance.randint(0, days - 1)
        return first, first + days - 1

    def _drawn_actor(self) -> str:
        found = None
        while not found:
            found = self._connection.execute(
                "SELECT a.id FROM participants p JOIN actors a ON a.n = p.actor_n WHERE p.event_n = ? "
                "ORDER BY p.actor_n LIMIT 1",
                (self._event(),),
            ).fetchone()
        return str(found[0])

    def _date(self) -> Question:
        window = self._window(30)
        return _question("date", window, **_days(window))

    def _actor(self) -> Question:
        actor = self._drawn_actor()
        return _question("actor", (actor,), actor=actor)

    def _actor_date(self) -> Question:
        actor, window = self._drawn_actor(), self._window(_YEAR)
        return _question("actor-date", (actor, *window), actor=actor, **_days(window))

    def _type_country(self) -> Question:
        found = None
        while not found:
            found = self._connection.execute(
                "SELECT event_type, country FROM events WHERE n = ? AND country IS NOT NULL", (self._event(),)
            ).fetchone()
        kind, country = found
        window = self._window(_YEAR)
        return _question("type-country", (kind, country, *window), event_type=kind, country=country, **_days(window))

    def _pair(self) -> Question:
        found = None
        while not found:
            found = self._connection.execute(
                "SELECT a.id, b.id FROM participants p JOIN participants q ON q.event_n = p.event_n "
                "AND q.actor_n <> p.actor_n JOIN actors a ON a.n = p.actor_n JOIN actors b ON b.n = q.actor_n "
                "JOIN partners r ON r.actor_n = p.actor_n AND r.other_n = q.actor_n AND r.start = p.start "
                "AND r.event_n = p.event_n WHERE p.event_n = ? LIMIT 1",
                (self._event(),),
            ).fetchone()
        path = f"/v1/events?{urlencode([('limit', 100), ('actor_all', found[0]), ('actor_all', found[1])])}"
        return Question(path, _floor_path("pair", found))

    def _text(self) -> Question:
        words: list[str] = []
        while len(words) < 2:
            (quote,) = self._connection.execute(
                "SELECT quote FROM event_evidence WHERE event_n = ?", (self._event(),)
            ).fetchone()
            words = self._chance.sample([w for w in quote.decode().split() if w.isalpha()], 2)
        return _question("text", (" AND ".join(f'"{word}"' for word in words),), q=" ".join(words))

    def _months(self) -> Question:
        return Question("/v1/stats/events?group_by=month,event_type", "/months")

    def _single(self) -> Question:
        event_id = str(self._one("SELECT id FROM events WHERE n = ?", self._event())[0])
        return Question(f"/v1/events/{event_id}", _floor_path("one", (event_id,)))


def _days(window: tuple[int, int]) -> dict[str, str]:
    first, last = (date.fromordinal(day).isoformat() for day in window)
    return {"date_from": first, "date_to": last}


def _question(kind: str, values: tuple[object, ...], **filters: str) -> Question:
    return Question(f"/v1/events?{urlencode({'limit': 100} | filters)}", _floor_path(kind, values))


def _floor_path(kind: str, values: tuple[object, ...]) -> str:
    return f"/{kind}?{urlencode([('v', value) for value in values])}"


@contextmanager
def run_servers(database: Path) -> Iterator[Servers]:
    """Run Dateline and the floor over a database."""
    port, floor_port = _free_port(), _free_port()
    environment = os.environ | {"DATELINE_DATABASE_URL": f"sqlite:///{database.resolve()}", "OMP_NUM_THREADS": "1"}
    ours = [
        sys.executable,
        "-m",
        "dateline",
        "serve",
        "--no-worker",
        "--processes",
        str(PROCESSES),
        "--port",
        str(port),
    ]
    floor = [sys.executable, "-m", "benchmarks.floor_server", str(database), str(floor_port)]
    running = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in (ours, floor)
    ]
    try:
        for one in (port, floor_port):
            _await(one)
        yield Servers(port, floor_port, running[0].pid)
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(port: int) -> None:
    for _ in range(300):
        try:
            connection = Connection(port)
            connection.get("/one?v=x" if port else "/")
            connection.close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("a server does not start")


def compare_throughput(servers: Servers, questions: list[Question], seconds: float) -> tuple[float, float]:
    """Return the requests a second of both."""
    ours, floor = [], []
    for _ in range(_ROUNDS):
        paths, floor_paths = [q.path for q in questions], [q.floor_path for q in questions]
        ours.append(count_requests(servers.port, paths, connections=_CONNECTIONS, seconds=seconds))
        floor.append(count_requests(servers.floor_port, floor_paths, connections=_CONNECTIONS, seconds=seconds))
    return statistics.median(ours), statistics.median(floor)


def compare_latency(servers: Servers, questions: list[Question]) -> tuple[list[float], list[float]]:
    """Return the times of both, asked in turn over one connection each."""
    ours: list[float] = []
    floor: list[float] = []
    part = max(len(questions) // 10, 1)
    asked_of = [(ours, servers.port, "path"), (floor, servers.floor_port, "floor_path")]
    for start in range(0, len(questions), part):
        for times, port, path in asked_of:
            times += time_requests(port, [getattr(question, path) for question in questions[start : start + part]])
        # Who asks first brings the pages of the database into memory for the other.
        asked_of.reverse()
    return ours, floor


def measure_memory(servers: Servers, questions: list[Question], formats: tuple[str, ...]) -> None:
    """Print the memory of the server when idle, after 10,000 requests, and while it streams all events."""
    paths = [q.path for q in questions]
    time_requests(servers.port, paths[:20])
    print(f"\n| memory of the {PROCESSES} server processes, MB | sum | largest |\n|---|---|---|")
    _print_memory("after 20 requests", _memory(servers.pid))
    per_connection = 10_000 // _CONNECTIONS
    threads = [
        Thread(target=time_requests, args=(servers.port, (paths * (per_connection // len(paths) + 1))[:per_connection]))
        for _ in range(_CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    idle = _memory(servers.pid)
    _print_memory("after 10,000 pages more", idle)
    for name in formats:
        peak, stop = [idle], Event()
        watcher = Thread(target=_watch, args=(servers.pid, peak, stop))
        watcher.start()
        connection, started = Connection(servers.port), time.perf_counter()
        status, size = connection.get(f"/v1/events?format={name}")
        seconds = time.perf_counter() - started
        stop.set()
        watcher.join()
        sent = int.from_bytes(size, "big") / 1e6
        above = max(peak[0]) - max(idle)
        _print_memory(f"all events as {name}: {sent:,.0f} MB in {seconds:.0f} s, status {status}", peak[0])
        print(f"| … above idle | | {above:.0f} |")
        connection.close()


def _print_memory(what: str, sizes: list[float]) -> None:
    print(f"| {what} | {sum(sizes):.0f} | {max(sizes):.0f} |", flush=True)


def _watch(pid: int, peak: list[list[float]], stop: Event) -> None:
    while not stop.wait(0.1):
        now = _memory(pid)
        if now and max(now) > max(peak[0]):
            peak[0] = now


def _memory(pid: int) -> list[float]:
    """Return the resident memory of each child of a process, in MB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [_resident(child) for child in children]


def _resident(pid: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _quantile(times: list[float], share: float) -> float:
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def measure(database: Path, given: argparse.Namespace) -> dict[str, tuple[float, float]]:
    """Print the tables of one database; return the medians of both by class."""
    questions = _Questions(database, given.seed)
    medians = {}
    with run_servers(database) as servers:
        print(f"\n## {database.name}\n")
        warm = questions.draw("date", 50)
        compare_latency(servers, warm)
        ours, floor = compare_throughput(servers, questions.draw("date", 200), given.seconds)
        print("| pages of 100 events a second | Dateline | floor | ratio |\n|---|---|---|---|")
        print(f"| {_CONNECTIONS} connections | {ours:,.0f} | {floor:,.0f} | {ours / floor:.2f} |\n", flush=True)
        print(
            "| one connection, ms | p50 | floor p50 | ratio | p99 | floor p99 | ratio |\n|---|---|---|---|---|---|---|"
        )
        for kind in questions.makers:
            compare_latency(servers, questions.draw(kind, 20))
            times, floor_times = compare_latency(servers, questions.draw(kind, given.requests))
            p50, floor50 = statistics.median(times), statistics.median(floor_times)
            p99, floor99 = _quantile(times, 0.99), _quantile(floor_times, 0.99)
            medians[kind] = (p50, floor50)
            print(
                f"| {kind} | {p50:.2f} | {floor50:.2f} | {p50 / floor50:.2f} | {p99:.1f} | {floor99:.1f} "
                f"| {p99 / floor99:.1f} |",
                flush=True,
            )
        measure_counts(servers)
        if given.memory:
            measure_memory(servers, questions.draw("date", 100), ("ndjson", "csv"))
    return medians


def measure_counts(servers: Servers) -> None:
    """Print what monthly counts and top partners without further filters take, the first time and later."""
    actors = ["country:USA", "country:RUS"]
    print("\n| without other filters, ms | first | p50 of 20 |\n|---|---|---|")
    for name, paths in (
        ("events by month", ["/v1/stats/events?group_by=month"]),
        ("events by month and type", ["/v1/stats/events?group_by=month,event_type"]),
        ("top partners", [f"/v1/actors/{actor}/partners" for actor in actors]),
    ):
        times = time_requests(servers.port, paths * 20)
        print(f"| {name} | {times[0]:.1f} | {statistics.median(times):.1f} |", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the server beside its floor.")
    parser.add_argument("database", type=Path)
    parser.add_argument("--larger", type=Path)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory", action="store_true")
    given = parser.parse_args()
    small = measure(given.database, given)
    if given.larger is None:
        return
    large = measure(given.larger, given)
    print("\n| growth of p50 | Dateline | floor | ratio |\n|---|---|---|---|")
    for kind, (ours, floor) in large.items():
        grown, floor_grown = ours / small[kind][0], floor / small[kind][1]
        print(f"| {kind} | {grown:.2f} | {floor_grown:.2f} | {grown / floor_grown:.2f} |")


if __name__ == "__main__":
    main()
