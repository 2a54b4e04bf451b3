"""Counts by groups: what can be asked, and what the answer holds."""

from typing import Any

from marshmallow import Schema, fields

from schemas.fields import ResourceSchema, integer, many, string
from schemas.paging import PageWarningSchema
from schemas.parameters import Parameters, choice, comma_list, whole
from schemas.queries import EventParameters, PositionParameters

SERIES_FORMATS = ("json", "csv")
SERIES_TOP = 20
SPANS = ("day", "month", "year")
EVENT_GROUPS = (
    *SPANS,
    *("event_type", "mode", "quad_class", "status", "country", "background", "date_precision", "date_basis"),
    *("actor", "source_actor", "target_actor", "actor_type", "actor_country"),
)
POSITION_GROUPS = (
    *SPANS,
    *("stance", "polarity", "certainty", "quoted", "date_precision", "date_basis"),
    *("actor", "actor_type", "actor_country", "issue", "topic"),
)
EVENT_MEASURES = ("count", "mean_intensity", "mean_confidence", "fatalities", "reports")
POSITION_MEASURES = ("count", "mean_polarity", "mean_confidence")

_OF_LISTS = frozenset({"limit", "cursor", "total", "sort", "format", "shape", "fields", "expand", "facets"})


def conditions_of(parameters: type[Schema]) -> dict[str, fields.Field[Any]]:
    """Return the parameters of a list that say what is to be found, without those that say how it is listed."""
    return {name: field for name, field in parameters().fields.items() if name not in _OF_LISTS}


def _grouping(
    groups: tuple[str, ...], example: list[str], measures: tuple[str, ...], about: str
) -> dict[str, fields.Field[Any]]:
    return {
        "group_by": comma_list(
            "One or two groups, at most one of them a span of time (month unless given).", groups, example, most=2
        ),
        "measure": choice(about, measures, measures[1], default="count"),
        "top": whole(
            "Values of a group at most, those with most items; spans of time are all there.",
            50,
            least=1,
            most=200,
            default=SERIES_TOP,
        ),
        "format": choice("The format of the answer; wins over `Accept`.", SERIES_FORMATS, "json"),
    }


EventSeriesParameters = Parameters.from_dict(
    {
        **_grouping(
            EVENT_GROUPS,
            ["month", "event_type"],
            EVENT_MEASURES,
            "What `value` is: how many events, their mean intensity (Goldstein's scale) or confidence, the sum of the "
            "fatalities that they state, or how many independent reports there are of them.",
        ),
        **conditions_of(EventParameters),
    },
    name="EventSeriesParameters",
)
PositionSeriesParameters = Parameters.from_dict(
    {
        **_grouping(
            POSITION_GROUPS,
            ["month", "stance"],
            POSITION_MEASURES,
            "What `value` is: how many positions, their mean polarity (1 for, -1 against) or confidence.",
        ),
        **conditions_of(PositionParameters),
    },
    name="PositionSeriesParameters",
)


class GroupValueSchema(ResourceSchema):
    """A value of a group."""

    value = string("The value, as filters take it; of time a day, a month or a year.", "CONSULT")
    label = string("What a person would call it.", "CONSULT")
    count = integer("Items with it, of those that match.", 22)


class GroupSchema(ResourceSchema):
    """What items are counted by."""

    name = string("Its name.", "event_type")
    values = fields.List(
        fields.Nested(GroupValueSchema),
        required=True,
        metadata={"description": "Its values: spans in the order of time, others with most items first."},
    )
    values_left_out = integer("Values with fewer items than those shown.", 3)
    count_left_out = integer("Items with these values; one with several of them counts for each.", 8)
    count_without = integer("Items that have no value, or no day.", 5)


class SeriesCellSchema(ResourceSchema):
    """The items with one value of each group."""

    group = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={
            "description": "The value of each group.",
            "examples": [{"month": "2025-03", "event_type": "CONSULT"}],
        },
    )
    count = integer("Items.", 12)
    value = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "What is measured; null where there is nothing to measure.", "examples": [12]},
    )


def _series(name: str, measures: tuple[str, ...]) -> type[Schema]:
    parts: dict[str, fields.Field[Any]] = {
        "measure": string(f"What `value` is: {', '.join(measures)}.", "count"),
        "groups": many(GroupSchema, "What is counted by, with the values of each."),
        "data": many(SeriesCellSchema, "Along time every span, with 0 where nothing is; else the cells that hold any."),
        "count": integer("Items that match.", 210),
        "query": fields.Dict(
            required=True,
            metadata={"description": "The filters as they were understood.", "examples": [{"date_from": "2025-03-01"}]},
        ),
        "warnings": many(PageWarningSchema, "What the reader of this answer should know."),
    }
    return ResourceSchema.from_dict(parts, name=name)


EventSeriesSchema = _series("EventSeriesSchema", EVENT_MEASURES)
PositionSeriesSchema = _series("PositionSeriesSchema", POSITION_MEASURES)
