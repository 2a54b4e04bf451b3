"""Requests in, checked parameters and bodies out, or all their faults at once."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any, NoReturn

import orjson
from flask import Request, request
from marshmallow import RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser

from api.bodies import read_body
from api.countries import find_country
from api.errors import Fault, ProblemError
from api.services import services
from schemas.errors import walk_messages
from schemas.parameters import Parameters

_COUNTRIES = frozenset({"country", "actor_country"})
_MOST_FAULTS = 100
"""So many things that are wrong with a body are listed; a body of nothing but faults may hold very many."""


class RequestParser(FlaskParser):
    """Reads what schemas need from requests; errors become problems."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"query": RAISE, "json": RAISE}  # noqa: RUF012

    def parse(self, argmap: Any, req: Request | None = None, *, location: str | None = None, **options: Any) -> Any:
        """Return what a request holds in that place, as the schema reads it.

        Queries, which most requests are, go to their schema without what webargs asks of every other.
        """
        if location != "query" or not isinstance(argmap, Parameters):
            return super().parse(argmap, req, location=location, **options)
        req = req or request
        try:
            return argmap.load(req.args.to_dict(flat=False))
        except ValidationError as error:
            self.handle_error(ValidationError({location: error.messages}), req, argmap)

    def load_querystring(self, req: Request, schema: Schema) -> dict[str, list[str]]:  # noqa: ARG002
        """Return every parameter as the list of its values."""
        return req.args.to_dict(flat=False)

    def load_json(self, req: Request, schema: Schema) -> Any:  # noqa: ARG002
        """Return the JSON of the body."""
        return read_json(req)

    def handle_error(
        self,
        error: ValidationError,
        req: Request,
        schema: Schema,
        **_kwargs: Any,
    ) -> NoReturn:
        """Raise the problem that a validation error is."""
        [(location, messages)] = error.messages_dict.items()
        if location == "query":
            given = {name: values for name, values in req.args.lists() if name in schema.fields}
            raise refuse_parameters([*_parameter_faults(messages, schema), *find_unknown_countries(given)])
        raise refuse_body(messages)


def read_json(req: Request) -> Any:
    """Return the JSON of the body.

    Raises:
        ProblemError: the body is missing, of another type, or no JSON.
    """
    if req.mimetype != "application/json" or req.headers.get("Content-Encoding", "identity") != "identity":
        given = req.headers.get("Content-Encoding") or req.mimetype or "nothing"
        raise ProblemError(
            "unsupported-media-type",
            f"The body is {given!r}; application/json is needed.",
            headers={"Accept-Patch" if req.method == "PATCH" else "Accept-Post": "application/json"},
        )
    try:
        return orjson.loads(read_body(req, services().config.body_bytes))
    except orjson.JSONDecodeError as error:
        raise ProblemError("malformed-json", f"The body is no JSON: {error}.") from error


def refuse_body(messages: Any) -> ProblemError:
    """Return the problem of a body that fails its schema with these messages."""
    faults = [
        Fault(pointer=pointer, code=getattr(detail, "code", "invalid"), detail=detail)
        for pointer, detail in islice(walk_messages(messages), _MOST_FAULTS)
    ]
    return ProblemError("invalid-body", _join(faults), faults=faults)


def refuse_parameters(faults: list[Fault]) -> ProblemError:
    """Return the problem of query parameters that are wrong."""
    return ProblemError("invalid-parameter", _join(faults), faults=faults)


def _parameter_faults(messages: dict[str, Any], schema: Schema) -> Iterator[Fault]:
    for name, below in messages.items():
        for _, detail in walk_messages(below):
            if name not in schema.fields:
                yield unknown_parameter(name, schema.fields)
            else:
                yield Fault(
                    parameter=name,
                    code=getattr(detail, "code", "required" if detail.startswith("Missing") else "invalid"),
                    detail=detail,
                    allowed=getattr(detail, "allowed", ()),
                )


def find_unknown_countries(given: Mapping[str, Iterable[str]]) -> Iterator[Fault]:
    """Yield the faults of parameters that name countries, which no schema knows."""
    for name, values in given.items():
        if name.removeprefix("exclude_") in _COUNTRIES:
            for value in values:
                if find_country(value) is None:
                    detail = f"{value[:100]!r} is no country: use an ISO 3166-1 code or its name."
                    yield Fault(parameter=name, code="not-allowed", detail=detail)


def unknown_parameter(name: str, known: Iterable[str] = ()) -> Fault:
    """Return the fault of a query parameter that is none, with the nearest of the known ones."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    hint = f": did you mean {near[0]!r}?" if near else "."
    return Fault(
        parameter=name[:100], code="unknown-parameter", detail=f"There is no parameter {name[:100]!r} here{hint}"
    )


def _join(faults: list[Fault]) -> str:
    shown = "; ".join(f"{fault.parameter or fault.pointer or 'body'}: {fault.detail}" for fault in faults[:3])
    return shown if len(faults) <= 3 else f"{shown}; and {len(faults) - 3} more."
