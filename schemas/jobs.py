"""Jobs in, JSON objects out."""

from datetime import UTC, datetime
from typing import Any

from records.jobs import Job, JobKind, JobState
from schemas.fields import ResourceSchema, instant, integer, nested, string, word


class JobErrorSchema(ResourceSchema):
    """Why a job failed."""

    code = string("What kind of error, for programs.", "LANGUAGE")
    detail = string("What is the matter, for people.", "The article is in 'es'; only English is read.")


class JobLinksSchema(ResourceSchema):
    """Addresses that belong to a job."""

    self = string("The job.", "/v1/jobs/job_mzxw6ytboi4dcmrt", format="uri-reference")
    article = string(
        "The article, once it is stored.", "/v1/articles/art_mzxw6ytboi4dcmrt", nullable=True, format="uri-reference"
    )
    result = string("The result, once it is there.", None, nullable=True, format="uri-reference")


class JobSchema(ResourceSchema):
    """Work that an extraction worker does or has done."""

    id = string("Id of the job.", "job_mzxw6ytboi4dcmrt")
    kind = word(JobKind, "Whether an article is stored, only analysed, or read again, or a file made.", "ARTICLE")
    state = word(JobState, "What has become of it.", "SUCCEEDED")
    attempts = integer("How often a worker has begun it.", 1)
    created_at = instant("When it was posted.", "2025-03-17T08:00:00Z")
    started_at = instant("When a worker began it.", "2025-03-17T08:00:01Z", nullable=True)
    finished_at = instant("When it was finished.", "2025-03-17T08:00:02Z", nullable=True)
    article_id = string(
        "The article that it stored or read again, once it is there.", "art_mzxw6ytboi4dcmrt", nullable=True
    )
    error = nested(JobErrorSchema, "Why it failed; null unless it did.", nullable=True)
    links = nested(JobLinksSchema, "Addresses that belong to it.")


def job_document(job: Job) -> dict[str, Any]:
    """Return the JSON object of a job."""
    done = job.state is JobState.SUCCEEDED
    results = {
        JobKind.ANALYSIS: f"/v1/analyses/{job.id}",
        JobKind.EXPORT: f"/v1/exports/exp_{job.id.removeprefix('job_')}",
    }
    article_id = job.article_id if done and job.kind not in results else None
    article = article_id and f"/v1/articles/{article_id}"
    result = results.get(job.kind, article) if done else None
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "attempts": job.attempts,
        "created_at": instant_text(job.created_at),
        "started_at": job.started_at and instant_text(job.started_at),
        "finished_at": job.finished_at and instant_text(job.finished_at),
        "article_id": article_id,
        "error": {"code": job.error_code, "detail": job.error_detail} if job.error_code else None,
        "links": {"self": f"/v1/jobs/{job.id}", "article": article, "result": result},
    }


def instant_text(value: datetime) -> str:
    """Return an aware instant as RFC 3339 in UTC with a Z."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
