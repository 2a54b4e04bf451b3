"""Blueprints and decorators that put what all operations share into the OpenAPI document."""

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from http import HTTPStatus
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask_smorest import Api, Blueprint
from marshmallow import Schema

from api.formats import MEDIA_TYPES, SPARSE_TYPE
from api.linking import link_operations
from api.parsing import RequestParser
from api.problems import MEDIA_TYPE as PROBLEM_TYPE
from api.securing import HEADERS as SECURITY_HEADERS
from api.securing import HEADERS_OF, OPTIONAL, SCHEMES, secure_operation
from api.securing import PROBLEMS as SECURITY_PROBLEMS
from schemas.problems import ProblemSchema

View = Callable[..., Any]

_ORDER = ("openapi", "info", "servers", "security", "tags", "paths", "components")
_METHODS = frozenset({"get", "post", "put", "patch", "delete"})
_OPERATION_ORDER = (
    "tags",
    "summary",
    "description",
    "operationId",
    "security",
    "parameters",
    "requestBody",
    "responses",
)
_PROBLEMS = {
    400: "A query parameter, the cursor or the JSON is wrong.",
    404: "There is nothing with this id.",
    406: "The answer is not available in a format that `Accept` takes.",
    409: "A request with the same `Idempotency-Key` is still being answered.",
    410: "What had this id has been deleted.",
    412: "It is not any more as `If-Match` says.",
    413: "The body is too large.",
    415: "The body is not `application/json`.",
    416: "The range lies beyond the end of the file.",
    422: "The body is JSON but not what is needed.",
    428: "`If-Match` is missing.",
    500: "The work could not be done.",
    503: "The database does not answer.",
}
# Ids that may lead to another one, by what paths have in their place.
_MERGED = ("{event_id}", "{actor_id}", "{storyline_id}")
_MOVED = {
    "description": "Its id was merged into another one.",
    "headers": {"Location": {"$ref": "#/components/headers/Location"}},
}
_HEADERS = {
    "ETag": ("Changes with the answer.", '"17-5f1d7e84c0ff4a1c"'),
    "Last-Modified": ("When the data set, or the program, last changed.", "Mon, 17 Mar 2025 08:00:02 GMT"),
    "Link": ("Addresses of the neighbouring pages (RFC 8288).", '</openapi.json>; rel="describedby"'),
    "Location": ("Where the resource stands.", "/v1/articles/art_mzxw6ytboi4dcmrt"),
    "X-Request-Id": ("The id of the request, as in problems and in the log.", "5f1d7e84c0ff4a1c"),
    "Dateline-Dataset-Version": ("The version of the data set; it grows with every change.", "17"),
    "Dateline-Schema-Version": ("The version of the shape of answers.", "1"),
    "Dateline-Credits": ("Whose data stands in answers.", "Places: GeoNames (https://www.geonames.org), CC BY 4.0"),
    "Dateline-Total": ("How many items a stream holds, where that is known beforehand.", "210"),
}
ITEM_HEADERS = (
    *("ETag", "Last-Modified", "X-Request-Id"),
    *("Dateline-Dataset-Version", "Dateline-Schema-Version", "Dateline-Credits"),
)
LIST_HEADERS = (*ITEM_HEADERS, "Link")


class ResourceBlueprint(Blueprint):
    """A group of operations whose parameters and bodies are read strictly.

    Views return answers that are finished: what describes them is kept for the document, and does not stand around
    them, a call each, when they are asked.
    """

    ARGUMENTS_PARSER = RequestParser()

    def response(self, *args: Any, **kwargs: Any) -> Callable[[View], View]:
        """Document an answer."""
        return _only_documenting(super().response(*args, **kwargs))

    def alt_response(self, *args: Any, **kwargs: Any) -> Callable[[View], View]:
        """Document another answer."""
        return _only_documenting(super().alt_response(*args, **kwargs))

    @staticmethod
    def doc(**kwargs: Any) -> Callable[[View], View]:
        """Document what the others do not."""
        return _only_documenting(Blueprint.doc(**kwargs))


