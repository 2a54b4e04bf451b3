"""Attributions in, JSON objects out."""

from typing import Any

from records.articles import Article
from records.attributions import Attribution
from records.vocabularies import AttributionKind
from schemas.fields import ResourceSchema, many, string, word
from schemas.spans import SpanSchema, span_document


class AttributionSchema(ResourceSchema):
    """What is ascribed to whom by which words."""

    source = many(SpanSchema, "Whom it is ascribed to; may be empty.")
    cue = many(SpanSchema, "The words that ascribe it.")
    content = many(SpanSchema, "What is ascribed.")
    kind = word(AttributionKind, "Whether the content is quoted, paraphrased or both.", "INDIRECT")
    actor_id = string("The actor that it is ascribed to.", "person:donald-trump", nullable=True)


def attribution_document(article: Article, attribution: Attribution) -> dict[str, Any]:
    """Return the JSON object of an attribution."""
    return {
        "source": [span_document(article, span) for span in attribution.source],
        "cue": [span_document(article, span) for span in attribution.cue],
        "content": [span_document(article, span) for span in attribution.content],
        "kind": attribution.kind,
        "actor_id": attribution.actor_id,
    }
