"""Requests in, who sends them and whether they may out: keys as Bearer tokens or Basic passwords, with scopes."""

import binascii
import re
from base64 import b64decode

from flask import Flask, g, request

from api.config import AppConfig
from api.errors import Fault, ProblemError
from api.services import services
from records.keys import ApiKey, Scope
from storage.keys import TOKEN_PREFIX

INTERNAL = "dateline.internal"
"""Marks, in the WSGI environment, what the application asks itself; no header can."""
ON_BEHALF = "dateline.on_behalf"
"""Holds there whose question that is, where somebody's rights decide over it; None: of one without a key."""

_PUBLIC = frozenset({"/healthz", "/readyz", "/version", "/openapi.json", "/openapi.yaml", "/llms.txt", "/favicon.ico"})
_PUBLIC_BELOW = ("/docs", "/problems", "/static/")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# These change nothing in the data set.
_READING_POSTS = frozenset({"/v1/exports"})
_BEARER = re.compile(r"Bearer +([\x21-\x7e]+) *", re.IGNORECASE)
_BASIC = re.compile(r"Basic +([A-Za-z0-9+/]+=*) *", re.IGNORECASE)
_KEY_NAMES = frozenset({"access_token", "api_key", "api-key", "apikey", "key", "token", "authorization", "x-api-key"})
_REALM = 'Bearer realm="dateline"'
_BASIC_REALM = 'Basic realm="Dateline", charset="UTF-8"'
"""Makes a browser ask for a user name and a password."""


def is_public(path: str) -> bool:
    """Say whether an address is answered without a key: what tells how the service is, and how to use it."""
    return path in _PUBLIC or path.startswith(_PUBLIC_BELOW)


def is_internal() -> bool:
    """Say whether the application itself asks."""
    return bool(request.environ.get(INTERNAL))


def needed_scope(method: str, path: str) -> Scope:
    """Return what a key has to allow for a request."""
    return Scope.READ if method in _SAFE or path in _READING_POSTS else Scope.WRITE


def refuse_key_in_address() -> None:
    """Refuse a request that carries its key where logs keep it.

    Raises:
        ProblemError: it does.
    """
    if not request.environ.get("QUERY_STRING"):
        return
    for name, value in request.args.items(multi=True):
        if name.lower() in _KEY_NAMES or value.startswith(TOKEN_PREFIX):
            g.hide_query = True
            detail = "Send keys in the Authorization header, never in the address; revoke this one if it is one."
            fault = Fault(parameter=name[:100], code="key-in-query", detail=detail)
            raise ProblemError("key-in-address", detail, faults=[fault])


def identify_caller(app: Flask, config: AppConfig) -> None:
    """Make every request know the key that it comes with; what needs one is refused by `require_key`."""

    @app.before_request
    def identify() -> None:
        g.caller = request.environ.get(ON_BEHALF)
        if config.auth == "keys" and needs_key(config) and not is_internal():
            token = _read_token(request.headers.get("Authorization", ""))
            g.caller = services().store.keys.find(token) if token else None


def require_key(app: Flask, config: AppConfig) -> None:
    """Make the application refuse what comes without a key that allows it."""
    if config.auth != "keys":
        return

    @app.before_request
    def check() -> None:
        if not needs_key(config):
            return
        caller: ApiKey | None = g.caller
        if caller is None:
            raise _refuse_unknown()
        scope = needed_scope(request.method, request.path)
        if scope not in caller.scopes:
            raise ProblemError(
                "scope-missing",
                f"This needs the scope {scope.value!r}, which the key {caller.id} has not.",
                headers={"WWW-Authenticate": f'{_REALM}, error="insufficient_scope", scope="{scope.value}"'},
            )


def needs_key(config: AppConfig) -> bool:
    """Say whether the request has to bring a key, where requests have to."""
    if request.method == "OPTIONS" or (is_internal() and ON_BEHALF not in request.environ):
        return False
    if request.path == "/metrics":
        return config.metrics == "key"
    return not is_public(request.path)


def caller_id() -> str | None:
    """Return the id of the key that the request came with."""
    caller: ApiKey | None = g.get("caller")
    return None if caller is None else caller.id


def is_ambient() -> bool:
    """Say whether the key is one that a browser sends by itself, whichever page makes it ask."""
    return request.headers.get("Authorization", "")[:5].lower() == "basic"


def _read_token(authorization: str) -> str | None:
    """Return the key of a header: what Bearer brings, or the password of Basic, whatever the user is called."""
    if bearer := _BEARER.fullmatch(authorization):
        return bearer[1]
    if basic := _BASIC.fullmatch(authorization):
        try:
            return b64decode(basic[1], validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return None
    return None


def _refuse_unknown() -> ProblemError:
    if not request.headers.get("Authorization"):
        detail, more = "This needs a key: send it as `Authorization: Bearer KEY`, or as the password of Basic.", ""
    else:
        detail, more = "The key is none, or has been revoked.", ', error="invalid_token"'
    # Two fields: browsers read one challenge of each.
    return ProblemError("key-required", detail, headers={"WWW-Authenticate": (_REALM + more, _BASIC_REALM)})
