"""The query parameters of every list."""

from collections.abc import Callable
from typing import Any, cast

from marshmallow import Schema, fields, validate

from records.vocabularies import (
    ActorType,
    Certainty,
    DateBasis,
    EventStatus,
    EventType,
    Precision,
    Stance,
)
from schemas.actors import ActorSchema, PartnerSchema
from schemas.articles import ArticleSchema
from schemas.changes import ChangeSchema
from schemas.event_types import EventTypeSchema
from schemas.events import EventSchema
from schemas.issues import IssueSchema
from schemas.parameters import (
    LIMIT_DEFAULT,
    LIMIT_MOST,
    Parameters,
    box,
    choice,
    choices,
    comma_list,
    flag,
    interval,
    numbers,
    on_day,
    optional_flag,
    several,
    share,
    since,
    whole,
    words,
)
from schemas.positions import PositionSchema
from schemas.publishers import PublisherSchema
from schemas.selection import choose_shape, expand_references, select_fields
from schemas.spans import EvidenceSchema
from schemas.stories import JudgementSchema, RelatedEventSchema
from schemas.storylines import StorylineSchema

SUGGESTIONS = 10
EVENT_SORTS = ("event_date", "-event_date", "ingested_at", "-ingested_at", "confidence", "-confidence", "relevance")
POSITION_SORTS = (
    "stated_date",
    "-stated_date",
    "ingested_at",
    "-ingested_at",
    "confidence",
    "-confidence",
    "relevance",
)
ACTOR_SORTS = ("name", "-event_count", "-article_count", "-last_day", "relevance")
ARTICLE_SORTS = ("published_at", "-published_at", "ingested_at", "-ingested_at", "relevance")
ISSUE_SORTS = ("name", "-position_count", "-last_day")
STORYLINE_SORTS = ("-last_day", "-event_count")
EVENT_FACETS = ("event_type", "actor", "country", "status", "month")
LIST_FORMATS = ("json", "ndjson", "csv", "parquet")
MATRIX_FORMATS = ("json", "csv")
MATRIX_MOST = 50
ISSUE_POSITION_SORT = "stated_date"
EVENT_FORMATS = (*LIST_FORMATS, "tsv", "geojson", "atom", "ics")
POSITION_FORMATS = (*LIST_FORMATS, "atom")

_ACTOR = "An actor: its id, Wikidata item, CAMEO code, name or alias"
_ALTERNATIVES = "Repeat it for alternatives."


class ListParameters(Parameters):
    """What every list takes."""

    limit = whole("Items on a page.", 50, least=1, most=LIMIT_MOST, default=LIMIT_DEFAULT)
    cursor = fields.String(
        validate=validate.Length(1, 1_000),
        metadata={
            "description": "Where the page begins: `next_cursor` or `prev_cursor` of a page with the same filters and "
            "order. Opaque.",
        },
    )
    total = flag("Also count the items that match, up to 10,000.")
    format = choice("The format of the answer; wins over `Accept`.", LIST_FORMATS, "json")


def _choosing[P: Parameters](item: type[Schema]) -> Callable[[type[P]], type[P]]:
    """Return what adds the parameter `fields` to those of a list of such items."""

    def add(parameters: type[P]) -> type[P]:
        added = parameters.from_dict({"fields": select_fields(item)}, name=parameters.__name__)
        return cast(type[P], added)

    return add


def _sort(allowed: tuple[str, ...], default: str) -> fields.String:
    return choice(
        "The order of the list; `-` is descending, ties are ordered by id.", allowed, default, default=default
    )


def _days(what: str) -> dict[str, fields.Field[Any]]:
    return {
        "date_from": on_day(f"First day: {what}.", "2025-03-01"),
        "date_to": on_day(f"Last day, included: {what}.", "2025-03-31"),
        "on": on_day(f"Only this day: {what}.", "2025-03-18"),
        "include_undated": flag("With days given, keep what has none."),
        "include_open": flag("With days given, keep intervals with an open end that reaches into the range."),
    }


