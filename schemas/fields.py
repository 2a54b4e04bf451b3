"""A description and an example in, a marshmallow field out: nothing on the wire is undescribed."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, validate

SAFE_INTEGER = 2**53 - 1
"""What JSON numbers hold without loss everywhere."""


class ResourceSchema(Schema):
    """Base of what is given out: every key is always there, and readers expect new ones."""

    class Meta:
        unknown = EXCLUDE


def _metadata(description: str, example: Any, **more: Any) -> dict[str, Any]:
    return {"description": description, "examples": [example], **more}


def string(description: str, example: str | None, *, nullable: bool = False, **more: Any) -> fields.String:
    """Return a required string."""
    return fields.String(required=True, allow_none=nullable, metadata=_metadata(description, example, **more))


def integer(
    description: str, example: int | None, *, nullable: bool = False, least: int | None = 0, most: int = SAFE_INTEGER
) -> fields.Integer:
    """Return a required whole number from `least` to `most`."""
    return fields.Integer(
        required=True,
        strict=True,
        allow_none=nullable,
        validate=validate.Range(least, most),
        metadata=_metadata(description, example),
    )


def number(
    description: str, example: float | None, *, nullable: bool = False, least: float, most: float
) -> fields.Float:
    """Return a required number from `least` to `most`; neither infinite nor NaN."""
    return fields.Float(
        required=True,
        allow_none=nullable,
        validate=validate.Range(least, most),
        metadata=_metadata(description, example),
    )


def boolean(description: str, example: bool) -> fields.Boolean:
    """Return a required true or false."""
    return fields.Boolean(required=True, metadata=_metadata(description, example))


def day(description: str, example: str | None, *, nullable: bool = False) -> fields.Date:
    """Return a required ISO 8601 day."""
    return fields.Date(required=True, allow_none=nullable, metadata=_metadata(description, example))


def instant(description: str, example: str | None, *, nullable: bool = False) -> fields.String:
    """Return a required RFC 3339 instant in UTC."""
    return string(description, example, nullable=nullable, format="date-time")


def word(vocabulary: type[StrEnum], description: str, example: str | None, *, nullable: bool = False) -> fields.String:
    """Return a required word of an open-ended vocabulary: readers must expect new ones, so it is no `enum`."""
    known = [member.value for member in vocabulary]
    described = f"{description} One of {', '.join(known)}; new values may be added."
    return string(described, example, nullable=nullable, **{"x-extensible-enum": known})


def nested(schema: type[Schema], description: str, *, nullable: bool = False) -> fields.Nested:
    """Return a required object."""
    return fields.Nested(schema, required=True, allow_none=nullable, metadata={"description": description})


def many(schema: type[Schema], description: str) -> fields.List[Any]:
    """Return a required list of objects."""
    return fields.List(fields.Nested(schema), required=True, metadata={"description": description})


def strings(description: str, example: Sequence[str]) -> fields.List[Any]:
    """Return a required list of strings."""
    return fields.List(fields.String(), required=True, metadata=_metadata(description, list(example)))