def _only_documenting(decorate: Callable[[View], View]) -> Callable[[View], View]:
    """Return a decorator that takes over what another one documents and leaves out what it wraps."""

    def document(view: View) -> View:
        view._apidoc = decorate(view)._apidoc  # type: ignore[attr-defined]  # where flask-smorest keeps it
        return view

    return document


class DatelineApi(Api):
    """The OpenAPI document of the application; errors are handled elsewhere."""

    DEFAULT_ERROR_RESPONSE_NAME = "ANY_PROBLEM"

    def _register_error_handlers(self) -> None:
        """Leave errors to `api.problems`."""

    def _register_responses(self) -> None:
        for status, description in {**_PROBLEMS, **SECURITY_PROBLEMS}.items():
            # Those of keys and limits are put in afterwards: no operation names them by itself.
            lazy = status not in SECURITY_PROBLEMS
            self._register_problem(HTTPStatus(status).name, description, HEADERS_OF.get(status, ()), lazy=lazy)
        self._register_problem(self.DEFAULT_ERROR_RESPONSE_NAME, "Any other problem.")
        for name, scheme in SCHEMES.items():
            self.spec.components.security_scheme(name, scheme)
        for name, (description, example) in {**_HEADERS, **SECURITY_HEADERS}.items():
            self.spec.components.header(
                name, {"description": description, "schema": {"type": "string", "examples": [example]}}
            )

    def _register_problem(self, name: str, description: str, more: Iterable[str] = (), *, lazy: bool = True) -> None:
        content = {PROBLEM_TYPE: {"schema": ProblemSchema}}
        headers = refer_headers(("X-Request-Id", *more))
        self.spec.components.response(
            name, {"description": description, "content": content, "headers": headers}, lazy=lazy
        )

    def _register_pagination_header(self) -> None:
        """Leave out flask-smorest's own header: pages are linked."""

    def _register_etag_headers(self) -> None:
        """Leave out flask-smorest's own headers."""