def _event_filters() -> dict[str, fields.Field[Any]]:
    return {
        "actor": several(
            f"{_ACTOR}, in any role; a country also finds its bodies and people. {_ALTERNATIVES}", "Russia"
        ),
        "source_actor": several(f"{_ACTOR}, that acts. {_ALTERNATIVES}", "country:RUS"),
        "target_actor": several(f"{_ACTOR}, that is acted upon. {_ALTERNATIVES}", "country:UKR"),
        "actor_type": choices(f"A participant of this type. {_ALTERNATIVES}", ActorType, "PERSON"),
        "actor_country": several(f"A participant from there: ISO 3166-1 or a name. {_ALTERNATIVES}", "RUS"),
        "event_type": choices(f"The type of the act. {_ALTERNATIVES}", EventType, "CONSULT"),
        "mode": several(f"The mode of the act. {_ALTERNATIVES}", "visit"),
        "context": several(f"A context of the act. {_ALTERNATIVES}", "DIPLOMATIC"),
        "cameo": several(f"A CAMEO code or its beginning. {_ALTERNATIVES}", "03"),
        "quad_class": numbers(f"The quad class. {_ALTERNATIVES}", range(5), 1),
        "country": several(f"Where it happened: ISO 3166-1 or a name. {_ALTERNATIVES}", "UKR"),
        "status": choices(f"Whether it happened. {_ALTERNATIVES}", EventStatus, "OCCURRED"),
        "article": several(f"The article that reports it. {_ALTERNATIVES}", "art_mzxw6ytboi4dcmrt"),
        "publisher": several(f"The publisher of such an article. {_ALTERNATIVES}", "The Harbour Wire"),
        "storyline": several(f"The storyline that it is part of. {_ALTERNATIVES}", "stl_mzxw6ytboi4dcmrt"),
        "date_precision": choices(f"How precise its date is. {_ALTERNATIVES}", Precision, "DAY"),
        "date_basis": choices(f"What speaks for its date. {_ALTERNATIVES}", DateBasis, "STATED"),
        "issue": several(f"An issue that its participants take positions on. {_ALTERNATIVES}", "ceasefire"),
    }


def _position_filters() -> dict[str, fields.Field[Any]]:
    return {
        "actor": several(
            f"{_ACTOR}, that holds it, on whose behalf or on whose report it stands. {_ALTERNATIVES}", "Russia"
        ),
        "holder": several(f"{_ACTOR}, that holds it. {_ALTERNATIVES}", "country:RUS"),
        "addressee": several(f"{_ACTOR}, that it is addressed to. {_ALTERNATIVES}", "country:UKR"),
        "actor_type": choices(f"A holder of this type. {_ALTERNATIVES}", ActorType, "STATE"),
        "actor_country": several(f"A holder from there: ISO 3166-1 or a name. {_ALTERNATIVES}", "RUS"),
        "issue": several(f"The issue. {_ALTERNATIVES}", "nato-membership-of-ukraine"),
        "topic": several(f"The topic of the issue. {_ALTERNATIVES}", "nato_alliances"),
        "stance": choices(f"The speech act. {_ALTERNATIVES}", Stance, "DEMAND"),
        "polarity": numbers(f"For (1) or against (-1) the issue, or neither (0). {_ALTERNATIVES}", (-1, 0, 1), 1),
        "certainty": choices(f"Stated, hinted or reported. {_ALTERNATIVES}", Certainty, "STATED"),
        "article": several(f"The article that reports it. {_ALTERNATIVES}", "art_mzxw6ytboi4dcmrt"),
        "publisher": several(f"The publisher of such an article. {_ALTERNATIVES}", "The Harbour Wire"),
        "storyline": several(f"The storyline that it is part of. {_ALTERNATIVES}", "stl_mzxw6ytboi4dcmrt"),
        "date_precision": choices(f"How precise its date is. {_ALTERNATIVES}", Precision, "DAY"),
        "date_basis": choices(f"What speaks for its date. {_ALTERNATIVES}", DateBasis, "STATED"),
    }


