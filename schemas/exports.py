"""Files made for download: what asks for one, and what became of it."""

from marshmallow import RAISE, Schema, fields, validate

from records.jobs import JobState
from schemas.fields import ResourceSchema, instant, integer, nested, string, word
from schemas.jobs import JobErrorSchema

EXPORT_RESOURCES = ("events", "positions", "actors", "issues", "articles")
EXPORT_FORMATS = ("ndjson", "csv", "tsv", "parquet")


class NewExportSchema(Schema):
    """A file to be made."""

    class Meta:
        unknown = RAISE

    resource = fields.String(
        required=True,
        validate=validate.OneOf(EXPORT_RESOURCES),
        metadata={"description": "The list that it holds.", "examples": ["events"]},
    )
    format = fields.String(
        load_default="ndjson",
        validate=validate.OneOf(EXPORT_FORMATS),
        metadata={"description": "Its format.", "examples": ["parquet"]},
    )
    filters = fields.Dict(
        keys=fields.String(),
        load_default=dict,
        metadata={
            "description": "The query parameters of that list, but for those of its pages: a value, or a list of "
            "alternatives. `sort`, `fields`, `expand` and `shape` too.",
            "examples": [{"actor": ["Russia", "Ukraine"], "date_from": "2025-03-01"}],
        },
    )


class ExportLinksSchema(ResourceSchema):
    """Addresses that belong to a file."""

    self = string("The export.", "/v1/exports/exp_mzxw6ytboi4dcmrt", format="uri-reference")
    job = string("The job that makes it.", "/v1/jobs/job_mzxw6ytboi4dcmrt", format="uri-reference")
    file = string(
        "The file, once it is there.",
        "/v1/exports/exp_mzxw6ytboi4dcmrt/file",
        nullable=True,
        format="uri-reference",
    )


class ExportSchema(ResourceSchema):
    """A file made for download. It never changes: what is stored later is not in it."""

    id = string("Id of the export.", "exp_mzxw6ytboi4dcmrt")
    resource = string("The list that it holds.", "events")
    format = string("Its format.", "parquet")
    filters = fields.Dict(
        keys=fields.String(),
        required=True,
        metadata={"description": "The filters that were given.", "examples": [{"actor": ["Russia", "Ukraine"]}]},
    )
    state = word(JobState, "What has become of it.", "SUCCEEDED")
    created_at = instant("When it was asked for.", "2025-03-17T08:00:00Z")
    finished_at = instant("When it was finished.", "2025-03-17T08:00:02Z", nullable=True)
    expires_at = instant("When the file goes away.", "2025-03-18T08:00:02Z", nullable=True)
    rows = integer("How many items it holds.", 210, nullable=True)
    bytes = integer("Its size.", 48_211, nullable=True)
    sha256 = string("The SHA-256 of the file, in hexadecimal.", "9f86d081884c7d65" * 4, nullable=True)
    dataset_version = integer("The version of the data set that it was begun on.", 17, nullable=True)
    error = nested(JobErrorSchema, "Why there is none; null unless it failed.", nullable=True)
    links = nested(ExportLinksSchema, "Addresses that belong to it.")
