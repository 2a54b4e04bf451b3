"""The service about itself: resources and limits, health, version, suggestions."""

from marshmallow import fields

from schemas.actors import ArticleActorSchema
from schemas.articles import ArticleSchema
from schemas.attributions import AttributionSchema
from schemas.events import EventSchema
from schemas.fields import ResourceSchema, integer, many, nested, string
from schemas.paging import SuggestionSchema
from schemas.places import PlaceSchema
from schemas.positions import PositionSchema
from schemas.timexes import TimexSchema


class CountsSchema(ResourceSchema):
    """The size of the data set."""

    articles = integer("Articles.", 12)
    events = integer("Events.", 210)
    actors = integer("Actors.", 95)
    positions = integer("Positions.", 80)
    issues = integer("Issues.", 40)


class ResourceLinkSchema(ResourceSchema):
    """A collection of the API."""

    name = string("Its name.", "events")
    href = string("Its address.", "/v1/events", format="uri-reference")
    description = string("What it holds.", "Who did what to whom, when and where.")


class LimitsSchema(ResourceSchema):
    """What requests may ask for."""

    page_default = integer("Items on a page unless `limit` says otherwise.", 50)
    page_most = integer("The greatest `limit`.", 1000)
    body_bytes = integer("The greatest body of a request.", 2_000_000)
    url_bytes = integer("The longest address with its query.", 8_192)
    batch_bytes = integer("The greatest body of many articles.", 50_000_000)
    batch_lines = integer("The most articles in one such body.", 1_000)
    parameters = integer("The most query parameters.", 500)
    text_characters = integer("The longest text of an article.", 1_000_000)
    wait_seconds = integer("The longest `Prefer: wait`.", 30)
    series_cells = integer("The most cells of counts by groups.", 10_000)
    network_events = integer("The most events that a network is made of, the latest.", 200_000)


class RootSchema(ResourceSchema):
    """What there is."""

    name = string("The service.", "Dateline")
    version = string("Its version.", "0.1.0")
    schema_version = string("The version of the shape of its answers.", "1")
    resources = many(ResourceLinkSchema, "Its collections.")
    documentation = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "Where its documents stand.", "examples": [{"docs": "/docs/"}]},
    )
    limits = nested(LimitsSchema, "What requests may ask for.")
    counts = nested(CountsSchema, "The size of the data set.")


class HealthSchema(ResourceSchema):
    """Whether the process lives."""

    status = string("OK.", "OK")


class WorkerSchema(ResourceSchema):
    """An extraction worker."""

    id = string("Its id.", "host-4711")
    state = string("STARTING while it loads its model, READY, or SILENT when it has not been heard of.", "READY")
    beat_at = string("When it was last heard of.", "2025-03-17T08:00:02.000Z", format="date-time")


class ReadinessSchema(ResourceSchema):
    """Whether queries are answered, and how the extraction workers are."""

    status = string("OK: the database answers.", "OK")
    database = string("OK.", "OK")
    worker = string("READY, STARTING, SILENT or NONE: the best of them.", "READY")
    workers = many(WorkerSchema, "All extraction workers that were heard of lately.")


class VersionSchema(ResourceSchema):
    """What runs here."""

    name = string("The program.", "dateline")
    version = string("Its version.", "0.1.0")
    schema_version = string("The version of the shape of its answers.", "1")


class ActorSuggestionSchema(SuggestionSchema):
    """A completion of what was typed."""

    actor_type = string("What kind of actor it is.", "PERSON")
    event_count = integer("Events found by it.", 31)


class SuggestionsSchema(ResourceSchema):
    """Completions, most frequent first."""

    data = many(ActorSuggestionSchema, "The completions.")


FOUND = ("timexes", "actors", "attributions", "places")
"""What stands in the annotations of an article as it does in `FoundArticleSchema`."""


class FoundArticleSchema(ArticleSchema):
    """An article with what was found in it."""

    timexes = many(TimexSchema, "Its time expressions.")
    actors = many(ArticleActorSchema, "Its actors with their mentions.")
    attributions = many(AttributionSchema, "What it ascribes to whom.")
    places = many(PlaceSchema, "The places that it names.")
    events = many(EventSchema, "Its events, in text order.")
    positions = many(PositionSchema, "Its positions, in text order.")
