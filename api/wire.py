"""What holds for every request and answer: ids, names and origins, limits, headers, compression."""

from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from api.access import is_ambient, refuse_key_in_address
from api.batches import PATH as BATCH_PATH
from api.bodies import check_length
from api.compression import compress
from api.conditions import tag_rest
from api.config import LOOPBACK_NAMES, AppConfig
from api.errors import Fault, ProblemError
from api.parsing import unknown_parameter

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_ELSEWHERE = frozenset({"cross-site", "same-site"})
"""What browsers say, in `Sec-Fetch-Site`, where a page of another server made them ask."""
_EXPOSED = (
    "Link, ETag, Last-Modified, Location, X-Request-Id, RateLimit, RateLimit-Policy, Retry-After, "
    "Content-Range, Content-Disposition, Idempotency-Replayed, "
    "Dateline-Credits, Dateline-Dataset-Version, Dateline-Schema-Version, Dateline-Total"
)

_ALLOWED = (
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, If-Range, Prefer, Range, X-Request-Id"
)


_DEFAULTS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-cache"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Vary", "Accept, Accept-Encoding"),
)
"""What an answer says where nothing else has been said of it."""


_WITHOUT_BODY = frozenset({204, 308})
"""Answers of these kinds have nothing to read, of whatever type."""


def guard(app: Flask, config: AppConfig) -> None:
    """Make the application check and dress every request."""
    names = frozenset(LOOPBACK_NAMES) | {host.lower() for host in config.hosts}
    if config.auth == "keys" and not config.hosts:
        # No web page has a key, and browsers keep one for the name that it was given to: under whatever other name a
        # page reaches the server, it gets nothing.
        names |= {"*"}
    origins = frozenset(config.cors_origins)

    @app.before_request
    def check() -> Response | None:
        _check_host(names)
        _check_length(config)
        _check_count(config.most_parameters)
        refuse_key_in_address()
        if request.method not in _SAFE_METHODS:
            _check_origin(origins)
            _check_no_parameters()
        return _strip_slash(app) if isinstance(request.routing_exception, HTTPException) else None

    @app.after_request
    def dress(response: Response) -> Response:
        headers = response.headers
        if request.method == "OPTIONS" and response.status_code == 200:
            # What can be done here stands in `Allow`; there is nothing to read.
            response.status_code = 204
        if response.status_code in _WITHOUT_BODY:
            headers.remove("Content-Type")
        # Looked through once: `setdefault` looks through all of them for each.
        present = {name.lower() for name, _ in headers}
        for name, value in (("X-Request-Id", g.get("request_id", "")), *_DEFAULTS):
            if name.lower() not in present:
                headers.add(name, value)
        if origins:
            _allow_origin(response, origins)
        response = tag_rest(response)
        compress(response)
        return response


def _check_count(most: int) -> None:
    given = request.environ.get("QUERY_STRING", "").count("&") + 1
    if given > most:
        detail = f"There are {given:,} parameters in the address; at most {most:,} are read."
        g.hide_query = True
        raise ProblemError("invalid-parameter", detail, faults=[Fault(code="too-many", detail=detail)])


def _check_no_parameters() -> None:
    """What writes takes no query parameters: one that was meant for something must not be passed over."""
    if request.url_rule is not None and request.args:
        faults = [unknown_parameter(name) for name in request.args]
        detail = f"{request.method} {request.path} takes no query parameters."
        raise ProblemError("invalid-parameter", detail, faults=faults)


def _check_host(names: frozenset[str]) -> None:
    host = request.headers.get("Host", "")
    name = _host_name(host)
    if "*" not in names and name not in names:
        raise ProblemError("host-not-allowed", f"This server does not answer as {host[:200]!r}.")


def _host_name(host: str) -> str:
    name = host.lower().rsplit("]", 1)[0] + "]" if host.startswith("[") else host.lower().partition(":")[0]
    return name.rstrip(".")


def _check_origin(origins: frozenset[str]) -> None:
    origin = request.headers.get("Origin")
    if origin is None:
        if request.headers.get("Sec-Fetch-Site", "none") in _ELSEWHERE:
            raise ProblemError("origin-not-allowed", "Pages of other servers may not write here.")
        return
    # A page that may write brings its key itself: one that the browser adds was given to other pages.
    if origin in origins and not is_ambient():
        return
    if urlsplit(origin).netloc.lower() != request.headers.get("Host", "").lower():
        raise ProblemError("origin-not-allowed", f"Pages of {origin[:200]!r} may not write here.")


def _check_length(config: AppConfig) -> None:
    # Of the address as it came: one that is decoded may be a third as long.
    if len(request.environ.get("QUERY_STRING", "")) + len(request.path) > config.url_bytes:
        raise ProblemError("uri-too-long", f"At most {config.url_bytes:,} bytes of address are read.")
    check_length(request, config.batch_bytes if request.path == BATCH_PATH else config.body_bytes)


def _strip_slash(app: Flask) -> Response | None:
    """Return the way to the address without its trailing slash, or with the one it needs, where there is one."""
    if isinstance(request.routing_exception, RequestRedirect):
        # Flask would answer with a page of HTML.
        target = urlsplit(request.routing_exception.new_url)
        return Response(status=308, headers={"Location": target._replace(scheme="", netloc="").geturl()})
    if not request.path.endswith("/"):
        return None
    path = request.path.rstrip("/")
    if not path or path.startswith("//"):
        return None
    try:
        app.create_url_adapter(request).match(path, method=request.method)  # type: ignore[union-attr]
    except HTTPException:
        return None
    query = request.environ.get("QUERY_STRING", "")
    location = request.script_root + path.replace("\\", "%5C") + (f"?{query}" if query else "")
    return Response(status=308, headers={"Location": location})


def _allow_origin(response: Response, origins: frozenset[str]) -> None:
    response.vary.add("Origin")
    origin = request.headers.get("Origin")
    if origin not in origins:
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = _EXPOSED
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = ", ".join(sorted(response.allow or ("GET", "HEAD")))
        response.headers["Access-Control-Allow-Headers"] = _ALLOWED
        response.headers["Access-Control-Max-Age"] = "600"
