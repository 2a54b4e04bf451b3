"""Time expressions in, JSON objects out."""

from typing import Any

from records.articles import Article
from records.timexes import Timex
from records.vocabularies import TimexType
from schemas.dates import IntervalSchema
from schemas.fields import nested, string, word
from schemas.spans import SpanSchema


class TimexSchema(SpanSchema):
    """A time expression of an article, as TIMEX3 has it."""

    type = word(TimexType, "Its TIMEX3 type.", "DATE")
    value = string("Its TIMEX3 value; X stands for what cannot be resolved.", "2025-03-17")
    mod = string("Its TIMEX3 modifier.", None, nullable=True)
    interval = nested(IntervalSchema, "The days it stands for; null where they cannot be told.", nullable=True)


def timex_document(article: Article, timex: Timex) -> dict[str, Any]:
    """Return the JSON object of a time expression."""
    interval = timex.interval
    return {
        "article_id": article.id,
        "start": timex.start,
        "end": timex.end,
        "text": timex.text,
        "type": timex.type,
        "value": timex.value,
        "mod": timex.mod,
        "interval": interval and {"start": interval.start, "end": interval.end, "precision": interval.precision},
    }
