"""Errors in, `application/problem+json` answers out; and what each kind of problem means."""

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestedRangeNotSatisfiable

from api.errors import CursorError, Fault, ProblemError
from records.errors import DatelineError
from storage.errors import InvalidKeyError, SchemaVersionError, StoreUnavailableError

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 2
_logger = logging.getLogger("dateline.api")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemKind:
    """A kind of problem; `meaning` and `remedy` are what its page says."""

    slug: str
    title: str
    status: int
    meaning: str
    remedy: str


def _kind(slug: str, status: int, meaning: str, remedy: str) -> ProblemKind:
    return ProblemKind(
        slug=slug, title=slug.replace("-", " ").capitalize(), status=status, meaning=meaning, remedy=remedy
    )


KINDS = {
    kind.slug: kind
    for kind in (
        _kind(
            "invalid-parameter",
            400,
            "A query parameter is unknown, stands twice, or has a value that it cannot have. All such errors of a "
            "request are listed in `errors`.",
            "Correct the parameters named; `allowed` lists the values of closed sets.",
        ),
        _kind(
            "invalid-cursor",
            400,
            "The cursor has been changed, or belongs to a list with other filters or another order.",
            "Begin again without `cursor`, or repeat the filters of the page that the cursor came from.",
        ),
        _kind("malformed-json", 400, "The body is not JSON.", "Send UTF-8 encoded JSON."),
        _kind("bad-request", 400, "The request is not valid HTTP for this address.", "See `detail`."),
        _kind(
            "key-in-address",
            400,
            "A key stands in the address. It would be kept in logs and histories, so it is never read there.",
            "Send it as `Authorization: Bearer KEY`, and revoke the one that was shown.",
        ),
        _kind(
            "key-required",
            401,
            "The request needs a key, and brought none or one that does not hold (any more).",
            "Send it as `Authorization: Bearer KEY`, or as the password of Basic. `dateline keys create` makes one.",
        ),
        _kind(
            "scope-missing",
            403,
            "The key does not allow this: it lacks the scope that `detail` names.",
            "Use a key that has the scope.",
        ),
        _kind(
            "host-not-allowed",
            403,
            "Without keys the server only answers under names that it knows, so that no web page can reach it "
            "through a name of its own.",
            "Use 127.0.0.1 or localhost, or name the host in DATELINE_HOSTS.",
        ),
        _kind(
            "origin-not-allowed",
            403,
            "A web page of another origin tried to write.",
            "Name the origin in DATELINE_CORS_ORIGINS if it may.",
        ),
        _kind("not-found", 404, "There is nothing at this address.", "See `/v1/` for what there is."),
        _kind(
            "method-not-allowed",
            405,
            "The address does not take this method.",
            "The `Allow` header lists those it takes.",
        ),
        _kind(
            "not-acceptable",
            406,
            "The answer is not available in any of the formats asked for.",
            "Ask for one of those listed, with `Accept` or `format=`.",
        ),
        _kind(
            "request-in-progress",
            409,
            "A request with the same `Idempotency-Key` is still being answered.",
            "Send it again after as many seconds as `Retry-After` says.",
        ),
        _kind(
            "judgement-conflict",
            409,
            "A person has said the opposite of these events before.",
            "Ask that person, or take your own word with `overrule`.",
        ),
        _kind("gone", 410, "What stood here has been deleted.", "Forget the id."),
        _kind(
            "precondition-failed",
            412,
            "What was to be changed is not any more as the client saw it.",
            "Get it again, and decide anew.",
        ),
        _kind("body-too-large", 413, "The body is larger than the server takes.", "`/v1/` tells the limit."),
        _kind(
            "uri-too-long",
            414,
            "The address with its query is longer than the server takes.",
            "`/v1/` tells the limit.",
        ),
        _kind("unsupported-media-type", 415, "The body has a type that is not read here.", "Send `application/json`."),
        _kind(
            "invalid-body",
            422,
            "The body is JSON but not what is needed. `errors` lists what is wrong, each with a JSON pointer.",
            "Correct the fields named.",
        ),
        _kind(
            "range-not-satisfiable",
            416,
            "The range that was asked for lies beyond the end of the file.",
            "`Content-Range` tells how long it is.",
        ),
        _kind(
            "idempotency-key-reused",
            422,
            "The `Idempotency-Key` was used for a request with another body or address.",
            "Make a new key for each new request.",
        ),
        _kind(
            "unreadable-article",
            422,
            "The article cannot be worked on: it is empty, too long, or not in English.",
            "See `errors`.",
        ),
        _kind(
            "precondition-required",
            428,
            "A change has to say which version of the resource it is about.",
            "Send its ETag in `If-Match`, or `*` for any.",
        ),
        _kind(
            "too-many-requests",
            429,
            "The key, or without one the address, has sent more requests than it may.",
            "Wait as many seconds as `Retry-After` says; `RateLimit` tells what is left.",
        ),
        _kind(
            "extraction-failed",
            500,
            "The extraction worker could not finish the article. It is our fault.",
            "Report the request id and, if you may, the text.",
        ),
        _kind("export-failed", 500, "The file could not be made.", "See `detail`; `GET /v1/jobs/{id}` says it too."),
        _kind("internal-error", 500, "Something went wrong that should not.", "Report the request id."),
        _kind(
            "busy",
            503,
            "As many bodies as the server reads at a time are still being sent.",
            "Send it again after as many seconds as `Retry-After` says.",
        ),
        _kind(
            "unavailable",
            503,
            "The database does not answer, or not in time.",
            "Try again after as many seconds as `Retry-After` says.",
        ),
    )
}
_BY_STATUS = {400: "bad-request", 404: "not-found", 405: "method-not-allowed", 413: "body-too-large"} | {
    414: "uri-too-long",
    415: "unsupported-media-type",
    406: "not-acceptable",
    416: "range-not-satisfiable",
    429: "too-many-requests",
}


