"""What is known of stories in, JSON objects out; and what people say of them as it comes in."""

from collections.abc import Sequence
from typing import Any

import orjson
from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from records.stories import Judgement, JudgementKind, LinkKind, Reprint
from schemas.articles import ArticleSchema
from schemas.events import EventSchema
from schemas.fields import ResourceSchema, instant, many, nested, number, string, strings, word
from schemas.jobs import instant_text
from schemas.paging import page_schema
from schemas.rendering import render_document

_MOST_ARTICLES = 1_000


def _sentence(description: str, example: str, *, required: bool = False) -> fields.String:
    return fields.String(
        required=required,
        allow_none=not required,
        validate=validate.Length(1, 2_000),
        metadata={"description": description, "examples": [example]},
    )


_BY = "Who says so: a name or an address by which you know them again."
_OVERRULE = "Take this word where a person has said the opposite before; without it that is a conflict."


def _ids(description: str, example: str, *, required: bool = False) -> fields.List[Any]:
    return fields.List(
        fields.String(validate=validate.Length(1, 200)),
        required=required,
        validate=validate.Length(0, _MOST_ARTICLES),
        metadata={"description": description, "examples": [[example]]},
    )


class _JudgementBody(Schema):
    class Meta:
        unknown = RAISE

    by = fields.String(
        required=True,
        validate=[validate.Length(1, 200), validate.Regexp(r"[\s\S]*\S", error="Somebody has to say so.")],
        metadata={"description": _BY, "examples": ["r.meyer@institute.example"]},
    )
    note = _sentence("Why.", "Both report the call of the 18th.")


class _OverrulingBody(_JudgementBody):
    overrule = fields.Boolean(
        load_default=False, metadata={"description": _OVERRULE, "examples": [False]}, truthy={True}, falsy={False}
    )


class MergeSchema(_OverrulingBody):
    """Two events are one."""

    event_id = fields.String(
        required=True,
        validate=validate.Length(1, 200),
        metadata={"description": "The other event.", "examples": ["evt_orsxg5banfxgk5dt"]},
    )


