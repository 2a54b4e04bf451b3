"""Jobs: what was asked of the extraction workers, what has become of it, and how the workers are."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class JobKind(StrEnum):
    """ARTICLE stores what is found, ANALYSIS only answers with it, REDATING reads a stored text as of another day.

    EXPORT writes a list into a file.
    """

    ARTICLE = "ARTICLE"
    ANALYSIS = "ANALYSIS"
    REDATING = "REDATING"
    EXPORT = "EXPORT"


class JobState(StrEnum):
    """A job that was running when its worker died is QUEUED again."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


FINISHED = frozenset({JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED})
"""States that a job never leaves."""


class WorkerState(StrEnum):
    """A worker is STARTING while it loads the language model."""

    STARTING = "STARTING"
    READY = "READY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job. `payload` is the JSON that was sent, `result` the JSON of an analysis.

    `article_id` follows from the text; the article stands in the store once an ARTICLE job has succeeded, and before a
    REDATING job begins.
    """

    id: str
    kind: JobKind
    state: JobState
    payload: bytes
    result: bytes | None = None
    article_id: str | None = None
    error_code: str | None = None
    error_detail: str | None = None
    worker: str | None = None
    attempts: int = 0
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerStatus:
    """A worker process and when it last gave a sign of life."""

    id: str
    pid: int
    host: str
    state: WorkerState
    started_at: datetime
    beat_at: datetime
