"""Files of lists, made once and given out as often as wanted."""

import base64
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from flask import Response, request, send_file

from api.documenting import ResourceBlueprint, gives, in_header, in_path, refer_headers, refuses
from api.errors import ProblemError
from api.exporting import export_id_of, file_of, job_id_of, read_wanted
from api.formats import MEDIA_TYPES, accepts_only
from api.idempotency import IDEMPOTENCY_KEY, answered_once
from api.items import refuse_unknown
from api.posting import run_job
from api.queries import Params
from api.resources.articles import PREFER
from api.services import services, store
from records.exports import Export
from records.jobs import FINISHED, Job, JobKind, JobState
from schemas.exports import EXPORT_FORMATS, ExportSchema, NewExportSchema
from schemas.jobs import instant_text
from schemas.parameters import NoParameters

blueprint = ResourceBlueprint("exports", __name__, url_prefix="/v1", description="Whole lists as files.")

EXPORT_ID = in_path("export_id", "Id of the export.", "exp_mzxw6ytboi4dcmrt")
_RANGE = in_header("Range", "Which bytes are wanted, to go on where a download broke off.", "bytes=1000000-")
_IF_RANGE = in_header("If-Range", "The ETag of the file that the beginning came from.", '"9f86d081884c7d65"')
_logger = logging.getLogger("dateline.api")


@blueprint.route("/exports", methods=["POST"])
@blueprint.doc(operationId="postExport", parameters=[PREFER, IDEMPOTENCY_KEY])
@blueprint.arguments(NewExportSchema(), location="json")
@blueprint.response(
    201, ExportSchema, description="The file is there.", headers=refer_headers(("Location", "X-Request-Id"))
)
@blueprint.alt_response(
    202, schema=ExportSchema, description="It is being made.", success=True, headers=refer_headers(("Location",))
)
@refuses(blueprint, 400, 406, 409, 413, 415, 422, 500, 503)
@answered_once
def post_export(posted: dict[str, Any]) -> Response:
    """Have a file made

    Of all that a list holds under its filters, at one moment: with its SHA-256, its count of items and the version of
    the data set. It is kept for a day unless the server is set otherwise. Deleting an article takes back the files
    that hold it."""
    accepts_only(MEDIA_TYPES["json"])
    here = services()
    read_wanted(posted, here.store)
    job = run_job(JobKind.EXPORT, posted | {"text": here.config.text}, None)
    if job.state is JobState.FAILED:
        raise ProblemError("export-failed", job.error_detail or "The file could not be made.")
    export = here.store.exports.get(export_id_of(job.id))
    document = _finished(export) if export is not None else _unfinished(job)
    response = _answer(document, status=202 if export is None else 201)
    response.headers["Location"] = document["links"]["self"]
    return response


@blueprint.route("/exports/<string:export_id>", parameters=[EXPORT_ID])
@blueprint.doc(operationId="getExport")
@blueprint.arguments(NoParameters(), location="query", error_status_code=400)
@gives(blueprint, ExportSchema, problems=(404, 406, 410, 503))
def get_export(_params: Params, export_id: str) -> Response:
    """Get an export

    What has become of it, and where its file is."""
    accepts_only(MEDIA_TYPES["json"])
    export = store().exports.get(export_id)
    if export is not None:
        return _answer(_finished(_require_live(export)))
    job = _find_job(export_id)
    return refuse_unknown("export", export_id) if job is None else _answer(_unfinished(job))


