"""Counts for those who watch over the service."""

from collections import Counter
from datetime import UTC, datetime

from flask import Response, current_app

from api.documenting import ResourceBlueprint, refuses
from api.errors import ProblemError
from api.formats import accepts_only
from api.metrics import MEDIA_TYPE, StoreMetrics
from api.queries import Params
from api.resources.service import WORKER_STATES, worker_state
from api.services import services
from schemas.parameters import NoParameters
from storage.errors import SchemaVersionError, StoreUnavailableError

blueprint = ResourceBlueprint("metrics", __name__, description="Counts for those who watch over the service.")


@blueprint.route("/metrics")
@blueprint.doc(operationId="getMetrics")
@blueprint.arguments(NoParameters(), location="query", error_status_code=400)
@blueprint.response(200, {"type": "string"}, content_type="text/plain", description="The text format of Prometheus.")
@refuses(blueprint, 404, 406)
def get_metrics(_params: Params) -> Response:
    """Get the metrics of the service

    Requests by route and status, their durations, jobs, workers, the size of the data set. Who runs the service may
    have them need a key, or turn them off."""
    here = services()
    metrics = current_app.extensions.get("dateline.metrics")
    if metrics is None:
        raise ProblemError("not-found", "This server gives out no metrics.")
    accepts_only("text/plain")
    store, workers = None, Counter[str]()
    try:
        store = here.store
        now = datetime.now(UTC)
        workers.update(worker_state(worker, now) for worker in store.jobs.workers())
    except (StoreUnavailableError, SchemaVersionError):
        store = None
    found = StoreMetrics(store, {state: workers[state] for state in WORKER_STATES})
    return Response(metrics.render(found), content_type=MEDIA_TYPE)
