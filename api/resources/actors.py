"""Actors: lists, completions, single actors, their events, positions and partners."""

from typing import Any

import orjson
from flask import Response

from api.documenting import ResourceBlueprint, gives, in_path, lists
from api.formats import ACTORS, PARTNERS
from api.items import answer_item, answer_part, refuse_unknown
from api.lists import Listing, answer_list, stream_pages
from api.queries import Params, read_actor_query, read_event_query, read_partner_query, read_position_query
from api.resources import events, positions
from api.services import store
from schemas.actors import ActorSchema, PartnerSchema
from schemas.events import EventSchema
from schemas.paging import page_schema
from schemas.positions import PositionSchema
from schemas.queries import (
    EVENT_FORMATS,
    LIST_FORMATS,
    POSITION_FORMATS,
    SUGGESTIONS,
    ActorParameters,
    EventParameters,
    PartnerParameters,
    PositionParameters,
    SuggestParameters,
)
from schemas.selection import item_parameters
from schemas.service import SuggestionsSchema
from storage.store import Store

blueprint = ResourceBlueprint(
    "actors", __name__, url_prefix="/v1", description="Persons, states, bodies, organisations and groups."
)

LISTING = Listing(name="actors", page=Store.actors, stream=Store.stream_actors, total=Store.total_actors, table=ACTORS)
PARTNER_LISTING = Listing(
    name="partners",
    page=Store.partners,
    stream=stream_pages(Store.partners),
    total=Store.total_partners,
    table=PARTNERS,
)
ACTOR_ID = in_path("actor_id", "Id of the actor.", "person:vladimir-putin")


@blueprint.route("/actors")
@blueprint.doc(operationId="listActors")
@blueprint.arguments(ActorParameters(), location="query", error_status_code=400)
@lists(blueprint, page_schema(ActorSchema), LIST_FORMATS)
def list_actors(params: Params) -> Response:
    """List actors

    By name, kind, country, sector and office, on a day or ever; those with most events first."""
    return answer_list(LISTING, params, lambda of: read_actor_query(params, of))


@blueprint.route("/actors/suggest")
@blueprint.doc(operationId="suggestActors")
@blueprint.arguments(SuggestParameters(), location="query", error_status_code=400)
@gives(blueprint, SuggestionsSchema, problems=(406, 503))
def suggest_actors(params: Params) -> Response:
    """Complete the name of an actor

    The actors one of whose names has words that begin so, most frequent first."""
    found = store().suggest_actors(params["q"], limit=params.get("limit", SUGGESTIONS))
    data = [
        {"id": actor.id, "name": actor.name, "actor_type": actor.actor_type, "event_count": actor.event_count}
        for actor in found
    ]
    return answer_item(orjson.dumps({"data": data}))


@blueprint.route("/actors/<string:actor_id>", parameters=[ACTOR_ID])
@blueprint.doc(operationId="getActor")
@blueprint.arguments(item_parameters(ActorSchema), location="query", error_status_code=400)
@gives(blueprint, ActorSchema, problems=(400, 404, 406, 503), sparse=True)
def get_actor(params: Params, actor_id: str) -> Response:
    """Get an actor

    With its names, its offices over time, and how much there is of it. A former id leads to the actor that it names."""
    body = store().actor(actor_id)
    return _refuse_unknown(actor_id) if body is None else answer_part(body, params)


@blueprint.route("/actors/<string:actor_id>/events", parameters=[ACTOR_ID])
@blueprint.doc(operationId="listActorEvents")
@blueprint.arguments(EventParameters(exclude=("actor",)), location="query", error_status_code=400)
@lists(blueprint, page_schema(EventSchema, with_facets=True), EVENT_FORMATS, problems=(404,))
def list_actor_events(params: Params, actor_id: str) -> Response:
    """List the events of an actor

    Those it takes part in, in any role; for a country also those of its bodies and people unless `actor_exact`."""
    if store().actor(actor_id) is None:
        return _refuse_unknown(actor_id)

    def ask(of: Store) -> Any:
        return read_event_query(params, of, actor_id=actor_id)

    return answer_list(events.LISTING, params, ask, facets=events.count_facets(params))


@blueprint.route("/actors/<string:actor_id>/positions", parameters=[ACTOR_ID])
@blueprint.doc(operationId="listActorPositions")
@blueprint.arguments(PositionParameters(exclude=("actor",)), location="query", error_status_code=400)
@lists(blueprint, page_schema(PositionSchema), POSITION_FORMATS, problems=(404,))
def list_actor_positions(params: Params, actor_id: str) -> Response:
    """List the positions of an actor

    Those it holds, that are held on its behalf, or that stand on its report."""
    if store().actor(actor_id) is None:
        return _refuse_unknown(actor_id)
    return answer_list(positions.LISTING, params, lambda of: read_position_query(params, of, actor_id=actor_id))


@blueprint.route("/actors/<string:actor_id>/partners", parameters=[ACTOR_ID])
@blueprint.doc(operationId="listActorPartners")
@blueprint.arguments(PartnerParameters(), location="query", error_status_code=400)
@lists(blueprint, page_schema(PartnerSchema), LIST_FORMATS, problems=(404,))
def list_actor_partners(params: Params, actor_id: str) -> Response:
    """List the partners of an actor

    Those that it shares events with, whether with or against each other; those with most events first. The events of a
    pair are those that have both as `actor_all`."""
    if store().actor(actor_id) is None:
        return _refuse_unknown(actor_id)
    return answer_list(PARTNER_LISTING, params, lambda of: read_partner_query(params, of, actor_id=actor_id))


def _refuse_unknown(actor_id: str) -> Response:
    return refuse_unknown("actor", actor_id, address="/v1/actors")
