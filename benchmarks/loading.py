"""A file of extraction records in, a table out: `dateline load` beside a raw loader of the same records.

    python -m benchmarks.loading records.jsonl [--rounds 3]

The two load in turn into new files, in processes of their own. Seconds are those on the clock and those of the
processor: on a machine that others use too, the second tell more.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import orjson

ROOT = Path(__file__).parents[1]


def load_with_dateline(records: Path, target: Path) -> None:
    """Load the records as the command does."""
    environment = os.environ | {"DATELINE_DATABASE_URL": f"sqlite:///{target}"}
    command = [sys.executable, "-m", "dateline", "load", str(records)]
    subprocess.run(command, check=True, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)


def load_raw(records: Path, target: Path) -> None:
    """Load the records without any of what makes them more than rows."""
    command = [sys.executable, "-m", "benchmarks.raw_loader", str(records), str(target)]
    subprocess.run(command, check=True, cwd=ROOT, stderr=subprocess.DEVNULL)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure loading beside a raw loader.")
    parser.add_argument("records", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with given.records.open("rb") as lines:
        events = sum(len(orjson.loads(line)["events"]) for line in lines)
    figures: dict[str, list[tuple[float, float, float]]] = {"dateline load": [], "raw loader": []}
    for _ in range(given.rounds):
        for name, load in (("dateline load", load_with_dateline), ("raw loader", load_raw)):
            with tempfile.TemporaryDirectory() as folder:
                target = Path(folder) / "a.sqlite"
                before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
                load(given.records.resolve(), target)
                seconds = time.perf_counter() - started
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                figures[name].append((seconds, used, target.stat().st_size / events))
    print(f"| {events:,} events | events a second | events a processor second | bytes an event |\n|---|---|---|---|")
    medians = {}
    for name, rounds in figures.items():
        seconds, used, size = (statistics.median(column) for column in zip(*rounds, strict=True))
        medians[name] = (events / seconds, events / used, size)
        print(f"| {name} | {events / seconds:,.0f} | {events / used:,.0f} | {size:,.0f} |")
    ratios = [ours / raw for ours, raw in zip(medians["dateline load"], medians["raw loader"], strict=True)]
    print(f"| ratio | {ratios[0]:.2f} | {ratios[1]:.2f} | {ratios[2]:.2f} |")


if __name__ == "__main__":
    main()
