"""Events in, their canonical JSON bytes out."""

from typing import Any

from records.events import Event, Participant
from records.extractions import Extraction
from records.spans import Evidence
from records.vocabularies import EventStatus, EventType, Role
from schemas.articles import ExtractorSchema, extractor_document
from schemas.dates import DatingSchema, dating_document
from schemas.expanded import expanded
from schemas.fields import ResourceSchema, boolean, day, integer, many, nested, number, string, strings, word
from schemas.places import EventPlaceSchema, event_place_document
from schemas.rendering import render_document
from schemas.spans import EvidenceSchema, SpanSchema, evidence_document, span_document

EVIDENCE_SHOWN = 10
"""Pieces of evidence that a record carries itself; the rest is paged."""


class ParticipantSchema(ResourceSchema):
    """An actor's part in an event."""

    actor_id = string("The actor.", "person:donald-trump")
    name = string("Its name.", "Donald Trump")
    role = word(Role, "Who acts is the SOURCE, who is acted upon the TARGET.", "SOURCE")
    mention = nested(SpanSchema, "Where the text names the actor in this part.", nullable=True)


class EventSchema(ResourceSchema):
    """Who did what to whom, when and where, in the PLOVER and CAMEO ontologies, with the words that say so."""

    id = string("Stable id of the event.", "evt_nbswy3dpeb3w64tm")
    event_type = word(EventType, "What the act is: a PLOVER type, or STATEMENT for mere comment.", "CONSULT")
    mode = string("PLOVER mode of the act.", "visit", nullable=True)
    contexts = strings("PLOVER contexts of the act.", ["DIPLOMATIC"])
    cameo_code = string("CAMEO code of two to four digits.", "036", nullable=True)
    status = word(EventStatus, "Whether the act happened.", "PLANNED")
    participants = many(ParticipantSchema, "Who takes part, in text order.")
    event_date = nested(DatingSchema, "When it happened or is to happen.")
    place = nested(EventPlaceSchema, "Where it happened.", nullable=True)
    trigger = nested(SpanSchema, "The words that name the act.")
    evidence = many(EvidenceSchema, f"The first {EVIDENCE_SHOWN} quotes that prove it.")
    evidence_count = integer("How many quotes prove it; all of them stand under `/evidence`.", 1, least=1)
    article_count = integer("How many articles report it; a reprint counts with what it repeats.", 1, least=1)
    publisher_count = integer("How many publishers report it, as far as articles name them.", 1)
    first_reported = day("The day of the first report, as far as articles are dated.", "2025-03-17", nullable=True)
    reciprocal = boolean("Whether each side does the act to the other.", False)
    story = string("The id of the event where several articles tell it.", None, nullable=True)
    reported_by = string("The actor on whose word it stands.", "person:donald-trump", nullable=True)
    fatalities = integer("The least number of deaths stated.", None, nullable=True)
    quad_class = integer(
        "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict, 0 neither.", 1, most=4
    )
    intensity = number(
        "From -10 (conflict) to 10 (cooperation), Goldstein's scale.", 3.0, nullable=True, least=-10, most=10
    )
    background = boolean("Whether it is told as history, not as news.", False)
    confidence = number("How sure the extractor is, 0 to 1.", 0.86, least=0, most=1)
    rule = string("The frame that decided.", "consult.hold-talks")
    extractor = nested(ExtractorSchema, "What found it.")
    expanded = expanded()


def render_event(event: Event, extraction: Extraction) -> bytes:
    """Return the canonical bytes of an event of one article."""
    return render_document(event_document(event, extraction))


def event_document(event: Event, extraction: Extraction) -> dict[str, Any]:
    """Return the JSON object of an event of one article."""
    article = extraction.article
    return {
        "id": event.id,
        "event_type": event.event_type,
        "mode": event.mode,
        "contexts": event.contexts,
        "cameo_code": event.cameo_code,
        "status": event.status,
        "participants": [_participant(participant, extraction) for participant in event.participants],
        "event_date": dating_document(article, event.event_date),
        "place": event_place_document(article, event.place),
        "trigger": span_document(article, (event.trigger.start, event.trigger.end)),
        "evidence": [evidence_document(article, evidence) for evidence in event.evidence[:EVIDENCE_SHOWN]],
        "evidence_count": len(event.evidence),
        "article_count": 1,
        "publisher_count": 1 if article.publisher else 0,
        "first_reported": article.dct,
        "reciprocal": event.reciprocal,
        "story": event.story,
        "reported_by": event.reported_by,
        "fatalities": event.fatalities,
        "quad_class": event.quad_class,
        "intensity": None if event.intensity is None else float(event.intensity),
        "background": event.background,
        "confidence": float(event.confidence),
        "rule": event.rule,
        "extractor": extractor_document(extraction.extractor),
    }


def render_evidence(evidence: Evidence, extraction: Extraction) -> bytes:
    """Return the canonical bytes of one piece of evidence of an event or a position."""
    return render_document(evidence_document(extraction.article, evidence))


def _participant(participant: Participant, extraction: Extraction) -> dict[str, Any]:
    return {
        "actor_id": participant.actor_id,
        "name": actor_name(participant.actor_id, extraction),
        "role": participant.role,
        "mention": span_document(extraction.article, participant.mention),
    }


def actor_name(actor_id: str, extraction: Extraction) -> str:
    """Return the name of an actor of the article; every actor id used stands in its list."""
    return next(actor.name for actor in extraction.actors if actor.id == actor_id)