def _excluding(filters: dict[str, fields.Field[Any]]) -> dict[str, fields.Field[Any]]:
    for field in filters.values():
        described = f"Leave out what this finds. {field.metadata['description']}"
        field.metadata = {**field.metadata, "description": described}
    return {f"exclude_{name}": field for name, field in filters.items()}


_CONFIDENCE = "The least confidence."
_UPDATED = "Only what was written or changed since then."
_QUERY = 'Words of the evidence; "in quotes" a phrase, with a hyphen before it what must not stand there.'

EventParameters = ListParameters.from_dict(
    {
        **_event_filters(),
        "actor_all": several(f"{_ACTOR}; repeat it for several that all take part.", "USA"),
        "actor_exact": flag("Keep a country from taking in its bodies and people."),
        **_days("an event matches when its interval overlaps the range"),
        "event_date": interval(
            "When, as an ISO 8601 interval of days, months or years: another way to write `date_from` and `date_to`.",
            "2025-01/2025-03",
        ),
        "bbox": box("Where it happened: west, south, east, north in degrees; west may exceed east."),
        "q": words(_QUERY, '"peace talks" -Geneva'),
        "background": optional_flag("Only what is told as history, or only what is not."),
        "min_confidence": share(_CONFIDENCE, 0.5),
        "min_articles": whole("The least number of articles that report it.", 2, least=1, most=1_000_000),
        "updated_since": since(_UPDATED),
        "sort": _sort(EVENT_SORTS, "-event_date"),
        "format": choice("The format of the answer; wins over `Accept`.", EVENT_FORMATS, "json"),
        "shape": choose_shape(),
        "fields": select_fields(EventSchema),
        "expand": expand_references(),
        "facets": comma_list("Also count the values of these among all that match.", EVENT_FACETS, ["event_type"]),
        **_excluding(_event_filters()),
    },
    name="EventParameters",
)


StorylineParameters = ListParameters.from_dict(
    {
        "sort": _sort(STORYLINE_SORTS, "-last_day"),
        "fields": select_fields(StorylineSchema),
        "format": choice("The format of the answer; wins over `Accept`.", ("json", "ndjson"), "json"),
    },
    name="StorylineParameters",
)
RelatedParameters = ListParameters.from_dict(
    {
        "fields": select_fields(RelatedEventSchema),
        "expand": expand_references(),
        "format": choice("The format of the answer; wins over `Accept`.", ("json", "ndjson"), "json"),
    },
    name="RelatedParameters",
)
JudgementParameters = ListParameters.from_dict(
    {
        "fields": select_fields(JudgementSchema),
        "format": choice("The format of the answer; wins over `Accept`.", ("json", "ndjson"), "json"),
    },
    name="JudgementParameters",
)


def _position_conditions() -> dict[str, fields.Field[Any]]:
    return {
        **_position_filters(),
        "actor_exact": flag("Keep a country from taking in its bodies and people."),
        **_days("when the position was stated"),
        "stated_date": interval(
            "When it was stated, as an ISO 8601 interval of days, months or years: another way to write `date_from` "
            "and `date_to`.",
            "2025-01/2025-03",
        ),
        "q": words(_QUERY, '"security guarantees"'),
        "quoted": optional_flag("Only in the holder's own words, or only in others'."),
        "min_confidence": share(_CONFIDENCE, 0.5),
        "updated_since": since(_UPDATED),
    }


PositionParameters = ListParameters.from_dict(
    {
        **_position_conditions(),
        "sort": _sort(POSITION_SORTS, "-stated_date"),
        "format": choice("The format of the answer; wins over `Accept`.", POSITION_FORMATS, "json"),
        "fields": select_fields(PositionSchema),
        "expand": expand_references(),
        **_excluding(_position_filters()),
    },
    name="PositionParameters",
)
IssuePositionParameters = PositionParameters.from_dict(
    {"sort": _sort(POSITION_SORTS, ISSUE_POSITION_SORT)}, name="IssuePositionParameters"
)
MatrixParameters = Parameters.from_dict(
    {
        "rows": choice("What the rows are.", ("actor",), "actor", default="actor"),
        "cols": choice("What the columns are.", ("issue",), "issue", default="issue"),
        "row_limit": whole("Rows at most.", 20, least=1, most=MATRIX_MOST, default=MATRIX_MOST),
        "col_limit": whole("Columns at most.", 20, least=1, most=MATRIX_MOST, default=MATRIX_MOST),
        "format": choice("The format of the answer; wins over `Accept`.", MATRIX_FORMATS, "json"),
        **_position_conditions(),
        **_excluding(_position_filters()),
    },
    name="MatrixParameters",
)


