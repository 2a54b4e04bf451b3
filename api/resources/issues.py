"""Issues that actors take positions on, and these positions."""

from flask import Response

from api.documenting import ResourceBlueprint, gives, in_path, lists
from api.formats import ISSUES
from api.items import answer_part, refuse_unknown
from api.lists import Listing, answer_list, stream_pages
from api.queries import Params, read_issue_query, read_position_query
from api.resources import positions
from api.services import store
from schemas.issues import IssueSchema
from schemas.paging import page_schema
from schemas.positions import PositionSchema
from schemas.queries import (
    ISSUE_POSITION_SORT,
    LIST_FORMATS,
    POSITION_FORMATS,
    IssueParameters,
    IssuePositionParameters,
)
from schemas.selection import item_parameters
from storage.store import Store

blueprint = ResourceBlueprint("issues", __name__, url_prefix="/v1", description="What actors take positions on.")

LISTING = Listing(
    name="issues", page=Store.issues, stream=stream_pages(Store.issues), total=Store.total_issues, table=ISSUES
)
ISSUE_ID = in_path("issue_id", "Id of the issue.", "nato-membership-of-ukraine")


@blueprint.route("/issues")
@blueprint.doc(operationId="listIssues")
@blueprint.arguments(IssueParameters(), location="query", error_status_code=400)
@lists(blueprint, page_schema(IssueSchema), LIST_FORMATS)
def list_issues(params: Params) -> Response:
    """List issues

    By words, topic and actor; those with most positions first."""
    return answer_list(LISTING, params, lambda of: read_issue_query(params, of))


@blueprint.route("/issues/<string:issue_id>", parameters=[ISSUE_ID])
@blueprint.doc(operationId="getIssue")
@blueprint.arguments(item_parameters(IssueSchema), location="query", error_status_code=400)
@gives(blueprint, IssueSchema, problems=(400, 404, 406, 503), sparse=True)
def get_issue(params: Params, issue_id: str) -> Response:
    """Get an issue

    With how many positions on it there are, of how many actors, and since when."""
    body = store().issue(issue_id)
    return refuse_unknown("issue", issue_id) if body is None else answer_part(body, params)


@blueprint.route("/issues/<string:issue_id>/positions", parameters=[ISSUE_ID])
@blueprint.doc(operationId="listIssuePositions")
@blueprint.arguments(
    IssuePositionParameters(exclude=("issue", "topic", "exclude_issue", "exclude_topic")),
    location="query",
    error_status_code=400,
)
@lists(blueprint, page_schema(PositionSchema), POSITION_FORMATS, problems=(404,))
def list_issue_positions(params: Params, issue_id: str) -> Response:
    """List the positions on an issue

    Who stands where, in the order of time unless `sort` says otherwise."""
    if store().issue(issue_id) is None:
        return refuse_unknown("issue", issue_id)
    chosen = {"sort": ISSUE_POSITION_SORT, **params, "issue": [issue_id]}
    return answer_list(positions.LISTING, params, lambda of: read_position_query(chosen, of))
