"""Lines of articles in, what becomes of each out, line by line and in their order."""

from collections.abc import Iterator
from typing import IO, Any

import orjson
from flask import Request
from marshmallow import ValidationError

from api.bodies import one_of_few_readers
from api.config import AppConfig
from api.errors import ProblemError
from api.parsing import refuse_body
from api.posting import check_article, note_appearance
from api.problems import describe_unavailable, problem_document
from api.services import Services
from records.jobs import JobKind
from schemas.requests import NewArticleSchema, article_fields
from storage.errors import StoreUnavailableError

PATH = "/v1/articles/batch"
MEDIA_TYPE = "application/x-ndjson"
_CHUNK = 1 << 16
_SCHEMA = NewArticleSchema()


def take_articles(request: Request, here: Services) -> Iterator[bytes]:
    """Yield the line of result of each line of the body. What is wrong with one line stops no other.

    A line is one article; empty ones are passed over. Not more than one line is in memory.
    """
    unavailable: ProblemError | None = None
    number = taken = 0
    try:
        for number, line in enumerate(_read_lines(request, here.config), 1):
            if line is not None and not line.strip():
                continue
            taken += 1
            if taken > here.config.batch_lines:
                detail = f"At most {here.config.batch_lines:,} articles are taken at once; from this line on none was."
                yield _refuse(number, ProblemError("body-too-large", detail))
                return
            try:
                if unavailable is not None:
                    raise unavailable
                yield _take(number, line, here)
            except StoreUnavailableError as error:
                # Whoever waited for it once has waited long enough: the rest is told at once to come back.
                unavailable = describe_unavailable(error)
                yield _refuse(number, unavailable)
            except ProblemError as problem:
                yield _refuse(number, problem)
    except ProblemError as problem:
        yield _refuse(number + 1, problem)


def _take(number: int, line: bytes | None, here: Services) -> bytes:
    if line is None:
        raise ProblemError("body-too-large", f"At most {here.config.body_bytes:,} bytes of a line are read.")
    try:
        posted: dict[str, Any] = _SCHEMA.load(orjson.loads(line))
    except orjson.JSONDecodeError as error:
        raise ProblemError("malformed-json", f"The line is no JSON: {error}.") from error
    except ValidationError as error:
        raise refuse_body(error.messages) from error
    article = check_article(posted)
    if note_appearance(article):
        return _line(number, 200, article_id=article.id, article=f"/v1/articles/{article.id}")
    job = here.enqueue(JobKind.ARTICLE, orjson.dumps(article_fields(posted)), article_id=article.id)
    return _line(number, 202, article_id=article.id, job=f"/v1/jobs/{job.id}")


def _refuse(number: int, problem: ProblemError) -> bytes:
    document = problem_document(problem)
    return _line(number, document["status"], problem=document)


def _line(
    number: int,
    status: int,
    *,
    article_id: str | None = None,
    article: str | None = None,
    job: str | None = None,
    problem: dict[str, Any] | None = None,
) -> bytes:
    links = {"article": article, "job": job}
    found = {"line": number, "status": status, "article_id": article_id, "links": links, "problem": problem}
    return orjson.dumps(found, option=orjson.OPT_APPEND_NEWLINE)


def _read_lines(request: Request, config: AppConfig) -> Iterator[bytes | None]:
    """Yield the lines of the body, None for one that is too long.

    Raises:
        ProblemError: the body ended before its end, or grew beyond what is read, or too many are being read.
    """
    rest = b""
    skipping = False
    with one_of_few_readers():
        for chunk in _read_chunks(request, config.batch_bytes):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                yield None if skipping or len(line) > config.body_bytes else line
                skipping = False
            if len(rest) > config.body_bytes:
                rest, skipping = b"", True
    if rest or skipping:
        yield None if skipping else rest


def _read_chunks(request: Request, most: int) -> Iterator[bytes]:
    stream: IO[bytes] = request.environ["wsgi.input"]
    length = request.content_length
    if length is None and not request.environ.get("wsgi.input_terminated"):
        return
    left = most if length is None else length
    while left > 0 and (chunk := stream.read(min(left, _CHUNK))):
        left -= len(chunk)
        yield chunk
    if length is None and left <= 0 and stream.read(1):
        raise ProblemError("body-too-large", f"At most {most:,} bytes are read; from this line on none was.")
    if length is not None and left > 0:
        raise ProblemError("bad-request", f"The body ended after {length - left:,} of {length:,} bytes.")
