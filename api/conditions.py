"""Versions of what is given out in, ETags and answers to conditional requests out."""

from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import blake2b

from flask import Response, request

from api.errors import ProblemError
from api.services import SCHEMA_VERSION, Services

_GZIP_SUFFIX = "-gzip"


def tag_bytes(body: bytes) -> str:
    """Return the opaque part of the ETag of these bytes."""
    return blake2b(body, digest_size=10).hexdigest()


def tag_query(version: int, program: str, *more: str) -> str:
    """Return the opaque part of the ETag of what a query gives on a version of the data set."""
    asked = "\0".join((program, request.full_path, *more)).encode("utf-8", "surrogatepass")
    return f"{version}-{blake2b(asked, digest_size=8).hexdigest()}"


def not_modified(tag: str) -> Response | None:
    """Return the answer 304 where the client already has what bears this tag."""
    known = request.if_none_match
    if known.star_tag or any(known.contains_weak(candidate) for candidate in (tag, tag + _GZIP_SUFFIX)):
        response = Response(status=304)
        response.set_etag(tag)
        return response
    return None


def require_match(tag: str) -> None:
    """Refuse to change what the client has not seen as it is.

    Raises:
        ProblemError: `If-Match` is missing, or names another version.
    """
    if not request.if_match:
        raise ProblemError("precondition-required", "Send the ETag of what you have seen in If-Match, or * for any.")
    if not (request.if_match.star_tag or any(tag_ in request.if_match for tag_ in (tag, gzip_tag(tag)))):
        raise ProblemError("precondition-failed", "It has changed since you saw it.")


def gzip_tag(tag: str) -> str:
    """Return the opaque part of the ETag of the same answer when compressed."""
    return tag + _GZIP_SUFFIX


def stamp(response: Response, *, services: Services, version: int, tag: str | None) -> Response:
    """Say on an answer which version of the data set it was made from."""
    if tag is not None:
        response.set_etag(tag)
    updated = services.updated_at(version)
    if updated is not None:
        response.headers["Last-Modified"] = format_http_date(updated)
    response.headers["Dateline-Dataset-Version"] = str(version)
    response.headers["Dateline-Schema-Version"] = SCHEMA_VERSION
    return response


def format_http_date(instant: datetime) -> str:
    """Return an instant as HTTP writes it."""
    return format_datetime(instant.astimezone(UTC).replace(microsecond=0), usegmt=True)