def register_problem_handlers(app: Flask) -> None:
    """Make every error of the application a problem, whatever raised it."""
    app.register_error_handler(ProblemError, answer_problem)
    app.register_error_handler(CursorError, _answer_cursor)
    app.register_error_handler(InvalidKeyError, _answer_cursor)
    app.register_error_handler(StoreUnavailableError, _answer_unavailable)
    app.register_error_handler(SchemaVersionError, _answer_unavailable)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_bug)


def answer_problem(problem: ProblemError) -> Response:
    """Return the answer that a problem becomes."""
    body = problem_document(problem)
    response = Response(orjson.dumps(body), status=body["status"], content_type=MEDIA_TYPE)
    response.headers.update(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def problem_document(problem: ProblemError) -> dict[str, Any]:
    """Return the JSON object that a problem is."""
    kind = KINDS[problem.slug]
    return {
        "type": f"/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail,
        "instance": _instance(),
        "request_id": g.get("request_id", ""),
        "errors": [_fault_document(fault) for fault in problem.faults],
    }


def _fault_document(fault: Fault) -> dict[str, Any]:
    document: dict[str, Any] = {}
    if fault.parameter is not None:
        document["parameter"] = fault.parameter
    if fault.pointer is not None:
        document["pointer"] = fault.pointer
    document |= {"code": fault.code, "detail": fault.detail}
    if fault.allowed:
        document["allowed"] = fault.allowed
    return document


def _instance() -> str:
    # The address as it came; what is no UTF-8 in it has been replaced by then.
    if g.get("hide_query"):
        return request.path[:2_000]
    return request.full_path.rstrip("?").encode("utf-8", "replace").decode()[:2_000]


def _answer_cursor(_error: DatelineError) -> Response:
    detail = "The cursor has been changed or belongs to another list."
    return answer_problem(
        ProblemError("invalid-cursor", detail, faults=[Fault(parameter="cursor", code="invalid", detail=detail)])
    )


def _answer_unavailable(error: StoreUnavailableError | SchemaVersionError) -> Response:
    return answer_problem(describe_unavailable(error))


def describe_unavailable(error: StoreUnavailableError | SchemaVersionError) -> ProblemError:
    """Return the problem that a database is which does not answer."""
    _logger.error("request %s: %s", g.get("request_id"), error)
    headers = {"Retry-After": str(RETRY_SECONDS)}
    return ProblemError("unavailable", "The database does not answer.", headers=headers)


def _answer_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status >= 500:
        return _answer_bug(getattr(error, "original_exception", None) or error)
    headers: dict[str, str] = {}
    detail = error.description or HTTPStatus(status).phrase
    if status == HTTPStatus.NOT_FOUND:
        detail = f"There is nothing at {request.path}."
    if isinstance(error, RequestedRangeNotSatisfiable):
        headers["Content-Range"] = f"bytes */{error.length}"
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        detail = f"{request.method} is not possible here, only {headers['Allow']}."
    return answer_problem(ProblemError(_BY_STATUS.get(status, "bad-request"), detail, headers=headers))


def _answer_bug(error: BaseException) -> Response:
    _logger.error("request %s failed", g.get("request_id"), exc_info=error)
    return answer_problem(ProblemError("internal-error", "The request could not be answered; it has been logged."))
