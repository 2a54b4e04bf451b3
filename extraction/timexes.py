"""Document and document creation time in, time expressions with values and intervals out."""

from collections.abc import Iterator
from datetime import date

from spacy.tokens import Doc, Span

from extraction.time_direction import direction_of
from extraction.timex_grammar import Phrase, find_phrases
from extraction.timex_values import Context, Direction, Reading, read_phrase
from records.timexes import Timex
from records.vocabularies import Precision, TimexType


def read_timexes(doc: Doc, dct: date | None, *, date_order: str = "AUTO") -> tuple[Timex, ...]:
    """Return the time expressions of the document in text order.

    The document is only read, so that the same one can be read again with another `dct`. `date_order` is MDY or DMY; AUTO
    lets the article's own unmistakable dates decide.
    """
    pairs = list(_phrases(doc))
    day_first = date_order == "DMY" or (date_order == "AUTO" and _writes_day_first(phrase for _, phrase in pairs))
    timexes: list[Timex] = []
    anchor: date | None = None
    anchor_day: date | None = None
    anchor_value: str | None = None
    for i, (span, phrase) in enumerate(pairs):
        following = pairs[i + 1][1] if i + 1 < len(pairs) else None
        context = Context(
            dct=dct,
            direction=direction_of(span),
            anchor=anchor,
            anchor_day=anchor_day,
            anchor_value=anchor_value,
            beside=_day_beside(phrase, following, timexes, dct),
            day_first=day_first,
        )
        reading = read_phrase(phrase, context)
        timexes.append(_timex(doc, phrase, reading))
        days = reading.days
        if phrase.type is TimexType.DATE and days and days.start and days.end and days.precision is not Precision.OPEN:
            anchor, anchor_value = days.start, reading.value
            if days.precision is Precision.DAY:
                anchor_day = days.start
    return tuple(timexes)


def _phrases(doc: Doc) -> Iterator[tuple[Span, Phrase]]:
    """Yield the tagged spans with their phrases; only the lines that hold one are looked at again."""
    spans = list(doc.spans.get("timex", ()))
    text = doc.text
    read_to = -1
    phrases: list[Phrase] = []
    for span in spans:
        if span.start_char >= read_to:
            start = text.rfind("\n", 0, span.start_char) + 1
            end = text.find("\n", span.end_char)
            read_to = len(text) if end < 0 else end
            phrases = find_phrases(text, start, read_to)
        while phrases and phrases[0].end <= span.start_char:
            phrases.pop(0)
        if phrases and phrases[0].start < span.end_char:
            yield span, phrases.pop(0)


def _writes_day_first(phrases: Iterator[Phrase]) -> bool:
    """Say whether the article's own dates put the day first: "13/03/2025", or else "13 March" more often than "March 13"."""
    votes = 0
    for phrase in phrases:
        if phrase.rule == "numeric_date":
            first, second = phrase.value("stamp").replace(".", "/").replace("-", "/").split("/")[:2]
            votes += 100 * ((int(first) > 12) - (int(second) > 12))
        votes += (phrase.rule == "day_month") - (phrase.rule == "month_day")
    return votes > 0


def _day_beside(phrase: Phrase, following: Phrase | None, before: list[Timex], dct: date | None) -> date | None:
    """Return the day that stands next to a clock time ("at 16:15 UTC on June 1")."""
    if phrase.type is not TimexType.TIME:
        return None
    if following and following.type is TimexType.DATE and following.lexemes is phrase.lexemes:
        if following.first - phrase.last <= 3:
            days = read_phrase(following, Context(dct=dct)).days
            if days and days.precision is Precision.DAY:
                return days.start
    if before and before[-1].interval and before[-1].interval.precision is Precision.DAY:
        return before[-1].interval.start if phrase.start - before[-1].end <= 12 else None
    return None


def _timex(doc: Doc, phrase: Phrase, reading: Reading) -> Timex:
    start, end = phrase.start, phrase.end
    return Timex(
        start=start,
        end=end,
        text=doc.text[start:end],
        type=phrase.type,
        value=reading.value,
        mod=reading.mod,
        interval=reading.days,
    )
