"""Events: lists, single events, their evidence."""

from typing import Any

from flask import Response

from api.calendars import planned_days
from api.documenting import ResourceBlueprint, gives, in_path, lists
from api.encoding import EVENT_SHAPES
from api.feeds import newest_first
from api.formats import EVENTS, EVIDENCE
from api.items import answer_part, refuse_unknown
from api.lists import EMPTY_PAGE, CountFacets, Listing, answer_list, stream_pages
from api.queries import Asked, Params, read_event_query
from api.services import store
from schemas.events import EventSchema
from schemas.paging import page_schema
from schemas.queries import EVENT_FORMATS, LIST_FORMATS, EventParameters, EvidenceParameters
from schemas.selection import item_parameters
from schemas.spans import EvidenceSchema
from schemas.stories import JudgedEventSchema, add_judgements
from storage.facets import MOST_EVENTS, PartialFacet
from storage.queries import EventQuery, EvidenceQuery, Page, Total
from storage.store import Store

blueprint = ResourceBlueprint("events", __name__, url_prefix="/v1", description="Who did what to whom, when and where.")

LISTING = Listing(
    name="events",
    page=Store.events,
    stream=Store.stream_events,
    total=Store.total_events,
    table=EVENTS,
    formats=EVENT_FORMATS,
    shapes=EVENT_SHAPES,
    refine={"atom": newest_first, "ics": planned_days},
)
EVENT_ID = in_path("event_id", "Id of the event.", "evt_nbswy3dpeb3w64tm")


def count_facets(params: Params) -> CountFacets | None:
    """Return what counts the facets that are asked for; None where none are."""
    names = tuple(params.get("facets", ()))
    if not names:
        return None

    def count(of: Store, query: EventQuery) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        counted = of.event_facets(query, names)
        facets = {name: [{"value": c.value, "count": c.count} for c in found] for name, found in counted.items()}
        partial = [name for name, found in counted.items() if isinstance(found, PartialFacet)]
        return facets, [_warn_of_part(partial)] if partial else []

    return count


def _warn_of_part(names: list[str]) -> dict[str, Any]:
    detail = f"More than {MOST_EVENTS:,} events match; by {', '.join(names)} the latest of these are counted."
    return {"code": "PARTIAL_FACETS", "parameter": "facets", "detail": detail, "suggestions": []}


@blueprint.route("/events")
@blueprint.doc(operationId="listEvents")
@blueprint.arguments(EventParameters(), location="query", error_status_code=400)
@lists(blueprint, page_schema(EventSchema, with_facets=True), EVENT_FORMATS)
def list_events(params: Params) -> Response:
    """List events

    By date, actor, type, place, status, words and more; latest first, undated ones last."""
    return answer_list(LISTING, params, lambda of: read_event_query(params, of), facets=count_facets(params))


@blueprint.route("/events/<string:event_id>", parameters=[EVENT_ID])
@blueprint.doc(operationId="getEvent")
@blueprint.arguments(item_parameters(EventSchema, expandable=True), location="query", error_status_code=400)
@gives(blueprint, JudgedEventSchema, problems=(400, 404, 406, 410, 503), sparse=True)
def get_event(params: Params, event_id: str) -> Response:
    """Get an event

    With its participants, date, place, the first ten quotes that prove it, and what people have said of it."""
    body = read_event(event_id)
    return refuse_unknown("event", event_id, address="/v1/events") if body is None else answer_part(body, params)


def read_event(event_id: str) -> bytes | None:
    """Return an event as it is given out by itself: with what people have said of it."""
    body = store().event(event_id)
    return None if body is None else add_judgements(body, store().stories.words_on(event_id))


@blueprint.route("/events/<string:event_id>/evidence", parameters=[EVENT_ID])
@blueprint.doc(operationId="listEventEvidence")
@blueprint.arguments(EvidenceParameters(), location="query", error_status_code=400)
@lists(blueprint, page_schema(EvidenceSchema), LIST_FORMATS, problems=(404, 410))
def list_event_evidence(params: Params, event_id: str) -> Response:
    """List the evidence of an event

    Every quote that proves it, in the order of article and text."""
    if store().event(event_id) is None:
        return refuse_unknown("event", event_id, address="/v1/events")
    return answer_evidence(params, event_id)


def answer_evidence(params: Params, record_id: str) -> Response:
    """Return the answer to a request for the evidence of an event or a position."""
    return answer_list(_EVIDENCE, params, lambda _: Asked(query=EvidenceQuery(id=record_id), echo={}))


def _page_evidence(of: Store, query: EvidenceQuery) -> Page:
    return of.evidence(query) or EMPTY_PAGE


_stream_evidence = stream_pages(_page_evidence)


def _count_evidence(of: Store, query: EvidenceQuery) -> Total:
    return Total(value=sum(1 for _ in _stream_evidence(of, query)), exact=True)


_EVIDENCE = Listing(
    name="evidence", page=_page_evidence, stream=_stream_evidence, total=_count_evidence, table=EVIDENCE
)
