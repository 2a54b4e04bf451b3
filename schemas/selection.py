"""A resource in, the query parameters that choose what of it is given out out."""

from typing import Any

from marshmallow import Schema, fields

from schemas.parameters import Parameters, choice, comma_list

EXPANSIONS = ("actors", "article", "articles")
EVENT_SHAPES = ("flat", "long", "gdelt")


def select_fields(item: type[Schema]) -> fields.Field[Any]:
    """Return the parameter `fields` of a resource: which of its keys are wanted."""
    keys = [name for name, field in item().fields.items() if field.required]
    return comma_list(
        f"Give out only these keys, with commas between; {keys[0]!r} always comes with them. JSON is then "
        "`application/vnd.dateline.sparse+json`; tables have the columns that show these keys.",
        keys,
        keys[:2],
        most=len(keys),
    )


def expand_references() -> fields.Field[Any]:
    """Return the parameter `expand` of events and positions."""
    return comma_list(
        "Give out what it refers to with it, under `expanded`: `actors`, and `articles` (or `article`) without their "
        "texts. For JSON, NDJSON and GeoJSON.",
        EXPANSIONS,
        ["actors"],
    )


def choose_shape() -> fields.Field[Any]:
    """Return the parameter `shape` of lists of events."""
    return choice(
        "What a row of CSV, TSV, NDJSON or Parquet is: `flat` an event, `long` an actor's part in an event, `gdelt` an "
        "event in the 61 columns of GDELT 2.0.",
        EVENT_SHAPES,
        "long",
        default="flat",
    )


def item_parameters(item: type[Schema], *, expandable: bool = False) -> Parameters:
    """Return the query parameters of a single resource."""
    found: dict[str, Any] = {"fields": select_fields(item)}
    if expandable:
        found["expand"] = expand_references()
    return Parameters.from_dict(found, name=item.__name__.removesuffix("Schema") + "ItemParameters")()  # type: ignore[return-value]
