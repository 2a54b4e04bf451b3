"""Extraction records in, the annotations of their article as canonical JSON bytes out."""

from typing import Any

from records.extractions import Extraction
from schemas.actors import ArticleActorSchema, article_actor_document
from schemas.articles import ExtractorSchema, extractor_document
from schemas.attributions import AttributionSchema, attribution_document
from schemas.fields import ResourceSchema, many, nested, string, strings
from schemas.places import PlaceSchema, place_document
from schemas.rendering import render_document
from schemas.spans import SpanSchema
from schemas.timexes import TimexSchema, timex_document


class MarkSchema(SpanSchema):
    """A stretch of the text to be marked."""

    kind = string(
        "What is marked: ACTOR, TIMEX, PLACE, CUE (of an attribution), TRIGGER (of an event), EVENT (its evidence), "
        "POSITION (its evidence); new values may be added.",
        "ACTOR",
    )
    ref = string("The actor, place, event or position that it belongs to.", "person:donald-trump", nullable=True)
    label = string("What to show with it.", "Donald Trump")


class AnnotationsSchema(ResourceSchema):
    """Everything found in an article, where it stands in the text; its events and positions are marked by id."""

    article_id = string("The article.", "art_mzxw6ytboi4dcmrt")
    text = string(
        "The text that the offsets count in. Shortened or null where the server does not give out texts.",
        "The two presidents will hold talks on …",
        nullable=True,
    )
    marks = many(MarkSchema, "All spans worth marking, in text order, the longer first.")
    timexes = many(TimexSchema, "Its time expressions.")
    actors = many(ArticleActorSchema, "Its actors with their mentions.")
    attributions = many(AttributionSchema, "What it ascribes to whom.")
    places = many(PlaceSchema, "The places that it names.")
    event_ids = strings("Its events, in text order.", ["evt_nbswy3dpeb3w64tm"])
    position_ids = strings("Its positions, in text order.", ["pos_orsxg5banfxgk5dt"])
    warnings = strings("What its reader should know.", ["The article has no publication date."])
    extractor = nested(ExtractorSchema, "What read it.")


def render_annotations(extraction: Extraction) -> bytes:
    """Return the canonical bytes of an article's annotations."""
    article = extraction.article
    return render_document(
        {
            "article_id": article.id,
            "text": article.text,
            "marks": _marks(extraction),
            "timexes": [timex_document(article, timex) for timex in extraction.timexes],
            "actors": [article_actor_document(article, actor) for actor in extraction.actors],
            "attributions": [attribution_document(article, attribution) for attribution in extraction.attributions],
            "places": [place_document(article, place) for place in extraction.places],
            "event_ids": [event.id for event in extraction.events],
            "position_ids": [position.id for position in extraction.positions],
            "warnings": extraction.warnings,
            "extractor": extractor_document(extraction.extractor),
        }
    )


def _marks(extraction: Extraction) -> list[dict[str, Any]]:
    found: list[tuple[int, int, str, str | None, str]] = []
    for timex in extraction.timexes:
        found.append((timex.start, timex.end, "TIMEX", None, timex.value))
    for actor in extraction.actors:
        found += [(m.start, m.end, "ACTOR", actor.id, actor.name) for m in actor.mentions]
    for place in extraction.places:
        found += [(m.start, m.end, "PLACE", place.id, place.name) for m in place.mentions]
    for attribution in extraction.attributions:
        found += [(start, end, "CUE", attribution.actor_id, attribution.kind) for start, end in attribution.cue]
    for event in extraction.events:
        found.append((event.trigger.start, event.trigger.end, "TRIGGER", event.id, event.event_type))
        found += [(e.start, e.end, "EVENT", event.id, event.event_type) for e in event.evidence]
    for position in extraction.positions:
        found += [(e.start, e.end, "POSITION", position.id, position.stance) for e in position.evidence]
    article = extraction.article
    return [
        {
            "article_id": article.id,
            "start": start,
            "end": end,
            "text": article.text[start:end],
            "kind": kind,
            "ref": ref,
            "label": label,
        }
        for start, end, kind, ref, label in sorted(found, key=lambda m: (m[0], -m[1], m[2], m[3] or "", m[4]))
    ]