class SplitSchema(_OverrulingBody):
    """What some of the articles tell is another event."""

    article_ids = _ids(
        "The articles that tell another event, some but not all of those that give evidence; none where `event_ids` "
        "says it all.",
        "art_mzxw6ytboi4dcmrt",
        required=True,
    )
    event_ids = _ids(
        "What is another event, by ids that articles brought and that lead to this event now: for an article that "
        "tells of both. They stand in the annotations of the article.",
        "evt_orsxg5banfxgk5dt",
    )

    @validates_schema
    def name_some(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Refuse a split that names nothing."""
        if not data["article_ids"] and not data.get("event_ids"):
            raise ValidationError("Name the articles that tell another event, or the events.", "article_ids")


class RetractSchema(_JudgementBody):
    """It is wrong."""


class GroundsSchema(ResourceSchema):
    """What a score is made of."""

    features = fields.Dict(
        keys=fields.String(),
        values=fields.Float(),
        required=True,
        metadata={
            "description": "How far each agrees, 0 to 1: who, what, when, by which words, where, in which context.",
            "examples": [{"participants": 1.0, "event_type": 1.0, "date": 0.85}],
        },
    )
    vetoes = strings(
        "What forbids that they are one, whatever the score: SAME_ARTICLE, OTHER_ACTORS, STATUS, STATED_DATE, "
        "DAYS_APART, PLACE, OTHER_WORDS; new values may be added.",
        ["STATED_DATE"],
    )


class RelatedEventSchema(ResourceSchema):
    """An event that was compared with another one and is not the same."""

    event_id = string("Its id.", "evt_nbswy3dpeb3w64tm")
    kind = word(
        LinkKind,
        "How it is related: it is what the other announced (REALISES), or what the other denies or it denies itself "
        "(DENIES); nearly the same (SIMILAR, SAME) or the same but for what forbids it (CONFLICT).",
        "SIMILAR",
    )
    score = number("How likely they are one, 0 to 1.", 0.63, least=0, most=1)
    grounds = nested(GroundsSchema, "What the score is made of.")
    event = nested(EventSchema, "The event.")


class JudgementSchema(ResourceSchema):
    """What a person has said; it stands over every score, and stays when articles are read again."""

    id = string("Its id.", "jdg_mzxw6ytboi4dcmrt")
    kind = word(JudgementKind, "What was said.", "MERGE")
    resource = string("Of what: event or position.", "event")
    sides = fields.List(
        fields.List(fields.String()),
        required=True,
        metadata={
            "description": "Ids as single articles brought them: those of one side are one event (MERGE) or wrong "
            "(RETRACT), those of two sides are two (SPLIT).",
            "examples": [[["evt_nbswy3dpeb3w64tm", "evt_orsxg5banfxgk5dt"]]],
        },
    )
    by = string("Who said so.", "r.meyer@institute.example")
    at = instant("When.", "2025-03-17T08:00:02.000Z")
    note = string("Why.", "Both report the call of the 18th.", nullable=True)


_JUDGEMENTS = "What people have said of it and still stands."


class RelatedEventsSchema(page_schema(RelatedEventSchema)):  # type: ignore[misc]
    """Events that an event was compared with, the likeliest first, and what people have said of it."""

    judgements = many(JudgementSchema, _JUDGEMENTS)


class JudgedEventSchema(EventSchema):
    """An event, with what people have said of it."""

    judgements = fields.List(
        fields.Nested(JudgementSchema),
        metadata={
            "description": f"{_JUDGEMENTS} The ids in `sides` that are no events any more lead to the ones that they "
            "are part of. Left out where nobody has said anything."
        },
    )


class SplitEventsSchema(ResourceSchema):
    """The events that there are after a split."""

    data = many(JudgedEventSchema, "The events, first the one that what was not named tells.")


class ReprintSchema(ResourceSchema):
    """An article whose text is nearly the same."""

    article_id = string("The article.", "art_orsxg5banfxgk5dt")
    publisher = string("Who published it.", "The Harbour Wire", nullable=True)
    similarity = fields.Float(
        required=True,
        allow_none=True,
        metadata={
            "description": "Which share of its stretches of words it has in common with the most similar of the group, "
            "0 to 1; null for the first.",
            "examples": [0.93],
        },
    )


class WholeArticleSchema(ArticleSchema):
    """An article with those that are nearly the same."""

    reprints = many(ReprintSchema, "Articles with nearly the same text; they are no further evidence.")


def add_reprints(body: bytes, reprints: tuple[Reprint, ...]) -> bytes:
    """Return the bytes of an article with its reprints."""
    shown = [
        {"article_id": reprint.article_id, "publisher": reprint.publisher, "similarity": reprint.similarity}
        for reprint in reprints
    ]
    return body[:-1] + b',"reprints":' + orjson.dumps(shown) + b"}"


def add_judgements(body: bytes, judgements: Sequence[Judgement]) -> bytes:
    """Return the bytes of an event with what people have said of it."""
    if not judgements:
        return body
    return body[:-1] + b',"judgements":' + render_words(judgements) + b"}"


def render_words(judgements: Sequence[Judgement]) -> bytes:
    """Return what people have said of an event as a JSON array."""
    return orjson.dumps([judgement_document(judgement, "event") for judgement in judgements])


def render_judgement(judgement: Judgement, resource: str) -> bytes:
    """Return the canonical bytes of a judgement."""
    return render_document(judgement_document(judgement, resource))


def judgement_document(judgement: Judgement, resource: str) -> dict[str, Any]:
    """Return the JSON object of a judgement."""
    return {
        "id": judgement.id,
        "kind": judgement.kind,
        "resource": resource,
        "sides": judgement.sides,
        "by": judgement.by,
        "at": instant_text(judgement.at),
        "note": judgement.note,
    }
