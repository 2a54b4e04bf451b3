"""Connections outlive the threads that asked through them, and no two threads share one."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Thread

from storage.queries import EventQuery
from storage.store import open_store, upgrade


def test_threads_that_end_leave_their_connections_to_the_next(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.sqlite'}"
    upgrade(url)
    with open_store(url, read_only=True) as store:
        for _ in range(3):
            threads = [Thread(target=store.events, args=(EventQuery(),)) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert store.events(EventQuery()).count == 0


def test_many_threads_ask_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.sqlite'}"
    upgrade(url)
    together = Barrier(8)

    def ask(_number: int) -> int:
        together.wait()
        return sum(store.events(EventQuery(limit=n)).count + store.dataset_version() for n in range(1, 50))

    with open_store(url, read_only=True) as store, ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {store.dataset_version() * 49}
