"""Issues that actors take positions on."""

from flask import Response

from api.documenting import ResourceBlueprint, gives, in_path, lists
from api.formats import ISSUES
from api.items import answer_item, refuse_unknown
from api.lists import Listing, answer_list, stream_pages
from api.queries import Params, read_issue_query
from api.services import store
from schemas.issues import IssueSchema
from schemas.paging import page_schema
from schemas.parameters import NoParameters
from schemas.queries import LIST_FORMATS, IssueParameters
from storage.store import Store

blueprint = ResourceBlueprint("issues", __name__, url_prefix="/v1", description="What actors take positions on.")

LISTING = Listing(
    name="issues", page=Store.issues, stream=stream_pages(Store.issues), total=Store.total_issues, table=ISSUES
)


@blueprint.route("/issues")
@blueprint.doc(operationId="listIssues")
@blueprint.arguments(IssueParameters(), location="query", error_status_code=400)
@lists(blueprint, page_schema(IssueSchema), LIST_FORMATS)
def list_issues(params: Params) -> Response:
    """List issues

    By words, topic and actor; those with most positions first."""
    return answer_list(LISTING, params, lambda of: read_issue_query(params, of))


@blueprint.route(
    "/issues/<string:issue_id>", parameters=[in_path("issue_id", "Id of the issue.", "nato-membership-of-ukraine")]
)
@blueprint.doc(operationId="getIssue")
@blueprint.arguments(NoParameters(), location="query", error_status_code=400)
@gives(blueprint, IssueSchema, problems=(404, 406, 503))
def get_issue(_params: Params, issue_id: str) -> Response:
    """Get an issue

    With how many positions on it there are, of how many actors, and since when."""
    body = store().issue(issue_id)
    return refuse_unknown("issue", issue_id) if body is None else answer_item(body)
