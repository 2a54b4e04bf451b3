"""Posted articles in, jobs for the extraction workers out, and what has become of them."""

import re
import time
from collections.abc import Iterable
from typing import Any

import orjson
from flask import Response, request

from api.errors import Fault, ProblemError
from api.services import Services, services
from api.texts import TextPolicy, limit_text
from extraction.errors import EmptyArticleError, LanguageError, TooLongError
from ingest.errors import SourceError
from ingest.matching import Match, match_article
from ingest.preparing import RENDERER, appearance_of
from ingest.sources import check_published, read_article
from records.articles import Article
from records.jobs import FINISHED, Job, JobKind, JobState
from schemas.jobs import job_document
from schemas.requests import article_fields
from schemas.service import FOUND
from storage.prepared import Outcome
from storage.queries import EventQuery, PositionQuery
from storage.store import Store

_WAIT = re.compile(r"(?:^|[,;]\s*)wait=([0-9]{1,6})(?=\s*(?:$|[,;]))")
_RESPOND_ASYNC = re.compile(r"(?:^|[,;]\s*)respond-async(?=\s*(?:$|[,;]))")
_FIRST_PAUSE = 0.01
_LONGEST_PAUSE = 0.1
# What an article itself is to blame for; anything else is our fault.
_ITS_OWN_FAULT = frozenset({EmptyArticleError.code, TooLongError.code, LanguageError.code})
_POINTERS = {"PUBLISHED_AT": "/published_at", "FUTURE_DATE": "/published_at"}


def check_article(posted: dict[str, str | None]) -> Article:
    """Return the article that was posted.

    Raises:
        ProblemError: its text is none, or its date is none or lies in the future.
    """
    try:
        return read_article(article_fields(posted))
    except SourceError as error:
        pointer = _POINTERS.get(error.code, "/text")
        fault = Fault(pointer=pointer, code=error.code, detail=error.detail)
        raise ProblemError("invalid-body", error.detail, faults=[fault]) from error


def check_day(published_at: str) -> None:
    """Refuse a date of publication that is none, or that lies in the future.

    Raises:
        ProblemError: it is or does.
    """
    try:
        check_published(published_at)
    except SourceError as error:
        fault = Fault(pointer="/published_at", code=error.code, detail=error.detail)
        raise ProblemError("invalid-body", error.detail, faults=[fault]) from error


def note_appearance(article: Article) -> bool:
    """Note that a stored text appeared again; say whether nothing of it needs to be read again."""
    here = services()
    known = here.store.known_article(article.id)
    # Which language model the worker has, is its own matter: a change of it alone is no reason to read again here.
    model = known.extractor.model if known is not None else ""
    if match_article(article, known, version=here.config.version, model=model) is not Match.APPEARANCE:
        return False
    return here.writer.add_appearance(article.id, appearance_of(article), renderer=RENDERER) is not None


def run_job(kind: JobKind, payload: dict[str, Any], article_id: str | None) -> Job:
    """Queue a job and wait for it as long as `Prefer` says."""
    here = services()
    job = here.enqueue(kind, orjson.dumps(payload), article_id=article_id)
    seconds = _seconds_to_wait(here)
    if seconds <= 0 or not here.waiting.acquire(blocking=False):
        return job
    try:
        return _wait(here.store, job, seconds)
    finally:
        here.waiting.release()


def has_created(job: Job) -> bool:
    """Say whether a job that stored an article was the first to bring its text."""
    return job.result is None or orjson.loads(job.result)["outcome"] == Outcome.CREATED


def _wait(store: Store, job: Job, seconds: float) -> Job:
    end = time.monotonic() + seconds
    pause = _FIRST_PAUSE
    while job.state not in FINISHED and time.monotonic() < end:
        time.sleep(pause)
        pause = min(pause * 1.5, _LONGEST_PAUSE)
        job = store.jobs.get(job.id) or job
    return job


def _seconds_to_wait(here: Services) -> float:
    prefer = ",".join(request.headers.getlist("Prefer")).lower()
    if _RESPOND_ASYNC.search(prefer):
        return 0.0
    wait = _WAIT.search(prefer)
    return min(float(wait[1]), here.config.most_wait_seconds) if wait else here.config.wait_seconds


def answer_unfinished(job: Job) -> Response:
    """Return the answer 202 with the job to be asked for.

    Raises:
        ProblemError: the job failed.
    """
    if job.state is JobState.FAILED:
        raise refuse_failed(job)
    response = answer_job(job, status=202)
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return response


def answer_job(job: Job, *, status: int = 200) -> Response:
    """Return a job."""
    response = Response(orjson.dumps(job_document(job)), status=status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    if job.state not in FINISHED:
        response.headers["Retry-After"] = "1"
    return response


def refuse_failed(job: Job) -> ProblemError:
    """Return the problem that a failed job is."""
    code, detail = job.error_code or "UNKNOWN", job.error_detail or "The job failed."
    if code == "GONE":
        return ProblemError("gone", detail)
    if code not in _ITS_OWN_FAULT:
        return ProblemError("extraction-failed", f"Job {job.id}: {code}.")
    return ProblemError("unreadable-article", detail, faults=[Fault(pointer="/text", code=code, detail=detail)])


def render_found_article(store: Store, article_id: str, policy: TextPolicy) -> bytes | None:
    """Return the bytes of an article with what was found in it; None: there is no such article."""
    body, annotations = store.article(article_id), store.annotations(article_id)
    if body is None or annotations is None:
        return None
    found = orjson.loads(annotations)
    events = store.stream_events(EventQuery(articles=(article_id,)))
    positions = store.stream_positions(PositionQuery(articles=(article_id,)))
    more = {
        **{name: found[name] for name in FOUND},
        "events": _in_order(events, found["event_ids"]),
        "positions": _in_order(positions, found["position_ids"]),
    }
    return limit_text(body, policy)[:-1] + b"," + orjson.dumps(more)[1:]


def _in_order(items: Iterable[bytes], ids: list[str]) -> list[orjson.Fragment]:
    order = {record_id: number for number, record_id in enumerate(ids)}
    known = [(orjson.loads(item)["id"], item) for item in items]
    return [orjson.Fragment(item) for _, item in sorted(known, key=lambda pair: order.get(pair[0], len(order)))]
