"""Versions of what is given out in, ETags and answers to conditional requests out."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from hashlib import blake2b

from flask import Response, request

from api.errors import ProblemError
from api.services import SCHEMA_VERSION, Services

_ENCODINGS = ("gzip", "zstd")

CREDITS = "Places: GeoNames (https://www.geonames.org), CC BY 4.0"
"""Whose data stands in answers beside what the articles say."""


def tag_bytes(body: bytes) -> str:
    """Return the opaque part of the ETag of these bytes."""
    return blake2b(body, digest_size=10).hexdigest()


def tag_query(version: int, program: str, *more: str) -> str:
    """Return the opaque part of the ETag of what a query gives on a version of the data set."""
    asked = "\0".join((program, request.full_path, *more)).encode("utf-8", "surrogatepass")
    return f"{version}-{blake2b(asked, digest_size=8).hexdigest()}"


def not_modified(tag: str, changed: datetime | None = None) -> Response | None:
    """Return the answer 304 where the client already has what bears this tag, or has not changed since it asked.

    A client that names tags is asked for no day (RFC 9110, 13.1.3).
    """
    if "HTTP_IF_NONE_MATCH" in request.environ:
        known = request.if_none_match
        found = tag if known.star_tag else next(filter(known.contains_weak, _written_ways(tag)), None)
    elif "HTTP_IF_MODIFIED_SINCE" not in request.environ:
        return None
    else:
        since = request.if_modified_since
        found = tag if since is not None and changed is not None and changed <= since else None
    if found is None:
        return None
    response = Response(status=304)
    response.set_etag(found)
    return response


def tag_rest(response: Response) -> Response:
    """Give an answer that has no tag yet the one of its bytes; return 304 where the client already has them."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200 or response.is_streamed:
        return response
    if response.direct_passthrough or "ETag" in response.headers:
        return response
    tag = tag_bytes(response.get_data())
    response.set_etag(tag)
    unchanged = not_modified(tag)
    if unchanged is None:
        return response
    del unchanged.headers["Content-Type"]
    unchanged.headers.extend(
        (name, value) for name, value in response.headers if name not in ("Content-Type", "Content-Length", "ETag")
    )
    return unchanged


def require_match(tag: str) -> None:
    """Refuse to change what the client has not seen as it is.

    Raises:
        ProblemError: `If-Match` is missing, or names another version.
    """
    if not request.if_match:
        raise ProblemError("precondition-required", "Send the ETag of what you have seen in If-Match, or * for any.")
    if not (request.if_match.star_tag or any(way in request.if_match for way in _written_ways(tag))):
        raise ProblemError("precondition-failed", "It has changed since you saw it.")


def encoded_tag(tag: str, encoding: str) -> str:
    """Return the opaque part of the ETag of the same answer when compressed."""
    return f"{tag}-{encoding}"


def _written_ways(tag: str) -> tuple[str, ...]:
    return (tag, *(encoded_tag(tag, encoding) for encoding in _ENCODINGS))


def stamp(response: Response, *, services: Services, version: int, tag: str | None) -> Response:
    """Say on an answer which version of the data set it was made from."""
    headers = response.headers
    if tag is not None and "ETag" not in headers:
        headers.add("ETag", f'"{tag}"')
    # No answer has these yet: to set them would look through all there are for each.
    headers.add("Last-Modified", _last_modified(services.changed_at(version)))
    headers.add("Dateline-Credits", CREDITS)
    headers.add("Dateline-Dataset-Version", str(version))
    headers.add("Dateline-Schema-Version", SCHEMA_VERSION)
    return response


def _last_modified(changed: datetime) -> str:
    """Return the day of the last change, as who asks again is to name it.

    Within the second of a change another can follow: until it is over, the second before is named, so that nobody
    takes what is older for the last.
    """
    second = timedelta(seconds=1)
    return format_http_date(changed if datetime.now(UTC) >= changed + second else changed - second)


@lru_cache(maxsize=100)
def format_http_date(instant: datetime) -> str:
    """Return an instant as HTTP writes it."""
    return format_datetime(instant.astimezone(UTC).replace(microsecond=0), usegmt=True)
