"""Requests that may be sent twice in, one answer to both out: `Idempotency-Key`."""

import logging
import re
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import Any

import orjson
from flask import Response, g, request

from api.access import caller_id
from api.documenting import in_header
from api.errors import Fault, ProblemError
from api.services import services
from storage.errors import StoreUnavailableError
from storage.kept_answers import KeptAnswer

IDEMPOTENCY_KEY = in_header(
    "Idempotency-Key",
    "A word of your own for this request. Sent again within a day, it is answered as it was the first time "
    "(`Idempotency-Replayed: true`); with another body it is refused.",
    "8e03978e-40d5-43dd-bc93-6894a57f9324",
    pattern="^[!-~]{1,255}$",
)
REPLAYED = "Idempotency-Replayed"
_WORD = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT_HEADERS = ("Content-Type", "Location", "Cache-Control", "ETag")
_ARTICLE_PREFIX = "art_"
_logger = logging.getLogger("dateline.api")


def answered_once(view: Callable[[dict[str, Any]], Response]) -> Callable[[dict[str, Any]], Response]:
    """Return a view of a checked body that does its work once for each `Idempotency-Key`."""

    @wraps(view)
    def answer(posted: dict[str, Any]) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return view(posted)
        _check(key)
        owner, fingerprint, book = caller_id() or "", _fingerprint(posted), services().writer.answers
        kept = book.open(owner, key, fingerprint)
        if kept is not None:
            return _repeat(kept, fingerprint)
        try:
            response = view(posted)
        except BaseException:
            # Nothing was done, or it is not known: who sends it again has it tried again.
            book.drop(owner, key)
            raise
        body = response.get_data()
        try:
            book.close(
                owner,
                key,
                status=response.status_code,
                headers={name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers},
                body=body,
                article_id=_article_in(body),
            )
        except StoreUnavailableError as error:
            # It was done, and its sender shall know.
            _logger.warning("request %s: its answer is not kept: %s", g.request_id, error)
        return response

    return answer


def _check(key: str) -> None:
    if not _WORD.fullmatch(key):
        detail = "An Idempotency-Key has 1 to 255 visible ASCII characters."
        fault = Fault(parameter="Idempotency-Key", code="invalid", detail=detail)
        raise ProblemError("bad-request", detail, faults=[fault])


def _fingerprint(posted: dict[str, Any]) -> bytes:
    body = orjson.dumps(posted, option=orjson.OPT_SORT_KEYS)
    return blake2b(f"{request.method} {request.path}\n".encode() + body, digest_size=16).digest()


def _repeat(kept: KeptAnswer, fingerprint: bytes) -> Response:
    if kept.fingerprint != fingerprint:
        raise ProblemError("idempotency-key-reused", "This Idempotency-Key was used for another request.")
    if kept.status is None:
        detail = "The first request with this Idempotency-Key is still being answered."
        raise ProblemError("request-in-progress", detail, headers={"Retry-After": "1"})
    response = Response(kept.body, status=kept.status)
    response.headers.update(kept.headers)
    response.headers[REPLAYED] = "true"
    return response


def _article_in(body: bytes) -> str | None:
    """Return the id of the article whose text an answer holds, so that deleting it takes the answer too."""
    found = orjson.loads(body).get("id", "")
    return found if found.startswith(_ARTICLE_PREFIX) else None
