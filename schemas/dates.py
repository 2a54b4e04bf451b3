"""Intervals of days in, JSON objects out."""

from typing import Any

from records.articles import Article
from records.dates import DateInterval
from records.vocabularies import DateBasis, Precision
from schemas.fields import ResourceSchema, day, nested, string, word
from schemas.spans import SpanSchema, span_document


class IntervalSchema(ResourceSchema):
    """First and last day."""

    start = day("The first day; null where that end is open.", "2025-03-18", nullable=True)
    end = day("The last day, included; null where that end is open.", "2025-03-18", nullable=True)
    precision = word(Precision, "The calendar unit that the interval stands for.", "DAY")


class DatingSchema(ResourceSchema):
    """When something happened or was stated, and what speaks for it."""

    start = day("The first day; null where that end is open or unknown.", "2025-03-18", nullable=True)
    end = day("The last day, included; null where that end is open or unknown.", "2025-03-18", nullable=True)
    precision = word(Precision, "The calendar unit that the interval stands for.", "DAY")
    basis = word(
        DateBasis,
        "What speaks for the date: a time expression of its own (STATED), an earlier mention (CARRIED), or only the "
        "publication date (PUBLICATION).",
        "STATED",
    )
    text = string("The time expression as written.", "on Tuesday", nullable=True)
    span = nested(SpanSchema, "Where the time expression stands.", nullable=True)


def dating_document(article: Article, dating: DateInterval) -> dict[str, Any]:
    """Return the JSON object of a date interval."""
    return {
        "start": dating.start,
        "end": dating.end,
        "precision": dating.precision,
        "basis": dating.basis,
        "text": dating.text,
        "span": span_document(article, dating.span),
    }
