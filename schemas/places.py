"""Places in, JSON objects out."""

from typing import Any

from records.articles import Article
from records.places import EventPlace, Place
from records.vocabularies import PlaceKind
from schemas.fields import ResourceSchema, many, nested, number, string, word
from schemas.spans import SpanSchema, span_document


class _LocatedSchema(ResourceSchema):
    id = string("Stable id of the place.", "place:kursk-oblast")
    name = string("Its name in English.", "Kursk Oblast")
    country = string("The country it lies in, ISO 3166-1 alpha-3.", "RUS", nullable=True)
    latitude = number("Degrees north, WGS 84.", 51.7, nullable=True, least=-90, most=90)
    longitude = number("Degrees east, WGS 84.", 36.2, nullable=True, least=-180, most=180)


class EventPlaceSchema(_LocatedSchema):
    """Where an event happens."""

    span = nested(SpanSchema, "Where the text says so.", nullable=True)


class PlaceSchema(_LocatedSchema):
    """A place that an article names."""

    kind = word(PlaceKind, "What kind of place it is.", "REGION")
    mentions = many(SpanSchema, "Where the text names it.")


def event_place_document(article: Article, place: EventPlace | None) -> dict[str, Any] | None:
    """Return the JSON object of an event's place."""
    if place is None:
        return None
    return _located(place) | {"span": span_document(article, place.span)}


def place_document(article: Article, place: Place) -> dict[str, Any]:
    """Return the JSON object of a place of an article."""
    mentions = [span_document(article, (mention.start, mention.end)) for mention in place.mentions]
    return _located(place) | {"kind": place.kind, "mentions": mentions}


def _located(place: Place | EventPlace) -> dict[str, Any]:
    return {
        "id": place.id,
        "name": place.name,
        "country": place.country,
        "latitude": None if place.latitude is None else float(place.latitude),
        "longitude": None if place.longitude is None else float(place.longitude),
    }
