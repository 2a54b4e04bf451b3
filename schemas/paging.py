"""The envelope of every list."""

from functools import cache
from typing import Any

from marshmallow import Schema, fields

from schemas.fields import ResourceSchema, integer, many, nested, string


class TotalSchema(ResourceSchema):
    """How many items match, counted up to 10,000."""

    value = integer("The number.", 10_000)
    relation = string("EQ: exactly so many; GTE: at least so many.", "GTE")


class PageInfoSchema(ResourceSchema):
    """Where a page stands in its list."""

    limit = integer("The greatest number of items on a page.", 50, least=1, most=1000)
    next_cursor = string("The `cursor` of the next page; null on the last.", "eyJhIjpbMV19", nullable=True)
    prev_cursor = string("The `cursor` of the previous page; null on the first.", None, nullable=True)
    total = nested(TotalSchema, "How many items match; null unless asked for with `total=true`.", nullable=True)


class PageLinksSchema(ResourceSchema):
    """Addresses of this page and its neighbours."""

    self = string("This page.", "/v1/events?actor=country%3ARUS", format="uri-reference")
    first = string("The first page.", "/v1/events?actor=country%3ARUS", format="uri-reference")
    next = string("The next page; null on the last.", None, nullable=True, format="uri-reference")
    prev = string("The previous page; null on the first.", None, nullable=True, format="uri-reference")


class SuggestionSchema(ResourceSchema):
    """What may have been meant."""

    id = string("Its id.", "person:vladimir-putin")
    name = string("Its name.", "Vladimir Putin")


class PageWarningSchema(ResourceSchema):
    """Something about the answer that its reader should know."""

    code = string("What kind of warning, for programs.", "UNKNOWN_ACTOR")
    parameter = string("The query parameter it is about.", "actor")
    detail = string("What is the matter, for people.", "No actor is known as 'Putni'.")
    suggestions = many(SuggestionSchema, "What may have been meant.")


class FacetCountSchema(ResourceSchema):
    """How many matching items have a value."""

    value = string("The value.", "CONSULT")
    count = integer("How many items have it.", 12)


@cache
def page_schema(item: type[Schema], *, with_facets: bool = False) -> type[Schema]:
    """Return the schema of a page of such items."""
    name = item.__name__.removesuffix("Schema")
    parts: dict[str, fields.Field[Any]] = {
        "data": many(item, "The items."),
        "page": nested(PageInfoSchema, "Where this page stands in the list."),
        "links": nested(PageLinksSchema, "Addresses of this page and its neighbours."),
        "query": fields.Dict(
            required=True,
            metadata={"description": "The filters as they were understood.", "examples": [{"date_from": "2025-03-01"}]},
        ),
        "warnings": many(PageWarningSchema, "What the reader of this answer should know."),
    }
    if with_facets:
        parts["facets"] = fields.Dict(
            keys=fields.String(),
            values=fields.List(fields.Nested(FacetCountSchema)),
            metadata={
                "description": "Counts of the values of each facet asked for. A warning `PARTIAL_FACETS` says which of "
                "them tell only of the latest 50,000 of very many events.",
                "examples": [{"event_type": [{"value": "CONSULT", "count": 12}]}],
            },
        )
    return ResourceSchema.from_dict(parts, name=f"{name}PageSchema")
