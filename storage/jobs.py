"""Jobs and workers in, their rows out: the queue of what was asked of the extraction workers."""

import base64
import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from records.jobs import FINISHED, Job, JobKind, JobState, WorkerState, WorkerStatus
from storage import rows
from storage.scalars import instant_number, instant_of, now, plain

if TYPE_CHECKING:
    from storage.store import Store

MOST_ATTEMPTS = 3


class JobQueue:
    """The jobs of a store. Every method is a short transaction of its own and raises as the store's do."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def enqueue(self, kind: JobKind, payload: bytes, *, article_id: str | None = None) -> Job:
        """Put a job at the end of the queue."""
        job_id = "job_" + base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()
        job = Job(
            id=job_id,
            kind=kind,
            state=JobState.QUEUED,
            payload=payload,
            article_id=article_id,
            created_at=instant_of(now()),
        )
        values = {
            "id": job.id,
            "kind": kind.value,
            "state": job.state.value,
            "payload": payload,
            "article_id": article_id,
            "attempts": 0,
            "created_at": instant_number(job.created_at),
        }
        with self._store.writing() as connection:
            connection.execute(insert(rows.jobs).values(values))
        return job

    def get(self, job_id: str) -> Job | None:
        """Return a job."""
        with self._store.reading() as connection:
            return _find(connection, job_id)

    def count_states(self) -> dict[JobState, int]:
        """Return how many jobs there are in each state."""
        jobs = rows.jobs.c
        with self._store.reading() as connection:
            found = connection.execute(select(jobs.state, func.count()).group_by(jobs.state)).all()
        return {JobState(state): number for state, number in found}

    def is_one_waiting(self) -> bool:
        """Say whether a job waits for a worker."""
        jobs = rows.jobs.c
        with self._store.reading() as connection:
            waiting = select(jobs.id).where(jobs.state == JobState.QUEUED.value).limit(1)
            return connection.execute(waiting).first() is not None

    def claim(self, worker: str, job_id: str | None = None) -> Job | None:
        """Give the oldest waiting job to a worker, or that one; None: nothing waits, or that one not (any more)."""
        jobs = rows.jobs.c
        waits = [jobs.state == JobState.QUEUED.value]
        if job_id is not None:
            waits.append(jobs.id == plain(job_id))
        oldest = (
            select(jobs.id).where(*waits).order_by(jobs.created_at, jobs.id).limit(1).with_for_update(skip_locked=True)
        )
        with self._store.reading() as connection:
            # Most of the time nothing waits, and looking needs no lock.
            if connection.execute(select(jobs.id).where(*waits).limit(1)).first() is None:
                return None
        with self._store.writing() as connection:
            found = connection.execute(oldest).scalar()
            if found is None:
                return None
            _change(
                connection,
                found,
                JobState.QUEUED,
                state=JobState.RUNNING.value,
                worker=worker,
                started_at=now(),
                attempts=jobs.attempts + 1,
            )
            return _find(connection, found)

    def succeed(self, job_id: str, *, result: bytes | None = None, article_id: str | None = None) -> Job | None:
        """Close a running job with its result; the job as it is then, None: unknown."""
        values: dict[str, Any] = {"state": JobState.SUCCEEDED.value, "result": result, "finished_at": now()}
        if article_id is not None:
            values["article_id"] = article_id
        return self._close(job_id, JobState.RUNNING, values)

    def fail(self, job_id: str, code: str, detail: str) -> Job | None:
        """Close a running job with what went wrong."""
        values = {
            "state": JobState.FAILED.value,
            "error_code": code,
            "error_detail": plain(detail),
            "finished_at": now(),
        }
        return self._close(job_id, JobState.RUNNING, values)

    def cancel(self, job_id: str) -> Job | None:
        """Close a job that still waits; one that runs or is finished stays as it is."""
        return self._close(job_id, JobState.QUEUED, {"state": JobState.CANCELLED.value, "finished_at": now()})

    def requeue(self, *, silent_since: datetime) -> int:
        """Let jobs wait again whose workers gave no sign of life since then; after three attempts they fail."""
        jobs, workers = rows.jobs.c, rows.workers.c
        alive = select(workers.id).where(workers.beat_at >= instant_number(silent_since))
        lost = select(jobs.id, jobs.attempts).where(jobs.state == JobState.RUNNING.value, jobs.worker.not_in(alive))
        with self._store.reading() as connection:
            if connection.execute(lost).first() is None:
                return 0
        count = 0
        with self._store.writing() as connection:
            for job_id, attempts in connection.execute(lost).all():
                if attempts < MOST_ATTEMPTS:
                    _change(
                        connection, job_id, JobState.RUNNING, state=JobState.QUEUED.value, worker=None, started_at=None
                    )
                    count += 1
                else:
                    _change(
                        connection,
                        job_id,
                        JobState.RUNNING,
                        state=JobState.FAILED.value,
                        error_code="WORKER_DIED",
                        error_detail=f"The worker died in each of {attempts} attempts.",
                        finished_at=now(),
                    )
        return count

    def prune(self, *, finished_before: datetime) -> int:
        """Forget jobs that were finished before then; say how many."""
        jobs = rows.jobs
        with self._store.writing() as connection:
            done = connection.execute(
                delete(jobs).where(
                    jobs.c.state.in_(state.value for state in FINISHED),
                    jobs.c.finished_at < instant_number(finished_before),
                )
            )
        return done.rowcount

    def beat(self, worker: str, pid: int, host: str, state: WorkerState) -> None:
        """Note that a worker lives."""
        workers, at = rows.workers, now()
        with self._store.writing() as connection:
            known = connection.execute(
                update(workers).where(workers.c.id == worker).values(pid=pid, host=host, state=state.value, beat_at=at)
            )
            if not known.rowcount:
                connection.execute(
                    insert(workers).values(id=worker, pid=pid, host=host, state=state.value, started_at=at, beat_at=at)
                )

    def workers(self) -> tuple[WorkerStatus, ...]:
        """Return the workers that were not forgotten, by their ids."""
        with self._store.reading() as connection:
            found = connection.execute(select(rows.workers).order_by(rows.workers.c.id)).mappings().all()
        return tuple(
            WorkerStatus(
                id=row["id"],
                pid=row["pid"],
                host=row["host"],
                state=WorkerState(row["state"]),
                started_at=instant_of(row["started_at"]),
                beat_at=instant_of(row["beat_at"]),
            )
            for row in found
        )

    def forget(self, worker: str) -> None:
        """Forget a worker that has stopped."""
        with self._store.writing() as connection:
            connection.execute(delete(rows.workers).where(rows.workers.c.id == worker))

    def _close(self, job_id: str, was: JobState, values: dict[str, Any]) -> Job | None:
        with self._store.writing() as connection:
            _change(connection, job_id, was, **values)
            return _find(connection, job_id)


def _change(connection: Connection, job_id: str, was: JobState, **values: Any) -> None:
    """Change a job that is in that state, and no other."""
    jobs = rows.jobs
    connection.execute(update(jobs).where(jobs.c.id == job_id, jobs.c.state == was.value).values(**values))


def _find(connection: Connection, job_id: str) -> Job | None:
    row = connection.execute(select(rows.jobs).where(rows.jobs.c.id == job_id)).first()
    return _read(row) if row else None


def _read(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        kind=JobKind(row.kind),
        state=JobState(row.state),
        payload=row.payload,
        result=row.result,
        article_id=row.article_id,
        error_code=row.error_code,
        error_detail=row.error_detail,
        worker=row.worker,
        attempts=row.attempts,
        created_at=instant_of(row.created_at),
        started_at=None if row.started_at is None else instant_of(row.started_at),
        finished_at=None if row.finished_at is None else instant_of(row.finished_at),
    )
