import threading
from datetime import UTC, datetime, timedelta

from records.jobs import JobKind, JobState, WorkerState
from storage.store import Store

SOON = datetime(2999, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def test_a_job_waits_runs_and_succeeds(store: Store) -> None:
    job = store.jobs.enqueue(JobKind.ANALYSIS, b'{"text": "\x00"}', article_id="art_x")
    assert store.jobs.get(job.id) == job
    running = store.jobs.claim("w1")
    assert running is not None
    assert (running.id, running.state, running.worker, running.attempts) == (job.id, JobState.RUNNING, "w1", 1)
    assert running.payload == b'{"text": "\x00"}'
    assert store.jobs.claim("w2") is None
    done = store.jobs.succeed(job.id, result=b"{}", article_id="art_y")
    assert done is not None
    assert (done.state, done.result, done.article_id) == (JobState.SUCCEEDED, b"{}", "art_y")
    assert done.finished_at is not None
    assert done.started_at is not None


def test_jobs_are_claimed_in_the_order_they_came_and_once(store: Store) -> None:
    jobs = [store.jobs.enqueue(JobKind.ARTICLE, str(number).encode()) for number in range(20)]
    claimed: dict[str, list[str]] = {"a": [], "b": [], "c": []}

    def work(worker: str) -> None:
        while job := store.jobs.claim(worker):
            claimed[worker].append(job.id)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in claimed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    order = {job.id: number for number, job in enumerate(jobs)}
    assert sorted(name for names in claimed.values() for name in names) == sorted(order)
    for names in claimed.values():
        assert [order[name] for name in names] == sorted(order[name] for name in names)


def test_a_failure_says_why(store: Store) -> None:
    job = store.jobs.enqueue(JobKind.ARTICLE, b"{}")
    store.jobs.claim("w")
    failed = store.jobs.fail(job.id, "LANGUAGE", "The article is in 'es'\x00.")
    assert failed is not None
    assert (failed.state, failed.error_code, failed.error_detail) == (
        JobState.FAILED,
        "LANGUAGE",
        "The article is in 'es'\ufffd.",
    )
    assert store.jobs.fail("job_x", "A", "b") is None


def test_only_a_waiting_job_is_cancelled_and_a_finished_one_stays(store: Store) -> None:
    waiting, running = (store.jobs.enqueue(JobKind.ARTICLE, b"{}") for _ in range(2))
    assert store.jobs.cancel(waiting.id).state is JobState.CANCELLED  # type: ignore[union-attr]
    assert store.jobs.claim("w").id == running.id  # type: ignore[union-attr]
    assert store.jobs.cancel(running.id).state is JobState.RUNNING  # type: ignore[union-attr]
    store.jobs.succeed(running.id)
    assert store.jobs.fail(running.id, "A", "b").state is JobState.SUCCEEDED  # type: ignore[union-attr]
    assert store.jobs.cancel("job_x") is None


def test_jobs_of_a_silent_worker_wait_again_and_fail_at_the_third_death(store: Store) -> None:
    job = store.jobs.enqueue(JobKind.ARTICLE, b"{}")
    for attempt in (1, 2, 3):
        store.jobs.beat("w", pid=1, host="h", state=WorkerState.READY)
        assert store.jobs.claim("w").attempts == attempt  # type: ignore[union-attr]
        assert store.jobs.requeue(silent_since=LONG_AGO) == 0
        assert store.jobs.get(job.id).state is JobState.RUNNING  # type: ignore[union-attr]
        assert store.jobs.requeue(silent_since=SOON) == (1 if attempt < 3 else 0)
    failed = store.jobs.get(job.id)
    assert failed is not None
    assert (failed.state, failed.error_code) == (JobState.FAILED, "WORKER_DIED")


def test_a_job_of_a_forgotten_worker_waits_again(store: Store) -> None:
    store.jobs.enqueue(JobKind.ARTICLE, b"{}")
    store.jobs.beat("w", pid=1, host="h", state=WorkerState.READY)
    store.jobs.claim("w")
    store.jobs.forget("w")
    assert store.jobs.requeue(silent_since=LONG_AGO) == 1


def test_workers_beat_and_are_forgotten(store: Store) -> None:
    store.jobs.beat("w", pid=7, host="h", state=WorkerState.STARTING)
    store.jobs.beat("w", pid=7, host="h", state=WorkerState.READY)
    (worker,) = store.jobs.workers()
    assert (worker.id, worker.pid, worker.state) == ("w", 7, WorkerState.READY)
    assert worker.started_at <= worker.beat_at
    store.jobs.forget("w")
    assert store.jobs.workers() == ()


def test_finished_jobs_are_pruned_and_others_kept(store: Store) -> None:
    done, waiting = (store.jobs.enqueue(JobKind.ARTICLE, b"{}") for _ in range(2))
    store.jobs.claim("w")
    store.jobs.succeed(done.id)
    assert store.jobs.prune(finished_before=datetime.now(UTC) - timedelta(hours=1)) == 0
    assert store.jobs.prune(finished_before=SOON) == 1
    assert store.jobs.get(done.id) is None
    assert store.jobs.get(waiting.id) == waiting
