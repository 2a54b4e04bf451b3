"""The document of an API in, the same with what keys and limits mean for each operation out."""

from typing import Any

from api.access import is_public, needed_scope

SCHEME, PASSWORD = "key", "password"
SCHEMES = {
    SCHEME: {
        "type": "http",
        "scheme": "bearer",
        "description": "A key of this server, where it needs one: `Authorization: Bearer KEY`. A key has the scope "
        "`read`, `write`, or both. It is never read from the address.",
    },
    PASSWORD: {
        "type": "http",
        "scheme": "basic",
        "description": "The same key as the password, under any user name: what browsers ask for and send.",
    },
}
# Whether a key is needed is the server's own matter: on one's own machine none is.
OPTIONAL: list[dict[str, list[str]]] = [{}, {SCHEME: []}, {PASSWORD: []}]
PROBLEMS = {
    401: "The server needs a key, and the request brings none that holds.",
    403: "The key lacks the scope, or the server does not answer to this name or web page.",
    429: "The key, or without one the address, has sent more requests than it may.",
}
HEADERS = {
    "WWW-Authenticate": (
        "How to bring a key (RFC 6750), and in a second field, with 401, how browsers do (RFC 7617).",
        'Bearer realm="dateline"',
    ),
    "RateLimit-Policy": ("How many requests (q) may be sent in how many seconds (w).", '"default";q=600;w=60'),
    "RateLimit": ("How many more (r) may be sent, and in how many seconds (t) it begins anew.", '"default";r=599;t=42'),
    "Retry-After": ("After how many seconds to try again.", "2"),
}
HEADERS_OF = {401: ("WWW-Authenticate",), 403: ("WWW-Authenticate",), 429: tuple(HEADERS)[1:], 503: ("Retry-After",)}
"""Headers that come with a problem, by its status."""

_RESPONSES = {"401": "UNAUTHORIZED", "403": "FORBIDDEN", "429": "TOO_MANY_REQUESTS"}


def secure_operation(operation: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    """Return an operation with the key that it may need, and how it is refused without."""
    responses = operation["responses"]
    for status, name in _RESPONSES.items():
        if status == "429" or not is_public(path):
            responses.setdefault(status, {"$ref": f"#/components/responses/{name}"})
    if is_public(path):
        return operation | {"security": []}
    scope = needed_scope(method.upper(), path).value
    about = f"{operation['description'].rstrip()} Where keys are needed, one with the scope `{scope}` is."
    return operation | {"description": about}
