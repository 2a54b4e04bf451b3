"""What to do with a store in, processes that do it and die at one statement out: `python -m tests.storage.dying`."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from sqlalchemy import event

from storage.store import Store, open_store

ROOT = Path(__file__).parents[2]


def run_dying(task: Callable[[Store], None], wanted: Mapping[str, int]) -> list[int]:
    """Run the task on each database in a process that dies by SIGKILL at its statement, counted from one.

    `task` is a function of a module. What comes back is what is printed: the number of statements sent where it came
    to its end, and the wait status of every process.
    """
    done = subprocess.run(
        [sys.executable, "-m", __name__, task.__module__, task.__name__]
        + [f"{url} {number}" for url, number in wanted.items()],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=120,
    )
    return [int(line) for line in done.stdout.split()]


def _die_at(task: Callable[[Store], None], url: str, last_statement: int) -> int:
    sent = 0

    def count(*_arguments: object) -> None:
        nonlocal sent
        sent += 1
        if sent == last_statement:
            os.kill(os.getpid(), signal.SIGKILL)

    with open_store(url) as store:
        event.listen(store._writers, "before_cursor_execute", count)
        event.listen(store._writers, "commit", count)
        task(store)
    return sent


def _main() -> None:
    module, name, *databases = sys.argv[1:]
    task = getattr(import_module(module), name)
    for database in databases:
        url, last_statement = database.split(" ")
        child = os.fork()
        if child == 0:
            print(_die_at(task, url, int(last_statement)), flush=True)
            os._exit(0)
        print(os.waitpid(child, 0)[1], flush=True)


if __name__ == "__main__":
    _main()