@blueprint.route("/exports/<string:export_id>/file", parameters=[EXPORT_ID])
@blueprint.doc(operationId="getExportFile", parameters=[_RANGE, _IF_RANGE])
@blueprint.arguments(NoParameters(), location="query", error_status_code=400)
@blueprint.response(
    200,
    {"type": "string"},
    content_type=MEDIA_TYPES[EXPORT_FORMATS[0]],
    description="The file.",
    headers=refer_headers(("ETag", "Last-Modified", "X-Request-Id", "Dateline-Dataset-Version")),
)
@blueprint.alt_response(
    206, schema={"type": "string"}, content_type=MEDIA_TYPES[EXPORT_FORMATS[0]], description="Those bytes of it.",
    success=True,
)  # fmt: skip
@refuses(blueprint, 404, 410, 416, 503)
def get_export_file(_params: Params, export_id: str) -> Response:
    """Download the file of an export

    Its ETag is its SHA-256. A download that broke off goes on with `Range` and `If-Range`."""
    here = services()
    export = here.store.exports.get(export_id)
    if export is None:
        job = _find_job(export_id)
        if job is None:
            return refuse_unknown("export", export_id)
        raise ProblemError("not-found", f"The export {export_id!r} has no file yet: its job is {job.state}.")
    folder, form = here.config.export_folder, orjson.loads(_require_live(export).request)["format"]
    path = None if folder is None else file_of(folder, export)
    if path is None or not path.is_file():
        _logger.error("the file of %s is not in the folder of exports, %s", export.id, folder)
        raise ProblemError("not-found", f"The file of {export_id!r} is not on this server.")
    response = send_file(
        path,
        mimetype=MEDIA_TYPES[form],
        as_attachment=True,
        download_name=f"{orjson.loads(export.request)['resource']}.{form}",
        conditional=True,
        etag=export.sha256,
        last_modified=export.finished_at,
    )
    digest = base64.b64encode(bytes.fromhex(export.sha256)).decode("ascii")
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    response.headers["Dateline-Dataset-Version"] = str(export.dataset_version)
    return response


def _find_job(export_id: str) -> Job | None:
    job = store().jobs.get(job_id_of(export_id)) if export_id.startswith("exp_") else None
    return job if job is not None and job.kind is JobKind.EXPORT else None


def _require_live(export: Export) -> Export:
    if export.cleared_at is not None or _expiry(export) < datetime.now(UTC):
        detail = f"The file of {export.id!r} was taken back: its time is over, or an article that it held was deleted."
        raise ProblemError("gone", detail)
    return export


def _expiry(export: Export) -> datetime:
    return export.finished_at + timedelta(hours=services().config.export_hours)


def _answer(document: dict[str, Any], *, status: int = 200) -> Response:
    response = Response(orjson.dumps(document), status=status, content_type=MEDIA_TYPES["json"])
    response.headers["Cache-Control"] = "no-store"
    if document["state"] not in FINISHED:
        response.headers["Retry-After"] = "1"
    return response


def _finished(export: Export) -> dict[str, Any]:
    return _document(
        export.id,
        export.request,
        state=JobState.SUCCEEDED,
        created_at=instant_text(export.created_at),
        finished_at=instant_text(export.finished_at),
        expires_at=instant_text(_expiry(export)),
        rows=export.rows,
        bytes=export.bytes,
        sha256=export.sha256,
        dataset_version=export.dataset_version,
    )


def _unfinished(job: Job) -> dict[str, Any]:
    return _document(
        export_id_of(job.id),
        job.payload,
        state=job.state,
        created_at=instant_text(job.created_at),
        finished_at=job.finished_at and instant_text(job.finished_at),
        error={"code": job.error_code, "detail": job.error_detail} if job.error_code else None,
    )


def _document(export_id: str, posted: bytes, **more: Any) -> dict[str, Any]:
    address = f"{request.script_root}/v1/exports/{export_id}"
    asked = orjson.loads(posted)
    unknown = dict.fromkeys(("finished_at", "expires_at", "rows", "bytes", "sha256", "dataset_version", "error"))
    there = more["state"] is JobState.SUCCEEDED
    return {
        "id": export_id,
        **{name: asked[name] for name in ("resource", "format", "filters")},
        **unknown,
        **more,
        "links": {
            "self": address,
            "job": f"{request.script_root}/v1/jobs/{job_id_of(export_id)}",
            "file": f"{address}/file" if there else None,
        },
    }
