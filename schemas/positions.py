"""Positions in, their canonical JSON bytes out."""

from typing import Any

from marshmallow import fields, validate

from records.extractions import Extraction
from records.positions import Position
from records.vocabularies import Certainty, Stance
from schemas.articles import ExtractorSchema, extractor_document
from schemas.dates import DatingSchema, dating_document
from schemas.events import EVIDENCE_SHOWN, actor_name
from schemas.expanded import expanded
from schemas.fields import ResourceSchema, boolean, integer, many, nested, number, string, strings, word
from schemas.issues import PositionIssueSchema
from schemas.rendering import render_document
from schemas.spans import EvidenceSchema, SpanSchema, evidence_document, span_document


class PositionSchema(ResourceSchema):
    """A stated stance: who holds which stance on what, in whose words."""

    id = string("Stable id of the position.", "pos_orsxg5banfxgk5dt")
    actor_id = string("The actor that holds it.", "country:RUS")
    actor_name = string("The name of that actor.", "Russia")
    on_behalf_of = string("The actor on whose behalf it is held.", None, nullable=True)
    stance = word(Stance, "The speech act by which the position is taken.", "DEMAND")
    certainty = word(Certainty, "Whether the holder states it, hints at it, or another reports it.", "STATED")
    polarity = fields.Integer(
        required=True,
        strict=True,
        validate=validate.OneOf([-1, 0, 1]),
        metadata={"description": "1 for the issue as named, -1 against it, 0 neither.", "examples": [1]},
    )
    issue = nested(PositionIssueSchema, "What it is about.")
    proposition = string("What is held, in a sentence.", "Ukraine will never join NATO.")
    addressee_ids = strings("The actors that it is addressed to.", ["country:UKR"])
    condition = string("The words of the condition it hangs on.", None, nullable=True)
    via = string("The actor on whose report it stands, an id or the words.", None, nullable=True)
    quoted = boolean("Whether the evidence holds the holder's own words in quotation marks.", True)
    stated_date = nested(DatingSchema, "When it was stated.")
    source = nested(SpanSchema, "Where the text names the holder.", nullable=True)
    cue = nested(SpanSchema, "The words that ascribe it.", nullable=True)
    content = nested(SpanSchema, "The words that hold it.", nullable=True)
    evidence = many(EvidenceSchema, f"The first {EVIDENCE_SHOWN} quotes that prove it.")
    evidence_count = integer("How many quotes prove it; all of them stand under `/evidence`.", 1, least=1)
    article_count = integer("How many articles report it.", 1, least=1)
    confidence = number("How sure the extractor is, 0 to 1.", 0.9, least=0, most=1)
    rule = string("The rule that decided.", "demand.verb")
    extractor = nested(ExtractorSchema, "What found it.")
    expanded = expanded()


def render_position(position: Position, extraction: Extraction) -> bytes:
    """Return the canonical bytes of a position of one article."""
    return render_document(position_document(position, extraction))


def position_document(position: Position, extraction: Extraction) -> dict[str, Any]:
    """Return the JSON object of a position of one article."""
    article = extraction.article
    issue = position.issue
    return {
        "id": position.id,
        "actor_id": position.actor_id,
        "actor_name": actor_name(position.actor_id, extraction),
        "on_behalf_of": position.on_behalf_of,
        "stance": position.stance,
        "certainty": position.certainty,
        "polarity": int(position.polarity),
        "issue": {"id": issue.id, "label": issue.label, "topic": issue.topic},
        "proposition": position.proposition,
        "addressee_ids": position.addressee_ids,
        "condition": position.condition,
        "via": position.via,
        "quoted": position.quoted,
        "stated_date": dating_document(article, position.stated_date),
        "source": span_document(article, position.source),
        "cue": span_document(article, position.cue),
        "content": span_document(article, position.content),
        "evidence": [evidence_document(article, evidence) for evidence in position.evidence[:EVIDENCE_SHOWN]],
        "evidence_count": len(position.evidence),
        "article_count": 1,
        "confidence": float(position.confidence),
        "rule": position.rule,
        "extractor": extractor_document(extraction.extractor),
    }
