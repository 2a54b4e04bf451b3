"""A message wakes a worker; jobs are done whatever becomes of messages."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import orjson
import pytest

from ingest import service
from ingest.errors import QueueError
from ingest.queues import JobMessages, open_queue
from records.jobs import FINISHED, Job, JobKind, JobState
from storage.store import Store, open_store, upgrade

PATIENCE = 30.0


class Refusing:
    """Takes no article: what is done with jobs matters here, not what is found."""

    def extract(self, _article: object) -> object:
        raise AssertionError("no job here comes so far")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an empty store."""
    url = f"sqlite:///{tmp_path / 'dateline.db'}"
    upgrade(url)
    with open_store(url) as opened:
        yield opened


@pytest.fixture
def address(tmp_path: Path) -> str:
    """Return the address of a queue in a file."""
    return f"sqlite:///{tmp_path / 'dateline.queue'}"


def open_file(address: str) -> JobMessages:
    queue = open_queue(address)
    assert queue is not None
    return queue


@contextmanager
def working(store: Store, queue: JobMessages | None, name: str = "w-1") -> Iterator[service._Worker]:
    """Run a worker beside the test."""
    stop = Event()
    worker = service._Worker(store, Refusing(), name, None, queue)  # type: ignore[arg-type]
    thread = Thread(target=worker.work, args=(stop,))
    thread.start()
    try:
        yield worker
    finally:
        stop.set()
        thread.join()


def enqueue(store: Store) -> Job:
    """Queue a job that fails at once: its article has no text."""
    return store.jobs.enqueue(JobKind.ARTICLE, orjson.dumps({"text": ""}))


def await_end(store: Store, job: Job) -> Job:
    end = time.monotonic() + PATIENCE
    while (found := store.jobs.get(job.id) or job).state not in FINISHED:
        assert time.monotonic() < end, f"the job stays {found.state}"
        time.sleep(0.01)
    return found


def test_messages_come_in_the_order_they_were_sent_to_whoever_asks(address: str) -> None:
    sender, receiver = open_file(address), open_file(address)
    for number in range(5):
        sender.send(f"job_{number}")
    assert [receiver.receive() for _ in range(6)] == [*(f"job_{number}" for number in range(5)), None]
    sender.close()
    receiver.close()


def test_a_message_wakes_a_worker_that_would_not_look_yet(
    store: Store, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_LOOK_SECONDS", 1_000.0)
    queue = open_file(address)
    with working(store, queue) as worker:
        while worker._looked < 0:
            time.sleep(0.01)
        silent, told = enqueue(store), enqueue(store)
        queue.send(told.id)
        assert await_end(store, told).attempts == 1
        found = store.jobs.get(silent.id)
        assert found is not None
        assert found.state is JobState.QUEUED


def test_a_job_whose_message_was_lost_is_done_soon(store: Store, address: str) -> None:
    with working(store, open_file(address)):
        time.sleep(0.3)
        job = enqueue(store)
        assert await_end(store, job).worker == "w-1"


def test_a_message_that_comes_twice_or_late_does_no_harm(store: Store, address: str) -> None:
    queue = open_file(address)
    done, cancelled = enqueue(store), enqueue(store)
    store.jobs.cancel(cancelled.id)
    for job_id in (done.id, done.id, cancelled.id, "job_never", "\x00", done.id):
        queue.send(job_id)
    with working(store, queue), working(store, open_file(address), "w-2"):
        assert await_end(store, done).attempts == 1
        while queue.receive() is not None:
            pass
        time.sleep(0.3)
    found = [store.jobs.get(job.id) for job in (done, cancelled)]
    assert [job.attempts for job in found if job] == [1, 0]


@pytest.mark.parametrize("kind", ["file", "server"])
def test_without_its_queue_a_worker_goes_on(store: Store, tmp_path: Path, kind: str) -> None:
    if kind == "server":
        pytest.importorskip("redis")
        queue = open_file("redis://127.0.0.1:1")
    else:
        path = tmp_path / "away.queue"
        queue = open_file(f"sqlite:///{path}")
        path.unlink()
        path.mkdir()
    job = enqueue(store)
    queue.send(job.id)
    with working(store, queue):
        assert await_end(store, job).attempts == 1
    with pytest.raises(QueueError):
        queue.receive()


def test_a_worker_killed_with_a_message_in_hand_loses_no_job(store: Store, address: str) -> None:
    queue = open_file(address)
    unclaimed, claimed = enqueue(store), enqueue(store)
    # One died after it took the message, one after it claimed the row.
    for job in (unclaimed, claimed):
        queue.send(job.id)
        assert queue.receive() == job.id
    assert store.jobs.claim("dead-1", claimed.id) is not None
    with working(store, queue):
        assert (await_end(store, unclaimed).attempts, await_end(store, claimed).attempts) == (1, 2)


def test_a_row_is_claimed_by_one(store: Store) -> None:
    first, second = enqueue(store), enqueue(store)
    assert store.jobs.claim("a", second.id).id == second.id  # type: ignore[union-attr]
    assert store.jobs.claim("b", second.id) is None
    assert store.jobs.claim("b").id == first.id  # type: ignore[union-attr]


def test_a_server_that_is_away_is_asked_now_and_then(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("redis")
    asked = 0
    receive = JobMessages.receive

    def count(self: JobMessages) -> str | None:
        nonlocal asked
        asked += 1
        return receive(self)

    monkeypatch.setattr(JobMessages, "receive", count)
    claimed = 0
    claim = type(store.jobs).claim

    def count_claims(self: object, *args: str) -> Job | None:
        nonlocal claimed
        claimed += 1
        return claim(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(type(store.jobs), "claim", count_claims)
    with working(store, open_file("redis://127.0.0.1:1")):
        time.sleep(1.0)
    assert asked == 1
    assert claimed <= 2


@pytest.mark.parametrize("address", ["amqp://localhost", "queue.db", "sqlite:////no/such/folder/x"])
def test_an_address_of_no_queue_is_refused(address: str) -> None:
    with pytest.raises(QueueError, match=address):
        open_queue(address)


def test_no_address_is_no_queue() -> None:
    assert open_queue(None) is None
