"""What was created, updated and deleted, in order."""

from typing import Any

import orjson
from flask import Response, request

from api.conditions import not_modified, stamp, tag_query
from api.documenting import ResourceBlueprint, gives
from api.formats import SPARSE_TYPE, accepts_only
from api.queries import Params
from api.selecting import read_selection
from api.services import services
from schemas.changes import ChangePageSchema, render_change
from schemas.parameters import LIMIT_DEFAULT
from schemas.queries import ChangeParameters

blueprint = ResourceBlueprint("changes", __name__, url_prefix="/v1", description="How the data set came about.")


@blueprint.route("/changes")
@blueprint.doc(operationId="listChanges")
@blueprint.arguments(ChangeParameters(), location="query", error_status_code=400)
@gives(blueprint, ChangePageSchema, problems=(400, 406, 503), sparse=True)
def list_changes(params: Params) -> Response:
    """List changes

    In the order in which they happened; `next_since` asks for what follows, now or later."""
    accepts_only("application/json", SPARSE_TYPE)
    here = services()
    version = here.store.dataset_version()
    tag = tag_query(version, here.config.version)
    if (unchanged := not_modified(tag, here.changed_at(version))) is not None:
        return stamp(unchanged, services=here, version=version, tag=tag)
    since, limit = params.get("since", 0), params.get("limit", LIMIT_DEFAULT)
    selection = read_selection(params, "json", identity="token")
    found = here.store.changes(since, limit=limit)
    last = found[-1].token if found else since
    address = request.script_root + request.path
    chosen = f"&fields={','.join(params['fields'])}" if "fields" in params else ""
    following = f"{address}?since={last}&limit={limit}{chosen}" if len(found) == limit else None
    envelope: dict[str, Any] = {
        "page": {"limit": limit, "next_cursor": None, "prev_cursor": None, "total": None},
        "links": {
            "self": f"{address}?since={since}&limit={limit}{chosen}",
            "first": address,
            "next": following,
            "prev": None,
        },
        "query": {"since": since},
        "warnings": [],
        "next_since": last,
    }
    items = selection.apply(map(render_change, found), here.store)
    body = b'{"data":[' + b",".join(items) + b"]," + orjson.dumps(envelope)[1:]
    response = Response(body, content_type=selection.media_type)
    return stamp(response, services=here, version=version, tag=tag)
