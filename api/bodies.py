"""Requests in, their bodies out, never more than a server takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from flask import Request

from api.errors import ProblemError
from api.services import services

_CHUNK = 1 << 16
# What is read of a body that is too large, so that its sender comes to see the answer.
_DRAIN_BYTES = 64_000_000
_PATIENCE_SECONDS = 1.0


@contextmanager
def one_of_few_readers() -> Iterator[None]:
    """Wait for a turn at reading a body, which holds a thread for as long as its sender takes to send it.

    Slow senders can hold all the turns, but not all the threads: who only asks is answered all the same.

    Raises:
        ProblemError: none comes up within a second.
    """
    reading = services().reading
    if not reading.acquire(timeout=_PATIENCE_SECONDS):
        detail = "As many bodies as the server reads at a time are still being sent."
        raise ProblemError("busy", detail, headers={"Retry-After": "1"})
    try:
        yield
    finally:
        reading.release()


def read_body(request: Request, most: int) -> bytes:
    """Return the body; one without a length ("chunked") too, where the server knows its end.

    Werkzeug's own limit cuts such a body off in silence.

    Raises:
        ProblemError: it is larger than `most` bytes, or ended before its end, or too many are being read.
    """
    check_length(request, most)
    with one_of_few_readers():
        return _read_whole(request, most)


def _read_whole(request: Request, most: int) -> bytes:
    stream: IO[bytes] = request.environ["wsgi.input"]
    length = request.content_length
    if length is not None:
        body = _read(stream, length)
        if len(body) < length:
            raise ProblemError("bad-request", f"The body ended after {len(body):,} of {length:,} bytes.")
        return body
    if not request.environ.get("wsgi.input_terminated"):
        return b""
    body = _read(stream, most + 1)
    if len(body) > most:
        _read_away(stream, _DRAIN_BYTES)
        raise _too_large(most)
    return body


def check_length(request: Request, most: int) -> None:
    """Refuse a body that says that it is too large.

    Raises:
        ProblemError: it does.
    """
    if request.content_length is not None and request.content_length > most:
        with one_of_few_readers():
            _read_away(request.environ["wsgi.input"], min(request.content_length, _DRAIN_BYTES))
        raise _too_large(most)


def _read(stream: IO[bytes], most: int) -> bytes:
    chunks: list[bytes] = []
    left = most
    while left > 0 and (chunk := stream.read(min(left, _CHUNK))):
        chunks.append(chunk)
        left -= len(chunk)
    return b"".join(chunks)


def _read_away(stream: IO[bytes], most: int) -> None:
    left = most
    while left > 0 and (chunk := stream.read(min(left, _CHUNK))):
        left -= len(chunk)


def _too_large(most: int) -> ProblemError:
    return ProblemError("body-too-large", f"At most {most:,} bytes of body are read.")
