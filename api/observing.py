"""Requests in, a line of log and counts for each out."""

import logging
import re
import time
from collections.abc import Iterable
from functools import partial
from secrets import token_hex
from typing import cast

import structlog
from flask import Flask, Response, g, request
from werkzeug.wsgi import ClosingIterator

from api.access import caller_id, is_internal
from api.metrics import RequestMetrics

UNKNOWN_ROUTE = "unknown"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
_LONGEST_PATH = 300
_logger = logging.getLogger("dateline.access")


def observe(app: Flask, metrics: RequestMetrics | None) -> None:
    """Make the application name, time, count and note every request; its first check, and the last to see answers.

    What was asked for in the query is not noted: it is its sender's own matter.
    """

    @app.before_request
    def begin() -> None:
        g.begun = time.perf_counter()
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else token_hex(12)
        if not is_internal():
            structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def finish(response: Response) -> Response:
        if is_internal():
            return response
        rule = request.url_rule
        # What a stream takes is known when it ends; the request is gone by then.
        note = partial(
            _note,
            metrics,
            begun=g.begun,
            method=request.method,
            route=UNKNOWN_ROUTE if rule is None else rule.rule,
            path=request.path[:_LONGEST_PATH],
            status=response.status_code,
            length=None if response.is_streamed else response.content_length,
            key=caller_id(),
            address=request.remote_addr,
            request_id=g.request_id,
        )
        if response.direct_passthrough:
            # What goes to the server as it is, files, is closed without asking the response.
            response.response = ClosingIterator(cast(Iterable[bytes], response.response), note)
        elif response.is_streamed:
            response.call_on_close(note)
        else:
            note()
        return response


def _note(
    metrics: RequestMetrics | None,
    *,
    begun: float,
    method: str,
    route: str,
    path: str,
    status: int,
    length: int | None,
    key: str | None,
    address: str | None,
    request_id: str,
) -> None:
    seconds = time.perf_counter() - begun
    if metrics is not None:
        metrics.count(method=method, route=route, status=status, seconds=seconds)
    if _logger.isEnabledFor(logging.INFO):
        told = {
            "method": method,
            "path": path,
            "status": status,
            "duration_ms": round(seconds * 1000, 2),
            "bytes": length,
            "key": key,
            "address": address,
            "request_id": request_id,
        }
        _logger.info("request", extra={name: value for name, value in told.items() if value is not None})
