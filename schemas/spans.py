"""Spans of articles in, JSON objects that name their article out."""

from typing import Any

from records.articles import Article
from records.spans import Evidence, Offsets
from schemas.fields import ResourceSchema, integer, string

_OFFSETS = "in characters (Unicode code points) of the article's text"


class SpanSchema(ResourceSchema):
    """A stretch of an article's text."""

    article_id = string("The article that the span lies in.", "art_mzxw6ytboi4dcmrt")
    start = integer(f"Where the span starts, {_OFFSETS}.", 334)
    end = integer(f"Where the span ends, excluded, {_OFFSETS}.", 346)
    text = string("The words: `text[start:end]` of the article.", "Donald Trump")


class EvidenceSchema(ResourceSchema):
    """A stretch of an article's text that proves a record."""

    article_id = string("The article that the evidence lies in.", "art_mzxw6ytboi4dcmrt")
    start = integer(f"Where the quote starts, {_OFFSETS}.", 319)
    end = integer(f"Where the quote ends, excluded, {_OFFSETS}.", 377)
    quote = string(
        "The words: `text[start:end]` of the article.", "The two presidents will hold talks on Tuesday, she said."
    )


def span_document(article: Article, offsets: Offsets | None) -> dict[str, Any] | None:
    """Return the JSON object of a bare pair of offsets."""
    if offsets is None:
        return None
    start, end = offsets
    return {"article_id": article.id, "start": start, "end": end, "text": article.text[start:end]}


def evidence_document(article: Article, evidence: Evidence) -> dict[str, Any]:
    """Return the JSON object of a piece of evidence."""
    return {"article_id": article.id, "start": evidence.start, "end": evidence.end, "quote": evidence.quote}
