"""Positions: lists, single positions, their evidence."""

from flask import Response

from api.documenting import ResourceBlueprint, gives, in_path, lists
from api.formats import POSITIONS
from api.items import answer_item, refuse_unknown
from api.lists import Listing, answer_list
from api.queries import Params, read_position_query
from api.resources.events import answer_evidence
from api.services import store
from schemas.paging import page_schema
from schemas.parameters import NoParameters
from schemas.positions import PositionSchema
from schemas.queries import LIST_FORMATS, EvidenceParameters, PositionParameters
from schemas.spans import EvidenceSchema
from storage.store import Store

blueprint = ResourceBlueprint(
    "positions", __name__, url_prefix="/v1", description="Stated stances: who holds which position on what."
)

LISTING = Listing(
    name="positions",
    page=Store.positions,
    stream=Store.stream_positions,
    total=Store.total_positions,
    table=POSITIONS,
)
POSITION_ID = in_path("position_id", "Id of the position.", "pos_orsxg5banfxgk5dt")


@blueprint.route("/positions")
@blueprint.doc(operationId="listPositions")
@blueprint.arguments(PositionParameters(), location="query", error_status_code=400)
@lists(blueprint, page_schema(PositionSchema), LIST_FORMATS)
def list_positions(params: Params) -> Response:
    """List positions

    By holder, issue, stance, day, words and more; latest first."""
    return answer_list(LISTING, params, lambda of: read_position_query(params, of))


@blueprint.route("/positions/<string:position_id>", parameters=[POSITION_ID])
@blueprint.doc(operationId="getPosition")
@blueprint.arguments(NoParameters(), location="query", error_status_code=400)
@gives(blueprint, PositionSchema, problems=(404, 406, 410, 503))
def get_position(_params: Params, position_id: str) -> Response:
    """Get a position

    With its holder, issue, stance, day and the first ten quotes that prove it."""
    body = store().position(position_id)
    return refuse_unknown("position", position_id, address="/v1/positions") if body is None else answer_item(body)


@blueprint.route("/positions/<string:position_id>/evidence", parameters=[POSITION_ID])
@blueprint.doc(operationId="listPositionEvidence")
@blueprint.arguments(EvidenceParameters(), location="query", error_status_code=400)
@lists(blueprint, page_schema(EvidenceSchema), LIST_FORMATS, problems=(404, 410))
def list_position_evidence(params: Params, position_id: str) -> Response:
    """List the evidence of a position

    Every quote that proves it, in the order of article and text."""
    if store().position(position_id) is None:
        return refuse_unknown("position", position_id, address="/v1/positions")
    return answer_evidence(params, position_id)
