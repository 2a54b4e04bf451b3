"""The types of events of the ontology, with how many there are of each."""

import orjson
from flask import Response

from api.documenting import ResourceBlueprint, gives, in_path, lists
from api.formats import EVENT_TYPES
from api.items import answer_part, refuse_unknown
from api.lists import Shelf, answer_list, list_shelf
from api.queries import Asked, Params
from api.services import store
from extraction.ontology import event_types
from schemas.event_types import EventTypeSchema
from schemas.paging import page_schema
from schemas.queries import LIST_FORMATS, EventTypeParameters
from schemas.selection import item_parameters
from storage.store import Store

blueprint = ResourceBlueprint("event-types", __name__, url_prefix="/v1", description="The ontology of events.")

LISTING = list_shelf("event-types", EVENT_TYPES)


@blueprint.route("/event-types")
@blueprint.doc(operationId="listEventTypes")
@blueprint.arguments(EventTypeParameters(), location="query", error_status_code=400)
@lists(blueprint, page_schema(EventTypeSchema), LIST_FORMATS)
def list_event_types(params: Params) -> Response:
    """List event types

    The sixteen types of PLOVER, and STATEMENT, with their modes, CAMEO codes, weights and counts."""
    return answer_list(LISTING, params, lambda of: Asked(query=Shelf(items=tuple(_render(of).values())), echo={}))


@blueprint.route("/event-types/<string:code>", parameters=[in_path("code", "The type.", "CONSULT")])
@blueprint.doc(operationId="getEventType")
@blueprint.arguments(item_parameters(EventTypeSchema), location="query", error_status_code=400)
@gives(blueprint, EventTypeSchema, problems=(400, 404, 406, 503), sparse=True)
def get_event_type(params: Params, code: str) -> Response:
    """Get an event type

    With its definition, modes, CAMEO code, weight and count."""
    body = _render(store()).get(code)
    return refuse_unknown("event type", code) if body is None else answer_part(body, params)


def _render(of: Store) -> dict[str, bytes]:
    counts = of.event_type_counts()
    return {
        known["code"]: orjson.dumps(known | {"event_count": counts.get(known["code"], 0)}) for known in event_types()
    }
