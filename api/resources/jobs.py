"""Jobs of the extraction workers."""

from flask import Response

from api.documenting import ResourceBlueprint, gives, in_path
from api.formats import accepts_only
from api.items import refuse_unknown
from api.posting import answer_job
from api.queries import Params
from api.services import services, store
from schemas.jobs import JobSchema
from schemas.parameters import NoParameters

blueprint = ResourceBlueprint("jobs", __name__, url_prefix="/v1", description="Work of the extraction workers.")

JOB_ID = in_path("job_id", "Id of the job.", "job_mzxw6ytboi4dcmrt")


@blueprint.route("/jobs/<string:job_id>", parameters=[JOB_ID])
@blueprint.doc(operationId="getJob")
@blueprint.arguments(NoParameters(), location="query", error_status_code=400)
@gives(blueprint, JobSchema, problems=(404, 406, 503))
def get_job(_params: Params, job_id: str) -> Response:
    """Get a job

    What has become of it, with links to its result."""
    accepts_only("application/json")
    job = store().jobs.get(job_id)
    return refuse_unknown("job", job_id) if job is None else answer_job(job)


@blueprint.route("/jobs/<string:job_id>", methods=["DELETE"], parameters=[JOB_ID])
@blueprint.doc(operationId="cancelJob")
@blueprint.arguments(NoParameters(), location="query", error_status_code=400)
@gives(blueprint, JobSchema, problems=(404, 406, 503))
def cancel_job(_params: Params, job_id: str) -> Response:
    """Cancel a job

    Only one that no worker has begun; the answer says what has become of it."""
    accepts_only("application/json")
    job = services().writer.jobs.cancel(job_id)
    return refuse_unknown("job", job_id) if job is None else answer_job(job)