@_choosing(ActorSchema)
class ActorParameters(ListParameters):
    """The query parameters of the list of actors."""

    q = words("Words of its names, or their beginnings.", "putin")
    actor_type = choices(f"What kind of actor. {_ALTERNATIVES}", ActorType, "PERSON")
    country = several(f"Where it belongs: ISO 3166-1 or a name. {_ALTERNATIVES}", "RUS")
    sector = several(f"A CAMEO agent code. {_ALTERNATIVES}", "GOV")
    office = several(
        f"Words of the title of a post that it is said to hold or held. {_ALTERNATIVES}", "foreign minister"
    )
    on = on_day("Only who holds an office that day, one of `office` if given.", "2025-03-18")
    article = several(f"An article that names it. {_ALTERNATIVES}", "art_mzxw6ytboi4dcmrt")
    sort = _sort(ACTOR_SORTS, "-event_count")


@_choosing(PartnerSchema)
class PartnerParameters(ListParameters):
    """The query parameters of the list of those that share events with an actor."""

    actor_type = choices(f"What kind of partner. {_ALTERNATIVES}", ActorType, "PERSON")
    actor_exact = flag("Only events that both take part in themselves, not through their people and bodies.")


@_choosing(ArticleSchema)
class ArticleParameters(ListParameters):
    """The query parameters of the list of articles."""

    q = words("Words of its title and text.", "ceasefire")
    publisher = several(f"The publisher. {_ALTERNATIVES}", "The Harbour Wire")
    url = several(f"Where it was published. {_ALTERNATIVES}", "https://news.example/2025/talks")
    external_id = several(f"What its sender calls it. {_ALTERNATIVES}", "000_ee18e70cf59df536")
    actor = several(f"{_ACTOR}, that it names. {_ALTERNATIVES}", "Russia")
    date_from = on_day("First day of publication.", "2025-03-01")
    date_to = on_day("Last day of publication, included.", "2025-03-31")
    include_undated = flag("With days given, keep what has none.")
    updated_since = since(_UPDATED)
    sort = _sort(ARTICLE_SORTS, "-published_at")


@_choosing(IssueSchema)
class IssueParameters(ListParameters):
    """The query parameters of the list of issues."""

    q = words("Words of its label.", "ceasefire")
    topic = several(f"Its topic. {_ALTERNATIVES}", "nato_alliances")
    actor = several(f"{_ACTOR}, that takes a position on it. {_ALTERNATIVES}", "Russia")
    sort = _sort(ISSUE_SORTS, "-position_count")


@_choosing(EvidenceSchema)
class EvidenceParameters(ListParameters):
    """The query parameters of the evidence of an event or a position."""


@_choosing(EventTypeSchema)
class EventTypeParameters(ListParameters):
    """The query parameters of the list of event types."""


@_choosing(PublisherSchema)
class PublisherParameters(ListParameters):
    """The query parameters of the list of publishers."""


@_choosing(ChangeSchema)
class ChangeParameters(Parameters):
    """The query parameters of the history of changes."""

    since = whole("The `token` of the last change seen; without it from the beginning.", 17, least=0, most=2**53 - 1)
    limit = whole("Changes on a page.", 50, least=1, most=LIMIT_MOST, default=LIMIT_DEFAULT)


class SuggestParameters(Parameters):
    """The query parameters of completions."""

    q = fields.String(
        required=True,
        validate=validate.Length(1, 200),
        metadata={"description": "What has been typed: the beginnings of words of a name.", "examples": ["pu"]},
    )
    limit = whole("Completions at most.", 10, least=1, most=50, default=SUGGESTIONS)
