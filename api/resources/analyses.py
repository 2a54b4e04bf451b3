"""Articles to be read without storing them."""

from typing import Any

from flask import Response

from api.documenting import ITEM_HEADERS, ResourceBlueprint, gives, in_path, refer_headers, refuses
from api.errors import ProblemError
from api.formats import accepts_only
from api.idempotency import IDEMPOTENCY_KEY, answered_once
from api.items import answer_item, refuse_unknown
from api.posting import answer_unfinished, check_article, refuse_failed, run_job
from api.queries import Params
from api.resources.articles import PREFER
from api.services import store
from records.jobs import JobKind, JobState
from schemas.jobs import JobSchema
from schemas.parameters import NoParameters
from schemas.requests import NewArticleSchema, article_fields
from schemas.service import FoundArticleSchema

blueprint = ResourceBlueprint("analyses", __name__, url_prefix="/v1", description="Articles read without storing them.")


@blueprint.route("/analyses", methods=["POST"])
@blueprint.doc(operationId="postAnalysis", parameters=[PREFER, IDEMPOTENCY_KEY])
@blueprint.arguments(NewArticleSchema(), location="json")
@blueprint.response(200, FoundArticleSchema, description="What was found.", headers=refer_headers(ITEM_HEADERS))
@blueprint.alt_response(
    202, schema=JobSchema, description="It waits to be read.", success=True, headers=refer_headers(("Location",))
)
@refuses(blueprint, 400, 409, 413, 415, 422, 503)
@answered_once
def post_analysis(posted: dict[str, Any]) -> Response:
    """Have an article read without storing it

    The answer is what a stored article would be, with its actors, events and positions, or the job to ask for."""
    accepts_only("application/json")
    article = check_article(posted)
    job = run_job(JobKind.ANALYSIS, article_fields(posted), article.id)
    if job.state is JobState.SUCCEEDED and job.result is not None:
        return answer_item(job.result)
    return answer_unfinished(job)


@blueprint.route("/analyses/<string:job_id>", parameters=[in_path("job_id", "Id of the job.", "job_mzxw6ytboi4dcmrt")])
@blueprint.doc(operationId="getAnalysis")
@blueprint.arguments(NoParameters(), location="query", error_status_code=400)
@gives(blueprint, FoundArticleSchema, problems=(404, 406, 422, 503))
def get_analysis(_params: Params, job_id: str) -> Response:
    """Get the result of an analysis

    Once its job has succeeded; results are kept for a day."""
    job = store().jobs.get(job_id)
    if job is None or job.kind is not JobKind.ANALYSIS:
        return refuse_unknown("analysis", job_id)
    if job.state is JobState.FAILED:
        raise refuse_failed(job)
    if job.result is None:
        raise ProblemError("not-found", f"The analysis {job_id!r} has no result yet: its job is {job.state}.")
    return answer_item(job.result)
