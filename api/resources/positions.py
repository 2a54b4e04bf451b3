"""Positions: lists, single positions, their evidence, and who stands where on what."""

from flask import Response

from api.conditions import not_modified, stamp, tag_query
from api.documenting import ITEM_HEADERS, ResourceBlueprint, gives, in_path, lists, refer_headers, refuses
from api.feeds import newest_first
from api.formats import MEDIA_TYPES, POSITIONS, charset, choose_format
from api.items import answer_part, refuse_unknown
from api.lists import Listing, answer_list
from api.matrices import render_matrix, tabulate_matrix
from api.queries import Params, read_position_query
from api.resources.events import answer_evidence
from api.services import services, store
from schemas.matrices import PositionMatrixSchema
from schemas.paging import page_schema
from schemas.positions import PositionSchema
from schemas.queries import (
    LIST_FORMATS,
    MATRIX_FORMATS,
    MATRIX_MOST,
    POSITION_FORMATS,
    EvidenceParameters,
    MatrixParameters,
    PositionParameters,
)
from schemas.selection import item_parameters
from schemas.spans import EvidenceSchema
from storage.queries import PositionMatrix
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
    formats=POSITION_FORMATS,
    refine={"atom": newest_first},
)
POSITION_ID = in_path("position_id", "Id of the position.", "pos_orsxg5banfxgk5dt")


@blueprint.route("/positions")
@blueprint.doc(operationId="listPositions")
@blueprint.arguments(PositionParameters(), location="query", error_status_code=400)
@lists(blueprint, page_schema(PositionSchema), POSITION_FORMATS)
def list_positions(params: Params) -> Response:
    """List positions

    By holder, issue, stance, day, words and more; latest first."""
    return answer_list(LISTING, params, lambda of: read_position_query(params, of))


@blueprint.route("/positions/matrix")
@blueprint.doc(operationId="getPositionMatrix")
@blueprint.arguments(MatrixParameters(), location="query", error_status_code=400)
@blueprint.response(200, PositionMatrixSchema, description="The answer.", headers=refer_headers(ITEM_HEADERS))
@blueprint.alt_response(200, schema={"type": "string"}, content_type=MEDIA_TYPES["csv"], success=True)
@refuses(blueprint, 400, 406, 503)
def get_position_matrix(params: Params) -> Response:
    """Ask who stands where on what

    Actors by issues, those with most of the positions that match: in each cell the latest stance, how many positions,
    since when, and whether the actor changed its mind. What is not shown is counted under `left_out`."""
    shape = choose_format(params.get("format"), MATRIX_FORMATS)
    here = services()
    version = here.store.dataset_version()
    tag = tag_query(version, here.config.version, shape)
    response = not_modified(tag, here.changed_at(version))
    if response is None:
        asked = read_position_query(params, here.store)
        limits = {"rows": params.get("row_limit", MATRIX_MOST), "columns": params.get("col_limit", MATRIX_MOST)}
        empty = asked.query is None
        matrix = PositionMatrix() if empty else here.store.position_matrix(asked.found, **limits)
        echo = {name: value for name, value in asked.echo.items() if name != "sort"}
        body = tabulate_matrix(matrix) if shape == "csv" else render_matrix(matrix, echo, asked.warnings)
        response = Response(body, content_type=charset(MEDIA_TYPES[shape]))
        if shape == "csv":
            response.headers["Content-Disposition"] = 'attachment; filename="matrix.csv"'
    return stamp(response, services=here, version=version, tag=tag)


@blueprint.route("/positions/<string:position_id>", parameters=[POSITION_ID])
@blueprint.doc(operationId="getPosition")
@blueprint.arguments(item_parameters(PositionSchema, expandable=True), location="query", error_status_code=400)
@gives(blueprint, PositionSchema, problems=(400, 404, 406, 410, 503), sparse=True)
def get_position(params: Params, position_id: str) -> Response:
    """Get a position

    With its holder, issue, stance, day and the first ten quotes that prove it."""
    body = store().position(position_id)
    return (
        refuse_unknown("position", position_id, address="/v1/positions") if body is None else answer_part(body, params)
    )


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
