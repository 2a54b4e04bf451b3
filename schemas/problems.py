"""Problems (RFC 9457): what every error looks like on the wire."""

from marshmallow import fields

from schemas.fields import ResourceSchema, integer, many, string


class ProblemErrorSchema(ResourceSchema):
    """One thing that is wrong with a request."""

    parameter = fields.String(metadata={"description": "The query parameter or header.", "examples": ["date_from"]})
    pointer = fields.String(
        metadata={"description": "Where in the body, an RFC 6901 JSON pointer.", "examples": ["/published_at"]}
    )
    code = string("What kind of error, for programs.", "range")
    detail = string("What is wrong, for people.", "2025-05-01 is after 2025-01-01.")
    allowed = fields.List(
        fields.String(), metadata={"description": "The values that are allowed.", "examples": [["OCCURRED", "PLANNED"]]}
    )


class ProblemSchema(ResourceSchema):
    """Why a request could not be answered."""

    type = string(
        "What kind of problem; a page that explains it.", "/problems/invalid-parameter", format="uri-reference"
    )
    title = string("The kind of problem in words.", "Invalid parameter")
    status = integer("The HTTP status.", 400, least=400, most=599)
    detail = string("What is the matter with this request.", "date_from is after date_to.")
    instance = string("The request.", "/v1/events?date_from=2025-05-01&date_to=2025-01-01")
    request_id = string("The id of the request, as in `X-Request-Id` and in the log.", "5f1d7e84c0ff4a1c")
    errors = many(ProblemErrorSchema, "All that is wrong with the request; empty where `detail` says it.")
