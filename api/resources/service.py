"""The service about itself: what there is, how it is, what runs."""

from datetime import UTC, datetime, timedelta

import orjson
from flask import Response

from api.documenting import ResourceBlueprint, gives
from api.formats import accepts_only
from api.items import answer_item
from api.queries import Params
from api.services import SCHEMA_VERSION, services
from records.jobs import WorkerState, WorkerStatus
from schemas.jobs import instant_text
from schemas.parameters import LIMIT_DEFAULT, LIMIT_MOST, NoParameters
from schemas.requests import MAX_TEXT
from schemas.service import HealthSchema, ReadinessSchema, RootSchema, VersionSchema
from storage.series import MOST_CELLS
from storage.ties import MOST_EVENTS

blueprint = ResourceBlueprint("service", __name__, description="The service about itself.")

SILENT_AFTER = timedelta(seconds=15)
"""A worker that has not been heard of for so long is taken for dead."""

WORKER_STATES = ("READY", "STARTING", "SILENT")
"""How a worker can be, the best first."""

RESOURCES = (
    ("events", "/v1/events", "Who did what to whom, when and where."),
    ("actors", "/v1/actors", "Persons, states, bodies, organisations and groups."),
    ("positions", "/v1/positions", "Stated stances: who holds which position on what."),
    ("issues", "/v1/issues", "What actors take positions on."),
    ("storylines", "/v1/storylines", "Affairs over days, with the events and positions that are part of them."),
    ("search", "/v1/search", "Words in all of these, a few hits of each kind."),
    ("event-statistics", "/v1/stats/events", "Events counted by time, type, place, actor and more."),
    ("position-statistics", "/v1/stats/positions", "Positions counted by time, stance, issue, holder and more."),
    ("position-matrix", "/v1/positions/matrix", "Who stands where on what, and who changed sides."),
    ("network", "/v1/network", "Who acts on whom how often."),
    ("articles", "/v1/articles", "News articles; POST one to have it read and stored."),
    ("analyses", "/v1/analyses", "POST an article to have it read without storing it."),
    ("exports", "/v1/exports", "POST what a file shall hold to have it made."),
    ("event-types", "/v1/event-types", "The ontology of events."),
    ("publishers", "/v1/publishers", "Who published the articles."),
    ("judgements", "/v1/judgements", "What people have said of events and positions: merged, split, retracted."),
    ("changes", "/v1/changes", "What was created, updated and deleted, in order."),
)


@blueprint.route("/v1")
@blueprint.doc(operationId="getRoot")
@blueprint.arguments(NoParameters(), location="query", error_status_code=400)
@gives(blueprint, RootSchema, problems=(406, 503))
def get_root(_params: Params) -> Response:
    """See what there is

    Collections, documents, limits, and the size of the data set."""
    here = services()
    counts = here.store.counts()
    document = {
        "name": "Dateline",
        "version": here.config.version,
        "schema_version": SCHEMA_VERSION,
        "resources": [{"name": name, "href": href, "description": about} for name, href, about in RESOURCES],
        "documentation": {
            "docs": "/docs/",
            "openapi_json": "/openapi.json",
            "openapi_yaml": "/openapi.yaml",
            "problems": "/problems/",
            "llms": "/llms.txt",
        },
        "limits": {
            "page_default": LIMIT_DEFAULT,
            "page_most": LIMIT_MOST,
            "body_bytes": here.config.body_bytes,
            "url_bytes": here.config.url_bytes,
            "batch_bytes": here.config.batch_bytes,
            "batch_lines": here.config.batch_lines,
            "parameters": here.config.most_parameters,
            "text_characters": MAX_TEXT,
            "wait_seconds": int(here.config.most_wait_seconds),
            "series_cells": MOST_CELLS,
            "network_events": MOST_EVENTS,
        },
        "counts": {
            "articles": counts.articles,
            "events": counts.events,
            "actors": counts.actors,
            "positions": counts.positions,
            "issues": counts.issues,
        },
    }
    return answer_item(orjson.dumps(document))


@blueprint.route("/healthz")
@blueprint.doc(operationId="getHealth")
@blueprint.arguments(NoParameters(), location="query", error_status_code=400)
@gives(blueprint, HealthSchema, problems=(406,))
def get_health(_params: Params) -> Response:
    """Ask whether the process lives

    It does if it answers."""
    return _plain({"status": "OK"})


@blueprint.route("/readyz")
@blueprint.doc(operationId="getReadiness")
@blueprint.arguments(NoParameters(), location="query", error_status_code=400)
@gives(blueprint, ReadinessSchema, problems=(406, 503))
def get_readiness(_params: Params) -> Response:
    """Ask whether queries are answered

    The database has to answer; how the extraction workers are is said beside it."""
    here = services()
    here.store.ping()
    now = datetime.now(UTC)
    states = {worker.id: worker_state(worker, now) for worker in here.store.jobs.workers()}
    best = next((state for state in WORKER_STATES if state in states.values()), "NONE")
    workers = [
        {"id": worker.id, "state": states[worker.id], "beat_at": instant_text(worker.beat_at)}
        for worker in here.store.jobs.workers()
        if worker.id in states
    ]
    return _plain({"status": "OK", "database": "OK", "worker": best, "workers": workers})


@blueprint.route("/version")
@blueprint.doc(operationId="getVersion")
@blueprint.arguments(NoParameters(), location="query", error_status_code=400)
@gives(blueprint, VersionSchema, problems=(406,))
def get_version(_params: Params) -> Response:
    """Ask what runs here

    The program, its version, and the version of the shape of its answers."""
    return _plain({"name": "dateline", "version": services().config.version, "schema_version": SCHEMA_VERSION})


def worker_state(worker: WorkerStatus, now: datetime) -> str:
    """Return how a worker is, as far as it was heard of."""
    return "SILENT" if now - worker.beat_at > SILENT_AFTER else WorkerState(worker.state).value


def _plain(document: dict[str, object]) -> Response:
    accepts_only("application/json")
    return Response(orjson.dumps(document), content_type="application/json")
