"""Stored bytes of one resource in, the answer out; or what became of an id that no longer stands."""

from urllib.parse import quote

import orjson
from flask import Response, request

from api.conditions import not_modified, stamp, tag_bytes
from api.errors import ProblemError
from api.formats import accepts_only
from api.queries import Params
from api.selecting import read_selection
from api.services import services


def answer_part(body: bytes, params: Params) -> Response:
    """Return the answer that the chosen keys of a resource are, with what it refers to where that is asked for."""
    # What names a resource is its first key.
    identity = "" if "fields" not in params else next(iter(orjson.loads(body)))
    selection = read_selection(params, "json", identity=identity)
    if selection.is_whole:
        return answer_item(body)
    [part] = selection.apply(iter((body,)), services().store)
    return answer_item(part, content_type=selection.media_type)


def answer_item(
    body: bytes,
    *,
    status: int = 200,
    location: str | None = None,
    content_type: str = "application/json",
    tagged: bytes | None = None,
) -> Response:
    """Return the answer that a resource is, or 304 where the client already has it.

    The tag is that of what stands at `location` (RFC 9110, 15.3.2), which is `tagged` where it is not the body.
    """
    accepts_only(*dict.fromkeys(("application/json", content_type)))
    here = services()
    version = here.store.dataset_version()
    tag = tag_bytes(body if tagged is None else tagged)
    asked = status == 200 and request.method in ("GET", "HEAD")
    response = not_modified(tag, here.changed_at(version)) if asked else None
    if response is None:
        response = Response(body, status=status, content_type=content_type)
    if location is not None:
        response.headers["Location"] = location
    return stamp(response, services=here, version=version, tag=tag)


def refuse_unknown(kind: str, record_id: str, *, address: str | None = None) -> Response:
    """Return the way to where a merged record stands now.

    `address` is the collection ("/v1/events") of records that leave a trace.

    Raises:
        ProblemError: the id was deleted, or was never there.
    """
    trace = services().store.trace(record_id) if address else None
    if trace is not None and trace.merged_into is not None:
        rest = request.path.removeprefix(f"{address}/{record_id}")
        asked = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
        place = f"{request.script_root}{address}/{quote(trace.merged_into, safe=':')}{rest}{asked}"
        return Response(status=308, headers={"Location": place})
    if trace is not None:
        word = services().store.stories.retraction(record_id)
        if word is not None:
            why = f": {word.note}" if word.note else "."
            detail = f"The {kind} {record_id[:100]!r} was retracted by {word.by} on {word.at:%Y-%m-%d}{why}"
            raise ProblemError("gone", detail)
        raise ProblemError("gone", f"The {kind} {record_id[:100]!r} has been deleted.")
    raise ProblemError("not-found", f"No {kind} has the id {record_id[:100]!r}.")