def refer_headers(names: Iterable[str]) -> dict[str, Any]:
    """Return references to the headers of an answer."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def lists(
    blueprint: Blueprint, page: type[Schema], formats: Iterable[str], *, problems: Iterable[int] = ()
) -> Callable[[View], View]:
    """Document the answers of a list."""
    types = [SPARSE_TYPE, *(MEDIA_TYPES[name] for name in formats if name != "json")]
    more = [_alternative_type(blueprint, media_type) for media_type in types]
    found = blueprint.response(
        200,
        page,
        description="A page, or without `limit` everything, in CSV, TSV, NDJSON, Parquet and iCalendar.",
        headers=refer_headers((*LIST_HEADERS, "Dateline-Total")),
    )
    return _apply([found, *more, *_alternatives(blueprint, (400, *problems, 406, 503))])


def gives(
    blueprint: Blueprint, schema: type[Schema], *, problems: Iterable[int] = (), sparse: bool = False
) -> Callable[[View], View]:
    """Document the answers of an operation that gives one resource, `sparse` where it also gives parts of it."""
    found = blueprint.response(200, schema, description="The answer.", headers=refer_headers(ITEM_HEADERS))
    more = [_alternative_type(blueprint, SPARSE_TYPE)] if sparse else []
    return _apply([found, *more, *_alternatives(blueprint, problems)])


def _alternative_type(blueprint: Blueprint, media_type: str) -> Callable[[View], View]:
    schema = {"type": "object" if media_type.endswith("+json") else "string"}
    documented: Callable[[View], View] = blueprint.alt_response(
        200, schema=schema, content_type=media_type, success=True
    )
    return documented


def refuses(blueprint: Blueprint, *problems: int) -> Callable[[View], View]:
    """Document problems."""
    return _apply(_alternatives(blueprint, problems))


def _alternatives(blueprint: Blueprint, problems: Iterable[int]) -> list[Callable[[View], View]]:
    return [blueprint.alt_response(status, HTTPStatus(status).name) for status in problems]


def _apply(decorators: list[Callable[[View], View]]) -> Callable[[View], View]:
    return lambda view: reduce(lambda decorated, decorate: decorate(decorated), decorators, view)


def in_path(name: str, description: str, example: str) -> dict[str, Any]:
    """Return the documentation of a path parameter."""
    return {
        "in": "path",
        "name": name,
        "required": True,
        "description": description,
        "schema": {"type": "string", "minLength": 1, "examples": [example]},
    }


def in_header(name: str, description: str, example: str, **schema: Any) -> dict[str, Any]:
    """Return the documentation of a request header."""
    return {
        "in": "header",
        "name": name,
        "required": False,
        "description": description,
        "schema": {"type": "string", "examples": [example], **schema},
    }


def make_api(version: str) -> DatelineApi:
    """Return an empty document with what it says about the whole."""
    return DatelineApi(
        spec_kwargs={
            "title": "Dateline",
            "version": version,
            "openapi_version": "3.1.0",
            "info": {
                "summary": "Dated events, actors and positions from news articles.",
                "description": _ABOUT,
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
                "contact": {"name": "The authors of Dateline"},
            },
            "servers": [{"url": "/", "description": "The server that this document came from."}],
            "security": OPTIONAL,
        }
    )


def document_of(spec: APISpec) -> dict[str, Any]:
    """Return the document as plain values."""
    document = _plain(spec.to_dict())
    for name, about in _describe_schemas(spec):
        document["components"]["schemas"][name].setdefault("description", about)
    link_operations(document)
    for address, path in document["paths"].items():
        for method in sorted(set(path) & _METHODS):
            if any(place in address for place in _MERGED):
                path[method]["responses"]["308"] = _MOVED
            path[method] = _arrange_operation(secure_operation(path[method], method, address))
    return {name: document[name] for name in _ORDER if name in document}


def _describe_schemas(spec: APISpec) -> Iterator[tuple[str, str]]:
    """Yield the names of the schemas with what their classes say of themselves."""
    for plugin in spec.plugins:
        if isinstance(plugin, MarshmallowPlugin) and plugin.converter is not None:
            for (schema, *_), name in plugin.converter.refs.items():
                yield name, " ".join((schema.__doc__ or "").split())


def _arrange_operation(operation: dict[str, Any]) -> dict[str, Any]:
    """Return an operation in the order in which people read it."""
    operation["description"] = " ".join(operation["description"].split())
    operation["responses"] = dict(sorted(operation["responses"].items()))
    for response in operation["responses"].values():
        if "content" in response:
            # Generators of clients take the first type that they can read.
            response["content"] = dict(
                sorted(response["content"].items(), key=lambda item: item[0] != MEDIA_TYPES["json"])
            )
    kept = (name for name in _OPERATION_ORDER if operation.get(name) or (name == "security" and name in operation))
    return {name: operation[name] for name in kept}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(below) for key, below in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(below) for below in value]
    if isinstance(value, str):
        return str(value)
    return value


_ABOUT = """\
Who did what to whom, when and where, who holds which position on what, and the words of the articles that say so.

Every list has the same envelope, goes on to its end by opaque cursors (`page.next_cursor`, `links.next`, `Link`), and
takes only the parameters that are described. Repeat a parameter for alternatives; different parameters all hold. Days
are ISO 8601, instants RFC 3339 in UTC, countries ISO 3166-1 alpha-3. Offsets count characters (Unicode code points) of
the article's text: `text[start:end]` is the quote. Errors are `application/problem+json`. A server may need keys
(`Authorization: Bearer KEY`, or Basic with it as the password) and limit requests: then `RateLimit-Policy` and
`RateLimit` come with every answer, and with 429 `Retry-After`. New keys of objects, and new values of words listed
with "new values may be added", can come at any time; nothing that is there goes away within `/v1`.
"""
